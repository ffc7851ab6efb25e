"""From a draft to what will be signed, and from a signature to entries: frozen facts in, sealed notes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Entry
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.canonical import digest
from goldthread.lib.encoding import from_moment, moment
from goldthread.lib.refusals import Refused
from goldthread.notes import (
    attachments,
    carrying,
    cosigning,
    counting,
    goals,
    matters,
    origins,
    queries,
    reviewing,
    rules,
    thread_sealed,
)
from goldthread.notes import content as contents
from goldthread.notes.asking import kept
from goldthread.notes.checking import Checked, abouts_of, day_at, goals_of, ground_for, threads_for
from goldthread.notes.content import About, Amends, Frozen
from goldthread.notes.judging import due_for
from goldthread.notes.models import Amendment, Draft, Note, NotePart, NoteType
from goldthread.notes.models_review import Submission
from goldthread.notes.projection import KIND, PROJECTION, VERSION
from goldthread.notes.times import Occurred, occurred_from
from goldthread.people import queries as people
from goldthread.people.models import Credential, Staff
from goldthread.people.rules import may as may_write
from goldthread.policies import queries as policies
from goldthread.policies.rules import levels_of
from goldthread.schedule import queries as schedule


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
    threads: Mapping[UUID, dict[str, Any]] = field(default_factory=dict)
    measures: Mapping[UUID, list[dict[str, Any]]] = field(default_factory=dict)
    # What was added to the note that is amended, before: a correction says what is otherwise than that.
    added: Sequence[UUID] = ()


@dataclass(frozen=True)
class Judged:
    """What the policies say of a note written under one case: by when it is due, and whether somebody co-signs."""

    due: dict[str, Any]
    cosignature: dict[str, Any]
    review: bool = False


def may_amend(note: Note, kind: str, author: Staff) -> bool:
    """Whether somebody may, today, add this to a note, given what was added before."""
    return amender(note, author)(kind)


def amender(note: Note, author: Staff, amendments: Sequence[Note] | None = None) -> Callable[[str], bool]:
    """What tells of each kind whether somebody may, today, add it to a note; `amendments` of it, where they are at hand."""
    today = clock.today(author.zone)
    if amendments is None:
        amendments = list(Note.objects.filter(amends=note.pk).order_by("recorded_at", "pk"))
    added = [(each.amendment, each.needs_cosignature, each.author_id) for each in amendments]
    is_author = note.author_id == author.pk
    took_part = not is_author and NotePart.objects.filter(note=note.pk, kind="participants", person=author.pk).exists()
    is_own = is_author or (note.author_id is None and _bears(author.name, note.author_name))
    return partial(
        rules.may_amend,
        is_author=is_author,
        supervises_author=not is_author and note.author_id in people.supervisees_of(author.pk, today),
        roles=people.roles_of(author.pk, today),
        already=[kind for kind, _needs, _by in added],
        stands=cosigning.standing(note.needs_cosignature, [(kind, needs) for kind, needs, _by in added]),
        took_part=took_part,
        signed_too=any(kind == Amendment.JOINT_SIGNATURE and by == author.pk for kind, _needs, by in added),
        is_own_import=bool(note.source) and is_own and _may_attest(today),
    )


def _may_attest(today: date) -> bool:
    """Whether an unsigned note may be attested at all: where no policy speaks, it may."""
    agency = policies.agency()
    return policies.resolve("attestation_allowed", on=today, state=agency.state).value is not False


def _bears(name: str, stated: str) -> bool:
    """Whether the author whom a source names is called like somebody here: every word of the name stands there."""
    return set(name.casefold().split()) <= set(stated.replace(",", " ").casefold().split())


def refuse_who_may_not(draft: Draft, author: Staff) -> None:
    """Refuse who may not, or may no longer, sign such a draft."""
    if draft.amends_id:
        may = may_amend(Note.objects.get(pk=draft.amends_id), draft.amendment, author)
    else:
        may = may_write(people.roles_of(author.pk, clock.today(author.zone)), "write_notes")
    if not may:
        raise Refused(_("You may not sign this any more. The text stays in your drafts; ask your supervisor."))


def facts_for(*, draft: Draft, author: Staff, ready: Checked | None = None) -> Facts:
    """Whom a draft is about and who signs, as on file on the day of service, and what the policies of that day say.

    Refused for who may not sign such a draft; whoever gives `ready` has seen to that, and to whom it is about, before.
    """
    occurred = occurred_from(draft.content, zone=author.zone)
    day = occurred.on or clock.today(occurred.zone)
    if ready is not None and ready.ground is not None:
        abouts, ground, threads, known = ready.abouts, ready.ground, ready.threads, ready.goals
    else:
        refuse_who_may_not(draft, author)
        abouts = abouts_of(draft.content, author, day)
        ground = ground_for(draft, author, abouts, day)
        threads = threads_for(draft, author, abouts, ground)
        known = goals_of(threads, queries.standing_content(draft.amends_id) if draft.amends_id else {})
    standing, judged = ground.standing, {}
    for case, scope in ground.scopes.items():
        review = not draft.amendment and bool(standing.resolve("review_required", **scope).value)
        judged[case] = Judged(
            due_for(standing, occurred, scope), _cosignature(standing, scope, author.zone, draft), review
        )
    sealed = {
        each.about.client: thread_sealed.sealed(each, goals.lines_of(draft.content, known, each.about.client))
        for each in threads
    }
    added = Note.objects.filter(amends=draft.amends_id).order_by("recorded_at", "pk") if draft.amends_id else None
    return Facts(
        abouts=abouts,
        author=_author(author, ground.credential),
        judged=judged,
        threads=sealed,
        measures=_measures(draft, author, abouts, day),
        added=list(added.values_list("pk", flat=True)) if added else (),
    )


def _measures(draft: Draft, author: Staff, abouts: Sequence[About], day: date) -> dict[UUID, list[dict[str, Any]]]:
    """What is filled in about each client; nothing is asked where nothing is."""
    if not draft.content.get("measures") or draft.amendment not in ("", Amendment.CORRECTION):
        return {}
    standing = queries.standing_content(draft.amends_id) if draft.amends_id else {}
    occasion = counting.Occasion(author, day, draft.amends_id, standing)
    return {each.client: counting.sealed(draft.content, each, occasion) for each in abouts}


def contents_for(
    *,
    draft: Draft,
    author: Staff,
    facts: Facts,
    checked: Checked,
    signing: dict[str, Any],
    approval: Submission | None = None,
) -> list[Sealing]:
    """One content per client, with the facts that hold on the date of service."""
    definition, occurred, company = checked.definition, checked.occurred, checked.company
    typed = company.identified(draft.content)
    if not _is_own_visit(draft, author, occurred, [each.client for each in facts.abouts]):
        typed = {**typed, "visit": ""}
    held = attachments.attached(draft, author)[0] if draft.content.get("documents") else []
    now = clock.now()
    earlier = carrying.sources_of(typed, author)
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
            asked=kept(checked.questions, about.client),
            lines=goals.lines_of(draft.content, checked.goals, about.client),
            measures=facts.measures.get(about.client, ()),
            thread=facts.threads.get(about.client),
        )
        words = company.in_record_of(about.client, typed)
        content = contents.entry_content(words, definition=definition, occurred=occurred, about=about, frozen=frozen)
        if approval is not None and approval.decided_by and approval.decided_at:
            reviewer = {"id": str(approval.decided_by_id), "name": approval.decided_by.name}
            content["review"] = {"by": reviewer, "at": moment(approval.decided_at)}
        if spans := origins.in_record_of(about.client, words, earlier):
            content["origins"] = spans
        content["documents"] = attachments.in_record_of(about.client, held)
        made.append(Sealing(uuids.fresh(), content))
    return [_amending(draft, sealing) for sealing in made] if draft.amends_id else made


def _is_own_visit(draft: Draft, author: Staff, occurred: Occurred, clients: Sequence[UUID]) -> bool:
    """Whether the planned visit that a draft names is its author's, and of one of these clients; any other has a note of its own."""
    visit = uuids.or_none(draft.content.get("visit", ""))
    if visit is None or draft.amends_id:
        return True
    same = {record for records in cases.same_persons(clients).values() for record in records}
    return schedule.is_of(author, visit, occurred.on or clock.today(occurred.zone), same)


def _author(author: Staff, credential: Credential | None) -> dict[str, Any]:
    """The author as sealed: name, and the credential and level that held on the date of service."""
    return {
        "id": str(author.pk),
        "name": author.name,
        "credential": credential.title if credential else "",
        "level": credential.level if credential else "",
    }


def _written(draft: Draft, occurred: Occurred, due: dict[str, Any], now: datetime) -> dict[str, Any]:
    days_after = (day_at(now, occurred.zone) - occurred.on).days if occurred.on else None
    return contents.written_now(began_at=draft.began_at, now=now, days_after=days_after, due=due)


def _cosignature(standing: policies.Standing, scope: Mapping[str, str], zone: str, draft: Draft) -> dict[str, Any]:
    needed = standing.resolve("cosign_required", **scope)
    sample = None
    if not needed.value and draft.amendment not in rules.ACTS:
        sample = standing.resolve("cosign_sample_percent", **scope)
        needed = sample if cosigning.is_sampled(draft.pk, sample.value or 0) else needed
    if not needed.value or draft.amendment in rules.ACTS:
        return {"needed": False, "due_on": None, "policy": None, "levels": []}
    within = standing.resolve("cosign_due_days", **scope)
    levels = levels_of(standing.resolve("cosign_levels", **scope).value or "")
    due = clock.today(zone) + timedelta(days=within.value or 0)
    why = {"reason": "sample"} if needed is sample else {}
    return {"needed": True, "due_on": due.isoformat(), "policy": str(needed.policy_id), "levels": list(levels), **why}


def refuse_unreviewed(draft: Draft, facts: Facts) -> Submission | None:
    """The approval of what a draft says now; refused where a policy asks for one and there is none."""
    approval = reviewing.approval_of(draft)
    if approval is None and any(judged.review for judged in facts.judged.values()):
        raise Refused(_("This must be approved before it is signed. Submit it for review."), field="submit")
    return approval


def refuse_cosigner(note: Note, author: Staff) -> None:
    """Refuse a co-signature by somebody whose credential of today is not one that the note asks for."""
    for finding in queries.cosigner(author).findings(note):
        raise Refused(finding.sentence, field=finding.field)


def _amending(draft: Draft, sealing: Sealing) -> Sealing:
    """The content as an amendment of this client's own entry of the encounter that is amended."""
    first = Note.objects.get(entry=draft.amends_id)
    client = UUID(sealing.content["client"]["id"])
    own = Note.objects.filter(encounter=first.encounter, client=client, amends__isnull=True).first()
    if own is None:
        raise Refused(_("One of these clients has no part in the note. Untick that client."), field="clients")
    if draft.amendment in (Amendment.COSIGNATURE, Amendment.RETURNED):
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
            [str(case), str(judged.due.get("policy")), judged.cosignature, judged.review]
            for case, judged in facts.judged.items()
        ],
        "note_type": [note_type.key, note_type.version],
        "added": [str(entry) for entry in facts.added],
        "measures": {str(client): counted for client, counted in facts.measures.items()},
        # What else was given lately grows with other signatures, which make nobody read again.
        "threads": {
            str(client): {key: said for key, said in each.items() if key != "earlier"}
            for client, each in facts.threads.items()
        },
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
    models = _models()
    made: dict[str, list[Any]] = {}
    for row in PROJECTION.project(entry.schema_version, entry.pk, entry.recorded_at, content):
        made.setdefault(row.table, []).append(models[row.table](**row.values))
    for rows in made.values():
        ledger.add_rows(rows)
    note: Note = made["notes_note"][0]
    matters.follow([note])
    return note


@lru_cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_app_config("notes").get_models()}
