"""What stands in addresses beside identities: a calendar day, as <day:…> once this module is imported; and where a form came from."""

from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import register_converter
from django.utils.http import url_has_allowed_host_and_scheme

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


def came_from(request: HttpRequest) -> str:
    """The path of our own page from which a form was sent, without its query; Today where the browser does not say."""
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, {urlsplit(settings.URL).netloc}):
        return "/"
    return urlsplit(address).path or "/"
