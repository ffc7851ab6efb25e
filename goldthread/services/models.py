"""The lists of services and treatment modalities that a note may name, and of programs that a case may belong to."""

from django.db import models

from goldthread.ledger.models import Fact, FactQuerySet


class Service(Fact):
    """A service the agency gives; `code` is HCPCS Level II where it has one."""

    name = models.CharField(max_length=120)
    code = models.CharField(max_length=20, blank=True)
    is_billable = models.BooleanField(default=True)

    objects = FactQuerySet.as_manager()


class Modality(Fact):
    """A way of treating: cognitive behavioral therapy, parent coaching, ..."""

    name = models.CharField(max_length=120)

    objects = FactQuerySet.as_manager()


class Program(Fact):
    """What a case is served under, as policies name it: CMHC, home-based services for the state, ..."""

    name = models.CharField(max_length=80)

    objects = FactQuerySet.as_manager()
