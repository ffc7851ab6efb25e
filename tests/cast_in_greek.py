"""A cast whose every typed word is Greek, so that on a page in a Latin script nothing of theirs is taken for ours."""

from datetime import date, timedelta
from typing import Any

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewCase, NewClient, NewPerson
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE, Actor
from goldthread.notes import actions as notes
from goldthread.notes import importing, queries
from goldthread.notes.content import About
from goldthread.notes.models import Draft, Note
from goldthread.people import actions as people
from goldthread.people.actions import NewStaff
from goldthread.people.models import Role, Staff
from goldthread.policies import actions as policies
from goldthread.services import actions as services

BEGAN_ON = date(2025, 1, 6)
WORKER = NewStaff("άννα", "Άννα Παππά", [Role.CASE_MANAGER, Role.SUPERVISOR, Role.RECORDS_OFFICER], BEGAN_ON,
                  credential_title="ΚΛ", credential_level="βοηθός")  # fmt: skip
OFFICE = NewStaff("δήμος", "Δήμος Ράλλης", [Role.ADMINISTRATOR, Role.QUALITY_REVIEWER], BEGAN_ON)


def assemble(password: str) -> None:
    """The agency with a family, its notes in every state, and everything that ships."""
    ledger.introduce_keys(by=COMMAND_LINE)
    for load in (policies.load_shipped, services.load_shipped, notes.load_shipped):
        load(by=COMMAND_LINE)
    worker, office = (people.add_staff(new=new, password=password, by=COMMAND_LINE) for new in (WORKER, OFFICE))
    people.supervise(supervisor=worker, supervisee=office, from_on=BEGAN_ON, by=COMMAND_LINE)
    policies.add(values=_every_policy(), by=COMMAND_LINE)
    child = _family(worker)
    _notes(worker, child)
    ledger.sequence(sweep=True)
    ledger.checkpoint(stream="record")


def _every_policy() -> dict[str, Any]:
    return {"true_from_on": BEGAN_ON, "source_citation": "νόμος", "documentation_due_count": 1, "cosign_required": True,
            "documentation_due_unit": "hours", "late_effect": "tells", "cosign_due_days": 1, "payer": "ταμείο"}  # fmt: skip


def _family(worker: Staff) -> Client:
    yesterday = clock.today(worker.zone) - timedelta(days=1)
    children = (NewClient("Ματθαίος Ιωάννου", date(2014, 5, 3), "Μάτης"), NewClient("Λουκία Ιωάννου"))
    family = NewCase("Ιωάννου", "family", children, BEGAN_ON, "παραπομπή", [(worker, "case manager")])
    case = cases.open_case(new=family, by=COMMAND_LINE)
    first, second = Client.objects.order_by("number")
    rosa = cases.add_person(
        case=case, new=NewPerson("Ρόζα"), roles=[(first, "parent"), (second, "kin")], from_on=BEGAN_ON, by=COMMAND_LINE
    )
    cases.change_person(person=rosa, new=NewPerson("Ρόζα", "σχολείο"), from_on=yesterday, by=COMMAND_LINE)
    cases.change_client(
        client=second, new=NewClient("Λουκία Ιωάννου", date(2016, 9, 1)), from_on=yesterday, by=COMMAND_LINE
    )
    cases.merge(kept=first, merged=second, reason="ένα πρόσωπο", by=COMMAND_LINE)
    cases.take_in(number="", name="", by=COMMAND_LINE)
    return first


def typed(client: Client, zone: str) -> dict[str, Any]:
    """A whole visit, with something in every block."""
    who = {"person": "", "name": "Ρόζα", "role": "parent", "how": "phone"}
    return {
        "clients": [str(client.pk)], "occurred_on": str(clock.today(zone) - timedelta(days=40)), "starts": "14:00",
        "ends": "15:30", "zone": zone, "place_of_service": "12", "how": "in_person", "service": "Home-based casework",
        "modality": "Parent coaching", "participants": [who], "attempts": [{**who, "at": "09:30", "outcome": "no_answer"}],
        "requests": [{"of": "Ρόζα", "role": "parent", "what": "χαρτί", "due_on": "2026-12-01"}],
        "judgments": [dict.fromkeys(("question", "options", "consulted", "decision", "why"), "κρίση")],
        "occurrences": [{"what": "κάτι", "valence": "mixed", "whose": "Ρόζα"}],
        "narrative": dict.fromkeys(("interventions", "response", "progress"), "λόγια"), "own": {},
    }  # fmt: skip


def _notes(worker: Staff, child: Client) -> None:
    by = Actor(staff_id=worker.pk, name=worker.name)
    (first,) = _signed(_begun(typed(child, worker.zone), by), by)
    for kind in ("addendum", "correction", "late_entry"):
        _amended(first, kind, worker, by)
    (second,) = _signed(_begun(typed(child, worker.zone), by), by)
    _amended(second, "entered_in_error", worker, by)
    _begun({"clients": []}, by)
    again = _begun(typed(child, worker.zone), by)
    for word in ("λέξη", "άλλη"):
        content = {**typed(child, worker.zone), "narrative": {"interventions": word, "compliance": word}}
        notes.save(draft=again, base_revision=0, content=content, by=by)
    notes.change_type(draft=again, note_type=queries.newest_type("dap"), by=by)
    columns = importing.guess(["note"])
    row = importing.read_row({"note": "κείμενο"}, columns, 0)
    about = About(child.pk, "Ματθαίος Ιωάννου", child.number, None)
    content = importing.content_of_row(
        row, columns, about=about, encounter=uuids.fresh(), source="αρχείο", now=clock.now()
    )
    notes.record_imported(content=content, client=child, by=COMMAND_LINE)


def _begun(content: dict[str, Any], by: Actor) -> Draft:
    return notes.start(new=notes.NewDraft(uuids.fresh(), queries.newest_type("session"), content), by=by)


def _signed(draft: Draft, by: Actor) -> list[Note]:
    return notes.sign_directly(draft=draft, method="password", by=by)


def _amended(note: Note, kind: str, worker: Staff, by: Actor) -> None:
    draft = notes.amend(note=note, kind=kind, draft_id=uuids.fresh(), author=worker, by=by)
    changed = {"reason": "αιτία", "narrative": {"narrative": "κι άλλα"}}
    if kind == "correction":
        told = {"interventions": "αλλιώς", "response": "λόγια", "progress": "λόγια", "safety": "νέο"}
        changed = {"reason": "αιτία", "place_of_service": "11", "narrative": told, "attempts": []}
    notes.save(draft=draft, base_revision=0, content={**draft.content, **changed}, by=by)
    draft.refresh_from_db()
    _signed(draft, by)
