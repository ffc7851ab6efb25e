"""The forms of signing in, of one's account, and of the staff."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.page.fields import Choice, Day, Several, Words
from goldthread.people.actions import NewCredential, NewStaff
from goldthread.people.models import Role

_LONG_PASSWORD = _("At least 15 letters. Several plain words are good; no special characters are needed.")


class SignIn(forms.Form):
    """Log-in name and password on one page."""

    login = forms.CharField(
        label=_("Log-in name"),
        strip=True,
        max_length=80,
        error_messages={
            "max_length": _("No log-in name is that long. Write yours."),
            "null_characters_not_allowed": _("No log-in name has a NUL character in it. Write yours."),
        },
        widget=forms.TextInput({"autocomplete": "username webauthn", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class Code(forms.Form):
    """Six digits of an authenticator app."""

    code = forms.CharField(
        label=_("Code from your authenticator app"),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class ChangePassword(forms.Form):
    """The present password and the next."""

    old = forms.CharField(
        label=_("Present password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_LONG_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


def _new_password() -> forms.CharField:
    return forms.CharField(
        label=_("First password"),
        strip=False,
        help_text=_LONG_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class NewStaffForm(forms.Form):
    """Somebody who starts here."""

    name = Words(label=_("Name"), max_length=200, help_text=_("As it stands under a signature."))
    login = Words(
        label=_("Log-in name"),
        max_length=80,
        help_text=_("Without spaces."),
    )
    password = _new_password()
    roles = Several(label=_("Roles"), choices=Role.choices)
    from_on = Day(label=_("First day"))
    credential_title = Words(
        label=_("Credential"), required=False, max_length=80, help_text=_("As printed after the name, such as LCSW.")
    )
    credential_level = Words(
        label=_("Staff level"), required=False, max_length=40, help_text=_("As your policies call it, such as trainee.")
    )
    zone = Choice(label=_("Time zone"), choices=[(zone, zone) for zone in sorted(available_timezones())])

    def new(self) -> NewStaff:
        """The values as the actions take them."""
        return NewStaff(**{name: self.cleaned_data[name] for name in NewStaff.__dataclass_fields__})


class NameForm(forms.Form):
    """What somebody is called, and where their clock stands."""

    name = Words(label=_("Name"), max_length=200, help_text=_("As it stands under a signature."))
    zone = Choice(label=_("Time zone"), choices=[(zone, zone) for zone in sorted(available_timezones())])


class PasswordForm(forms.Form):
    """A password that an administrator gives."""

    password = _new_password()


class RoleForm(forms.Form):
    """A role from a day on."""

    role = Choice(label=_("Role"), choices=Role.choices)
    from_on = Day(label=_("From"))


class CredentialForm(forms.Form):
    """A licence, degree or level, and the days between which it holds."""

    title = Words(label=_("Credential"), max_length=80, help_text=_("As printed after the name, such as LCSW."))
    level = Words(
        label=_("Staff level"), required=False, max_length=40, help_text=_("As your policies call it, such as trainee.")
    )
    number = Words(label=_("Licence number"), required=False, max_length=80)
    from_on = Day(label=_("Holds from"))
    to_on = Day(label=_("Holds until"), required=False)

    def new(self) -> NewCredential:
        """The values as the actions take them."""
        return NewCredential(**{name: self.cleaned_data[name] for name in NewCredential.__dataclass_fields__})


class SupervisorForm(forms.Form):
    """Who supervises somebody from a day on."""

    supervisor = Choice(label=_("Supervisor"))
    from_on = Day(label=_("From"))

    def __init__(self, *args: Any, staff: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["supervisor"].choices = list(staff)  # type: ignore[attr-defined]


class LastDayForm(forms.Form):
    """The last day on which something holds."""

    to_on = Day(label=_("Last day"))


class Sure(forms.Form):
    """Nothing but the button."""
