"""The keys of the editor and of reading, in one place: the dialogs, the manual's page and the scripts that listen are made from it.

Alt+Shift and a letter is no command of a screen reader (they use Insert, Caps Lock or Control with Option), none of the
browsers' own for these letters, and types nothing; on a Mac, where Option types letters, Control stands in place of Alt. No
single letter alone is a shortcut there, so that speech input never sets one off (WCAG 2.1.4).

Where one reads, J and K alone go from note to note: they only move the focus or turn to the next note, do nothing while a field has the
focus, and can be turned off on the device.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Shortcut:
    """Keys as they are pressed, the name by which the script knows what they do, and what that is in words."""

    keys: str
    does: str
    told: str | Promise


SHORTCUTS: Sequence[Shortcut] = (
    Shortcut("Ctrl+/", "shortcuts", _("Show these keys")),
    Shortcut("Ctrl+S", "save", _("Save now")),
    Shortcut("Alt+Shift+J", "next", _("Go to the next section")),
    Shortcut("Alt+Shift+K", "previous", _("Go to the section before")),
    Shortcut("Alt+Shift+P", "pane", _("Open earlier notes, or go back to the text")),
    Shortcut("Alt+Shift+O", "last", _("Show what this section said last time")),
    Shortcut("Alt+Shift+Y", "accept", _("Accept the words that are offered")),
    Shortcut("Alt+Shift+X", "dismiss", _("Dismiss the words that are offered")),
    Shortcut("Alt+Shift+H", "phrases", _("Choose a phrase")),
    Shortcut("F2", "blank", _("Go to the next blank of a phrase, ___")),
    Shortcut("Alt+Shift+D", "dictate", _("Dictate, or stop, where the browser can do it on this device")),
    Shortcut("Alt+Shift+R", "read", _("Read before signing")),
)

READING: Sequence[Shortcut] = (
    Shortcut("J", "older", _("Go to the next note, which is older")),
    Shortcut("K", "newer", _("Go back to the note before, which is newer")),
)
