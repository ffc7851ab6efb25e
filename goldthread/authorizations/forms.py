"""What people type about an authorization: shape only; what must hold is said by the actions."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.authorizations import rules
from goldthread.authorizations.actions import NewAuthorization
from goldthread.authorizations.models import UnitLabel
from goldthread.lib.shipped import shown
from goldthread.page.fields import Choice, Day, Words

Choices = Iterable[tuple[str, str]]


class AuthorizationForm(forms.Form):
    """What a payer authorized: for which service, how much, from when to when."""

    payer = Words(label=_("Payer"), max_length=80, help_text=_("As your cases and policies name it."))
    service = Choice(label=_("Service"))
    number = Words(label=_("Authorization number"), required=False, max_length=80, help_text=_("As the payer gave it."))
    units = Words(label=_("Units authorized"), max_length=12, help_text=_("Such as 40 or 12.5."))
    unit_label = Choice(label=_("counted in"), choices=UnitLabel.choices)
    from_on = Day(label=_("From"))
    to_on = Day(label=_("Until"), required=False, help_text=_("The last day on which it holds."))
    referral = Choice(label=_("Of the referral"), required=False)

    def __init__(self, *args: object, services: Iterable[str], referrals: Choices, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["service"].choices = [("", "—"), *((name, shown(name, "service")) for name in services)]  # type: ignore[attr-defined]
        listed = list(referrals)
        if listed:
            self.fields["referral"].choices = [("", "—"), *listed]  # type: ignore[attr-defined]
        else:
            del self.fields["referral"]

    def new(self) -> NewAuthorization:
        """The values as the actions take them."""
        told = self.cleaned_data
        names = ("payer", "service", "number", "unit_label", "from_on", "to_on")
        referral = told.get("referral")
        return NewAuthorization(
            **{name: told[name] for name in names},
            units_hundredths=rules.hundredths(told["units"]),
            referral=UUID(referral) if referral else None,
        )


class ChangeAuthorizationForm(AuthorizationForm):
    """What an authorization is now, and why it is not what is on file."""

    how = Choice(
        label=_("What happened"),
        choices=[
            ("changed", _("The payer changed it: more or fewer units, other days, another number")),
            ("wrong", _("What is on file was a mistake")),
        ],
        widget=forms.RadioSelect,
        initial="changed",
    )


class StrikeForm(forms.Form):
    """Why an authorization that is on file was a mistake."""

    reason = Words(label=_("Why it was a mistake"), lines=2)
