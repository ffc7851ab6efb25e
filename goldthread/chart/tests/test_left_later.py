"""What comes on file of a client after they left, though it says that it was so before, is not for those whom they left."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewClient, NewPerson, NewPlacement
from goldthread.cases.models import Membership, Person
from goldthread.chart.tests.test_left import MATEO, mateo_leaves
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.needs.tests.stating import stated
from goldthread.notes.models import Note
from goldthread.notes.queries import Filters
from goldthread.notes.tests.resting import planned
from goldthread.notes.tests.writing import begun, filled, signed, yesterday
from goldthread.paper.queries import of_file
from goldthread.people import actions as people
from goldthread.plans.models import PlanVersion
from goldthread.plans.tests import writing as plans
from goldthread.search import actions as search
from tests.cast import BEGAN_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
SECRET = "Thistledown"
PAGES = [
    "", "brief/", "placements/", "tried/", "needs/", "measures/", "as-of/", "as-of/?known=now", "print/", "plan/",
    f"year/{date.today().year}/", "service-record/",
]  # fmt: skip


def before(last: date) -> date:
    """A day on which Mateo was still with Ana."""
    return last - timedelta(days=2)


def told_elsewhere(last: date) -> None:
    """Whatever Cleo can put on file, each true from before he left Ana."""
    mateo, elsewhere, by, day = client_named(MATEO), case_named("Elsewhere"), acting("cleo"), before(last)
    stated(login="cleo", words=f"{SECRET} weighs on him.", from_on=day)
    home = NewPlacement("relative", day, with_whom=f"{SECRET} kin", address=f"1 {SECRET} Lane")
    cases.place(client=mateo, new=home, by=by)
    person = NewPerson(f"Petra {SECRET}", f"{SECRET} school", phone="317-555-0199")
    cases.add_person(case=elsewhere, new=person, roles=[(mateo, "school")], from_on=day, by=by)
    cases.add_client(case=elsewhere, new=NewClient(f"Noa {SECRET}"), from_on=day, by=by)
    new = NewClient(f"Mateo {SECRET}", date(2014, 5, 3), address=f"2 {SECRET} Lane", phone="317-555-0188")
    cases.change_client(client=mateo, new=new, from_on=day, by=by)


def goes_on_elsewhere() -> None:
    """Mateo left Ana; where he is served now he is another record, which is known to be his; Dora supervises both."""
    mateo = client_named(MATEO)
    last = yesterday() - timedelta(days=2)
    cases.leave_case(member=Membership.objects.current().get(client=mateo), to_on=last, by=acting("ana"))
    cases.merge(kept=mateo, merged=client_named("Ngozi Okafor"), reason="Entered twice.", by=acting("hana"))
    people.supervise(supervisor=named("dora"), supervisee=named("cleo"), from_on=BEGAN_ON, by=COMMAND_LINE)


def indexed() -> None:
    """The index has come to the end of the log."""
    ledger.sequence(sweep=True)
    while search.catch_up():
        pass


def pages(client: Browser, login: str) -> Iterator[tuple[str, str]]:
    """Every page that is about Mateo or his former case, as somebody reads it."""
    client.force_login(named(login))
    mateo, version = client_named(MATEO).pk, PlanVersion.objects.get(number=1)
    for place in (*(f"/clients/{mateo}/{page}" for page in PAGES), f"/plans/{version.pk}/", "/clients/", "/"):
        answer = client.get(place)
        assert answer.status_code == 200, place
        yield place, answer.content.decode()


def test_no_page_tells_those_who_were_left_what_another_case_says_of_the_time_before(client: Browser) -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        planned(valid_from_on=(yesterday() - timedelta(days=5)).isoformat())
    told_elsewhere(mateo_leaves())
    for login in ("ana", "ben", "dora"):
        for place, page in pages(client, login):
            assert SECRET not in page, (login, place)
            assert "317-555-01" not in page, (login, place)
            assert "a client in a case that you do not see" not in page, (login, place)
        assert SECRET not in client.get(f"/cases/{case_named('Rivera').pk}/").content.decode()
    told = {place for place, page in pages(client, "cleo") if SECRET in page}
    assert len(told) == len(PAGES) + 3, "whoever serves him reads it everywhere"


def test_what_they_are_called_elsewhere_finds_nobody_for_those_who_were_left(client: Browser) -> None:
    told_elsewhere(mateo_leaves())
    indexed()
    number = client_named(f"Mateo {SECRET}").number
    for login, is_found in (("ana", False), ("cleo", True)):
        client.force_login(named(login))
        for place in ("/clients/find/", "/search/"):
            page = client.post(place, {"words": SECRET}, follow=True).content.decode()
            assert (number in page) == is_found, (login, place)
        page = client.post("/clients/find/", {"words": "Rivera"}).content.decode()
        assert (f"Mateo {SECRET}" in page) == is_found
        assert ("Mateo Rivera" in page) == (not is_found)


def test_what_is_printed_tells_those_who_were_left_nothing_of_it() -> None:
    told_elsewhere(mateo_leaves())
    mateo = client_named(f"Mateo {SECRET}")
    told = {login: of_file(named(login), mateo, Filters()) for login in ("ana", "cleo")}
    for paper, is_told in zip(told.values(), (False, True), strict=True):
        assert (SECRET in paper.around) == is_told
        assert (SECRET in f"{paper.terms} {paper.whole_title} {paper.running}") == is_told
    assert MATEO in told["ana"].whole_title


def test_the_people_whom_their_own_case_has_on_file_are_still_shown_to_those_who_were_left(client: Browser) -> None:
    mateo_leaves()
    client.force_login(named("ana"))
    for page in ("", "brief/"):
        assert "Joan Abernathy" in client.get(f"/clients/{client_named(MATEO).pk}/{page}").content.decode()


@pytest.mark.parametrize("days_before", [2, -1])
def test_what_somebody_became_to_a_client_elsewhere_is_not_on_the_pages_of_the_case_that_they_left(
    client: Browser, days_before: int
) -> None:
    pat, mateo = Person.objects.get(name="Pat Lindqvist"), client_named(MATEO)
    day = mateo_leaves() - timedelta(days=days_before)
    elsewhere, new = case_named("Elsewhere"), NewPerson("Pat Lindqvist", phone="317-555-0177")
    cases.add_person(case=elsewhere, new=new, roles=[(mateo, "kin")], from_on=day, by=acting("cleo"), known=pat)
    client.force_login(named("ana"))
    rivera = case_named("Rivera").pk
    for place in (f"/cases/{rivera}/", f"/cases/{rivera}/people/{pat.identity}/", f"/clients/{mateo.pk}/"):
        page = client.get(place).content.decode()
        assert "Pat Lindqvist" in page
        assert "kin of" not in page
        assert "kin</" not in page
        assert "317-555-0177" not in page
    page = client.post("/clients/find/", {"words": "Lindqvist"}).content.decode()
    assert "Pat Lindqvist is Family Case Manager (FCM)<" in page, "and nothing else"
    client.force_login(named("cleo"))
    assert "kin" in client.get(f"/clients/{mateo.pk}/").content.decode()


def test_a_late_note_about_who_left_names_and_seals_them_as_they_were_called_and_offers_nobody_from_elsewhere(
    client: Browser,
) -> None:
    last = mateo_leaves()
    told_elsewhere(last)
    content = filled("session", f"Mateo {SECRET}", occurred_on=last.isoformat())
    draft = begun(content=content)
    client.force_login(named("ana"))
    assert SECRET not in client.get(f"/notes/drafts/{draft.pk}/").content.decode()
    (note,) = signed(draft)
    assert SECRET not in client.get(f"/notes/{note.pk}/").content.decode()


def test_who_sees_both_cases_puts_under_neither_what_belongs_to_the_other() -> None:
    """Else what is signed of a client who left stands under the case that they left, in sight of its team."""
    goes_on_elsewhere()
    goals = [plans.goal("Only Cleo's case knows of this.")]
    version = plans.signed(plans.begun(login="dora", content=plans.plan(goals=goals)))
    (note,) = signed(begun("dora", content=filled("session", occurred_on=yesterday().isoformat())), "dora")
    for model, entry in ((PlanVersion, version.pk), (Note, note.pk)):
        assert model.objects.get(pk=entry).case.name == "Okafor"
        assert not model.objects.visible_to(named("ana")).filter(pk=entry).exists()
        assert model.objects.visible_to(named("cleo")).filter(pk=entry).exists()


def test_of_a_plan_that_another_case_wrote_those_who_were_left_find_no_page_no_comparison_and_no_paper(
    client: Browser,
) -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        own = planned(valid_from_on=(yesterday() - timedelta(days=5)).isoformat(), valid_to_on=yesterday().isoformat())
    last = mateo_leaves()
    goal = plans.goal("Only Cleo knows of this.")
    draft = plans.begun(login="cleo", version=own)
    content = {
        **draft.content,
        "because": "He moved.",
        "valid_from_on": last.isoformat(),
        "valid_to_on": "",
        "goals": [goal],
    }
    theirs = PlanVersion.objects.get(pk=plans.signed(plans.typed(draft, content)).pk)
    places = [f"/plans/{theirs.pk}/", f"/plans/{own.pk}/beside/{theirs.pk}/", f"/plans/{theirs.pk}/pdf/"]
    for login, status in (("ana", 404), ("dora", 404), ("cleo", 200)):
        client.force_login(named(login))
        assert {client.get(place).status_code for place in places} == {status}
    client.force_login(named("ana"))
    for place in (f"/clients/{client_named(MATEO).pk}/plan/", f"/plans/{own.pk}/"):
        assert "Only Cleo knows of this." not in client.get(place).content.decode()


def test_what_the_team_signed_before_it_was_told_that_a_client_had_left_stays_theirs(client: Browser) -> None:
    """It was written in their case: the record of a team is not taken from those who share it."""
    version = planned(valid_from_on=(yesterday() - timedelta(days=9)).isoformat())
    mateo_leaves()
    client.force_login(named("ben"))
    assert "Mateo goes to school every day." in client.get(f"/plans/{version.pk}/").content.decode()
    page = client.get(f"/clients/{client_named(MATEO).pk}/plan/").content.decode()
    assert "Mateo goes to school every day." not in page, "on the last day it was not on file yet"
