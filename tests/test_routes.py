"""Every route × every role: who is a stranger to a family gets 404 everywhere, who is not signed in gets nowhere."""

from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from goldthread.cases import actions as cases
from goldthread.cases.models import Client
from goldthread.notes.models import Draft, Note
from goldthread.notes.tests.writing import begun, signed
from goldthread.schedule.tests.planning import planned_visit
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")

FREE = {"people:healthz", "people:sign_in", "people:code", "people:set_up", "people:passkey_options", "people:passkey",
        "people:renew", "people:renew_options", "people:renew_passkey", "capture:worker", "capture:manifest"}  # fmt: skip


def routes() -> list[tuple[str, str]]:
    """(name, path with its placeholders) of every page."""
    found: list[tuple[str, str]] = []

    def walk(patterns: list[URLPattern | URLResolver], space: str, before: str) -> None:
        for each in patterns:
            if isinstance(each, URLResolver):
                walk(each.url_patterns, each.app_name or space, before + str(each.pattern))
            else:
                found.append((f"{space}:{each.name}" if space else str(each.name), before + str(each.pattern)))

    walk(get_resolver().url_patterns, "", "")
    return found


def address(path: str, ids: dict[str, UUID | str]) -> str:
    for name, value in ids.items():
        for kind in ("uuid", "slug", "str", "day"):
            path = path.replace(f"<{kind}:{name}>", str(value))
    return f"/{path}"


@pytest.fixture
def rivera() -> dict[str, UUID | str]:
    """What belongs to the Rivera family, by the names that routes use."""
    (note,) = signed()
    draft = begun()
    assert isinstance(note, Note)
    assert isinstance(draft, Draft)
    visit = planned_visit()
    alert = cases.warn(case=case_named("Rivera"), kind="dog", words="A dog.", from_on=visit.day, by=acting("ana"))
    return {
        "client_id": client_named("Mateo Rivera").pk,
        "case_id": case_named("Rivera").pk,
        "entry_id": note.pk,
        "draft_id": draft.pk,
        "kind": "addendum",
        "visit_id": visit.visit.identity,
        "day": visit.planned_on.isoformat(),
        "alert_id": alert.pk,
    }


def of_a_family(path: str) -> bool:
    return any(f":{name}>" in path for name in ("client_id", "case_id", "entry_id", "draft_id", "visit_id"))


@pytest.mark.parametrize("login", ["cleo", "hana"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_to_the_family_finds_nothing(rivera: dict[str, UUID | str], login: str, method: str) -> None:
    browser = Browser()
    browser.force_login(named(login))
    walked = 0
    for name, path in routes():
        at = address(path, rivera)
        if of_a_family(path) and "<" not in at:
            answer = getattr(browser, method)(at)
            # 405 depends on the route alone and says nothing of what is there.
            assert answer.status_code in (404, 405), f"{login} {method} {name}"
            walked += 1
    assert walked >= 12


@pytest.mark.parametrize("login", ["ana", "ben", "dora", "ed", "fay", "gus"])
def test_who_may_see_the_family_opens_its_file(rivera: dict[str, UUID | str], login: str) -> None:
    browser = Browser()
    browser.force_login(named(login))
    for at in (f"/clients/{rivera['client_id']}/", f"/notes/{rivera['entry_id']}/", f"/cases/{rivera['case_id']}/"):
        assert browser.get(at).status_code == 200, f"{login} {at}"


@pytest.mark.parametrize("login", ["ben", "dora", "ed", "fay", "gus"])
def test_a_draft_is_its_authors_alone(rivera: dict[str, UUID | str], login: str) -> None:
    browser = Browser()
    browser.force_login(named(login))
    for name, path in routes():
        if ":draft_id>" in path:
            assert browser.post(address(path, rivera)).status_code == 404, f"{login} {name}"


def test_who_is_not_signed_in_gets_nowhere(rivera: dict[str, UUID | str]) -> None:
    for name, path in routes():
        at = address(path, rivera)
        if name not in FREE and "<" not in at:
            answer = Browser().get(at)
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/sign-in/"), name
            assert Browser().get(at, headers={"accept": "application/json"}).status_code == 401, name


def test_every_page_of_a_client_is_written_into_the_access_stream(rivera: dict[str, UUID | str]) -> None:
    from goldthread.ledger.models import Access

    browser = Browser()
    browser.force_login(named("ana"))
    for at in (f"/clients/{rivera['client_id']}/", f"/notes/{rivera['entry_id']}/", f"/notes/{rivera['entry_id']}/print/",
               f"/drafts/{rivera['draft_id']}/", f"/cases/{rivera['case_id']}/"):  # fmt: skip
        before = Access.objects.count()
        assert browser.get(at).status_code == 200, at
        assert Access.objects.count() > before, at
    assert Client.objects.filter(pk__in=Access.objects.values("client")).exists()
