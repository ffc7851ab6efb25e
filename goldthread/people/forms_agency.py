"""The forms of the agency itself, of its days off and of the lists of services: shape only."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from goldthread.page.changing import ChangeForm
from goldthread.page.fields import Choice, Day, Words


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


class ModalityForm(forms.Form):
    """A way of treating."""

    name = Words(label=_("Name"), max_length=120, help_text=_("Such as cognitive behavioral therapy."))
    from_on = Day(label=_("Used from"))
