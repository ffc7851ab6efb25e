"""The time zones to choose from: those of the United States first, then all of the IANA database by name."""

from collections.abc import Sequence
from functools import lru_cache
from zoneinfo import available_timezones

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# By the count of people who live in each; the two last are the territories'.
AT_HOME = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Detroit", "America/Indiana/Indianapolis", "America/Boise",
    "America/Kentucky/Louisville", "America/Kentucky/Monticello", "America/Indiana/Vincennes",
    "America/Indiana/Winamac", "America/Indiana/Marengo", "America/Indiana/Petersburg", "America/Indiana/Vevay",
    "America/Indiana/Tell_City", "America/Indiana/Knox", "America/Menominee", "America/North_Dakota/Center",
    "America/North_Dakota/New_Salem", "America/North_Dakota/Beulah", "America/Adak", "America/Juneau", "America/Sitka",
    "America/Metlakatla", "America/Yakutat", "America/Nome", "America/Puerto_Rico", "Pacific/Guam",
)  # fmt: skip
_CONTINENTS = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/"
)  # fmt: skip


def elsewhere() -> list[str]:
    """Every other zone that is named for a place, by name."""
    return sorted(zone for zone in available_timezones() if zone.startswith(_CONTINENTS) and zone not in AT_HOME)


def options(chosen: str) -> SafeString:
    """The options of the list, one of them chosen; put together once for each zone and language."""
    return _options(chosen, get_language() or "")


@lru_cache(maxsize=256)
def _options(chosen: str, _language: str) -> SafeString:
    groups = [(_("United States"), AT_HOME), (_("Elsewhere"), elsewhere())]
    known = any(chosen in zones for _title, zones in groups)
    return format_html(
        "{}{}",
        SafeString("") if known else format_html('<option value="{0}" selected>{0}</option>', chosen),
        format_html_join(
            "", '<optgroup label="{}">{}</optgroup>', ((t, _listed(zones, chosen)) for t, zones in groups)
        ),
    )


def _listed(zones: Sequence[str], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((zone, SafeString(" selected") if zone == chosen else "", zone.replace("_", " ")) for zone in zones),
    )
