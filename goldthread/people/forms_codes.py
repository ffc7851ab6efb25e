"""The forms of code lists: a file as it is published, a search, and why one was a mistake. Shape only."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goldthread.codes.models import System
from goldthread.page.fields import Choice, Day, Words
from goldthread.page.forms import FileForm
from goldthread.page.picking import Offers, Pick


class CodeListForm(FileForm):
    """A file, and what its name may not say."""

    system = Choice(
        label=_("Which list"), required=False, choices=[("", _("As the file's name says")), *System.choices]
    )
    from_on = Day(label=_("Holds from"), required=False, help_text=_("Empty: as the file's name says."))
    to_on = Day(label=_("Holds until"), required=False, help_text=_("Empty: to the end of its year, or until another list follows."))  # fmt: skip
    encoding = Choice(
        label=_("Spelled in"),
        required=False,
        choices=[("", "UTF-8"), ("windows-1252", _("Windows-1252")), ("iso-8859-1", _("ISO-8859-1"))],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].widget.attrs["accept"] = ".txt,.csv,text/plain,text/csv"


class CodeTrialForm(forms.Form):
    """A search in the lists, as it stands wherever a code is asked for."""

    system = Choice(label=_("Which list"), choices=System.choices)
    on = Day(label=_("On"))
    code = Pick(label=_("Code or words"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        widget: Any = self.fields["code"].widget
        widget.address, widget.day_field = reverse("people:find_codes"), "on"

    @property
    def is_amiss(self) -> bool:
        """Whether list or day is none; that nothing is chosen yet is what a search begins with."""
        self.errors.pop("code", None)
        return bool(self.errors)

    def find_with(self, offers: Callable[[str], Offers]) -> None:
        """What the words that stand in the form find."""
        self.fields["code"].widget.offers = offers


class TakeOutForm(forms.Form):
    """Why a list was a mistake."""

    reason = Words(label=_("Why it was a mistake"), lines=2)
