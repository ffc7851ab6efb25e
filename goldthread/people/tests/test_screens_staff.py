"""The pages of the staff: somebody starts, gets a role, is supervised, loses a phone, leaves and comes back."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.people import queries
from goldthread.people.models import Credential, RoleHeld, Staff, StaffDetail, Supervision
from tests.cast import named

pytestmark = pytest.mark.usefixtures("cast")
NEWCOMER = {
    "name": "Ýrsa Þórarinsdóttir",
    "login": "yrsa",
    "password": "five plain words in a row",
    "roles": ["therapist", "supervisor"],
    "from_on": "2026-02-02",
    "credential_title": "LMHC",
    "credential_level": "licensed",
    "zone": "Europe/Dublin",
}


@pytest.fixture
def hana() -> Browser:
    browser = Browser()
    browser.force_login(named("hana"))
    return browser


def member(login: str, *further: str) -> str:
    return "/".join(["/staff", str(named(login).pk), *further, ""])


def test_somebody_new_is_on_the_list_with_roles_and_credential(hana: Browser) -> None:
    assert hana.post("/staff/new/", NEWCOMER)["Location"] == "/staff/"
    yrsa = named("yrsa")
    assert (yrsa.name, yrsa.zone, yrsa.check_password(NEWCOMER["password"])) == (
        NEWCOMER["name"],
        "Europe/Dublin",
        True,
    )
    assert queries.roles_of(yrsa.pk, date(2026, 2, 2)) == {"therapist", "supervisor"}
    shown = hana.get("/staff/").content.decode()
    assert "Ýrsa Þórarinsdóttir</bdi>, LMHC" in shown
    assert "LMHC" in hana.get(member("yrsa")).content.decode()
    assert verify(witness=None).problems == []


def test_a_role_is_given_and_ends(hana: Browser) -> None:
    assert hana.post(member("ana", "role"), {"role": "supervisor", "from_on": "2026-03-01"}).status_code == 302
    held = RoleHeld.objects.current().get(staff=named("ana"), role="supervisor")
    assert hana.post(member("ana", "role", str(held.pk), "end"), {"to_on": "2026-03-31"}).status_code == 302
    assert RoleHeld.objects.current().get(staff=named("ana"), role="supervisor").true_to_on == date(2026, 3, 31)
    assert hana.get(member("ana", "role", str(held.pk), "end")).status_code == 404, "it ended already"


def test_a_credential_is_put_on_file_and_ends(hana: Browser) -> None:
    typed = {"title": "LSW", "level": "licensed", "number": "33-7", "from_on": "2026-01-01"}
    assert hana.post(member("ana", "credential"), typed).status_code == 302
    held = Credential.objects.current().get(title="LSW")
    assert hana.post(member("ana", "credential", str(held.pk), "end"), {"to_on": "2027-01-01"}).status_code == 302
    ended = Credential.objects.current().get(title="LSW")
    assert (ended.true_to_on, ended.number, ended.level) == (date(2027, 1, 1), "33-7", "licensed")
    assert verify(witness=None).problems == []


def test_a_supervisor_is_named_and_let_go(hana: Browser) -> None:
    typed = {"supervisor": str(named("dora").pk), "from_on": "2026-01-01"}
    assert hana.post(member("cleo", "supervisor"), typed).status_code == 302
    link = Supervision.objects.current().get(supervisee=named("cleo"))
    assert "Cleo Nakamura" in hana.get(member("dora")).content.decode()
    assert hana.post(member("cleo", "supervisor", str(link.pk), "end"), {"to_on": "2026-01-31"}).status_code == 302
    assert Supervision.objects.current().get(supervisee=named("cleo")).true_to_on == date(2026, 1, 31)


def test_a_password_is_given_and_a_lost_phone_forgotten(hana: Browser) -> None:
    Staff.objects.filter(login="ana").update(totp_secret="kept")
    assert hana.post(member("ana", "password"), {"password": "another five plain words"}).status_code == 302
    assert hana.post(member("ana", "second-factor")).status_code == 302
    assert named("ana").check_password("another five plain words")
    assert named("ana").totp_secret == ""
    assert Entry.objects.filter(kind="staff.second_factor_reset").count() == 1


def test_who_left_can_no_longer_sign_in_until_they_return(hana: Browser) -> None:
    assert hana.post(member("ana", "leave")).status_code == 302
    assert not named("ana").is_active
    assert "cannot sign in" in hana.get(member("ana")).content.decode()
    assert hana.post(member("ana", "return")).status_code == 302
    assert named("ana").is_active


@pytest.mark.parametrize("login", ["ana", "dora", "ed", "fay", "gus"])
def test_for_who_does_not_administer_the_pages_are_not_there(login: str) -> None:
    browser = Browser()
    browser.force_login(named(login))
    for at in ("/staff/", "/staff/new/", member("ben"), member("ben", "role"), member("ben", "leave")):
        assert browser.get(at).status_code == 404, at
        assert browser.post(at).status_code in (404, 405), at
    assert named("ben").is_active
    assert "/staff/" not in browser.get("/help/").content.decode()


def test_nobody_locks_themselves_out(hana: Browser) -> None:
    refused = hana.post(member("hana", "leave"))
    assert refused.status_code == 422
    assert "You would lock yourself out" in refused.content.decode()
    held = RoleHeld.objects.current().get(staff=named("hana"))
    ended = hana.post(
        member("hana", "role", str(held.pk), "end"), {"to_on": clock.today(named("hana").zone).isoformat()}
    )
    assert ended.status_code == 422
    assert named("hana").is_active


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"login": "ana"}, "This log-in name is taken."),
        ({"login": "two words"}, "no spaces"),
        ({"password": "short"}, "too short"),
        ({"roles": []}, "Tick at least one."),
        ({"from_on": "2026-02-31"}, "not a day of the calendar"),
        ({"name": "nul\0"}, "NUL"),
    ],
)
def test_a_refusal_is_said_in_place_and_what_was_typed_stays(
    hana: Browser, changed: dict[str, object], said: str
) -> None:
    refused = hana.post("/staff/new/", {**NEWCOMER, **changed})
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert "LMHC" in refused.content.decode()
    assert not Staff.objects.filter(login="yrsa").exists()


def test_nobody_supervises_themselves_through_others(hana: Browser) -> None:
    typed = {"supervisor": str(named("ana").pk), "from_on": "2026-01-01"}
    refused = hana.post(member("dora", "supervisor"), typed)
    assert refused.status_code == 422
    assert "supervise themselves" in refused.content.decode()


def test_a_name_and_a_zone_are_changed_from_today(hana: Browser) -> None:
    shown = hana.get(member("ana", "name")).content.decode()
    assert 'value="Ana Castellanos"' in shown
    answered = hana.post(member("ana", "name"), {"name": "Ana Ríos", "zone": "America/Chicago"}, follow=True)
    assert "Ana Ríos" in answered.content.decode()
    assert (named("ana").name, named("ana").zone) == ("Ana Ríos", "America/Chicago")
    today = clock.today("America/Indiana/Indianapolis")
    before, now = StaffDetail.objects.current().filter(staff=named("ana")).order_by("true_from_on")
    assert (before.name, before.true_to_on) == ("Ana Castellanos", today - timedelta(days=1))
    assert (now.name, now.true_from_on, now.true_to_on) == ("Ana Ríos", today, None)
    assert verify(witness=None).problems == []


def test_a_name_mended_on_the_same_day_leaves_the_first_as_a_slip(hana: Browser) -> None:
    for name in ("Ana Rios", "Ana Ríos"):
        hana.post(member("ana", "name"), {"name": name, "zone": "UTC"})
    assert [each.name for each in StaffDetail.objects.current().filter(staff=named("ana"), true_to_on=None)] == [
        "Ana Ríos"
    ]
    assert verify(witness=None).problems == []


def test_a_change_of_nothing_is_refused(hana: Browser) -> None:
    ana = named("ana")
    answered = hana.post(member("ana", "name"), {"name": ana.name, "zone": ana.zone})
    assert answered.status_code == 422
    assert "Nothing was changed yet" in answered.content.decode()
