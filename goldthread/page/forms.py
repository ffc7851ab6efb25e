"""Forms and refusals: a sentence of an action shown where it belongs; and the form that takes a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.lib.refusals import Refused


def refuse(form: forms.Form, refused: Refused) -> None:
    """Put the sentence at its field where the form has it, else above the form; what was typed stays."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


class FileForm(forms.Form):
    """A file to be read in whole."""

    file = forms.FileField(
        label=_("File"),
        error_messages={
            "required": _("No file is chosen. Choose one."),
            "empty": _("The file is empty. Choose another."),
        },
        widget=forms.FileInput({"accept": ".json,application/json"}),
    )

    def document(self) -> tuple[str, bytes]:
        """Its name, and what it holds."""
        sent = self.cleaned_data["file"]
        return str(sent.name), bytes(sent.read())
