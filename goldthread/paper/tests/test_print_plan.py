"""A plan of care on paper: what its page says, its signatures and its reviews; strangers get none, and each print is written down."""

import pypdfium2
import pytest
from django.test import Client as Browser
from django.utils import formats

from goldthread.ledger.models import Access
from goldthread.needs.tests.stating import stated
from goldthread.paper.tests.reading import pdf_text, structure_of, tags_of
from goldthread.plans.models import PlanVersion
from goldthread.plans.tests.writing import (
    changed,
    first,
    goal,
    goal_ended,
    own_signature,
    reviewed,
    rule,
    today,
    witnessed,
)
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")
DRAWN = [[10, 10, 60, 40, 120, 15]]


def signed_in(login: str = "ana") -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def printed(version: PlanVersion, login: str = "ana") -> bytes:
    answer = signed_in(login).get(f"/plans/{version.pk}/pdf/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def whole() -> PlanVersion:
    """A version that was changed, signed, refused, reviewed, and of which a goal ended."""
    rule(plan_signers=["client", "guardian", "supervisor"])
    tied = goal(answers=[str(stated().identity)])
    version = changed(first(goals=[tied, goal("Rosa sleeps.")]), services=[])
    witnessed(version, "guardian")
    refused = {"of": {"person": None, "name": "Mateo Rivera", "role": "client"}, "how": "in_person", "outcome": "refused", "words": "He wants to think."}  # fmt: skip
    witnessed(version, "client", attempt=refused)
    goal_ended(version)
    draft_goals = {str(each.goal): {"rating": "better", "words": "Sleeps more."} for each in version.goals.all()}
    reviewed(version, goals=draft_goals)
    return version


def test_the_paper_says_what_the_plan_says() -> None:
    version = whole()
    data = printed(version)
    text = pdf_text(data)
    day = formats.date_format(today())
    for words in (
        f"Version 2, in force from {day}",
        "Mateo stays away from school.",
        "Mateo goes to school every day.",
        "Goes back to: Symptom: Wakes three nights a week, and screams.",
        "Absences go down.",
        "Measured by: days absent a month",
        "Coach Rosa at home.",
        f"ended on {day}: met",
        "Rosa sleeps.",
        "Mrs. Quill of the school",
        "What this version changed, and why",
        "The school asked for it.",
        "Rosa Rivera, parent, as guardian",
        "R. Rivera",
        "kept by Ana Castellanos",
        "Asked to sign, and did not: refused",
        "He wants to think.",
        "By policy these signatures are missing: client, supervisor",
        f"Review of {day}, by Ana Castellanos, BSW",
        "Sleeps more.",
    ):
        assert words in text, words
    told = structure_of(data)
    assert told["tagged"]
    assert told["title"] == f"Plan of care: Mateo Rivera, {client_named('Mateo Rivera').number}"
    own_signature(version, "dora", "supervisor")
    assert "By policy these signatures are missing: client" in pdf_text(printed(version))


def test_a_drawn_signature_is_a_picture_on_paper() -> None:
    version = first()
    rosa = {"person": None, "name": "Rosa Rivera", "role": "parent"}
    statement = "I took part in this plan."
    given = {"by": rosa, "method": "drawn", "strokes": DRAWN, "typed": "", "statement": statement}
    witnessed(version, "guardian", signature=given)
    pages = pypdfium2.PdfDocument(printed(version))
    said = [(tag, words) for page in pages for tag, words, _marks in tags_of(page)]
    assert ("Figure", "drawn signature") in said


def test_an_empty_plan_of_the_presenting_problem_is_printed_too() -> None:
    rule(necessity_anchor="presenting_problem")
    version = first(goals=[], services=[], participants=[], others="")
    assert "Services go back to the presenting problem." in pdf_text(printed(version))


def test_words_of_every_kind_stand_on_paper_as_they_were_typed() -> None:
    version = first(why="<b>no tag</b> & [link]\n\n*star* #hash  ليلى")
    assert "<b>no tag</b> & [link] *star* #hash" in pdf_text(printed(version))


def test_the_button_stands_on_the_page_and_the_print_is_written_down() -> None:
    version = first()
    for at in (f"/clients/{version.client_id}/plan/", f"/plans/{version.pk}/"):
        assert f'href="/plans/{version.pk}/pdf/"' in signed_in("ben").get(at).content.decode()
    printed(version, "ben")
    assert Access.objects.filter(page="plan pdf", object=version.pk, client=version.client_id).count() == 1


@pytest.mark.parametrize("login", ["cleo", "hana"])
def test_a_stranger_gets_none(login: str) -> None:
    version = first()
    assert signed_in(login).get(f"/plans/{version.pk}/pdf/").status_code == 404
    assert not Access.objects.filter(page="plan pdf").exists()
