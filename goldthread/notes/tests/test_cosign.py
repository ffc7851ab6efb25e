"""Who may co-sign: the policy that asks for it names the staff levels; the co-signer's credential of the day is sealed."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser
from django.utils import formats

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes import actions
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.rules import cosign_findings
from goldthread.notes.tests.writing import amended, read, signed
from goldthread.people import actions as people
from goldthread.people.models import Credential
from goldthread.policies import actions as policies
from goldthread.policies.rules import levels_of
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")


def credential(login: str, title: str, level: str, days_ago: int) -> Credential:
    since = clock.today(named(login).zone) - timedelta(days=days_ago)
    new = people.NewCredential(title=title, level=level, from_on=since)
    return people.add_credential(staff=named(login), new=new, by=COMMAND_LINE)


def from_a_trainee() -> Note:
    """A visit by Ana while she is in training, under the shipped rules: licensed staff must co-sign it."""
    policies.load_shipped(by=COMMAND_LINE)
    credential("ana", "intern", "trainee", 30)
    (note,) = signed()
    return note


def page_of(login: str, path: str) -> str:
    browser = Browser()
    browser.force_login(named(login))
    return browser.get(path).content.decode()


def cosign_draft(note: Note, login: str = "dora"):  # type: ignore[no-untyped-def]
    draft = actions.amend(note=note, kind="cosignature", draft_id=uuids.fresh(), author=named(login), by=acting(login))
    content = {**draft.content, "reason": "Read together in supervision."}
    actions.save(draft=draft, base_revision=0, content=content, by=acting(login))
    draft.refresh_from_db()
    return draft


def test_the_levels_are_sealed_with_the_note() -> None:
    note = from_a_trainee()
    assert note.cosignature_levels == "licensed"
    assert ledger.content_of(note.pk)["cosignature"]["levels"] == ["licensed"]


def test_a_licensed_supervisor_cosigns_with_the_credential_of_that_day() -> None:
    note = from_a_trainee()
    credential("dora", "LCSW, PhD", "licensed", 0)
    sealed = ledger.content_of(amended(note, "cosignature", "dora").pk)
    assert sealed["author"]["credential"] == "LCSW, PhD"
    assert sealed["author"]["level"] == "licensed"
    assert "waiting for co-signature" not in page_of("ana", f"/notes/{note.pk}/")
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_supervisor_of_another_level_is_refused_in_words() -> None:
    note = from_a_trainee()
    credential("dora", "BSW", "bachelor", 10)
    with pytest.raises(Refused, match="level licensed must co-sign this note"):
        amended(note, "cosignature", "dora")
    browser = Browser()
    browser.force_login(named("dora"))
    answer = browser.post(f"/notes/{note.pk}/amend/cosignature/", follow=True)
    assert "Staff of level licensed must co-sign" in answer.content.decode()
    assert "/cosignature/" not in page_of("dora", f"/notes/{note.pk}/")


def test_a_licence_that_ended_between_writing_and_signing_signs_nothing() -> None:
    draft = cosign_draft(from_a_trainee())
    credential("dora", "BSW", "bachelor", 0)
    with pytest.raises(Refused, match="level licensed"):
        read(draft, "dora")


def test_where_the_policy_names_no_level_a_trainee_still_cosigns_nothing() -> None:
    values = {
        "true_from_on": "2020-01-01",
        "cosign_required": True,
        "staff_level": "trainee",
        "source_citation": "Ours",
    }
    policies.add(values=values, by=COMMAND_LINE)
    credential("ana", "intern", "trainee", 30)
    (note,) = signed()
    assert note.cosignature_levels == ""
    credential("dora", "intern", "trainee", 10)
    with pytest.raises(Refused, match="ask another supervisor"):
        amended(note, "cosignature", "dora")
    credential("dora", "BSW", "bachelor", 5)
    assert amended(note, "cosignature", "dora").amendment == "cosignature"


def test_every_screen_says_that_it_waits() -> None:
    note = from_a_trainee()
    for path in (f"/notes/{note.pk}/", f"/clients/{note.client_id}/"):
        assert "waiting for co-signature" in page_of("ana", path)
    assert "by staff of level licensed" in page_of("ana", f"/notes/{note.pk}/")
    assert "Waiting for your co-signature" in page_of("dora", "/")
    credential("dora", "BSW", "bachelor", 10)
    today = page_of("dora", "/")
    assert "Waiting for another" in today
    assert "Waiting for your co-signature" not in today
    assert "by staff of level licensed" in today


def test_a_co_signature_past_its_day_is_told_so_in_the_queue_as_on_today() -> None:
    note = from_a_trainee()
    due = note.cosignature_due_on
    assert due is not None
    for day, is_late in ((due, False), (due + timedelta(days=1), True)):
        with clock.set_to(datetime.combine(day, time(12), ZoneInfo(named("dora").zone))):
            told = [page_of("dora", path) for path in ("/", "/review/")]
        assert [f"was due {formats.date_format(due, 'N j, Y')}" in page for page in told] == [is_late, is_late]


def test_nobody_cosigns_what_they_added_themselves_and_another_supervisor_does() -> None:
    asked = {"cosign_required": True, "cosign_levels": "licensed", "cosign_due_days": 3}
    since = clock.today("UTC") - timedelta(days=400)
    policies.add(values={**asked, "source_citation": "Our rule", "true_from_on": since}, by=acting("hana"))
    (note,) = signed()
    amended(note, "cosignature", "dora")
    assert amended(note, "addendum", "dora", narrative={"note": "I saw her too."}).needs_cosignature
    with pytest.raises(Refused, match="wrote yourself"):
        cosign_draft(note)
    assert str(note.pk) in page_of("dora", "/review/?kind=others")
    assert str(note.pk) not in page_of("dora", "/review/?kind=cosign")
    people.give_role(staff=named("ben"), role="supervisor", from_on=since, by=COMMAND_LINE)
    people.supervise(supervisor=named("ben"), supervisee=named("ana"), from_on=since, by=COMMAND_LINE)
    assert amended(note, "cosignature", "ben")
    assert str(note.pk) not in page_of("dora", "/review/")


def test_levels_are_read_without_regard_to_spaces_and_capitals() -> None:
    assert levels_of(" licensed , ,HSPP") == ("licensed", "HSPP")
    assert cosign_findings(level="hspp", levels=("licensed", "HSPP"), needs_own=False) == []
    assert cosign_findings(level="", levels=("licensed",), needs_own=False)
