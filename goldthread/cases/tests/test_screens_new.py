"""Opening a case on the page, and changing a client's details there."""

from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import formats

from goldthread.cases import queries
from goldthread.cases.models import Case, ClientDetail
from tests.cast import OPENED_ON, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
DAY = "2026-03-02"


def rows(*clients: dict[str, str]) -> dict[str, str]:
    typed = {f"clients-{i}-{name}": value for i, row in enumerate(clients) for name, value in row.items()}
    return {"clients-TOTAL_FORMS": str(len(clients)), "clients-INITIAL_FORMS": "0", **typed}


def opening(*clients: dict[str, str], **changes: object) -> dict[str, object]:
    asked = {"kind": "family", "name": "Sandoval", "opened_on": DAY, "reason": "Referred by the court."}
    return {**asked, **rows(*clients), **changes}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


@pytest.fixture
def ana(client: Browser) -> Browser:
    client.force_login(named("ana"))
    return client


def test_it_opens_a_family_with_its_clients_and_me_on_the_team(ana: Browser) -> None:
    response = ana.post(
        "/clients/new/", opening({"name": "王小明"}, {"name": "عمر", "born_on": "2015-02-03"}), follow=True
    )
    case = case_named("Sandoval")
    assert response.redirect_chain[-1][0] == reverse("cases:case", args=[case.pk])
    assert "王小明" in text(response)
    assert [member.staff for member in queries.care_team_of(case, date(2026, 3, 2))] == [named("ana")]


def test_the_page_begins_with_today_and_one_client(ana: Browser) -> None:
    shown = text(ana.get("/clients/new/"))
    assert shown.count("clients-0-name") >= 1
    assert "clients-1-name" not in shown


def test_another_row_is_added_and_what_was_typed_stays(ana: Browser) -> None:
    response = ana.post("/clients/new/", opening({"name": "Elena <b>"}, add="client"))
    shown = text(response)
    assert response.status_code == 200
    assert 'value="Elena &lt;b&gt;"' in shown
    assert "clients-1-name" in shown
    assert "Referred by the court." in shown
    assert not Case.objects.filter(opened_as="Sandoval").exists()


def test_a_row_left_empty_adds_nobody(ana: Browser) -> None:
    ana.post("/clients/new/", opening({"name": "Elena"}, {"name": ""}))
    assert len(queries.clients_of(case_named("Sandoval"), date(2026, 3, 2))) == 1


@pytest.mark.parametrize(
    ("clients", "changes", "sentence"),
    [
        ([{"name": ""}], {}, "This is empty. Fill it in."),
        ([{"name": "  "}], {}, "The name is empty."),
        ([{"name": "Elena"}], {"reason": " "}, "The reason is empty."),
        ([{"name": "Elena"}], {"name": "\x00"}, "NUL character"),
        ([{"name": "Elena", "born_on": "2090-01-01"}], {}, "in the future"),
        ([{"name": "Elena", "pronouns": "p" * 61}], {}, "60"),
        ([{"name": "n" * 201}], {}, "longer than 200"),
        ([{"name": "Elena"}, {"name": "Ida"}], {"kind": "single"}, "A case of a single client has one client."),
        ([{"name": "Elena"}], {"opened_on": "03/32/2026"}, "not a day of the calendar"),
    ],
)
def test_a_refusal_stands_in_place_and_nothing_is_lost(
    ana: Browser, clients: list[dict[str, str]], changes: dict[str, object], sentence: str
) -> None:
    before = Case.objects.count()
    response = ana.post("/clients/new/", opening(*clients, **{"reason": "Kept words.", **changes}))
    assert response.status_code == 422
    assert sentence in text(response)
    assert "reason" in changes or "Kept words." in text(response)
    assert Case.objects.count() == before


def test_somebody_of_the_same_name_is_shown_before_a_second_record(ana: Browser) -> None:
    typed = opening({"name": "mateo rivera"})
    response = ana.post("/clients/new/", typed)
    assert response.status_code == 422
    assert client_named("Mateo Rivera").number in text(response)
    assert ana.post("/clients/new/", {**typed, "confirmed": "yes"}).status_code == 302


def test_a_namesake_whom_i_may_not_see_is_not_given_away(ana: Browser) -> None:
    assert ana.post("/clients/new/", opening({"name": "Ngozi Okafor"})).status_code == 302


def test_a_supervisor_chooses_the_care_team(client: Browser) -> None:
    client.force_login(named("dora"))
    assert "Ben Achterberg" in text(client.get("/clients/new/"))
    client.post("/clients/new/", opening({"name": "Elena"}, care_team=[str(named("ben").pk)]))
    assert case_named("Sandoval") in Case.objects.visible_to(named("ben"))


@pytest.mark.parametrize("login", ["ed", "fay", "hana"])
def test_who_opens_no_cases_has_no_such_page(client: Browser, login: str) -> None:
    client.force_login(named(login))
    assert client.get("/clients/new/").status_code == 404


def details(**changes: str) -> dict[str, str]:
    return {"name": "Mateo Rivera", "born_on": "2014-05-03", "how": "changed", "from_on": DAY, **changes}


def test_a_change_keeps_what_was_on_file(ana: Browser) -> None:
    place = reverse("cases:change_client", args=[client_named("Mateo Rivera").pk])
    response = ana.post(place, details(phone="317 555 0123", preferred_name="Teo"))
    assert response.status_code == 302
    shown = text(ana.get(place))
    assert "317 555 0123" in shown
    assert "Jan. 12, 2026 – March 1, 2026" in shown
    assert "Recorded" in shown
    assert "Ana Castellanos" in shown


def test_a_mistake_is_mended_from_its_own_first_day(ana: Browser) -> None:
    mateo = client_named("Mateo Rivera")
    place = reverse("cases:change_client", args=[mateo.pk])
    assert ana.post(place, details(born_on="2014-05-04", how="wrong", from_on="")).status_code == 302
    assert ClientDetail.objects.current().get(client=mateo).born_on == date(2014, 5, 4)
    assert "mended: this was a mistake" in text(ana.get(place))


def test_a_change_needs_its_day(ana: Browser) -> None:
    place = reverse("cases:change_client", args=[client_named("Mateo Rivera").pk])
    response = ana.post(place, details(from_on="", name="Matteo"))
    assert response.status_code == 422
    assert "Choose the day from which the new details are true." in text(response)
    assert 'value="Matteo"' in text(response)


def test_a_change_before_what_is_on_file_is_refused(ana: Browser) -> None:
    place = reverse("cases:change_client", args=[client_named("Mateo Rivera").pk])
    response = ana.post(place, details(from_on="2020-01-01"))
    assert response.status_code == 422
    assert f"is true from {formats.date_format(OPENED_ON)}" in text(response)


def test_the_record_is_read_as_it_was_known(ana: Browser) -> None:
    mateo = client_named("Mateo Rivera")
    place = reverse("cases:change_client", args=[mateo.pk])
    assert "nothing was on file" in text(ana.get(place, {"known": "2020-01-01"}))
    assert "the record said" in text(ana.get(place, {"known": "2090-01-01"}))
    assert "not a day of the calendar" in text(ana.get(place, {"known": "soon"}))


def test_a_biller_reads_the_details_and_changes_none(client: Browser) -> None:
    client.force_login(named("ed"))
    place = reverse("cases:change_client", args=[client_named("Mateo Rivera").pk])
    assert "Save the details" not in text(client.get(place))
    assert client.post(place, details()).status_code == 404


def test_a_name_and_a_reason_open_a_case(ana: Browser) -> None:
    """What is left empty follows from who is a client."""
    ana.post("/clients/new/", opening({"name": "Elena Sandoval"}, name="", kind=""))
    alone = case_named("Elena Sandoval")
    assert alone.kind == "single"
    ana.post("/clients/new/", opening({"name": "Ida Ueda"}, {"name": "Ken Ueda"}, name=" ", kind=""))
    assert case_named("Ida Ueda").kind == "family"


def test_a_very_long_name_is_whole_in_the_heading_and_short_in_a_sentence(ana: Browser) -> None:
    long = "A family whose name goes on " * 7
    shown = text(ana.post("/clients/new/", opening({"name": "Elena"}, name=long[:200]), follow=True))
    assert shown.count(long[:200].strip()) >= 1
    notice = shown.split('role="status">')[1].split("</p>")[0]
    assert len(notice) < 130
