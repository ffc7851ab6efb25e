"""Diagnoses: who made one, with which credential, and as it stands on the list of its day; other rooms come in by `actions`."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from goldthread.cases import actions as cases
from goldthread.cases import queries as clients
from goldthread.cases import rules as held
from goldthread.cases.models import Client
from goldthread.codes import queries as codes
from goldthread.codes.models import CodeKind, System
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import refuse
from goldthread.lib.text import accept
from goldthread.needs import rules
from goldthread.needs.ending import refuse_evidence
from goldthread.needs.models import Diagnosis, Source, Verification
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.policies import queries as policies


@dataclass(frozen=True)
class NewDiagnosis:
    """A code of ICD-10-CM, how sure it is, and who made it: somebody of the staff, or by name and credential as told."""

    code: str
    verification: str
    source: str
    made_on: date
    is_principal: bool = False
    staff: UUID | None = None
    name: str = ""
    credential: str = ""
    evidence: UUID | None = None


@transaction.atomic
def diagnose(*, client: Client, new: NewDiagnosis, from_on: date, by: Actor) -> Diagnosis:
    """Put a diagnosis on file, from a day on."""
    diagnosis = _diagnosis(client, new, from_on, by)
    ledger.record_facts(kind="diagnosis.made", rows=[diagnosis], by=by)
    return diagnosis


@transaction.atomic
def change_diagnosis(*, diagnosis: Diagnosis, new: NewDiagnosis, from_on: date, by: Actor) -> Diagnosis:
    """Say what a diagnosis is from a day on, such as confirmed; what was on file stays readable."""
    changed = _diagnosis(diagnosis.client, new, from_on, by, former=diagnosis)
    ledger.record_following(kind="diagnosis.changed", rows=cases.successors(diagnosis, changed), by=by)
    return changed


@transaction.atomic
def mend_diagnosis(*, diagnosis: Diagnosis, new: NewDiagnosis, from_on: date, by: Actor) -> Diagnosis:
    """Say what a diagnosis truly was where it was recorded wrongly; the mistake stays readable."""
    mended = _diagnosis(diagnosis.client, new, from_on, by, former=diagnosis)
    mended.replaces_id, mended.true_to_on = diagnosis.pk, diagnosis.true_to_on
    ledger.record_following(kind="diagnosis.mended", rows=[mended], by=by)
    return mended


def _diagnosis(
    client: Client, new: NewDiagnosis, from_on: date, by: Actor, former: Diagnosis | None = None
) -> Diagnosis:
    today = people.today_of(by)
    refuse(
        rules.chosen_findings(new.verification, Verification.values, field="verification")
        + rules.chosen_findings(new.source, Source.values, field="source")
        + held.ahead_findings(from_on, today=today)
        + held.ahead_findings(new.made_on, today=today, field="made_on")
        + held.born_findings(from_on, clients.detail_of(client.pk).born_on)
    )
    refuse(rules.ended_findings(from_on, former.true_to_on) if former else [])
    refuse_evidence(client, new.evidence)
    diagnosis = Diagnosis(
        client=client,
        is_principal=new.is_principal,
        verification=new.verification,
        source=new.source,
        made_on=new.made_on,
        evidence_id=new.evidence,
        true_from_on=from_on,
    )
    if former:
        diagnosis.identity = former.identity
    _freeze_code(diagnosis, new.code, today, former)
    _freeze_maker(diagnosis, new)
    _refuse_beside(diagnosis)
    return diagnosis


def _freeze_code(diagnosis: Diagnosis, code: str, today: date, former: Diagnosis | None) -> None:
    """Code and title as on the list of the day from which it is true; where none holds then, as on today's."""
    if former and former.code == code:
        diagnosis.code, diagnosis.title, diagnosis.edition = former.code, former.title, former.edition
        return
    day = codes.listed_on(System.ICD, diagnosis.true_from_on, today)
    edition = codes.edition_on(System.ICD, day)
    found = codes.code_on(System.ICD, accept(code, field="code"), day)
    findings = rules.code_findings(
        code,
        is_listed=found is not None,
        is_heading=found is not None and found.kind == CodeKind.HEADING,
        has_list=edition is not None,
    )
    refuse(findings)
    if found is None or edition is None:
        raise AssertionError("a code that is not listed passed code_findings")
    diagnosis.code, diagnosis.title, diagnosis.edition = found.code, found.title, edition.edition


def _freeze_maker(diagnosis: Diagnosis, new: NewDiagnosis) -> None:
    if new.source == Source.TOLD:
        refuse(rules.told_findings(name=new.name, credential=new.credential))
        diagnosis.made_by = accept(new.name, field="name")
        diagnosis.credential = accept(new.credential, field="credential")
        return
    staff = Staff.objects.filter(pk=new.staff).first() if new.staff else None
    refuse(rules.chosen_findings("" if staff is None else "somebody", ["somebody"], field="staff"))
    if staff is None:
        raise AssertionError("nobody passed chosen_findings")
    credential = people.credential_on(staff.pk, new.made_on)
    level = credential.level if credential else ""
    told = policies.resolve("diagnosis_levels", on=new.made_on, **_scope(diagnosis.client, new.made_on, level)).value
    refuse(rules.maker_findings(level=level, name=staff.name, told=told or "", day=new.made_on))
    if credential is None:
        raise AssertionError("somebody without a credential passed maker_findings")
    diagnosis.staff, diagnosis.made_by, diagnosis.credential = staff, staff.name, credential.title


def _scope(client: Client, day: date, level: str) -> dict[str, str]:
    """By what the policies are asked: state, program, payer and staff level, as they were that day."""
    case = clients.case_of(client.pk, day)
    terms = clients.terms_of(case.pk, day) if case else None
    scope = {"state": policies.agency(day).state, "staff_level": level}
    return {**scope, "program": terms.program, "payer": terms.payer} if terms else scope


def _refuse_beside(diagnosis: Diagnosis) -> None:
    """Against the other diagnoses that stand from that day on."""
    others: list[Diagnosis] = [
        row
        for row in Diagnosis.objects.standing(client=clients.same_person(diagnosis.client_id))
        if row.identity != diagnosis.identity and (row.true_to_on is None or row.true_to_on >= diagnosis.true_from_on)
    ]
    principal = next((row.code for row in others if row.is_principal), "") if diagnosis.is_principal else ""
    is_on_file = any(row.code == diagnosis.code for row in others)
    refuse(rules.beside_findings(is_on_file=is_on_file, principal=principal))
