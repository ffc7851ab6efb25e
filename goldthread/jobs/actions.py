"""Every write on the table of jobs: ask for one, take one, tell how far it is, end it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from goldthread.jobs import rules
from goldthread.jobs.models import Job
from goldthread.lib import clock

# As long as a job stands still that nobody is at any more, as after kill -9; what takes longer tells how far it is.
LEASE = timedelta(minutes=1)
# The clocks of two workers, and the moment between two of their looks, differ by less.
_APART = timedelta(minutes=1)


def ask_for(*, kind: str, payload: dict[str, Any] | None = None, run_after: datetime | None = None) -> Job:
    """Put a job into the table."""
    return Job.objects.create(kind=kind, payload=payload or {}, run_after=run_after or clock.now())


@transaction.atomic
def ensure_chore(*, kind: str) -> None:
    """See that a recurring chore stands in the table, once."""
    if not Job.objects.filter(kind=kind, done_at__isnull=True).exists():
        ask_for(kind=kind)


@transaction.atomic
def take(*, kinds: Mapping[str, timedelta]) -> Job | None:
    """Lease the job that has waited longest; one whose lease ran out is taken up again.

    `kinds` says of each how far ahead it is ever put. What lies further ahead, or is leased for longer than a lease
    lasts, was put there by a clock that has been set back since, and is due.
    """
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now) | Q(leased_until__gt=now + LEASE + _APART)
    due = Q(run_after__lte=now) | Q(run_after__gt=now + rules.LONGEST_PAUSE + _APART)
    for kind, ahead in kinds.items():
        due |= Q(kind=kind, last_error="", run_after__gt=now + ahead + _APART)
    waiting = Job.objects.filter(free, due, kind__in=kinds, done_at__isnull=True).order_by("run_after")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    job = waiting.first()
    if job is None:
        return None
    job.leased_until = now + LEASE
    job.attempts += 1
    job.save(update_fields=["leased_until", "attempts"])
    return job


def tell_progress(*, job: Job, progress: dict[str, Any]) -> None:
    """Keep how far it is, and hold the lease longer; where it goes on after a crash."""
    job.progress = progress
    Job.objects.filter(pk=job.pk).update(progress=progress, leased_until=clock.now() + LEASE)


def end(*, job: Job) -> None:
    """Mark it done."""
    Job.objects.filter(pk=job.pk).update(done_at=clock.now(), leased_until=None, last_error="")


def again(*, job: Job, at: datetime) -> None:
    """Let a recurring chore run again later."""
    Job.objects.filter(pk=job.pk).update(run_after=at, leased_until=None, attempts=0, last_error="")


def fail(*, job: Job, why: str) -> None:
    """Put a broken job back, later each time; `why` names the kind of error and holds no one's words."""
    later = clock.now() + rules.pause_after(job.attempts)
    Job.objects.filter(pk=job.pk).update(run_after=later, leased_until=None, last_error=why)
