"""What the page of a psychotherapy note sends, as its form and as its own saves; shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.lib import keeping
from goldthread.lib.refusals import Refused
from goldthread.page.fields import Words
from goldthread.psychotherapy.actions import Typed

_LARGEST = 2**31 - 1


class Revision(forms.IntegerField):
    """From which state somebody typed on; no person can mend it, so what is none counts as the oldest."""

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or 0
        except forms.ValidationError:
            return 0


class NoteForm(forms.Form):
    """The words, and which state of the draft they were typed on from."""

    text = Words(label=gettext_lazy("What you want to keep for yourself"), lines=12, required=False)
    base_revision = Revision(min_value=0, max_value=_LARGEST, widget=forms.HiddenInput, required=False)

    def typed(self) -> Typed[str]:
        """What was sent in; a page without its revision counts as the oldest."""
        return Typed(self.cleaned_data["text"], self.cleaned_data["base_revision"])


def saved_by_page(body: bytes) -> Typed[str]:
    """What the page's own save holds; refuses a body that is not what it says."""
    try:
        sent = keeping.sent(body)
        if isinstance(text := sent.words["text"], str):
            return Typed(text, sent.base_revision, sent.window, sent.turn)
    except (ValueError, KeyError):
        pass
    raise Refused(_("What arrived is not a note. Load the page again; what was saved is still there."))
