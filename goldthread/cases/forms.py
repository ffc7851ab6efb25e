"""What people type on the pages of cases: shape only; what must hold is said by the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goldthread.cases.actions import NewClient, NewPerson, NewPlacement, NewReferral, NewTerms
from goldthread.cases.models import AlertKind, PersonRole, Priority, ReferralStatus, Setting
from goldthread.lib import uuids
from goldthread.lib.shipped import shown
from goldthread.page.changing import ChangeForm
from goldthread.page.fields import Choice, Clock, Day, Several, Words

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

    words = Words(label=_("Find a client or case"), required=False, max_length=200)


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


def _program() -> Choice:
    return Choice(label=_("Program"), required=False, help_text=_("Whose rules judge the notes."))


def _payer() -> Words:
    return Words(label=_("Payer"), required=False, max_length=80, help_text=_("Who pays, as your policies name them."))


def _offer(form: forms.Form, programs: Iterable[str]) -> None:
    form.fields["program"].choices = [("", "—"), *((name, shown(name, "service")) for name in programs)]  # type: ignore[attr-defined]


class ChangeCaseForm(ChangeForm):
    """Another name, program or payer of a case."""

    name = Words(label=_("Name of the case"))
    program = _program()
    payer = _payer()

    field_order = ("name", "program", "payer", "how", "from_on")

    def __init__(self, *args: Any, programs: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, programs)

    def new(self) -> NewTerms:
        """The values as the action takes them."""
        return NewTerms(**{name: self.cleaned_data[name] for name in NewTerms.__dataclass_fields__})


class OpenForm(forms.Form):
    """A family or a single client, from when and why."""

    kind = Choice(
        label=_("Who is served"),
        choices=[("family", _("A family")), ("single", _("A single client"))],
        widget=forms.RadioSelect,
        required=False,
    )
    name = Words(label=_("Name of the case"), required=False, help_text=_("Empty: the name of the first client."))
    opened_on = Day(label=_("Opened on"))
    reason = Words(label=_("Why it is opened"), help_text=_("Who referred, and what for."), lines=4)
    care_team = Several(label=_("Care team"), required=False)
    program = _program()
    payer = _payer()

    def __init__(self, *args: Any, staff: Iterable[tuple[str, str]], programs: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, programs)
        choices = list(staff)
        if choices:
            self.fields["care_team"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["care_team"]


class AddClientForm(ClientForm):
    """Somebody who joins a case."""

    from_on = Day(label=_("Client of this case from"))


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
    """New details of somebody around a client, in this case and where else they are known."""

    also = Several(label=_("Also in"), required=False, help_text=_("Other cases of yours that know the same person."))

    def __init__(self, *args: Any, cases: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = list(cases)
        if choices:
            self.fields["also"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["also"]


class RoleForm(forms.Form):
    """What somebody is, to whom, and since when."""

    role = Choice(label=_("What they are"), choices=[("", "—"), *PersonRole.choices])
    clients = Several(label=_("To whom"))
    from_on = Day(label=_("Since"))

    def __init__(self, *args: Any, clients: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["clients"].choices = list(clients)  # type: ignore[attr-defined]


class AddPersonForm(PersonForm, RoleForm):
    """Somebody new around the clients of a case; `known` is who they are where another case knows them already."""

    known = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ("name", "role", "clients", "from_on")


class SiblingForm(forms.Form):
    """Which client of another case is a brother or sister."""

    sibling = Words(label=_("Client number of the sibling"), help_text=_("Such as P2026-0007."), max_length=120)
    from_on = Day(label=_("Since"))


class StrikeForm(forms.Form):
    """Why something that is on file was a mistake."""

    reason = Words(label=_("Why it was a mistake"), lines=2)


class EndForm(forms.Form):
    """Until when something was so."""

    to_on = Day(label=_("Until"))


# Words are never dropped in silence, and only what was a mistake is kept with a reason.
_REASONLESS = _("A reason is kept only with what was a mistake. Say above that it was one, or empty this.")


class LeaveForm(forms.Form):
    """Whether a client left a case, or never belonged to it."""

    how = Choice(
        label=_("What happened"),
        choices=[
            ("left", _("They are a client of this case no longer")),
            ("wrong", _("They were added by mistake")),
        ],
        widget=forms.RadioSelect,
        initial="left",
    )
    to_on = Day(label=_("Last day"), required=False, help_text=_("Not needed for a mistake."))
    reason = Words(label=_("Why it was a mistake"), required=False, lines=2, help_text=_("Only for a mistake."))

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("how") == "left" and not cleaned.get("to_on") and "to_on" not in self.errors:
            self.add_error("to_on", _("The date is empty. Choose a day."))
        if cleaned.get("how") == "left" and cleaned.get("reason"):
            self.add_error("reason", _REASONLESS)
        return cleaned


class MendRoleForm(forms.Form):
    """What somebody truly was to a client, and when; or that they never were."""

    role = Choice(label=_("What they are"), choices=PersonRole.choices)
    from_on = Day(label=_("Since"))
    to_on = Day(label=_("Until"), required=False)
    never = forms.BooleanField(label=_("They never were that: take it out"), required=False)
    reason = Words(label=_("Why it was a mistake"), required=False, lines=2, help_text=_("Needed to take it out."))

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not cleaned.get("never") and cleaned.get("reason"):
            self.add_error("reason", _REASONLESS)
        return cleaned


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


class AlertForm(forms.Form):
    """What to beware of, and from when to when that is known to hold."""

    kind = Choice(label=_("What it is about"), choices=[("", "—"), *AlertKind.choices])
    words = Words(
        label=_("What to know"),
        lines=3,
        help_text=_("What is there, and what to do about it. It stands before every visit to this family."),
    )
    from_on = Day(label=_("From"))
    to_on = Day(label=_("Until"), required=False, help_text=_("Empty: until somebody ends it."))


class PlacementForm(forms.Form):
    """Where a client lives or lived: with whom, from when to when, and why."""

    kind = Choice(label=_("Where they live"), choices=[("", "—"), *Setting.choices])
    person = Choice(label=_("With whom, of the people on file"), required=False)
    with_whom = Words(
        label=_("With whom, in words"),
        required=False,
        max_length=200,
        help_text=_("Such as the family's name or the house. Empty: the person chosen above."),
    )
    address = Words(
        label=_("Address"),
        required=False,
        lines=2,
        help_text=_("Stands on the pages of the case alone; not in the case file, the brief or on paper."),
    )
    from_on = Day(label=_("Since"))
    to_on = Day(label=_("Until"), required=False, help_text=_("Empty: they live there now."))
    reason = Words(label=_("Why they came there"), required=False, lines=2)
    end_reason = Words(label=_("Why it ended"), required=False, lines=2)

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [("", "—"), *people]  # type: ignore[attr-defined]

    def new(self) -> NewPlacement:
        """The values as the actions take them."""
        values = {name: self.cleaned_data[name] for name in NewPlacement.__dataclass_fields__}
        return NewPlacement(**{**values, "person": uuids.or_none(values["person"])})


class PlaceForm(PlacementForm):
    """A further placement; the one in force may be ended with it."""

    ends_former = forms.BooleanField(
        label=_("End the placement in force the day before"),
        required=False,
        initial=True,
        help_text=_("After a stay with a last day it goes on, from the day after."),
    )

    field_order = ("kind", "person", "with_whom", "address", "from_on", "ends_former", "to_on", "reason")

    def __init__(self, *args: Any, in_force: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not in_force:
            del self.fields["ends_former"]


class EndPlacementForm(EndForm):
    """Until when a client lived somewhere, and why that ended."""

    reason = Words(label=_("Why it ended"), required=False, lines=2)


class ReferralForm(forms.Form):
    """Who asked for a case to be served, when, for what and why."""

    referred_by = Words(
        label=_("Referred by"), help_text=_("The agency, court or school, or the person."), max_length=200
    )
    person = Words(label=_("Person there"), required=False, max_length=200)
    received_on = Day(label=_("Received on"))
    received_time = Clock(
        label=_("at"), required=False, help_text=_("Empty: the clocks of this referral begin with the day.")
    )
    number = Words(
        label=_("Referral or authorization number"),
        required=False,
        max_length=80,
        help_text=_("As the referrer gave it."),
    )
    service = Words(label=_("Program or service asked for"), required=False, max_length=200)
    reason = Words(label=_("Why"), lines=4)
    state_case = Words(
        label=_("Case number of DCS"), required=False, max_length=80, help_text=_("Or of another agency that referred.")
    )
    billable_unit = Words(label=_("Billable unit referral ID"), required=False, max_length=80)
    county = Words(label=_("County"), required=False, max_length=80)
    fcm = Words(label=_("Family Case Manager (FCM)"), required=False, max_length=200)
    fcm_supervisor = Words(label=_("FCM supervisor"), required=False, max_length=200)
    priority = Choice(label=_("Priority"), choices=Priority.choices)
    status = Choice(label=_("Status"), choices=ReferralStatus.choices)

    def new(self) -> NewReferral:
        """The values as the actions take them."""
        return NewReferral(**{name: self.cleaned_data[name] for name in NewReferral.__dataclass_fields__})


class ChangeReferralForm(ReferralForm, ChangeForm):
    """What a referral is now, or what it truly was."""


class JoinForm(forms.Form):
    """Which client who is on file belongs to this case too."""

    client = Words(label=_("Client number"), help_text=_("Such as P2026-0007."), max_length=120)
    from_on = Day(label=_("Client of this case from"))


class MergeForm(forms.Form):
    """Which other record is the same person, and why one thinks so."""

    merged = Words(label=_("Client number of the other record"), help_text=_("Such as P2026-0007."), max_length=120)
    reason = Words(label=_("Why they are one person"), lines=3)


class ConfirmForm(forms.Form):
    """Nothing to fill in; the button confirms."""
