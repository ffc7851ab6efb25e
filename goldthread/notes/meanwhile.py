"""A correction or a withdrawal whose note was corrected since it was begun: what came meanwhile, and how it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from goldthread.lib import uuids
from goldthread.lib.refusals import Finding
from goldthread.lib.shipped import shown
from goldthread.notes import content as contents
from goldthread.notes import queries
from goldthread.notes.merging import BEGUN_FROM, entries_of
from goldthread.notes.models import Amendment, Draft, Note

# What says the note otherwise, or strikes it, must know how it reads; what is only added takes nothing back.
_MUST_KNOW = (Amendment.CORRECTION, Amendment.ENTERED_IN_ERROR)
# What an amendment that is no correction repeats of the note that it amends.
REPEATED = ("clients", "occurred_on", "starts", "starts_fold", "ends", "ends_fold", "overnight", "zone", "service",
            "labels")  # fmt: skip


@dataclass(frozen=True)
class States:
    """The note that a draft amends as a form: as the draft was begun from it, and as it stands now."""

    base: Mapping[str, Any]
    now: Mapping[str, Any]


def corrections_of(note: UUID) -> list[Note]:
    """The corrections of a first entry, oldest first."""
    made = Note.objects.filter(amends=note, amendment=Amendment.CORRECTION)
    return list(made.order_by("recorded_at", "pk"))


def begun_from(note: UUID, corrections: Sequence[Note]) -> dict[str, str]:
    """What a draft keeps of the entries that it was begun from, so that a later one is seen."""
    return {BEGUN_FROM: " ".join(str(pk) for pk in (note, *(each.pk for each in corrections)))}


def came(draft: Draft) -> list[Note]:
    """The corrections of the amended note that a draft does not know, oldest first."""
    if draft.amends_id is None or draft.amendment not in _MUST_KNOW:
        return []
    every = corrections_of(draft.amends_id)
    known = _known(draft, every)
    return [each for each in every if each.pk not in known]


def _known(draft: Draft, corrections: Sequence[Note]) -> set[UUID]:
    if said := entries_of(draft.content):
        return {found for each in said if (found := uuids.or_none(each))}
    # Drafts of before did not say it: what was there when they were begun, they were begun from.
    return {each.pk for each in corrections if each.recorded_at < draft.began_at}


def states_of(draft: Draft, note: UUID) -> States:
    """The amended note as a form, as `draft` was begun from it and as it stands now."""
    every = corrections_of(note)
    known = _known(draft, every)
    base, now = (
        contents.typed_again(queries.as_corrected(note, [each.pk for each in every if each.pk in taken]))
        for taken in (known, {each.pk for each in every})
    )
    if draft.amendment != Amendment.CORRECTION:
        base, now = ({key: each[key] for key in REPEATED} for each in (base, now))
    return States({**base, BEGUN_FROM: draft.content.get(BEGUN_FROM, "")}, {**now, **begun_from(note, every)})


def findings(draft: Draft, clients: Mapping[UUID, str]) -> list[Finding]:
    """That the note was corrected meanwhile, and what to do; `clients` are those of the draft, with their names."""
    if unknown := came(draft):
        sentence = _(
            "%(name)s corrected this note on %(at)s, after you began: choose “Read before signing”, and both become one."
        )
        return [Finding(sentence % _who_and_when(unknown[-1]), "reason")]
    found = []
    for each in _of_others_alone(draft, clients):
        sentence = _(
            "The note about %(client)s was corrected by itself, by %(name)s on %(at)s. Untick that client, and correct that "
            "note on its own page."
        )
        found.append(Finding(sentence % {**_who_and_when(each), "client": clients[each.client_id]}, "clients"))
    return found


def _of_others_alone(draft: Draft, clients: Mapping[UUID, str]) -> list[Note]:
    """The last correction of each other client's own note of the encounter that the amended note never had.

    The form of a correction is begun from one client's note; of another's it would take back what was corrected there alone.
    """
    if draft.amendment != Amendment.CORRECTION or len(clients) < 2:
        return []
    encounter = Note.objects.filter(pk=draft.amends_id).values("encounter")
    made = Note.objects.filter(amends__note__encounter__in=encounter, amendment=Amendment.CORRECTION)
    every = list(made.filter(client__in=list(clients)).order_by("recorded_at", "pk"))
    shared = {each.prepared_at for each in every if each.amends_id == draft.amends_id}
    return list({each.client_id: each for each in every if each.prepared_at not in shared}.values())


def told(unknown: Sequence[Note], *, is_joined: bool) -> str:
    """What to say to the author of a draft that was brought up to date, in one sentence."""
    said = _who_and_when(unknown[-1])
    if is_joined:
        return (
            _(
                "%(name)s corrected this note on %(at)s, after you began: that stands here now along with what you wrote."
            )
            % said
        )
    return (
        _("%(name)s corrected this note on %(at)s, after you began, and in the same place: choose what shall stand.")
        % said
    )


def _who_and_when(correction: Note) -> dict[str, str]:
    at = formats.date_format(timezone.localtime(correction.recorded_at), "DATETIME_FORMAT")
    return {"name": shown(correction.author_name, "import"), "at": at}
