"""The room's registration with Django."""

from django.apps import AppConfig


class PageConfig(AppConfig):
    """The room goldthread.page."""

    name = "goldthread.page"
    label = "page"
