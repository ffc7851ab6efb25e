"""The measures that are filled in within a note: what keeps them from counting, how they are sealed, and the scores that follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.lib import uuids
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Finding
from goldthread.needs import actions as needs_actions
from goldthread.needs import queries as needs
from goldthread.needs.models import Score
from goldthread.needs.queries import Instrument
from goldthread.notes import measures, queries
from goldthread.notes.content import About
from goldthread.notes.models import Amendment, Note
from goldthread.people.models import Staff

# A correction of one of these states the scores of the note anew.
_STATED_BY = frozenset(("measures", "occurred_on"))


@dataclass(frozen=True)
class Occasion:
    """By whom and as of which day measures are filled in; where a note is corrected, which, and how it reads now."""

    author: Staff
    day: date
    amends: UUID | None = None
    standing: Mapping[str, Any] = field(default_factory=dict)

    def history(self, client: UUID, instrument: str, informant: str) -> list[Score]:
        """The scores of an instrument by one kind of person up to the day, oldest first, as far as the author may know them.

        That of the note that is corrected is not among them.
        """
        own = needs.identity_in_note(self.amends, instrument, informant) if self.amends else None
        found = needs.scores_known_to(self.author, client)
        return [
            each
            for each in found
            if (each.instrument, each.informant) == (instrument, informant)
            and each.true_from_on <= self.day
            and each.identity != own
        ]

    def of_the_day(self, client: UUID, instrument: str, informant: str) -> Score | None:
        """A score of the same day that is another's than this note's; what the note that is corrected holds already is not asked about."""
        held = measures.of_client(self.standing, client)
        is_held = any((each["instrument"], each["informant"]) == (instrument, informant) for each in held)
        if is_held and self.standing.get("occurred_on") == self.day.isoformat():
            return None
        return needs.score_of_day(self.history(client, instrument, informant), instrument, informant, self.day)


def findings(typed: Mapping[str, Any], abouts: Iterable[About], occasion: Occasion) -> list[Finding]:
    """What keeps the measures of a draft from being counted, each at its field."""
    clients = {each.client for each in abouts}
    same = cases.same_persons(clients)
    found: list[Finding] = []
    seen: set[tuple[frozenset[UUID], str, str]] = set()
    for at, row in enumerate(typed.get("measures", ())):
        client = uuids.or_none(row.get(measures.CLIENT, ""))
        instrument = needs.instrument_of(row.get(measures.INSTRUMENT, ""))
        told = {"title": row.get(measures.TITLE, "")}
        if client is None or client not in clients:
            sentence = _("“%(title)s” is about a client who is not ticked. Tick the client, or remove the measure.")
            found.append(Finding(sentence % told, f"measures-{at}"))
            continue
        held = measures.of_client(occasion.standing, client)
        if instrument is None or not (instrument.is_offered or _is_held(instrument, held)):
            found.append(Finding(_("There is no such measure. Choose one from the list."), f"measures-{at}"))
            continue
        new = needs.read_answers(instrument, row)
        amiss = needs.shape_findings(instrument, row) or needs.score_findings(instrument, new)
        found += [replace(each, field=f"measures-{at}-{each.field}") for each in amiss]
        other = occasion.of_the_day(client, instrument.key, new.informant)
        key = (same[client], instrument.key, new.informant)
        found += _once_findings(instrument, at, is_twice=key in seen, other=other)
        seen.add(key)
    return found


def _is_held(instrument: Instrument, held: Sequence[Mapping[str, Any]]) -> bool:
    return any(each["instrument"] == instrument.key for each in held)


def _once_findings(instrument: Instrument, at: int, *, is_twice: bool, other: Score | None) -> list[Finding]:
    """One taking of an instrument is one score."""
    if is_twice:
        sentence = _("%(title)s stands here twice for the same client and the same person. Remove one of them.")
        return [Finding(sentence % {"title": instrument.title}, f"measures-{at}-informant")]
    on_file = needs.once_findings(instrument.title, other.total if other else None)
    return [replace(each, field=f"measures-{at}-{each.field}") for each in on_file]


def sealed(typed: Mapping[str, Any], about: About, occasion: Occasion) -> list[dict[str, Any]]:
    """One client's measures as they are sealed, in the order of the page, each with what was on file before it.

    What a correction leaves as it was is sealed as it stands, whatever came on file since.
    """
    made = []
    held = measures.of_client(occasion.standing, about.client)
    for row in measures.rows_of(typed, about.client):
        instrument = needs.instrument_of(row.get(measures.INSTRUMENT, ""))
        if instrument is not None:
            fresh = _sealed(instrument, row, about.client, occasion)
            made.append(next((dict(each) for each in held if measures.says_the_same(each, fresh)), fresh))
    return made


def _sealed(instrument: Instrument, row: Mapping[str, str], client: UUID, occasion: Occasion) -> dict[str, Any]:
    new = needs.read_answers(instrument, row)
    scored = needs.scored(instrument, new)
    earlier = occasion.history(client, instrument.key, new.informant)
    before = [("baseline", earlier[0]), *([("prior", earlier[-1])] if len(earlier) > 1 else [])] if earlier else []
    return {
        "instrument": instrument.key,
        "version": instrument.version,
        "title": instrument.title,
        "informant": new.informant,
        "answers": list(new.answers),
        "missing": scored.missing,
        "total": scored.total,
        "least": instrument.least,
        "most": instrument.most,
        "word": scored.word,
        "better": instrument.better,
        "reliable": instrument.reliable_change,
        "subscales": [
            {
                "key": each.key,
                "title": each.title,
                "total": scored.subscales[each.key],
                "word": needs.word_of(each.bands, scored.subscales[each.key]),
            }
            for each in instrument.subscales
            if each.key in scored.subscales
        ],
        "earlier": [
            {
                "which": which,
                "on": score.true_from_on.isoformat(),
                "total": score.total,
                "change": needs.change(instrument, score.total, scored.total),
            }
            for which, score in before
        ],
    }


def touched(contents: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """What who signs these notes holds until they are in: the scores of the persons of whom they say measures."""
    measured = {
        UUID(each["client"]["id"])
        for each in contents
        if each.get("measures") or any(one["field"] in _STATED_BY for one in each.get("corrections", ()))
    }
    return needs_actions.turns_of(measured) if measured else set()


def settle(signed: Sequence[tuple[Note, Mapping[str, Any]]], by: Actor) -> None:
    """Put the scores of these notes on file, or take them out; call inside the transaction that inserts the notes."""
    for note, content in signed:
        if note.amends_id is None:
            if content.get("measures"):
                _keep(note.pk, content, "", by)
        elif note.amendment == Amendment.ENTERED_IN_ERROR:
            _keep(note.amends_id, {**content, "measures": []}, content["amendment"]["reason"], by)
        elif note.amendment == Amendment.CORRECTION and any(
            each["field"] in _STATED_BY for each in content["corrections"]
        ):
            standing = queries.standing_content(note.amends_id)
            _keep(note.amends_id, standing, content["amendment"]["reason"], by)


def _keep(note: UUID, content: Mapping[str, Any], reason: str, by: Actor) -> None:
    needs_actions.keep_of_note(
        note=note,
        client=UUID(content["client"]["id"]),
        taken_on=date.fromisoformat(content["occurred_on"]) if content["occurred_on"] else None,
        measures=content.get("measures") or (),
        reason=reason,
        by=by,
    )
