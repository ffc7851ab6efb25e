"""The server's clock set back an hour, or put forward and right again: nothing is lost, nothing stands still, no false alarm."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from goldthread import worker
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewClient
from goldthread.cli import machine
from goldthread.jobs import actions as jobs
from goldthread.jobs.models import Job
from goldthread.ledger import actions as ledger
from goldthread.ledger import keys
from goldthread.ledger.models import Leaf
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes import actions
from goldthread.notes.actions import Signature
from goldthread.notes.models import DraftRevision
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import begun, filled, read, signed
from tests.cast import OPENED_ON, PASSWORD, acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
HOUR = timedelta(hours=1)
CHORES = {kind: every for kind, (_act, every) in worker.CHORES.items()}


@pytest.fixture
def now() -> datetime:
    return clock.now()


def a_visit(starts: str, ends: str) -> "list[object]":
    return list(signed(begun(content=filled("session", starts=starts, ends=ends))))


def problems() -> list[str]:
    return verify(witness=None, projections=[PROJECTION]).problems


def test_what_is_signed_after_the_clock_was_set_back_stands_behind_what_was_signed_before(now: datetime) -> None:
    (first,) = a_visit("09:00", "10:00")
    with clock.set_to(now - HOUR):
        (second,) = a_visit("11:00", "12:00")
        assert problems() == []
    (third,) = a_visit("13:00", "14:00")
    places = list(Leaf.objects.order_by("position").values_list("entry", flat=True))
    assert places[-3:] == [note.pk for note in (first, second, third)]
    assert problems() == []


def test_a_clock_put_forward_and_right_again_leaves_nothing_behind(now: datetime) -> None:
    with clock.set_to(now + HOUR):
        (early,) = a_visit("09:00", "10:00")
    (late,) = a_visit("11:00", "12:00")
    assert list(Leaf.objects.order_by("position").values_list("entry", flat=True))[-2:] == [early.pk, late.pk]
    assert problems() == []


@pytest.mark.parametrize("stream", ["record", "access"])
def test_keys_changed_while_the_clock_was_behind_leave_what_the_old_ones_signed_whole(
    now: datetime, stream: str
) -> None:
    with clock.set_to(now + HOUR):
        ledger.look(by=acting("ana"), action="view", page="today")
        a_visit("09:00", "10:00")
        ledger.sequence(stream="access", sweep=True)
        assert ledger.checkpoint(stream=stream)
    for purpose in keys.PURPOSES:
        ledger.rotate_key(purpose=purpose, by=COMMAND_LINE)
    ledger.look(by=acting("ana"), action="view", page="today")
    ledger.sequence(stream="access", sweep=True)
    assert ledger.checkpoint(stream=stream)
    assert problems() == []


def test_a_checkpoint_by_a_key_that_was_replaced_before_is_still_found() -> None:
    old = keys.signer(keys.CHECKPOINT)
    ledger.rotate_key(purpose=keys.CHECKPOINT, by=COMMAND_LINE)
    assert ledger.checkpoint(stream="record")
    a_visit("09:00", "10:00")
    with clock.set_to(clock.now() + HOUR), keys.using(keys.CHECKPOINT, old):
        assert ledger.checkpoint(stream="record")
    (problem,) = problems()
    assert "checkpoint" in problem


def test_who_was_reading_when_the_clock_was_set_back_reads_again_and_signs_nothing_meanwhile(now: datetime) -> None:
    draft = begun()
    pending = read(draft)
    with clock.set_to(now - HOUR), pytest.raises(Refused, match="Read it again"):
        actions.sign(pending=pending, signature=Signature(password=PASSWORD), by=acting("ana"))
    draft.refresh_from_db()
    assert draft.signed_at is None


def test_a_fact_that_changed_while_the_clock_was_a_little_behind_is_noticed(now: datetime) -> None:
    pending = read(begun())
    with clock.set_to(now - timedelta(minutes=2)):
        client = client_named("Mateo Rivera")
        cases.change_client(client=client, new=NewClient("Mateo Rivera Ruiz"), from_on=OPENED_ON, by=COMMAND_LINE)
        with pytest.raises(Refused, match="changed meanwhile"):
            actions.sign(pending=pending, signature=Signature(password=PASSWORD), by=acting("ana"))


def test_an_earlier_state_of_a_draft_is_kept_also_after_the_clock_was_set_back(now: datetime) -> None:
    draft = begun()
    with clock.set_to(now - HOUR):
        content = {**draft.content, "starts": "14:05"}
        actions.save(draft=draft, base_revision=draft.revision, content=content, by=acting("ana"))
    assert DraftRevision.objects.filter(draft=draft).exists()


def test_chores_go_on_at_once_and_none_whirls(now: datetime) -> None:
    for kind in CHORES:
        jobs.ensure_chore(kind=kind)
    done = []
    while job := jobs.take(kinds=CHORES):
        jobs.again(job=job, at=clock.now() + CHORES[job.kind])
    with clock.set_to(now - HOUR):
        while job := jobs.take(kinds=CHORES):
            done.append(job.kind)
            jobs.again(job=job, at=clock.now() + CHORES[job.kind])
    assert sorted(done) == sorted(CHORES)


def test_a_job_that_was_leased_by_a_later_clock_is_free(now: datetime) -> None:
    jobs.ensure_chore(kind="sequence")
    assert jobs.take(kinds=CHORES)
    assert jobs.take(kinds=CHORES) is None
    Job.objects.update(run_after=now - 2 * HOUR)
    with clock.set_to(now - HOUR):
        assert jobs.take(kinds=CHORES)


def test_a_job_whose_worker_was_killed_is_taken_up_after_a_minute(now: datetime) -> None:
    jobs.ensure_chore(kind="index")
    killed = jobs.take(kinds=CHORES)
    assert killed
    jobs.tell_progress(job=killed, progress={"read": 500})
    with clock.set_to(now + timedelta(minutes=2)):
        resumed = jobs.take(kinds=CHORES)
    assert resumed
    assert (resumed.pk, resumed.progress, resumed.attempts) == (killed.pk, {"read": 500}, 2)


def test_a_broken_job_is_not_tried_in_a_whirl(now: datetime) -> None:
    jobs.ensure_chore(kind="sequence")
    job = jobs.take(kinds=CHORES)
    assert job
    Job.objects.filter(pk=job.pk).update(attempts=9)
    job.refresh_from_db()
    jobs.fail(job=job, why="OSError")
    assert jobs.take(kinds=CHORES) is None


def test_a_session_stands_no_longer_than_it_may_where_the_clock_was_set_back(now: datetime) -> None:
    browser = Browser()
    browser.force_login(named("ana"))
    assert browser.get("/").status_code == 200
    with clock.set_to(now - HOUR):
        assert browser.get("/").status_code == 200
    with clock.set_to(now - HOUR + timedelta(minutes=16)):
        assert browser.get("/").status_code == 302


def test_a_clock_put_forward_asks_everybody_to_sign_in_again(now: datetime) -> None:
    browser = Browser()
    browser.force_login(named("ana"))
    assert browser.get("/").status_code == 200
    with clock.set_to(now + HOUR):
        assert browser.get("/", headers={"Accept": "application/json"}).status_code == 401


def test_doctor_names_a_clock_that_is_behind_the_record(now: datetime) -> None:
    a_visit("09:00", "10:00")
    assert list(machine.time()) == []
    with clock.set_to(now - HOUR):
        (told,) = machine.time()
    assert told.startswith(f"The newest line of the record is of {now:%Y-%m-%d}")
    assert "Set it right." in told


def test_what_has_no_leaf_and_bears_a_time_ahead_is_said_in_its_own_words(now: datetime) -> None:
    with clock.set_to(now + HOUR):
        ledger.record(kind="note", content={"text": "ahead"}, by=COMMAND_LINE)
    assert any("this machine's clock has not reached" in each for each in verify(witness=None).problems)
