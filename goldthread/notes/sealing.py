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
from goldthread.lib.encoding import from_moment
from goldthread.lib.refusals import Finding, Refused
from goldthread.lib.shipped import shown
from goldthread.notes import content as contents
from goldthread.notes import queries, rules
from goldthread.notes.content import About, Amends, Frozen
from goldthread.notes.definitions import Definition
from goldthread.notes.models import Amendment, Draft, How, Note, NoteType
from goldthread.notes.projection import KIND, PROJECTION, VERSION
from goldthread.notes.times import Occurred, occurred_from
from goldthread.notes.who import identified
from goldthread.people import queries as people
from goldthread.people.models import Credential, Staff
from goldthread.people.rules import may as may_write
from goldthread.policies import queries as policies
from goldthread.policies.rules import levels_of

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
    judged: dict[UUID | None, "Judged"]


@dataclass(frozen=True)
class Judged:
    """What the policies say of a note written under one case: by when it is due, and whether somebody co-signs."""

    due: dict[str, Any]
    cosignature: dict[str, Any]


def may_amend(note: Note, kind: str, author: Staff) -> bool:
    """Whether somebody may, today, add this to a note, given what was added before."""
    today = clock.today(author.zone)
    already = Note.objects.filter(amends=note.pk).values_list("amendment", flat=True)
    return rules.may_amend(
        kind,
        is_author=note.author_id == author.pk,
        supervises_author=note.author_id in people.supervisees_of(author.pk, today),
        roles=people.roles_of(author.pk, today),
        already=list(already),
    )


def _refuse_who_may_not(draft: Draft, author: Staff) -> None:
    if draft.amends_id:
        may = may_amend(Note.objects.get(pk=draft.amends_id), draft.amendment, author)
    else:
        may = may_write(people.roles_of(author.pk, clock.today(author.zone)), "write_notes")
    if not may:
        raise Refused(_("You may not sign this any more. The text stays in your drafts; ask your supervisor."))


def facts_for(*, draft: Draft, author: Staff) -> Facts:
    """Whom a draft is about and who signs, as on file today, and what the policies of the day of service say.

    Refused for who may not, or may no longer, sign such a draft.
    """
    _refuse_who_may_not(draft, author)
    occurred = occurred_from(draft.content, zone=author.zone)
    day = occurred.on or clock.today(author.zone)
    # A co-signature is an act of its own day; the note that it confirms keeps the credential of the day of service.
    acted_on = clock.today(author.zone) if draft.amendment == Amendment.COSIGNATURE else day
    credential = people.credential_on(author.pk, acted_on)
    standing = policies.Standing(day)
    abouts = _abouts(draft.content, author, day)
    everywhere = {
        "state": policies.agency(day).state,
        "service": str(draft.content.get("service", "")),
        "staff_level": credential.level if credential else "",
    }
    judged = {}
    for case in dict.fromkeys(about.case for about in abouts):
        scope = everywhere | _terms(case, day)
        judged[case] = Judged(
            _due(standing, occurred, scope), _cosignature(standing, scope, author.zone, draft.amendment)
        )
    return Facts(abouts=abouts, author=_author(author, credential), judged=judged)


def _terms(case: UUID | None, day: date) -> dict[str, str]:
    """Under which program and for which payer a case was served on the day of service."""
    terms = cases.terms_of(case, day) if case else None
    return {"program": terms.program, "payer": terms.payer} if terms else {}


def contents_for(*, draft: Draft, author: Staff, facts: Facts, signing: dict[str, Any]) -> list[Sealing]:
    """One content per client, with the facts that hold on the date of service; refuses what cannot be signed."""
    definition = queries.definition_of(draft.note_type)
    corrected = queries.standing_content(draft.amends_id) if draft.amends_id else None
    typed = identified(draft.content, author, corrected)
    occurred = occurred_from(typed, zone=author.zone)
    _refuse(_findings(draft, typed, definition, occurred))
    _refuse_nobody(facts.abouts)
    now = clock.now()
    made = []
    for about in facts.abouts:
        judged = facts.judged[about.case]
        frozen = Frozen(
            encounter=draft.pk,
            author=facts.author,
            signing=signing,
            # What is due is the note; whatever amends it comes when it comes.
            written=_written(draft, occurred, {} if draft.amendment else judged.due, now),
            cosignature=judged.cosignature,
        )
        content = contents.entry_content(typed, definition=definition, occurred=occurred, about=about, frozen=frozen)
        made.append(Sealing(uuids.fresh(), content))
    return [_amending(draft, sealing) for sealing in made] if draft.amends_id else made


def _findings(draft: Draft, typed: dict[str, Any], definition: Definition, occurred: Occurred) -> list[Finding]:
    now = clock.now()
    found = rules.choice_findings(typed, How.values) + rules.length_findings(typed) + rules.row_findings(typed)
    found += rules.dated_findings(typed, draft.amendment)
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


def _abouts(typed: Mapping[str, Any], author: Staff, day: date) -> list[About]:
    """The chosen clients whom the author may see; none where one of them may not be seen."""
    wanted = [found for each in typed.get("clients", []) if (found := uuids.or_none(each))]
    seen = {client.pk: client for client in Client.objects.visible_to(author).filter(pk__in=wanted)}
    if len(seen) != len(set(wanted)):
        return []
    names = {pk: cases.detail_of(pk, on=clock.today(author.zone)).name for pk in seen}
    return [About(pk, names[pk], seen[pk].number, _case_of(pk, day)) for pk in dict.fromkeys(wanted)]


def _refuse_nobody(abouts: Sequence[About]) -> None:
    if not abouts:
        raise Refused(_("Choose from your clients whom the note is about."), field="clients")


def _case_of(client_id: UUID, day: date) -> UUID | None:
    case = cases.case_of(client_id, day)
    return case.pk if case else None


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


def _due(standing: policies.Standing, occurred: Occurred, scope: Mapping[str, str]) -> dict[str, Any]:
    if occurred.on is None:
        return {}
    end = (
        occurred.ends or occurred.starts or datetime.combine(occurred.on, datetime.max.time(), ZoneInfo(occurred.zone))
    )
    due = policies.documentation_due(standing, service_end=end, zone=occurred.zone, **scope)
    if due is None:
        return {}
    return {"at": due.at, "effect": due.effect, "policy": due.policy_id, "citation": due.citation}


def _cosignature(standing: policies.Standing, scope: Mapping[str, str], zone: str, amendment: str) -> dict[str, Any]:
    needed = standing.resolve("cosign_required", **scope)
    if not needed.value or amendment in (Amendment.COSIGNATURE, Amendment.ENTERED_IN_ERROR):
        return {"needed": False, "due_on": None, "policy": None, "levels": []}
    within = standing.resolve("cosign_due_days", **scope)
    levels = levels_of(standing.resolve("cosign_levels", **scope).value or "")
    due = clock.today(zone) + timedelta(days=within.value or 0)
    return {"needed": True, "due_on": due.isoformat(), "policy": str(needed.policy_id), "levels": list(levels)}


def refuse_cosigner(note: Note, author: Staff) -> None:
    """Refuse a co-signature by somebody whose credential of today is not one that the note asks for."""
    _refuse(queries.cosigner(author).findings(note))


def _amending(draft: Draft, sealing: Sealing) -> Sealing:
    """The content as an amendment of this client's own entry of the encounter that is amended."""
    first = Note.objects.get(entry=draft.amends_id)
    client = UUID(sealing.content["client"]["id"])
    own = Note.objects.filter(encounter=first.encounter, client=client, amends__isnull=True).first()
    if own is None:
        raise Refused(_("One of these clients has no part in the note. Untick that client."), field="clients")
    if draft.amendment == Amendment.COSIGNATURE:
        refuse_cosigner(own, draft.author)
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
        "judged": [
            [str(case), str(judged.due.get("policy")), judged.cosignature] for case, judged in facts.judged.items()
        ],
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


def as_shown(entry_id: UUID, content: dict[str, Any]) -> Note:
    """The note that an entry with this content will be shown as; it is not in the record."""
    values = PROJECTION.project(VERSION, entry_id, from_moment(content["written"]["at"]), content)[0].values
    return Note(**{**values, "recorded_at": None})


def project(entry: Entry, content: dict[str, Any]) -> Note:
    """Add the rows that show an entry, as `verify` will derive them again."""
    models = {model._meta.db_table: model for model in apps.get_app_config("notes").get_models()}
    made: dict[str, list[Any]] = {}
    for row in PROJECTION.project(entry.schema_version, entry.pk, entry.recorded_at, content):
        made.setdefault(row.table, []).append(models[row.table](**row.values))
    for rows in made.values():
        ledger.add_rows(rows)
    note: Note = made["notes_note"][0]
    return note


def _refuse(findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.blocks:
            raise Refused(finding.sentence, field=finding.field)
