"""What of a case file is to be printed: from when, until when, which kinds of note, and as what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.page.fields import Choice, Day, Several


class FileForm(forms.Form):
    """A stretch of a journal; nothing said is all of it."""

    since = Day(label=_("From"), required=False, help_text=_("Empty: from the first note."))
    until = Day(label=_("To"), required=False, help_text=_("Empty: to the last note."))
    note_types = Several(label=_("Kinds of note"), required=False, help_text=_("None ticked: all kinds."))
    given_as = Choice(
        label=_("As"),
        choices=[
            ("pdf", _("a PDF, to hand over")),
            ("zip", _("a ZIP, to hand over: the PDF and the documents")),
            ("page", _("a page, to read here and print from the browser")),
        ],
        widget=forms.RadioSelect,
        initial="pdf",
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["note_types"].choices = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if asked.get("since") and asked.get("until") and asked["until"] < asked["since"]:
            self.add_error("until", _("The end lies before the start. Choose an end on or after the start."))
        return asked
