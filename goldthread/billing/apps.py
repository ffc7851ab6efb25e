"""The room's registration with Django."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """The room goldthread.billing."""

    name = "goldthread.billing"
    label = "billing"
