"""What stands in addresses beside identities: a calendar day, as <day:…> once this module is imported."""

from datetime import date

from django.urls import register_converter

from goldthread.lib import calendar


class Day:
    """A calendar day such as 2026-03-31; what is none is no address of ours."""

    regex = r"\d{4}-\d\d-\d\d"

    def to_python(self, text: str) -> date:
        """The day; ValueError, which is answered 404, where the calendar has none such."""
        return calendar.within(date.fromisoformat(text))

    def to_url(self, day: date) -> str:
        """As it is written."""
        return day.isoformat()


register_converter(Day, "day")
