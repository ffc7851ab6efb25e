"""A form sent more than once, by two taps or a slow line, puts its fact on file once."""

import re

import pytest
from django.test import Client as Browser
from django.urls import reverse

from goldthread.cases.models import Case, Person, SafetyAlert
from tests.cast import OPENED_ON, case_named, named

pytestmark = pytest.mark.usefixtures("cast")
ALERT = {"kind": "dog", "words": "A dog in the yard.", "from_on": OPENED_ON.isoformat()}


def token_of(browser: Browser, at: str) -> str:
    found = re.search(r'name="once" value="([0-9a-f-]{36})"', browser.get(at).content.decode())
    assert found, f"{at} has no token"
    return found[1]


@pytest.fixture
def ana() -> Browser:
    browser = Browser()
    browser.force_login(named("ana"))
    return browser


def add_alert(browser: Browser, once: str = "", **said: str) -> str:
    at = reverse("cases:warn", args=[case_named("Rivera").pk])
    answered = browser.post(at, {**ALERT, **said, "once": once}, follow=True)
    return answered.content.decode()


def test_the_same_form_sent_again_is_on_file_once_and_says_so(ana: Browser) -> None:
    once = token_of(ana, reverse("cases:warn", args=[case_named("Rivera").pk]))
    told = [add_alert(ana, once) for _each in range(3)]
    assert SafetyAlert.objects.count() == 1
    assert ["It is on file once." in each for each in told] == [False, True, True]


def test_a_refused_form_is_mended_and_sent_under_the_same_token(ana: Browser) -> None:
    once = token_of(ana, reverse("cases:warn", args=[case_named("Rivera").pk]))
    assert once in add_alert(ana, once, words="")
    add_alert(ana, once)
    assert SafetyAlert.objects.count() == 1


def test_a_page_gone_back_to_and_written_anew_is_taken_too(ana: Browser) -> None:
    once = token_of(ana, reverse("cases:warn", args=[case_named("Rivera").pk]))
    add_alert(ana, once)
    assert "It is on file once." not in add_alert(ana, once, words="A second dog, in the house.")
    assert SafetyAlert.objects.count() == 2


def test_two_forms_that_say_the_same_are_two_facts(ana: Browser) -> None:
    at = reverse("cases:warn", args=[case_named("Rivera").pk])
    for _each in range(2):
        add_alert(ana, token_of(ana, at))
    assert SafetyAlert.objects.count() == 2


def test_somebody_around_a_client_and_a_case_come_once(ana: Browser) -> None:
    around = reverse("cases:add_person", args=[case_named("Rivera").pk])
    said = {"name": "Somebody new", "from_on": OPENED_ON.isoformat(), "role": "kin", "once": token_of(ana, around)}
    for client in ana.get(around).context["form"].fields["clients"].choices:
        said["clients"] = client[0]
    opening = {
        "name": "Twice",
        "opened_on": OPENED_ON.isoformat(),
        "reason": "Referred.",
        "once": token_of(ana, "/clients/new/"),
    }
    opening |= {"clients-TOTAL_FORMS": "1", "clients-INITIAL_FORMS": "0", "clients-0-name": "Once Only"}
    for _each in range(2):
        ana.post(around, said)
        ana.post("/clients/new/", opening)
    assert Person.objects.filter(name="Somebody new").count() == 1
    assert Case.objects.named().filter(name="Twice").count() == 1


def test_no_token_passes_over_what_somebody_else_sends_or_what_goes_to_another_address(ana: Browser) -> None:
    once = token_of(ana, reverse("cases:warn", args=[case_named("Rivera").pk]))
    ben, cleo = Browser(), Browser()
    ben.force_login(named("ben"))
    cleo.force_login(named("cleo"))
    for browser, case in ((ana, "Rivera"), (ben, "Rivera"), (cleo, "Okafor")):
        browser.post(reverse("cases:warn", args=[case_named(case).pk]), {**ALERT, "once": once})
    assert SafetyAlert.objects.count() == 3
