"""The language in which a program speaks to whoever started it: that of the environment, read as gettext reads it."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation
from django.utils.translation import to_language

_NAMES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def asked_for(environment: Mapping[str, str]) -> str:
    """The code of the first language that is asked for and shipped; the default where there is none."""
    asked = next((value for name in _NAMES if (value := environment.get(name))), "")
    for each in asked.split(":"):
        code = to_language(each.partition(".")[0].partition("@")[0])
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return str(settings.LANGUAGE_CODE)


def speak(environment: Mapping[str, str]) -> None:
    """Let this process speak that language from now on."""
    translation.activate(asked_for(environment))
