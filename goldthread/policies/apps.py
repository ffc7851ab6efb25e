"""The room's registration with Django."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The room goldthread.policies."""

    name = "goldthread.policies"
    label = "policies"
