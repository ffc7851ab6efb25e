"""What people say of a document; shape only."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from goldthread.documents.models import DocumentKind
from goldthread.page.fields import Choice, Day, Words


class Files(forms.FileField):
    """Any number of files, from a folder or a phone's camera."""

    class _Several(forms.ClearableFileInput):
        allow_multiple_selected = True

    widget = _Several(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp,image/*", "multiple": True})
    default_error_messages = {
        "required": _("Choose at least one file."),
        "empty": _("This file is empty. Choose it again."),
    }

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, list) else [data] if data else []
        if not several:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return several

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data


class DescribeForm(forms.Form):
    """What a document is, and the day that it bears."""

    kind = Choice(label=_("What it is"), choices=DocumentKind.choices)
    title = Words(label=_("Title"), max_length=200)
    dated_on = Day(label=_("Dated"), help_text=_("The day that stands on it, or on which the picture was taken."))


class AddForm(DescribeForm):
    """Files to be put on file, and about whom."""

    given = Files(
        label=_("Files"), help_text=_("PDF, or pictures (JPEG, PNG, WebP), up to 20 MB each and 32 MB together.")
    )
    client = Choice(label=_("About"), required=False)

    field_order = ("given", "kind", "title", "dated_on", "client")

    def __init__(
        self,
        data: QueryDict | None,
        files: "MultiValueDict[str, Any] | None",
        *,
        clients: list[tuple[str, str]],
        **options: Any,
    ):
        super().__init__(data, files, **options)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Empty: the file's own name.")
        self.fields["client"].choices = [("", _("everybody in the case")), *clients]  # type: ignore[attr-defined]


class TakeOffForm(forms.Form):
    """Why a document should not be there."""

    reason = Words(label=_("Why it was a mistake"), lines=2)
