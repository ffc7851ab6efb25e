"""What people type on the pages of cases: shape only; what must hold is said by the actions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goldthread.cases.actions import NewClient, NewPerson
from goldthread.cases.models import PersonRole
from goldthread.page.fields import Choice, Day, Several, Words

# What somebody does on a care team, as it is kept; the label is what is shown.
TEAM_ROLES = [
    ("case manager", pgettext_lazy("care team", "case manager")),
    ("therapist", pgettext_lazy("care team", "therapist")),
    ("supervisor", pgettext_lazy("care team", "supervisor")),
    ("visit supervisor", pgettext_lazy("care team", "visit supervisor")),
    ("parent aide", pgettext_lazy("care team", "parent aide")),
    ("other", pgettext_lazy("care team", "other")),
]


class FindForm(forms.Form):
    """The words of somebody who looks for a client."""

    words = Words(label=_("Find a client"), required=False, max_length=200)


class ClientForm(forms.Form):
    """What is known of a client."""

    name = Words(label=_("Name"), help_text=_("As it stands on papers, in any script."))
    born_on = Day(label=_("Date of birth"), required=False)
    preferred_name = Words(label=_("Goes by"), required=False, max_length=200)
    pronouns = Words(label=_("Pronouns"), required=False, max_length=60)
    language = Words(label=_("Language"), required=False, max_length=60)
    phone = Words(label=_("Phone"), required=False, max_length=60)
    address = Words(label=_("Address"), required=False, lines=3)

    def new(self) -> NewClient:
        """The values as the actions take them."""
        return NewClient(**{name: self.cleaned_data[name] for name in NewClient.__dataclass_fields__})


ClientRows = forms.formset_factory(ClientForm, extra=0, min_num=1, max_num=30, absolute_max=40)


class OpenForm(forms.Form):
    """A family or a single client, from when and why."""

    kind = Choice(
        label=_("Who is served"),
        choices=[("family", _("A family")), ("single", _("A single client"))],
        widget=forms.RadioSelect,
    )
    name = Words(label=_("Name of the case"), help_text=_("The family's name, or the client's."))
    opened_on = Day(label=_("Opened on"))
    reason = Words(label=_("Why it is opened"), help_text=_("Who referred, and what for."), lines=4)
    care_team = Several(label=_("Care team"), required=False)

    def __init__(self, *args: Any, staff: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = list(staff)
        if choices:
            self.fields["care_team"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["care_team"]


class AddClientForm(ClientForm):
    """Somebody who joins a case."""

    from_on = Day(label=_("Client of this case from"))


class ChangeForm(forms.Form):
    """Whether something changed on a day, or was wrong on file."""

    how = Choice(
        label=_("What happened"),
        choices=[
            ("changed", _("It changed: what is on file was true until then")),
            ("wrong", _("What is on file was a mistake")),
        ],
        widget=forms.RadioSelect,
        initial="changed",
    )
    from_on = Day(label=_("Changed on"), required=False, help_text=_("Not needed for a mistake."))

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("how") == "changed" and not cleaned.get("from_on") and "from_on" not in self.errors:
            self.add_error("from_on", _("The date is empty. Choose the day from which the new details are true."))
        return cleaned

    def day(self, former: date) -> date:
        """The day from which the new details hold: a mistake is mended from the former's own first day."""
        return former if self.cleaned_data["how"] == "wrong" else self.cleaned_data["from_on"]


class ChangeClientForm(ClientForm, ChangeForm):
    """New details of a client."""


class KnownForm(forms.Form):
    """A day up to which the record is read."""

    known = Day(label=_("As the record stood on"))


class PersonForm(forms.Form):
    """Somebody around a client who is not staff, and how to reach them."""

    name = Words(label=_("Name"))
    organization = Words(
        label=_("Organization"), required=False, max_length=200, help_text=_("School, court, office, practice.")
    )
    phone = Words(label=_("Phone"), required=False, max_length=60)
    email = Words(label=_("E-mail"), required=False, max_length=200)
    address = Words(label=_("Address"), required=False, lines=3)

    def new(self) -> NewPerson:
        """The values as the actions take them."""
        return NewPerson(**{name: self.cleaned_data[name] for name in NewPerson.__dataclass_fields__})


class ChangePersonForm(PersonForm, ChangeForm):
    """New details of somebody around a client."""


class RoleForm(forms.Form):
    """What somebody is, to whom, and since when."""

    role = Choice(label=_("What they are"), choices=[("", "—"), *PersonRole.choices])
    clients = Several(label=_("To whom"))
    from_on = Day(label=_("Since"))

    def __init__(self, *args: Any, clients: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["clients"].choices = list(clients)  # type: ignore[attr-defined]


class AddPersonForm(PersonForm, RoleForm):
    """Somebody new around the clients of a case."""

    field_order = ("name", "role", "clients", "from_on")


class EndForm(forms.Form):
    """Until when something was so."""

    to_on = Day(label=_("Until"))


class CloseForm(forms.Form):
    """When and why a case is closed."""

    closed_on = Day(label=_("Closed on"))
    reason = Words(label=_("Why it is closed"), lines=4)


class ReopenForm(forms.Form):
    """When and why a case is opened again."""

    opened_on = Day(label=_("Opened again on"))
    reason = Words(label=_("Why it is opened again"), lines=4)


class AssignForm(forms.Form):
    """Who joins a care team, as what."""

    staff = Choice(label=_("Who"))
    role = Choice(label=_("As"), choices=TEAM_ROLES)
    from_on = Day(label=_("From"))

    def __init__(self, *args: Any, staff: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["staff"].choices = [("", "—"), *staff]  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Which other record is the same person, and why one thinks so."""

    merged = Words(label=_("Client number of the other record"), help_text=_("Such as P2026-0007."), max_length=120)
    reason = Words(label=_("Why they are one person"), lines=3)


class ConfirmForm(forms.Form):
    """Nothing to fill in; the button confirms."""
