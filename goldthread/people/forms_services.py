"""The forms of services with what they allow, of payers and of rates: shape only."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goldthread.codes import queries as codes
from goldthread.codes.models import System
from goldthread.lib.shipped import shown
from goldthread.page.fields import Choice, Day, Several, Words
from goldthread.page.picking import Offers, Suggest
from goldthread.services import queries as services
from goldthread.services.models import PayerKind, Service
from goldthread.services.rules import ACTIVITIES, LISTS, PARTICIPANTS, UNITS, WAYS, Details

_AMOUNT = re.compile(r"\$?(\d{1,5})(?:\.(\d\d))?", re.ASCII)


class Minutes(forms.IntegerField):
    """A number of minutes, or nothing."""

    def __init__(self, **options: Any) -> None:
        sentences = {"invalid": _("Write a whole number."), "min_value": _("Write 0 or more.")}
        super().__init__(required=False, min_value=0, error_messages=sentences, **options)


class Amount(forms.CharField):
    """An amount of money as people write it, 85.50; cents come out."""

    default_error_messages = {
        "required": _("The amount is empty. Write it, such as 85.50."),
        "invalid": _("That is no amount of money. Write it like 85.50."),
    }

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        found = _AMOUNT.fullmatch(said)
        if not found:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(found[1]) * 100 + int(found[2] or 0)


class Modifiers(Words):
    """Modifiers separated by commas or spaces."""

    def __init__(self, **options: Any) -> None:
        told = _("In their order, separated by commas, such as HO, U1.")
        super().__init__(label=_("Modifiers"), required=False, max_length=40, help_text=told, **options)

    def clean(self, value: Any) -> Any:
        return tuple(re.split(r"[,\s]+", said.strip().upper())) if (said := super().clean(value) or "").strip() else ()


class Levels(Words):
    """Staff levels separated by commas."""

    def __init__(self, **options: Any) -> None:
        told = _("As credentials name them, separated by commas, such as licensed, bachelor.")
        super().__init__(label=_("Only by staff of level"), required=False, max_length=200, help_text=told, **options)

    def clean(self, value: Any) -> Any:
        said = (super().clean(value) or "").split(",")
        return tuple(dict.fromkeys(each.strip() for each in said if each.strip()))


def _listed_code() -> Suggest:
    """A code of the list on file, found as one types; one that is not in it, such as a payer's own, may be written too."""
    told = _("Level II: words in any order, or how the code begins. A code that is not in the list may be written too.")
    field = Suggest(label=_("HCPCS code"), required=False, max_length=20, help_text=told)
    field.widget.address, field.widget.day_field = reverse("people:find_codes"), "from_on"
    field.widget.system = System.HCPCS
    return field


def _several(label: Any, titles: Iterable[tuple[str, Any]] = ()) -> Several:
    return Several(label=label, required=False, choices=list(titles))


class ServiceForm(forms.Form):
    """A service that the agency gives, how it is billed, and what it allows; what is left empty is all allowed."""

    name = Words(label=_("Name"), max_length=120, help_text=_("What the agency calls it."))
    code = Words(label=_("HCPCS code"), required=False, max_length=20, help_text=_("Level II, such as T1017."))
    is_billable = forms.BooleanField(label=_("It can be billed"), required=False, initial=True)
    from_on = Day(label=_("Offered from"))
    modifiers = Modifiers()
    unit = Choice(label=_("A unit is"), required=False, choices=[("", "—"), *UNITS.items()])
    least_minutes = Minutes(label=_("Least minutes"))
    most_minutes = Minutes(label=_("Most minutes"))
    places = _several(_("Only at these places"))
    ways = _several(_("Only in these ways"), WAYS.items())
    activities = _several(_("Only these activities"), ACTIVITIES.items())
    participants = _several(_("Who must take part"), PARTICIPANTS.items())
    modalities = _several(_("Only these modalities"))
    levels = Levels()

    def __init__(self, *args: Any, modalities: Iterable[str], levels: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._levels = {each.casefold() for each in levels}
        kept = self.initial.get("places", ())
        self.fields["places"].choices = [(code, f"{code} {title}") for code, title in services.places(*kept).items()]  # type: ignore[attr-defined]
        if codes.editions(System.HCPCS):
            self.fields["code"] = _listed_code()
        self.fields["modalities"].choices = [(name, shown(name, "service")) for name in modalities]  # type: ignore[attr-defined]

    def find_with(self, offers: Callable[[str], Offers]) -> None:
        """What the words that stand at the code find, where a list is on file."""
        if isinstance(self.fields["code"], Suggest):
            self.fields["code"].widget.offers = offers

    def clean_levels(self) -> tuple[str, ...]:
        """Staff levels that somebody may hold: one that is written otherwise would let nobody give the service."""
        said: tuple[str, ...] = self.cleaned_data["levels"]
        unknown = next((each for each in said if each.casefold() not in self._levels), "")
        if unknown:
            sentence = _(
                "“%(level)s” is the level of no credential, and no policy names it. Write it as the credentials do."
            )
            raise forms.ValidationError(sentence % {"level": unknown})
        return said

    def details(self) -> Details:
        """What the service allows, as the actions take it."""
        told = self.cleaned_data
        said: dict[str, Any] = {name: tuple(told[name]) for name in LISTS}
        said |= {name: told[name] for name in ("unit", "least_minutes", "most_minutes")}
        return Details(**said)


class ChangeServiceForm(ServiceForm):
    """The same of a service that is offered already; its name stays."""

    def __init__(self, *args: Any, row: Service, today: date, levels: Iterable[str], **options: Any) -> None:
        said = {name: list(getattr(row.details, name)) for name in LISTS}
        for name in ("modifiers", "levels"):
            said[name] = ", ".join(getattr(row.details, name))  # type: ignore[assignment]
        plain = {name: getattr(row, name) for name in ("code", "is_billable", "unit", "least_minutes", "most_minutes")}
        known = {*levels, *row.details.levels}
        super().__init__(*args, initial={**said, **plain, "from_on": today}, levels=known, **options)
        del self.fields["name"]
        self.fields["from_on"].label = _("So from")
        kept = {name: shown(name, "service") for name in row.details.modalities}
        self.fields["modalities"].choices = [*({**kept, **dict(self.fields["modalities"].choices)}.items())]  # type: ignore[attr-defined]


class PayerForm(forms.Form):
    """Somebody who pays."""

    name = Words(label=_("Name"), max_length=80, help_text=_("As your cases and policies name it."))
    kind = Choice(label=_("What sort of payer"), choices=[("", "—"), *PayerKind.choices])
    from_on = Day(label=_("From"))


class RateForm(forms.Form):
    """What a payer pays for one unit of a service."""

    payer = Choice(label=_("Payer"))
    service = Choice(label=_("Service"))
    modifiers = Modifiers()
    amount_cents = Amount(label=_("Amount for one unit, in dollars"), help_text=_("Such as 85.50."), max_length=12)
    from_on = Day(label=_("From"))
    to_on = Day(label=_("Until"), required=False)

    def __init__(self, *args: Any, payers: Iterable[str], services: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["payer"].choices = [("", "—"), *((name, name) for name in payers)]  # type: ignore[attr-defined]
        self.fields["service"].choices = [("", "—"), *((name, shown(name, "service")) for name in services)]  # type: ignore[attr-defined]
