"""Signatures that the policy asks for: clients and guardians on this device, supervisors by themselves; attempts are kept."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.ledger.verify import verify
from goldthread.lib import clock, uuids
from goldthread.lib.refusals import Refused
from goldthread.plans.models import PlanDraft, PlanSignature, PlanVersion
from goldthread.plans.projection import PROJECTION
from goldthread.plans.tests.writing import changed, first, goal, own_signature, rule, standing, witnessed
from tests.cast import PASSWORD, named

pytestmark = pytest.mark.usefixtures("cast")
STROKES = json.dumps([[10, 20, 40, 60, 90, 20]])


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def collected(version: PlanVersion, login: str = "ana", **said: Any) -> Any:
    form = {"draft": str(uuids.fresh()), "capacity": "guardian", "signer": "", "name": "Rosa Rivera", "role": "parent"}
    return signed_in(login).post(f"/plans/{version.pk}/signature/", {**form, **said})


def asked() -> PlanVersion:
    rule(plan_signers=["client", "guardian", "supervisor"])
    return first()


def test_what_the_policy_asks_for_is_missing_until_it_is_given() -> None:
    version = asked()
    assert standing().missing == ["client", "guardian", "supervisor"]
    witnessed(version)
    own_signature(version, "dora", "supervisor")
    assert standing().missing == ["client"]
    before = clock.now()
    witnessed(version, "client")
    assert standing().is_signed_as_asked
    assert not standing(known_at=before).is_signed_as_asked
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_later_version_asks_anew() -> None:
    version = asked()
    for capacity in ("client", "guardian"):
        witnessed(version, capacity)
    later = changed(version, goals=[goal("Another.")])
    assert standing().version == later
    assert standing().missing == ["client", "guardian", "supervisor"]


def test_without_a_policy_nobody_else_is_asked() -> None:
    first()
    assert standing().is_signed_as_asked


def test_a_guardian_draws_on_the_device_and_the_worker_confirms() -> None:
    version = asked()
    answer = collected(version, strokes=STROKES)
    assert answer.status_code == 302
    reading = signed_in("ana").get(answer.url).content.decode()
    assert "<polyline" in reading
    assert signed_in("ana").post(answer.url, {"password": PASSWORD}).status_code == 302
    kept = PlanSignature.objects.get()
    assert (kept.capacity, kept.method, kept.name, kept.witness_name) == (
        "guardian", "drawn", "Rosa Rivera", "Ana Castellanos, BSW",
    )  # fmt: skip
    page = signed_in("ben").get(f"/plans/{version.pk}/").content.decode()
    assert "<polyline" in page
    assert "client, supervisor" in page


def test_a_refusal_is_kept_and_the_signature_is_still_missing() -> None:
    version = asked()
    answer = collected(version, not_given="yes", outcome="refused", how="in_person", words="Not without her lawyer.")
    signed_in("ana").post(answer.url, {"password": PASSWORD})
    kept = PlanSignature.objects.get()
    assert (kept.is_given, kept.outcome, kept.words) == (False, "refused", "Not without her lawyer.")
    assert "guardian" in standing().missing
    assert "Not without her lawyer." in signed_in("ana").get(f"/clients/{version.client_id}/plan/").content.decode()
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_supervisor_signs_from_their_own_page() -> None:
    version = asked()
    answer = signed_in("dora").post(f"/plans/{version.pk}/sign/", {"capacity": "supervisor"})
    assert signed_in("dora").post(answer.url, {"password": PASSWORD}).status_code == 302
    assert PlanSignature.objects.get().name == "Dora Fitzwilliam"


def test_nobody_signs_as_supervisor_of_whom_they_do_not_supervise() -> None:
    with pytest.raises(Refused, match="do not supervise its author"):
        own_signature(asked(), "ben", "supervisor")


def test_staff_do_not_sign_as_client_and_nobody_signs_as_supervisor_on_this_device() -> None:
    version = asked()
    with pytest.raises(Refused, match="You sign as one of the staff"):
        own_signature(version, "ben", "guardian")
    assert collected(version, capacity="supervisor", typed="Dora").status_code == 422
    assert collected(version, capacity="", typed="Rosa").status_code == 422
    assert collected(version).status_code == 422
    assert not PlanSignature.objects.exists()


def test_a_stranger_finds_no_page_to_sign_on() -> None:
    version = asked()
    assert collected(version, "cleo", typed="Rosa").status_code == 404
    assert signed_in("cleo").post(f"/plans/{version.pk}/sign/", {"capacity": "other"}).status_code == 404
    assert not PlanDraft.objects.filter(act="signature").exists()
