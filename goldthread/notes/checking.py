"""What stands in the way of signing a draft, all of it at once and in the order of the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.lib import clock, uuids
from goldthread.lib.refusals import Finding, refuse
from goldthread.lib.shipped import shown
from goldthread.notes import attachments, attendance, counting, goals, meanwhile, origins, queries, rules
from goldthread.notes.around import Company, company_of
from goldthread.notes.asking import Matter, Question, questions
from goldthread.notes.checks.registry import BLOCKS, BY_KEY
from goldthread.notes.content import About
from goldthread.notes.counting import Occasion
from goldthread.notes.definitions import Definition
from goldthread.notes.goals import Goal
from goldthread.notes.judging import Ground, ground_of
from goldthread.notes.models import PART_ROLES, Amendment, ComplyWith, Draft, Extent, How, Outcome, Valence
from goldthread.notes.thread import Thread, threads_of
from goldthread.notes.times import Occurred, occurred_from, time_findings
from goldthread.notes.travel import travel_findings
from goldthread.people.models import Staff
from goldthread.services import queries as services

_HEADER_TITLES: dict[str, Callable[[], str]] = {
    "occurred_on": lambda: _("Date"),
    "starts": lambda: _("Start"),
    "ends": lambda: _("End"),
    "place_of_service": lambda: _("Place of service"),
    "how": lambda: _("How"),
    "service": lambda: _("Service"),
    "modality": lambda: _("Modality"),
}
_BLOCK_TITLES: dict[str, Callable[[], str]] = {
    "participants": lambda: _("Who took part"),
    "attempts": lambda: _("Attempts of contact"),
    "requests": lambda: _("Requests"),
    "judgments": lambda: _("Judgment"),
    "occurrences": lambda: _("Occurrences"),
    "compliance": lambda: _("Compliance"),
}
# The codes that a field of a row may hold.
CODES = {
    "role": tuple(PART_ROLES),
    "how": How.values,
    "outcome": Outcome.values,
    "valence": Valence.values,
    "with": ComplyWith.values,
    "extent": Extent.values,
}


@dataclass(frozen=True)
class Checked:
    """A draft in whose way nothing stands: its form, when it happened, whom it is about, whom it may name, and what is asked."""

    definition: Definition
    occurred: Occurred
    company: Company
    abouts: list[About]
    questions: Sequence[Question] = ()
    ground: Ground | None = None
    threads: Sequence[Thread] = ()
    goals: Sequence[Goal] = ()


def checked(*, draft: Draft, author: Staff, asks: bool = True) -> Checked:
    """When it happened and whom it names; refused with everything that stands in the way of signing.

    Without `asks` the form alone is looked at, for what is signed without an author at hand.
    """
    found, ready = look_over(draft=draft, author=author, asks=asks)
    refuse(rules.in_page_order(found))
    return ready


def look_over(*, draft: Draft, author: Staff, asks: bool = True) -> tuple[list[Finding], Checked]:
    """Everything that stands in the way of signing a draft, and the draft as far as it can be read."""
    typed, definition = draft.content, queries.definition_of(draft.note_type)
    standing = queries.standing_content(draft.amends_id) if draft.amends_id else {}
    untimely = time_findings(typed, zone=author.zone)
    occurred = occurred_from({} if untimely else typed, zone=author.zone)
    day = occurred.on or clock.today(occurred.zone)
    abouts = abouts_of(typed, author, day)
    found = [] if abouts else [Finding(_("Choose from your clients whom the note is about."), "clients")]
    found = _of("required", found) + _of("times", untimely) + _of("future", _day_findings(occurred))
    company = company_of(typed, {each.client: each.name for each in abouts}, day, author, standing)
    if draft.amends_id:
        found += _of("meanwhile", meanwhile.findings(draft, {each.client: each.name for each in abouts}))
    if abouts:
        found += _of("lists", company.findings(typed))
        found += _of("lists", attachments.file_findings(draft, author, [each.client for each in abouts]))
    found += _of("required", _wanted_findings(draft, definition) + rules.row_findings(company.identified(typed)))
    listed = (
        rules.choice_findings(typed, How.values, services.known_places(), standing.get("labels", ()))
        + rules.length_findings(typed)
        + travel_findings(typed)
        + rules.code_findings(typed, CODES, standing)
    )
    found += _of("origins", origins.prefilled_findings(typed, definition))
    if draft.amendment in ("", Amendment.CORRECTION):
        found += _of("group", _each_alone(typed, definition, abouts, occurred))
    found += _of("lists", listed + rules.offered_findings(typed, _offered(typed, day), standing))
    ground = ground_for(draft, author, abouts, day) if abouts else None
    threads = _threads(draft, definition, occurred, abouts, ground) if ground else []
    known = goals_of(threads, standing)
    if threads:
        found += _of("goals", goals.findings(typed, known))
    if typed.get("measures") and abouts and draft.amendment in ("", Amendment.CORRECTION):
        found += _of("measures", counting.findings(typed, abouts, Occasion(author, day, draft.amends_id, standing)))
    matter = Matter(draft, author, definition, occurred, abouts, company, ground, threads)
    asked = questions(matter) if asks else []
    found += [finding for each in asked if each.severity == BLOCKS for finding in each.findings]
    rest = [each for each in asked if each.severity != BLOCKS]
    return found, Checked(definition, occurred, company, abouts, rest, ground, threads, known)


def ground_for(draft: Draft, author: Staff, abouts: Sequence[About], day: date) -> Ground:
    """By what a draft of a day of service is judged."""
    # A co-signature is an act of its own day; the note that it confirms keeps the credential of the day of service.
    acted_on = clock.today(author.zone) if draft.amendment in rules.ACTS else day
    return ground_of(draft.content, abouts, author.pk, day, acted_on)


def _threads(
    draft: Draft, definition: Definition, occurred: Occurred, abouts: Sequence[About], ground: Ground
) -> list[Thread]:
    """What the note rests on, for each client: of a new note and of one that is corrected, not of what is added."""
    if draft.amendment not in ("", Amendment.CORRECTION):
        return []
    return threads_of(draft, abouts, occurred, standing=ground.standing, scopes=ground.scopes, definition=definition)


def threads_for(draft: Draft, author: Staff, abouts: Sequence[About], ground: Ground) -> list[Thread]:
    """The threads of a draft that can be read, as the record stands now."""
    occurred = occurred_from(draft.content, zone=author.zone)
    return _threads(draft, queries.definition_of(draft.note_type), occurred, abouts, ground)


def goals_of(threads: Sequence[Thread], amended: Mapping[str, Any]) -> list[Goal]:
    """The goals that a note may name: those of the plans in force, and those that stand in the note that is corrected."""
    found = {each.goal: each for thread in threads for each in thread.goals}
    client = uuids.or_none((amended.get("client") or {}).get("id", ""))
    for line in amended.get("goals", ()):
        if client is not None:
            found.setdefault(UUID(line["goal"]), Goal(client, UUID(line["goal"]), line["title"]))
    return list(found.values())


def _of(check: str, findings: Sequence[Finding]) -> list[Finding]:
    """These findings as those of a check in the registry, with who asks for it."""
    return [replace(each, check=check, source=BY_KEY[check].source) for each in findings]


def _each_alone(
    typed: Mapping[str, Any], definition: Definition, abouts: list[About], occurred: Occurred
) -> list[Finding]:
    """What is asked of every client alone: words where the type requires them, and times that fit."""
    names = {each.client: each.name for each in abouts}
    found = attendance.own_findings(typed, names) if definition.own == "required" else []
    if definition.own_times == "required":
        found += attendance.timeless_findings(typed, names)
    return found + (attendance.time_findings(typed, names, occurred) if definition.own_times != "none" else [])


def abouts_of(typed: Mapping[str, Any], author: Staff, day: date) -> list[About]:
    """The chosen clients whom the author may see, as on file on a day; none where one of them may not be seen."""
    wanted = [found for each in typed.get("clients", []) if (found := uuids.or_none(each))]
    seen = {client.pk: client for client in cases.clients_in_sight(author, wanted)}
    if len(seen) != len(set(wanted)):
        return []
    abouts = []
    for pk, detail in cases.details_for(author, list(dict.fromkeys(wanted)), day).items():
        abouts.append(About(pk, detail.name, seen[pk].number, _case_on(author, pk, day), detail.born_on))
    return abouts


def _case_on(author: Staff, client_id: UUID, day: date) -> UUID | None:
    case = cases.case_on(author, client_id, day)
    return case.pk if case else None


def _day_findings(occurred: Occurred) -> list[Finding]:
    now = clock.now()
    return rules.day_findings(occurred.on, occurred.ends, today=day_at(now, occurred.zone), now=now)


def _wanted_findings(draft: Draft, definition: Definition) -> list[Finding]:
    found = rules.reason_findings(str(draft.content.get("reason", "")), draft.amendment)
    found += rules.dated_findings(draft.content, draft.amendment)
    if draft.amendment in rules.GIVEN_HERE and not draft.content.get(draft.amendment):
        return [*found, Finding(_("Nothing is signed yet. Begin again from the note."), "reason")]
    if draft.amendment in rules.ACTS:
        return found
    if draft.amendment in ("addendum", "late_entry"):
        return found + rules.words_findings(draft.content)
    missing = rules.missing_findings(draft.content, wanted_by(definition))
    wordless = any(finding.field.startswith("narrative") for finding in missing)
    return found + missing + ([] if wordless else rules.words_findings(draft.content))


def _offered(typed: Mapping[str, Any], day: date) -> dict[str, list[str]]:
    """What the agency offers on a day, asked for only where something is chosen."""
    return {
        "service": services.names(day) if typed.get("service") else [],
        "modality": services.modalities(day) if typed.get("modality") else [],
    }


def wanted_by(definition: Definition) -> rules.Wanted:
    """What a note type requires, with the titles that stand on the page."""
    return rules.Wanted(
        header={n: title() for n, title in _HEADER_TITLES.items() if definition.header[n] == "required"},
        blocks={n: title() for n, title in _BLOCK_TITLES.items() if definition.blocks[n] == "required"},
        sections={each.key: shown(each.title, "note type") for each in definition.sections if each.required},
    )


def day_at(at: datetime, zone: str) -> date:
    """The calendar day of a moment in an IANA zone."""
    return at.astimezone(ZoneInfo(zone)).date()
