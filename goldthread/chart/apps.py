"""The room's registration with Django."""

from django.apps import AppConfig


class ChartConfig(AppConfig):
    """The room goldthread.chart."""

    name = "goldthread.chart"
    label = "chart"
