"""The room's registration with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room goldthread.ledger."""

    name = "goldthread.ledger"
    label = "ledger"
