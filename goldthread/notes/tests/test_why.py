"""Why a service was needed: in words, with what was missing, late or old, and what the checks asked."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.needs import actions as needs
from goldthread.needs.models import NeedKind, Verification
from goldthread.needs.tests.stating import diagnosed, listed, stated
from goldthread.notes import necessity
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.resting import BEFORE, authorized, goal_of, planned, quarters, visited, worked
from goldthread.notes.tests.writing import begun, filled, signed, yesterday
from goldthread.plans.projection import PROJECTION as PLANS
from goldthread.plans.tests import writing as plans
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def parts(note: Note) -> dict[str, list[str]]:
    found = necessity.answer(ledger.content_of(note.pk))
    return {part.title: [line.words for line in part.lines] for part in found.parts}


def missing(note: Note) -> list[str]:
    return list(necessity.answer(ledger.content_of(note.pk)).missing)


def test_the_page_reads_the_whole_answer(client: Browser) -> None:
    version = planned()
    note = visited(answers={"no_goal": "He was ill; we only called the doctor."})
    client.force_login(named("ana"))
    page = client.get(f"/notes/{note.pk}/why/").content.decode()
    assert f'href="{reverse("plans:version", args=[version.pk])}"' in page
    assert "No goal: He was ill; we only called the doctor." in page
    assert "What was on file of the day of service when the note was signed" in page


def test_a_stranger_is_told_nothing(client: Browser) -> None:
    note = visited()
    client.force_login(named("cleo"))
    assert client.get(f"/notes/{note.pk}/why/").status_code == 404


def test_strengths_and_what_was_ruled_out_are_no_need() -> None:
    listed()
    need = stated()
    strength = stated(kind=NeedKind.STRENGTH, severity="", words="He loves to draw.")
    out = diagnosed(verification=Verification.REFUTED)
    told = parts(visited())
    (needed,) = told["What it was needed for"]
    assert need.words in needed
    assert strength.words in told["Strengths to build on"][0]
    assert out.code in told["What had been ruled out"][0]


def test_a_measure_of_the_agency_is_called_by_its_name() -> None:
    new = needs.NewMeasure("Morning scale", 0, 10, "lower")
    own = needs.define(new=new, from_on=yesterday() - BEFORE, by=acting("hana"))
    score = needs.NewScore(str(own.identity), "client", total=4)
    needs.measure(client=client_named("Mateo Rivera"), new=score, taken_on=yesterday(), by=acting("ana"))
    note = visited()
    (line,) = parts(note)["How it was measured"]
    assert line.startswith("Morning scale by ")
    content = ledger.content_of(note.pk)
    for row in (content.get("thread_measures"), content["thread"].get("measures")):
        for each in row or ():
            del each["title"]
    (line,) = [
        one.words
        for part in necessity.answer(content).parts
        if part.title == "How it was measured"
        for one in part.lines
    ]
    assert line.startswith("A measure of the agency by "), "as it was sealed before"
    assert verify(witness=None, projections=[PROJECTION, PLANS]).problems == []


def test_a_plan_and_a_signature_that_came_after_the_service_are_named() -> None:
    plans.rule(plan_signers=["guardian"])
    version = planned()
    early = {"occurred_on": (yesterday() - timedelta(days=7)).isoformat(), **worked(goal_of(version))}
    unsigned = missing(visited(**early))
    assert any("lacked a signature" in each for each in unsigned)
    plans.witnessed(version)
    found = missing(visited(**{**early, "starts": "17:00", "ends": "17:30"}))
    assert not any("lacked a signature" in each for each in found)
    (late,) = [each for each in found if each.startswith("A signature came only on")]
    assert late.endswith("after the service: guardian.")
    assert any(each.startswith("The plan came on file only on") for each in found)


def test_what_was_on_file_by_the_day_is_not_called_late() -> None:
    plans.rule(plan_signers=["guardian"])
    version = planned()
    plans.witnessed(version)
    note = visited(occurred_on=plans.today().isoformat(), starts="00:00", ends="00:01", **worked(goal_of(version)))
    assert not {"recorded_on", "signed_on"} & set(ledger.content_of(note.pk)["thread"]["plan"])
    assert not any("after the service" in each for each in missing(note))


def test_an_authorization_that_was_short_and_units_that_nobody_could_reckon_are_named() -> None:
    plans.rule(auth_required=True)
    authorized(units=5)
    (said,) = [each for each in missing(visited()) if "units" in each]
    assert said == "How many units of the authorization it took, no rule on file could say."
    quarters()
    note = visited(starts="17:00", ends="18:30", answers={"authorization_short": "The payer said so by phone."})
    (said,) = [each for each in missing(note) if "units" in each]
    assert said == "The authorization had fewer units left than the service took."
    asked = parts(note)["What the checks asked before signing"]
    assert any("The payer said so by phone." in each for each in asked)


def test_a_service_with_units_enough_lacks_none() -> None:
    quarters()
    plans.rule(auth_required=True)
    authorized(units=6)
    (note,) = signed(begun(content=filled("session")))
    assert not any("units" in each or "authorization" in each for each in missing(note))


def test_typed_words_are_sentences_whether_they_end_with_a_full_stop_or_not() -> None:
    goal = goal_of(planned())
    said = {"did": "Practised the morning", "response": "He asked: “Again?”", "because": "On time four days"}
    told = parts(visited(**worked(goal, **said)))
    (line,) = [each for part in told.values() for each in part if each.startswith("Worked on:")]
    assert "Done: Practised the morning. Response: He asked: “Again?” Progress: better. On time four days." in line
