"""What people type about diagnoses, needs and strengths: shape only; what must hold is said by the actions."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goldthread.needs.actions import NewDiagnosis, NewNeed
from goldthread.needs.models import Domain, NeedKind, Severity, Source, Verification
from goldthread.page.changing import ChangeForm
from goldthread.page.fields import Choice, Day, Words
from goldthread.page.picking import Offers, Pick


class DiagnosisForm(forms.Form):
    """A diagnosis, how sure it is, and who made it."""

    code = Pick(label=_("Diagnosis"), help_text=_("Words in any order, or how the code begins."))
    verification = Choice(label=_("How sure"), choices=Verification.choices, widget=forms.RadioSelect)
    is_principal = forms.BooleanField(label=_("It is the principal diagnosis"), required=False)
    source = Choice(label=_("Made by"), choices=Source.choices, widget=forms.RadioSelect)
    staff = Choice(label=_("Who of the agency"), required=False)
    name = Words(label=_("Name of the professional elsewhere"), required=False, max_length=150)
    credential = Words(
        label=_("Their credential"), required=False, max_length=80, help_text=_("Such as MD, HSPP or LCSW.")
    )
    made_on = Day(label=_("Made on"))
    evidence = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, staff: Iterable[tuple[str, str]], offers: Callable[[str], Offers], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["staff"].choices = [("", "—"), *staff]  # type: ignore[attr-defined]
        widget: Any = self.fields["code"].widget
        widget.address, widget.day_field, widget.offers = reverse("people:find_codes"), "from_on", offers

    def new(self) -> NewDiagnosis:
        """The values as the actions take them."""
        told = {name: self.cleaned_data[name] for name in NewDiagnosis.__dataclass_fields__}
        return NewDiagnosis(**{**told, "staff": told["staff"] or None})


class AddDiagnosisForm(DiagnosisForm):
    """A diagnosis that is not on file yet."""

    from_on = Day(label=_("Since"), help_text=_("From when the client has it, as far as it is known."))


class ChangeDiagnosisForm(DiagnosisForm, ChangeForm):
    """What a diagnosis is now, or what it truly was."""


class NeedForm(forms.Form):
    """What care is needed for, or what carries it."""

    kind = Choice(label=_("What it is"), choices=[("", "—"), *NeedKind.choices])
    words = Words(
        label=_("In words"), lines=3, help_text=_("As one can see or hear it: how often, how long, what it keeps from.")
    )
    domain = Choice(label=_("Where it shows"), choices=[("", "—"), *Domain.choices])
    severity = Choice(
        label=_("How much"),
        required=False,
        choices=[("", "—"), *Severity.choices],
        help_text=_("Of a symptom, an impairment or a risk."),
    )
    evidence = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def new(self) -> NewNeed:
        """The values as the actions take them."""
        return NewNeed(**{name: self.cleaned_data[name] for name in NewNeed.__dataclass_fields__})


class AddNeedForm(NeedForm):
    """Something that is not on file yet."""

    from_on = Day(label=_("Since"), help_text=_("From when it is so, as far as it is known."))


class ChangeNeedForm(NeedForm, ChangeForm):
    """What it is now, or what it truly was."""


class EndForm(forms.Form):
    """Until when something was so."""

    to_on = Day(label=_("Last day"))


class StrikeForm(forms.Form):
    """Why something that is on file was a mistake."""

    reason = Words(label=_("Why it was a mistake"), lines=2)
