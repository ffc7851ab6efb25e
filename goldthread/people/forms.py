"""The forms of signing in and of one's account."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignIn(forms.Form):
    """Log-in name and password on one page."""

    login = forms.CharField(
        label=_("Log-in name"),
        strip=True,
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
        help_text=_("At least 15 letters. Several plain words are good; no special characters are needed."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
