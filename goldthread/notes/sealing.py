"""From a draft to what will be signed, and from a signature to entries: frozen facts in, sealed notes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Entry
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.canonical import digest
from goldthread.lib.refusals import Finding, Refused
from goldthread.lib.shipped import shown
from goldthread.notes import content as contents
from goldthread.notes import queries, rules
from goldthread.notes.content import About, Amends, Frozen
from goldthread.notes.definitions import Definition
from goldthread.notes.models import Amendment, Draft, How, Note, NoteType
from goldthread.notes.projection import KIND, PROJECTION
from goldthread.notes.times import Occurred, occurred_from
from goldthread.people import queries as people
from goldthread.people.models import Credential, Staff
from goldthread.policies import queries as policies
from goldthread.policies.rules import due_at

_HEADER_TITLES: dict[str, Callable[[], str]] = {
    "clients": lambda: _("About whom"),
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
}


@dataclass(frozen=True)
class Sealing:
    """One entry about to be: its content, and the entry it amends."""

    entry_id: UUID
    content: dict[str, Any]
    amends: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What holds beside the words on the date of service: a change of it between reading and signing refuses."""

    abouts: list[About]
    author: dict[str, Any]
    due: dict[str, Any]
    cosignature: dict[str, Any]


def facts_for(*, draft: Draft, author: Staff) -> Facts:
    """Whom a draft is about and who signs, as on file today, and what the policies of the day of service say."""
    occurred = occurred_from(draft.content, zone=author.zone)
    day = occurred.on or clock.today(author.zone)
    credential = people.credential_on(author.pk, day)
    standing = policies.Standing(day)
    return Facts(
        abouts=_abouts(draft.content, author),
        author=_author(author, credential),
        due=_due(standing, occurred, str(draft.content.get("service", ""))),
        cosignature=_cosignature(standing, author, credential, draft.amendment),
    )


def contents_for(*, draft: Draft, author: Staff, facts: Facts, signing: dict[str, Any]) -> list[Sealing]:
    """One content per client, with the facts that hold on the date of service; refuses what cannot be signed."""
    definition = queries.definition_of(draft.note_type)
    typed = _identified(draft.content)
    occurred = occurred_from(typed, zone=author.zone)
    _refuse(_findings(draft, definition, occurred))
    _refuse_nobody(facts.abouts)
    now = clock.now()
    frozen = Frozen(
        encounter=draft.pk,
        author=facts.author,
        signing=signing,
        written=_written(draft, occurred, facts.due, now),
        cosignature=facts.cosignature,
    )
    made = [
        Sealing(
            uuids.fresh(),
            contents.entry_content(typed, definition=definition, occurred=occurred, about=about, frozen=frozen),
        )
        for about in facts.abouts
    ]
    return [_amending(draft, sealing) for sealing in made] if draft.amends_id else made


def _identified(typed: dict[str, Any]) -> dict[str, Any]:
    """The same words, with the identity of those around the clients whose name was typed as it is on file."""
    today = clock.today("UTC")
    known: dict[str, str] = {}
    for client in typed.get("clients", []):
        if _is_uuid(str(client)):
            for around in cases.people_around(UUID(str(client)), today):
                known[around.person.name] = str(around.person.identity)
    named = {"participants": "name", "attempts": "name", "requests": "of"}
    rows = {
        block: [
            {**row, "person": row.get("person") or known.get(str(row.get(name)), "")} for row in typed.get(block, [])
        ]
        for block, name in named.items()
    }
    return {**typed, **rows}


def _findings(draft: Draft, definition: Definition, occurred: Occurred) -> list[Finding]:
    typed, now = draft.content, clock.now()
    found = rules.choice_findings(typed, How.values) + rules.row_findings(typed)
    found += rules.day_findings(occurred.on, occurred.ends, today=_day_at(now, occurred.zone), now=now)
    if draft.amendment:
        found += rules.reason_findings(str(typed.get("reason", "")))
    if draft.amendment in ("entered_in_error", "cosignature"):
        return found
    if draft.amendment in ("addendum", "late_entry"):
        return found + rules.words_findings(typed)
    return rules.missing_findings(typed, wanted_by(definition)) + rules.words_findings(typed) + found


def wanted_by(definition: Definition) -> rules.Wanted:
    """What a note type requires, with the titles that stand on the page."""
    return rules.Wanted(
        header={n: title() for n, title in _HEADER_TITLES.items() if definition.header[n] == "required"},
        blocks={n: title() for n, title in _BLOCK_TITLES.items() if definition.blocks[n] == "required"},
        sections={each.key: shown(each.title, "note type") for each in definition.sections if each.required},
    )


def _day_at(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _abouts(typed: Mapping[str, Any], author: Staff) -> list[About]:
    """The chosen clients whom the author may see; none where one of them may not be seen."""
    wanted = [UUID(str(each)) for each in typed.get("clients", []) if _is_uuid(str(each))]
    seen = {client.pk: client for client in Client.objects.visible_to(author).filter(pk__in=wanted)}
    if len(seen) != len(set(wanted)):
        return []
    names = {pk: cases.detail_of(pk).name for pk in seen}
    return [About(pk, names[pk], seen[pk].number, _case_of(pk)) for pk in dict.fromkeys(wanted)]


def _refuse_nobody(abouts: Sequence[About]) -> None:
    if not abouts:
        raise Refused(_("Choose from your clients whom the note is about."), field="clients")


def _case_of(client_id: UUID) -> UUID | None:
    case = cases.cases_of(client_id).first()
    return case.pk if case else None


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _author(author: Staff, credential: Credential | None) -> dict[str, Any]:
    """The author as sealed: name, and the credential and level that held on the date of service."""
    return {
        "id": str(author.pk),
        "name": author.name,
        "credential": credential.title if credential else "",
        "level": credential.level if credential else "",
    }


def _written(draft: Draft, occurred: Occurred, due: dict[str, Any], now: datetime) -> dict[str, Any]:
    days_after = (_day_at(now, occurred.zone) - occurred.on).days if occurred.on else None
    return contents.written_now(began_at=draft.began_at, now=now, days_after=days_after, due=due)


def _due(standing: policies.Standing, occurred: Occurred, service: str) -> dict[str, Any]:
    if occurred.on is None:
        return {}
    count = standing.resolve("documentation_due_count", service=service)
    unit = standing.resolve("documentation_due_unit", service=service)
    effect = standing.resolve("late_effect", service=service)
    if count.value is None or not unit.value:
        return {}
    end = (
        occurred.ends or occurred.starts or datetime.combine(occurred.on, datetime.max.time(), ZoneInfo(occurred.zone))
    )
    at = due_at(service_end=end, count=count.value, unit=unit.value, zone=occurred.zone)
    return {"at": at, "effect": effect.value, "policy": count.policy_id, "citation": count.citation}


def _cosignature(
    standing: policies.Standing, author: Staff, credential: Credential | None, amendment: str
) -> dict[str, Any]:
    level = credential.level if credential else ""
    needed = standing.resolve("cosign_required", staff_level=level)
    if not needed.value or amendment in (Amendment.COSIGNATURE, Amendment.ENTERED_IN_ERROR):
        return {"needed": False, "due_on": None, "policy": None}
    within = standing.resolve("cosign_due_days", staff_level=level)
    due = clock.today(author.zone) + timedelta(days=within.value or 0)
    return {"needed": True, "due_on": due.isoformat(), "policy": str(needed.policy_id)}


def _amending(draft: Draft, sealing: Sealing) -> Sealing:
    """The content as an amendment of this client's own entry of the encounter that is amended."""
    first = Note.objects.get(entry=draft.amends_id)
    client = UUID(sealing.content["client"]["id"])
    own = Note.objects.filter(encounter=first.encounter, client=client, amends__isnull=True).first()
    if own is None:
        raise Refused(_("One of these clients has no part in the note. Untick that client."), field="clients")
    corrections: list[dict[str, Any]] = []
    if draft.amendment == Amendment.CORRECTION:
        corrections = contents.corrections_between(queries.standing_content(own.pk), sealing.content)
        if not corrections:
            raise Refused(_("Nothing was changed yet. Change what was wrong, then go on."), field="narrative")
    amends = Amends(own.pk, draft.amendment, str(draft.content.get("reason", "")), corrections)
    content = {**contents.amending_content(sealing.content, amends), "encounter": str(first.encounter)}
    return Sealing(sealing.entry_id, content, (own.pk,))


def facts_digest(facts: Facts, note_type: NoteType) -> str:
    """SHA-256 over the facts, so that a change between reading and signing is seen."""
    told = {
        "abouts": [[str(each.client), each.name, each.number, str(each.case)] for each in facts.abouts],
        "author": facts.author,
        "cosignature": facts.cosignature,
        "policy": str(facts.due.get("policy")),
        "note_type": [note_type.key, note_type.version],
    }
    return digest(told).hex()


def unsigned(sealing: Sealing, prepared_at: datetime, kind: str = KIND) -> ledger.Unsigned:
    """The bytes that will be signed for one entry."""
    return ledger.prepare(
        entry_id=sealing.entry_id, kind=kind, content=sealing.content, amends=sealing.amends, prepared_at=prepared_at
    )


def insert(frozen: ledger.Unsigned, content: dict[str, Any], evidence: dict[str, Any] | None, by: Actor) -> Note:
    """Add one entry and the rows that show it; call inside a transaction."""
    return project(ledger.insert(unsigned=frozen, evidence=evidence, by=by), content)


def project(entry: Entry, content: dict[str, Any]) -> Note:
    """Add the rows that show an entry, as `verify` will derive them again."""
    models = {model._meta.db_table: model for model in apps.get_app_config("notes").get_models()}
    made: dict[str, list[Any]] = {}
    for row in PROJECTION.project(entry.schema_version, entry.pk, entry.recorded_at, content):
        made.setdefault(row.table, []).append(models[row.table](**row.values))
    for table, rows in made.items():
        models[table]._base_manager.bulk_create(rows)
    note: Note = made["notes_note"][0]
    return note


def _refuse(findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.blocks:
            raise Refused(finding.sentence, field=finding.field)
