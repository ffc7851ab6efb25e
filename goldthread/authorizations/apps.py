"""The room's registration with Django."""

from django.apps import AppConfig


class AuthorizationsConfig(AppConfig):
    """The room goldthread.authorizations."""

    name = "goldthread.authorizations"
    label = "authorizations"
