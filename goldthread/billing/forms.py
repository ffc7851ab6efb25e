"""What is asked of a service record, and a bill to be held against it: shape only."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.billing.reading import readable
from goldthread.billing.rules import COLUMNS, NEEDED
from goldthread.page.fields import Choice, Day, Words

LARGEST = 4 * 1024 * 1024
# So spreadsheets (.xlsx, .ods) and ZIP files begin.
_ZIP = b"PK\x03\x04"
# Chosen where no column is that: a space, which no column can be called, since their names are read without spaces around them.
NO_COLUMN = " "


class RecordForm(forms.Form):
    """From when to when, and of which payer."""

    since = Day(label=_("From"))
    until = Day(label=_("Until"))
    payer = Choice(label=_("Payer"), required=False)

    def __init__(self, *args: Any, payers: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["payer"].choices = [("", _("all")), *((name, name) for name in payers)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("The end lies before the start. Choose an end on or after the start."))
        return said


def month_before(today: date) -> dict[str, str]:
    """The last whole month: what is billed mostly."""
    last = today.replace(day=1) - timedelta(days=1)
    return {"since": last.replace(day=1).isoformat(), "until": last.isoformat()}


class _Lines(Words):
    """The lines of a bill, in which a NUL spoils its line alone."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(readable(str(value or "")))


class BillForm(forms.Form):
    """The lines of a bill as CSV, chosen as a file or pasted, and which column is what where the guess was wrong."""

    file = forms.FileField(label=_("File"), required=False, allow_empty_file=True, widget=forms.FileInput({"accept": ".csv,.txt,text/csv"}))  # fmt: skip
    lines = _Lines(label=_("Lines"), required=False, lines=8, help_text=_("CSV with a header line. A file that is chosen takes their place."))  # fmt: skip

    def __init__(self, *args: Any, header: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        for what, title in COLUMNS.items():
            none = [] if what in NEEDED else [(NO_COLUMN, _("no column"))]
            choices = [("", _("as guessed")), *none, *((name, name) for name in header)]
            self.fields[what] = forms.ChoiceField(label=title, required=False, choices=choices)

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields that say which column is what."""
        return [self[what] for what in COLUMNS]

    @property
    def is_column_wrong(self) -> bool:
        """Whether one of them is refused."""
        return any(what in self.errors for what in COLUMNS)

    def text(self) -> str:
        """The lines: of the file, where one is chosen; bytes that are no UTF-8 are refused."""
        sent = self.cleaned_data.get("file")
        if not sent:
            return str(self.cleaned_data.get("lines") or "")
        if sent.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 4 MB. Split it."))
        held = bytes(sent.read())
        if held.startswith(_ZIP):
            raise forms.ValidationError(_("The file is a spreadsheet or packed. Save it as CSV UTF-8 and choose it again."))  # fmt: skip
        try:
            return readable(held.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not UTF-8. Save it as CSV UTF-8 and choose it again.")) from None
