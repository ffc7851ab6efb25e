"""The forms of the agency itself, of policies and of the lists of services: shape only."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.page.changing import ChangeForm
from goldthread.page.fields import Choice, Day, Words
from goldthread.policies import queries as policies
from goldthread.policies.models import Policy

_NUMBER = {"invalid": _("Write a whole number."), "min_value": _("Write 0 or more.")}


class Number(forms.IntegerField):
    """A whole number, or nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=100_000, error_messages=_NUMBER, **options)


def _choices(column: str) -> list[tuple[str, str]]:
    field: Any = Policy._meta.get_field(column)
    return [("", ""), *field.choices]


def _checks() -> list[tuple[str, str]]:
    """The checks that a policy may change; those that always block are not among them."""
    return [("", ""), *((key, title) for key, title, is_fixed in policies.checks() if not is_fixed)]


class PolicyForm(forms.Form):
    """One row: where it applies, from when, what it says, and who says so."""

    source_citation = Words(
        label=_("Source"), max_length=300, help_text=_("Who says so, and where: the statute, the manual, the contract.")
    )
    source_verified_on = Day(label=_("Verified on"), required=False)
    true_from_on = Day(label=_("In force from"))
    true_to_on = Day(label=_("In force until"), required=False)
    state = Words(label=_("State"), required=False, max_length=2, help_text=_("Two letters. Empty: everywhere."))
    payer = Words(label=_("Payer"), required=False, max_length=80, help_text=_("As it stands at the cases."))
    program = Words(label=_("Program"), required=False, max_length=80, help_text=_("As it stands under Services."))
    service = Words(label=_("Service"), required=False, max_length=80, help_text=_("As it stands under Services."))
    staff_level = Words(
        label=_("Staff level"), required=False, max_length=40, help_text=_("As it stands at the credentials.")
    )
    documentation_due_count = Number(label=_("Documentation due within"))
    documentation_due_unit = Choice(label=_("counted in"), required=False, choices=_choices("documentation_due_unit"))
    late_effect = Choice(label=_("If later, the product"), required=False, choices=_choices("late_effect"))
    cosign_required = Choice(
        label=_("Co-signature needed"), required=False, choices=[("", ""), ("yes", _("yes")), ("no", _("no"))]
    )
    cosign_levels = Words(
        label=_("Co-signature by staff level"),
        required=False,
        max_length=200,
        help_text=_("Separated by commas, such as licensed. Empty: any supervisor whose own notes need none."),
    )
    cosign_due_days = Number(label=_("Co-signature due within days"))
    cosign_sample_percent = Number(
        label=_("Co-signature by sample, percent"),
        help_text=_("Of the notes that need none: so many of a hundred, chosen by the note's own number."),
    )
    diagnosis_levels = Words(
        label=_("Who may diagnose, by staff level"),
        required=False,
        max_length=200,
        help_text=_("Separated by commas, as the levels stand at the credentials."),
    )
    attestation_allowed = Choice(
        label=_("An unsigned note of another system may be attested by its author"),
        required=False,
        choices=[("", ""), ("yes", _("yes")), ("no", _("no"))],
    )
    review_required = Choice(
        label=_("Review before signing"), required=False, choices=[("", ""), ("yes", _("yes")), ("no", _("no"))]
    )
    idle_minutes = Number(label=_("Session ends when idle for minutes"))
    absolute_minutes = Number(label=_("Session ends anyhow after minutes"))
    offline_drafts = Choice(
        label=_("Unsent words may lie on the device"),
        required=False,
        choices=[("", ""), ("yes", _("yes, encrypted")), ("no", _("no"))],
        help_text=_("Holds for the whole agency. No: without signal, what is typed is kept by the open page alone."),
    )
    plan_required = Choice(
        label=_("Plan of care needed"), required=False, choices=[("", ""), ("yes", _("yes")), ("no", _("no"))]
    )
    plan_initial_due_days = Number(
        label=_("First plan due within days"), help_text=_("Counted from the day on which the case was opened.")
    )
    plan_review_days = Number(label=_("Plan reviewed every so many days"))
    plan_signers = Words(
        label=_("Who signs a plan beside its author"),
        required=False,
        max_length=200,
        help_text=_("client, guardian, supervisor: those that apply, separated by commas."),
    )
    necessity_anchor = Choice(
        label=_("What a service goes back to"), required=False, choices=_choices("necessity_anchor")
    )

    check_key = Choice(
        label=_("Check of notes"), required=False, choices=_checks, help_text=_("The manual says what each check does.")
    )
    check_severity = Choice(label=_("The check"), required=False, choices=_choices("check_severity"))

    def values(self) -> dict[str, Any]:
        """Column to value as the action takes them; what was left empty says nothing."""
        told = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        for name in ("cosign_required", "attestation_allowed", "review_required", "offline_drafts", "plan_required"):
            if name in told:
                told[name] = told[name] == "yes"
        return told


class AgencyForm(ChangeForm):
    """Who the agency is."""

    name = Words(label=_("Name"), max_length=200, help_text=_("As it stands on your papers; it is printed on notes."))
    state = Words(
        label=_("State"),
        required=False,
        max_length=2,
        help_text=_("Two letters, such as IN. Rules of that state apply to your notes."),
    )
    zone = Choice(label=_("Time zone"), choices=[(zone, zone) for zone in sorted(available_timezones())])
    letterhead = Words(
        label=_("Letterhead"),
        required=False,
        lines=4,
        max_length=600,
        help_text=_("Address, telephone and what else stands under the name at the head of what you print."),
    )

    field_order = ("name", "letterhead", "state", "zone", "how", "from_on")

    def __init__(self, *args: Any, is_first: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_first:
            # Nothing was said before, so that nothing can have changed.
            self.fields["how"].widget = forms.HiddenInput()
            self.fields["from_on"].widget = forms.HiddenInput()


class HolidayForm(forms.Form):
    """A day off."""

    name = Words(label=_("Name"), max_length=120)
    day = Day(label=_("Day"), help_text=_("The first time it is kept."))
    repeats = Choice(
        label=_("How it comes round"),
        choices=[
            ("once", _("Only on that day")),
            ("date", _("Each year on that date")),
            ("weekday", _("Each year on that weekday of the month, such as the fourth Thursday of November")),
            ("last_weekday", _("Each year on the last such weekday of that month")),
            ("easter", _("Each year as many days from Easter, such as Good Friday")),
        ],
        widget=forms.RadioSelect,
        initial="once",
    )
    moves_off_weekends = forms.BooleanField(
        label=_("On a Saturday it is kept on Friday, on a Sunday on Monday"), required=False
    )


class ProgramForm(forms.Form):
    """What cases are served under."""

    name = Words(label=_("Name"), max_length=80, help_text=_("As your policies name it, such as CMHC."))
    from_on = Day(label=_("From"))


class ServiceForm(forms.Form):
    """A service that the agency gives."""

    name = Words(label=_("Name"), max_length=120, help_text=_("What the agency calls it."))
    code = Words(label=_("HCPCS code"), required=False, max_length=20, help_text=_("Level II, such as T1017."))
    is_billable = forms.BooleanField(label=_("It can be billed"), required=False, initial=True)
    from_on = Day(label=_("Offered from"))


class ModalityForm(forms.Form):
    """A way of treating."""

    name = Words(label=_("Name"), max_length=120, help_text=_("Such as cognitive behavioral therapy."))
    from_on = Day(label=_("Used from"))
