"""The form of a policy row: where it applies and who says so, and what it says about one subject; shape only."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from goldthread.lib import documents
from goldthread.page.fields import Choice, Day, Words
from goldthread.policies import queries as policies
from goldthread.policies.models import Policy
from goldthread.policies.queries import columns_of, kind_of, largest_of

_NUMBER = {
    "invalid": _("Write a whole number."),
    "min_value": _("Write 0 or more."),
    "max_value": _("Write %(limit_value)s or less."),
}
_YES_NO = [("", ""), ("yes", _("yes")), ("no", _("no"))]
# What a field with parameters shows as an example; a pack spells them the same.
_EXAMPLES = {
    "required_fields": '["start_end", "place", "goals"]',
    "plan_signers": '["client", "supervisor"]',
    "rounding_algorithm": '{"algorithm": "nearest", "unit_minutes": 15}',
    "caps": '[{"units": 16, "per": "week"}]',
    "concurrency": '{"rule": "never"}',
    "group_rate_tier": '[{"from": 2, "to": 4}, {"from": 5, "modifier": "U2"}]',
    "no_show_policy": '{"pays": "nothing"}',
    "telehealth_pos": '["02", "10"]',
    "modifier_rule": '[{"staff_level": "licensed", "modifiers": ["HO"]}]',
    "incident_deadlines": '[{"type": "injury", "to": ["FCM"], "within_minutes": 60}]',
    "retention": '[{"years": 7, "after": "last_service"}]',
    "release_rules": '[{"what": "record", "needs": "consent"}]',
}


class Number(forms.IntegerField):
    """A whole number, or nothing."""

    def __init__(self, *, largest: int = 100_000, **options: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=largest, error_messages=_NUMBER, **options)


class Parameters(Words):
    """A JSON value, or nothing; what it may be is the policies' own matter."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, lines=3, max_length=10_000, **options)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if not words or not words.strip():
            return ""
        try:
            return documents.read(words)
        except ValueError:
            sentence = _("That is not readable JSON. Write it as in the example.")
            raise forms.ValidationError(sentence, code="invalid") from None


def _choices(column: str) -> list[tuple[str, str]]:
    field: Any = Policy._meta.get_field(column)
    return [("", ""), *field.choices]


def _checks() -> list[tuple[str, str]]:
    """The checks that a policy may change; those that always block are not among them."""
    return [("", ""), *((key, title) for key, title, is_fixed in policies.checks() if not is_fixed)]


def _field_of(column: str) -> forms.Field:
    """The field of a column, by what it holds."""
    field: Any = Policy._meta.get_field(column)
    label = str(field.verbose_name)
    label = label[:1].upper() + label[1:]
    kind = kind_of(column)
    if kind is dict:
        return Parameters(label=label, help_text=format_html("{} <code>{}</code>", _("Such as"), _EXAMPLES[column]))
    if kind is bool:
        return Choice(label=label, required=False, choices=_YES_NO)
    if kind is int:
        return Number(label=label, largest=largest_of(column))
    if field.choices:
        return Choice(label=label, required=False, choices=_choices(column))
    return Words(label=label, required=False, max_length=field.max_length)


class DemandForm(forms.Form):
    """One row: where it applies, from when, who says so, and what it says about one subject."""

    source_citation = Words(
        label=_("Source"), max_length=300, help_text=_("Who says so, and where: the statute, the manual, the contract.")
    )
    source_verified_on = Day(label=_("Verified on"), required=False)
    source_verified_by = Words(
        label=_("Verified by"), required=False, max_length=120, help_text=_("Who read the source, and compared it.")
    )
    true_from_on = Day(label=_("In force from"))
    true_to_on = Day(label=_("In force until"), required=False)
    state = Words(label=_("State"), required=False, max_length=2, help_text=_("Two letters. Empty: everywhere."))
    payer = Words(label=_("Payer"), required=False, max_length=80, help_text=_("As it stands at the cases."))
    program = Words(label=_("Program"), required=False, max_length=80, help_text=_("As it stands under Services."))
    service = Words(label=_("Service"), required=False, max_length=80, help_text=_("As it stands under Services."))
    staff_level = Words(
        label=_("Staff level"), required=False, max_length=40, help_text=_("As it stands at the credentials.")
    )

    def __init__(self, *args: Any, subject: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for column in columns_of(subject):
            self.fields[column] = _field_of(column)

    def values(self) -> dict[str, Any]:
        """Column to value as the action takes them; what was left empty says nothing."""
        told = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return {
            name: value == "yes" if value in ("yes", "no") and kind_of(name) is bool else value
            for name, value in told.items()
        }


class PolicyForm(DemandForm):
    """The same about notes, signatures and sessions, which have words of their own."""

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
    diagnosis_levels = Words(
        label=_("Who may diagnose, by staff level"),
        required=False,
        max_length=200,
        help_text=_("Separated by commas, as the levels stand at the credentials."),
    )
    cosign_due_days = Number(label=_("Co-signature due within days"))
    cosign_sample_percent = Number(
        label=_("Co-signature by sample, percent"),
        help_text=_("Of the notes that need none: so many of a hundred, chosen by the note's own number."),
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

    check_key = Choice(
        label=_("Check of notes"), required=False, choices=_checks, help_text=_("The manual says what each check does.")
    )
    check_severity = Choice(label=_("The check"), required=False, choices=_choices("check_severity"))
