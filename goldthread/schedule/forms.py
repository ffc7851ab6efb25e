"""What people type about a planned visit: shape only; what must hold is said by the actions."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.cases.models import Client
from goldthread.lib import uuids
from goldthread.lib.shipped import shown
from goldthread.page.fields import Choice, Clock, Day, Several, Words
from goldthread.people.models import Staff
from goldthread.schedule.actions import NewVisit
from goldthread.schedule.models import Repeats
from goldthread.schedule.queries import Planned
from goldthread.schedule.units import Typed
from goldthread.services import queries as services

_WHOLE = {
    "invalid": _("Write a whole number."),
    "min_value": _("Write 1 or more."),
    "max_value": _("That is too much."),
}


class TimeForm(forms.Form):
    """On which day and from when a visit is to be."""

    first_on = Day(label=_("Day"))
    starts = Clock(label=_("From"))
    minutes = forms.IntegerField(
        label=_("Planned minutes"), required=False, min_value=1, max_value=1440, error_messages=_WHOLE
    )


class MoveForm(TimeForm):
    """Another day or time for one visit of a row."""

    def typed(self, planned: Planned) -> Typed | None:
        """The visit as it would be moved, as far as it can be read; None while its day is missing, or the plan names no service."""
        self.is_valid()
        asked = self.cleaned_data if self.is_bound else self.initial
        visit, to = planned.visit, asked.get("first_on")
        if to is None or not visit.service:
            return None
        return Typed(
            worker=visit.worker_id,
            service=visit.service,
            first_on=to,
            # As `Planned` reads it: where no length is said, that of the plan holds.
            minutes=asked.get("minutes") or visit.minutes,
            changes=(visit.identity, planned.planned_on),
            only_one=True,
        )


class VisitForm(TimeForm):
    """For whom, when, where and what for a visit is planned."""

    worker = Choice(label=_("Who goes"))
    clients = Several(label=_("For whom"))
    place_of_service = Choice(label=_("Place of service"), required=False)
    service = Words(label=_("Service"), required=False, max_length=120)
    note_type = Choice(label=_("The note to be written"))
    purpose = Words(
        label=_("What for"), required=False, max_length=200, help_text=_("A few words, such as: bring the forms.")
    )
    repeats = Choice(label=_("Does it come again?"), choices=Repeats.choices, initial=Repeats.ONCE)
    every = forms.IntegerField(
        label=_("Every how many weeks or months"),
        required=False,
        min_value=1,
        max_value=52,
        initial=1,
        error_messages=_WHOLE,
    )
    last_on = Day(label=_("Until"), required=False, help_text=_("Empty: until the plan is changed."))
    zone = Choice(label=_("Time zone of the place"))

    field_order = ("clients", "first_on", "starts", "minutes", "place_of_service", "service", "note_type", "purpose",
                   "repeats", "every", "last_on", "worker", "zone")  # fmt: skip

    def __init__(
        self,
        *args: Any,
        staff: Iterable[Staff],
        clients: Iterable[tuple[str, str]],
        offered: Iterable[str],
        kinds: Iterable[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        chosen = str(self.initial.get("place_of_service") or "")
        places = [("", "—"), *((code, f"{code} {title}") for code, title in services.places(chosen).items())]
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
        choices = {
            "worker": [(str(each.pk), each.name) for each in staff],
            "clients": list(clients),
            "place_of_service": places,
            "note_type": [("", "—"), *kinds],
            "zone": zones,
        }
        for name, listed in choices.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]
        if names := list(offered):
            listed = [("", "—"), *((name, shown(name, "service")) for name in names)]
            self.fields["service"] = Choice(label=_("Service"), required=False, choices=listed)

    def typed(self, changes: tuple[UUID, date] | None = None) -> tuple[set[UUID], Typed] | None:
        """For whom and what is planned, as far as it can be read; None while service, day or who goes is missing."""
        self.is_valid()
        asked = self.cleaned_data if self.is_bound else self.initial
        worker, first = uuids.or_none(asked.get("worker") or ""), asked.get("first_on")
        if worker is None or first is None or not asked.get("service"):
            return None
        clients = {pk for each in asked.get("clients") or () if (pk := uuids.or_none(each))}
        plan = Typed(
            worker=worker,
            service=asked["service"],
            first_on=first,
            minutes=asked.get("minutes"),
            last_on=asked.get("last_on"),
            repeats=asked.get("repeats") or Repeats.ONCE,
            every=asked.get("every") or 1,
            changes=changes,
        )
        return clients, plan

    def new(self, staff: Iterable[Staff], clients: Iterable[Client]) -> NewVisit:
        """The values as the action takes them."""
        asked = self.cleaned_data
        first: date = asked["first_on"]
        return NewVisit(
            worker=next(each for each in staff if str(each.pk) == asked["worker"]),
            clients=[each for each in clients if str(each.pk) in asked["clients"]],
            first_on=first,
            starts=asked["starts"],
            zone=asked["zone"],
            note_type=asked["note_type"],
            minutes=asked["minutes"],
            repeats=asked.get("repeats") or Repeats.ONCE,
            every=asked.get("every") or 1,
            last_on=asked.get("last_on"),
            service=asked["service"],
            place_of_service=asked["place_of_service"],
            purpose=asked["purpose"],
        )
