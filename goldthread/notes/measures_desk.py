"""What the editor shows of measures: those that are filled in, each with its items and with what is on file beside it, and those to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goldthread.lib import uuids
from goldthread.needs import queries as needs
from goldthread.needs.models import Score
from goldthread.needs.queries import Course, Instrument, Item
from goldthread.notes import measures
from goldthread.notes.choosing import options_of
from goldthread.notes.counting import Occasion


@dataclass(frozen=True)
class Beside:
    """What is on file of an instrument by one kind of person, and what comes of it with the answers of this note.

    `course` ends with the note's own score where there is one; `now` is that score, `answered` how many items have an answer.
    """

    instrument: Instrument
    on_file: Sequence[Score]
    now: Score | None
    answered: int

    @property
    def course(self) -> Course | None:
        """Every score of it, also the note's own; None where there is none."""
        scores = [*self.on_file, *([self.now] if self.now else [])]
        return Course(self.instrument, scores[-1].informant, scores) if scores else None

    @property
    def rows(self) -> list[tuple[str, Score]]:
        """Baseline, the one before the latest, and the latest where the note's own is not that, by what they are called."""
        if not self.on_file:
            return []
        rows = [(_("Baseline"), self.on_file[0])]
        later = self.on_file[1:]
        if self.now is None and later:
            rows += [(_("The one before"), later[-2])] if len(later) > 1 else []
            return [*rows, (_("Latest on file"), later[-1])]
        return rows + ([(_("The one before"), later[-1])] if later else [])


@dataclass(frozen=True)
class FilledIn:
    """One measure in the editor: where it stands, of whom, what is typed, and what is beside it; without an instrument it is only kept."""

    at: str
    row: Mapping[str, str]
    name: str
    is_named: bool
    instrument: Instrument | None
    beside: Beside | None = None

    @property
    def key(self) -> str:
        """Under which its fields stand in the form, and where it stands on the page."""
        return f"measures-{self.at}"

    @property
    def fields(self) -> str:
        """The names of its fields, by commas: what is sent to be counted."""
        names = [measures.CLIENT, measures.INSTRUMENT, measures.INFORMANT, measures.TOTAL]
        names += [f"item_{number}" for number in range(1, len(self.instrument.items if self.instrument else ()) + 1)]
        return ",".join(f"{self.key}-{name}" for name in names)

    @property
    def informants(self) -> SafeString:
        """Whose answers they can be, with the one that is chosen."""
        return options_of("informant", self.row.get(measures.INFORMANT, ""))

    @property
    def total(self) -> str:
        """The total alone, as typed."""
        return self.row.get(measures.TOTAL, "")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Name and value of what is only kept: all of it where it cannot be filled in here, else what has no field."""
        kept = (measures.CLIENT, measures.INSTRUMENT, measures.TITLE) if self.instrument else tuple(self.row)
        return [(f"{self.key}-{name}", self.row.get(name, "")) for name in kept]

    def items(self, errors: Mapping[str, str]) -> list[Item]:
        """The items with what is chosen of each; `errors` are those of the page, by the place of a field."""
        if self.instrument is None:
            return []
        amiss = {name.removeprefix(f"{self.key}-"): said for name, said in errors.items()}
        return needs.items_of(self.instrument, self.row, prefix=f"{self.key}-", errors=amiss)


def filled_in(typed: Mapping[str, Any], names: Mapping[UUID, str], occasion: Occasion) -> list[FilledIn]:
    """The measures of a draft; those of a client who is not among `names` are kept and not shown with what is on file."""
    return [one(str(at), row, names, occasion) for at, row in enumerate(typed.get("measures", ()))]


def one(at: str, row: Mapping[str, str], names: Mapping[UUID, str], occasion: Occasion) -> FilledIn:
    """One measure as the editor shows it."""
    client = uuids.or_none(row.get(measures.CLIENT, ""))
    if client is None or client not in names:
        return FilledIn(at, row, "", False, None)
    instrument = needs.instrument_of(row.get(measures.INSTRUMENT, ""))
    beside = _beside(instrument, row, client, occasion) if instrument else None
    return FilledIn(at, row, names[client] if len(names) > 1 else "", True, instrument, beside)


def _beside(instrument: Instrument, row: Mapping[str, str], client: UUID, occasion: Occasion) -> Beside:
    new = needs.read_answers(instrument, row)
    counts = not (needs.shape_findings(instrument, row) or needs.score_findings(instrument, new))
    on_file = occasion.history(client, instrument.key, new.informant) if new.informant else []
    now = None
    if counts:
        scored = needs.scored(instrument, new)
        now = Score(informant=new.informant, total=scored.total, word=scored.word, true_from_on=occasion.day)
    return Beside(instrument, on_file, now, sum(each is not None for each in new.answers))


def offered() -> list[Instrument]:
    """The instruments that can be filled in: those that ship, and the agency's own."""
    return [each for each in needs.instruments().values() if each.is_offered]


def added(key: str, client: str) -> dict[str, str] | None:
    """The row that a measure begins with; None where there is no such measure or no client is named."""
    instrument, whose = needs.instrument_of(key) if key else None, uuids.or_none(client)
    if instrument is None or not instrument.is_offered or whose is None:
        return None
    return {
        measures.CLIENT: str(whose),
        measures.INSTRUMENT: instrument.key,
        measures.TITLE: instrument.title,
        measures.INFORMANT: "",
    }
