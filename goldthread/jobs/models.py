"""The table of jobs: what the worker has to do, when, and how far it is."""

from django.db import models

from goldthread.lib import uuids


class Job(models.Model):
    """One piece of work; a lease that runs out lets another worker resume it from `progress`."""

    id = models.UUIDField(primary_key=True, default=uuids.fresh, editable=False)
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    progress = models.JSONField(default=dict)
    run_after = models.DateTimeField(db_index=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
