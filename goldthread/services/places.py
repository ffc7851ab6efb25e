"""The places of service that a visit or a note may name; plain values."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# CMS place-of-service codes that home- and community-based agencies use (a public code set).
PLACES: dict[str, str | Promise] = {
    "12": gettext_lazy("Home"),
    "03": gettext_lazy("School"),
    "11": gettext_lazy("Office"),
    "10": gettext_lazy("Telehealth in the client's home"),
    "02": gettext_lazy("Telehealth elsewhere"),
    "04": gettext_lazy("Homeless shelter"),
    "09": gettext_lazy("Prison or correctional facility"),
    "13": gettext_lazy("Assisted living facility"),
    "14": gettext_lazy("Group home"),
    "16": gettext_lazy("Temporary lodging"),
    "21": gettext_lazy("Inpatient hospital"),
    "22": gettext_lazy("On-campus outpatient hospital"),
    "23": gettext_lazy("Emergency room"),
    "33": gettext_lazy("Custodial care facility"),
    "51": gettext_lazy("Inpatient psychiatric facility"),
    "52": gettext_lazy("Psychiatric facility, partial hospitalization"),
    "53": gettext_lazy("Community mental health center"),
    "56": gettext_lazy("Psychiatric residential treatment center"),
    "99": gettext_lazy("Other place"),
}


def place_title(code: str) -> str:
    """A place of service with its code, as auditors know it: 12 Home."""
    return f"{code} {PLACES[code]}" if code in PLACES else code
