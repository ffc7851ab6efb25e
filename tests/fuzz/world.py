"""What the fuzzer walks through: the cast, with at least one of everything that an address or a form can name."""

from datetime import date, timedelta

from django.urls import reverse

from goldthread.authorizations import actions as authorizations
from goldthread.authorizations.actions import NewAuthorization
from goldthread.bench.passkey import Passkey
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewCase, NewClient, NewPlacement, NewReferral
from goldthread.cases.models import Case, Client
from goldthread.codes import actions as codes
from goldthread.codes.tests.lists import order_file
from goldthread.documents import actions as documents
from goldthread.documents.actions import NewDocument, take
from goldthread.documents.models import Held
from goldthread.documents.tests.paper import PDF, picture
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.needs import actions as needs
from goldthread.needs.tests.stating import diagnosed, licensed_diagnose, stated
from goldthread.notes import actions as notes
from goldthread.notes import phrasing, reviewing
from goldthread.notes.models import Draft, DraftRevision, Note, PendingSeal, Submission
from goldthread.notes.tests.writing import begun, filled, read, signed, visit
from goldthread.people import actions as people
from goldthread.people.actions import NewCredential, NewStaff
from goldthread.people.models import Role
from goldthread.plans.models import PlanDraft, PlanVersion
from goldthread.plans.tests import writing as planning
from goldthread.policies import actions as policies
from goldthread.psychotherapy.tests.thoughts import kept, written
from goldthread.schedule import actions as schedule
from goldthread.schedule.models import Visit
from goldthread.schedule.tests.planning import planned_visit, today
from goldthread.search import actions as search
from goldthread.services import actions as services
from tests.cast import BEGAN_ON, OPENED_ON, PASSWORD, acting, case_named, client_named, named

# A word of nobody's: where it stands in a log line or in an address, something that was typed got there.
CANARY = "zqheron"
BORN_ON = date(2014, 5, 3)


def furnish() -> None:
    """Make it all by the real actions."""
    _families()
    _offices()
    _papers()
    _journal()
    _left_behind()
    _needs()
    planned_visit(repeats="weeks")
    schedule.arrive(planned=planned_visit(starts="11:00"), by=acting("ana"))
    schedule.call_off(planned=planned_visit(starts="13:00"), why="no_show", by=acting("ana"))
    _plans()
    kept()
    written()
    ledger.sequence(sweep=True)
    search.catch_up()


def _families() -> None:
    _open("Nadia Rivera", "Rivera in Gary")
    _open("Sam Brook", "Brook")
    _open("Max Brook", "Brook again")
    closed = _open("Ivo Closed", "Closed")
    mateo, ana = client_named("Mateo Rivera"), acting("ana")
    cases.link_sibling(client=mateo, sibling=client_named("Nadia Rivera"), from_on=OPENED_ON, by=ana)
    same = {"kept": client_named("Sam Brook"), "merged": client_named("Max Brook")}
    cases.merge(**same, reason="The same child.", by=acting("gus"))
    cases.warn(case=case_named("Rivera"), kind="dog", words=f"A dog. {CANARY}", from_on=OPENED_ON, by=ana)
    new_home = NewPlacement(
        "foster_home", OPENED_ON + timedelta(9), with_whom=f"The Larks {CANARY}", address=f"Elm {CANARY}"
    )
    for each in (NewPlacement("parents", OPENED_ON), new_home):
        cases.place(client=mateo, new=each, ends_former=True, by=ana)
    rivera = case_named("Rivera")
    told = {"referred_by": "The state's office", "received_on": OPENED_ON, "reason": f"Neglect. {CANARY}"}
    cases.refer(case=rivera, new=NewReferral(**told), by=ana)
    new = NewAuthorization("Example Health", "Home-based casework", 4000, "unit", OPENED_ON, number=f"A-1 {CANARY}")
    authorizations.authorize(client=mateo, new=new, by=ana)
    wrong = cases.add_client(case=rivera, new=NewClient("Wrong Child", BORN_ON), from_on=OPENED_ON, by=ana)
    cases.take_out(member=wrong.memberships.get(), reason="Another family's child.", by=ana)
    cases.close_episode(case=closed, closed_on=OPENED_ON + timedelta(30), reason="Goals met.", by=acting("dora"))


def _open(client: str, name: str) -> Case:
    new = NewCase(
        name, "family", [NewClient(client, BORN_ON)], OPENED_ON, "Referred.", [(named("ana"), "case manager")]
    )
    return cases.open_case(new=new, by=COMMAND_LINE)


def _offices() -> None:
    hana = acting("hana")
    people.add_credential(staff=named("ben"), new=NewCredential("CADAC", BEGAN_ON, level="licensed"), by=hana)
    policies.add_holiday(name="Founding", day=date(2026, 5, 4), repeats="date", moves_off_weekends=False, by=hana)
    policies.add(values={"idle_minutes": 15, "true_from_on": BEGAN_ON, "source_citation": "Our rule"}, by=hana)
    services.add_program(name="Home first", from_on=BEGAN_ON, by=hana)
    services.add_service(name="Home-based casework", code="", is_billable=False, from_on=BEGAN_ON, by=hana)
    services.add_modality(name="Parent coaching", from_on=BEGAN_ON, by=hana)
    held = {"from_on": BEGAN_ON, "to_on": today() + timedelta(400), "today": today()}
    codes.bring_in(name="icd10cm_order_2026.txt", document=order_file(), by=hana, **held)
    services.add_payer(name="Example Health", kind="insurance", from_on=BEGAN_ON, by=hana)
    rate = {"payer": "Example Health", "service": "Home-based casework", "modifiers": (), "amount_cents": 8550}
    services.add_rate(**rate, from_on=BEGAN_ON, to_on=None, by=hana)
    phrasing.keep_phrase(phrase_id=None, short="hv", text=f"Home visit. {CANARY}", by=acting("ana"))
    phrasing.offer_phrase(former=None, short="sv", text="School visit.", by=hana)
    Passkey(b"of Gus").kept_for(named("gus"))


def _needs() -> None:
    licensed_diagnose()
    diagnosed(from_on=OPENED_ON)
    stated(from_on=OPENED_ON, words=f"Sleeps badly. {CANARY}")
    ladder = needs.NewMeasure(title="Family ladder", least=0, most=40, better="higher")
    needs.define(new=ladder, from_on=BEGAN_ON, by=acting("hana"))
    answered = needs.NewScore(instrument="phq-9", informant="client", answers=[1] * 9)
    needs.measure(client=client_named("Mateo Rivera"), new=answered, taken_on=OPENED_ON, by=acting("ana"))
    note = Note.objects.filter(client=client_named("Mateo Rivera")).first()
    stated(from_on=OPENED_ON, kind="strength", severity="", evidence=note and note.pk)


def _papers() -> None:
    for data, client in ((PDF, None), (picture(), client_named("Mateo Rivera"))):
        documents.put_on_file(case=case_named("Rivera"), new=_paper(data, client), by=acting("ana"))


def _paper(data: bytes, client: Client | None = None) -> NewDocument:
    return NewDocument(take(data, "order"), "order.pdf", "order", f"The order {CANARY}", OPENED_ON, client)


def with_a_file(size: int) -> Draft:
    """A draft of Ana's with a picture attached to it, each size another file."""
    draft = begun(content=filled("session", "Mateo Rivera", "Lucía Rivera"))
    held: Held = documents.attach(
        draft=draft.pk, new=_paper(picture(size=(size, size))), owner=named("ana"), by=acting("ana")
    )
    return saved(draft, documents=[str(held.pk)], measures=[_measured()])


def _measured() -> dict[str, str]:
    """What a mother answered of her child, as a total alone."""
    said = {"instrument": "psc-17", "title": "PSC-17", "informant": "parent", "total": "12"}
    return {"client": str(client_named("Mateo Rivera").pk), **said}


def saved(draft: Draft, **changes: object) -> Draft:
    """The draft after a further save."""
    notes.save(draft=draft, base_revision=draft.revision, content={**draft.content, **changes}, by=acting("ana"))
    draft.refresh_from_db()
    return draft


def _journal() -> None:
    ana, dora = acting("ana"), acting("dora")
    signed(with_a_file(8))
    notes.discard(draft=begun(), by=ana)
    twice = saved(begun())
    notes.save(draft=twice, base_revision=0, content=filled("session"), window=uuids.fresh(), turn=1, by=ana)
    submitted = notes.submit(draft=with_a_file(9), by=ana)
    reviewing.comment(submission=submitted, part="", words=f"Say more. {CANARY}", writer=named("dora"), by=dora)
    returned = notes.submit(draft=begun(), by=ana)
    reviewing.comment(submission=returned, part="", words="Who was there?", writer=named("dora"), by=dora)
    notes.decide(submission=returned, verdict="returned", words="Who was there?", reviewer=named("dora"), by=dora)
    _tried()
    begun(note_type="contact", content=visit(narrative={}))


def _tried() -> Draft:
    """A line of the day sheet that lies ready."""
    tried = {"person": "", "name": "Rosa Rivera", "role": "parent", "how": "phone", "outcome": "no_answer"}
    return begun(note_type="attempted_contact", content=visit(attempts=[{**tried, "at": "10:05"}]))


def _plans() -> None:
    """A plan that was changed, signed on the device and reviewed, and drafts of everything that is written about one."""
    version = planning.changed(
        planning.first(why=f"School. {CANARY}"), goals=[planning.goal(), planning.goal("Sleep.")]
    )
    planning.goal_ended(version)
    planning.reviewed(version)
    planning.witnessed(version)
    planning.begun(version=version)
    planning.begun("review", version=version)
    planning.begun("goal_end", version=version, goal=version.goals.get(position=1).goal)
    planning.begun(client="Lucía Rivera", content=planning.plan())


def _left_behind() -> None:
    people.add_staff(
        new=NewStaff("ida", "Ida Bergström", [Role.CASE_MANAGER], BEGAN_ON), password=PASSWORD, by=COMMAND_LINE
    )
    people.supervise(supervisor=named("dora"), supervisee=named("ida"), from_on=BEGAN_ON, by=acting("hana"))
    cases.assign(case=case_named("Rivera"), staff=named("ida"), role="case manager", from_on=OPENED_ON, by=COMMAND_LINE)
    begun("ida")
    people.deactivate(staff=named("ida"), by=acting("hana"))


def _plan() -> PlanDraft:
    """A first plan of somebody who has none, ready to be signed."""
    return planning.begun(client="Nadia Rivera", content=planning.plan())


def passing() -> list[tuple[str, str]]:
    """Who may sign where: made anew every time, for what waits for a signature holds five minutes alone."""
    alone, twice = begun(), begun()
    gave_way = read(twice)
    read(twice)
    together: list[PendingSeal] = notes.prepare_together(drafts=[_tried()], passkey=None, by=acting("ana"))
    return [
        ("ana", reverse("notes:sign", args=[read(alone).pk])),
        ("ana", reverse("notes:sign", args=[gave_way.pk])),
        ("ana", reverse("notes:day_sign", args=[together[0].ceremony])),
        ("ana", reverse("notes:again", args=[alone.pk])),
        ("ana", reverse("plans:sign", args=[planning.read(_plan()).pk])),
        ("ana", reverse("plans:again", args=[_plan().pk])),
    ]


def entrances() -> list[tuple[str, str]]:
    """Who goes where first: a page or two of each kind."""
    mateo, day = client_named("Mateo Rivera").pk, today().isoformat()
    note = Note.objects.get(client=mateo, amends=None)
    families = [("ana", "Rivera"), ("dora", "Closed"), ("ana", "Closed"), ("gus", "Brook"), ("ana", "Brook")]
    beside = DraftRevision.objects.filter(is_beside=True).values_list("draft", flat=True)
    return [
        *[
            ("ana", f"/drafts/{pk}/{place}")
            for pk in Submission.objects.values_list("draft", flat=True)
            # The list of measures comes by a script's POST, so its way on is named here.
            for place in ("", "measures/new/")
        ],
        *[("ana", f"/drafts/{pk}/versions/") for pk in beside],
        *[(who, f"/notes/{note.pk}/") for who in ("ana", "dora")],
        *[("ana", f"/search/{note.pk}/{way}/") for way in ("older", "newer")],
        *[
            ("ana", f"/plans/drafts/{pk}/")
            for pk in PlanDraft.objects.filter(signed_at=None).values_list("pk", flat=True)
        ],
        *[(who, f"/plans/{pk}/") for who in ("ana", "dora") for pk in PlanVersion.objects.values_list("pk", flat=True)],
        ("ana", f"/clients/{mateo}/plan/"),
        *[(who, f"/clients/{mateo}/") for who in ("ana", "ben", "dora", "gus")],
        *[(who, f"/cases/{case_named(name).pk}/") for who, name in families],
        *[("ana", f"/clients/{mateo}/{place}/") for place in ("needs", "measures", "placements")],
        *[("hana", f"/services/{place}/") for place in ("codes", "measures")],
        *[("hana", f"/staff/{named(login).pk}/") for login in ("ida", "gus", "ben")],
        *[("ana", f"/visits/{pk}/{day}/") for pk in Visit.objects.current().values_list("identity", flat=True)],
    ]
