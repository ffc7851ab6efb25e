"""The steps by which minutes became units: plain data that an entry can keep, and the sentence that says each aloud."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_WHOLE = ("nearest", "up", "down")


@dataclass(frozen=True)
class Step:
    """One step: what kind it is, and its numbers as JSON holds them (units as texts, so that no decimal is lost)."""

    kind: str
    said: Mapping[str, Any] = field(hash=False)

    def data(self) -> dict[str, Any]:
        """As it is kept in an entry or a column."""
        return {"step": self.kind, **self.said}


def step_from(data: Mapping[str, Any]) -> Step:
    """The step that `data` gave."""
    return Step(str(data["step"]), {name: value for name, value in data.items() if name != "step"})


def spoken(step: Step) -> str:
    """One step as a sentence in the reader's language, such as “28 minutes are nearest to 2 units of 15 minutes”."""
    told = dict(step.said)
    if step.kind in _WHOLE:
        return _whole(step.kind, told)
    match step.kind:
        case "pooled":
            parts = " + ".join(str(part) for part in told["parts"])
            return _("%(parts)s = %(minutes)s minutes together") % {"parts": parts, "minutes": told["minutes"]}
        case "allotted":
            shares = "; ".join(_("%(code)s (%(minutes)s minutes): %(units)s") % share for share in told["shares"])
            return _("each unit to the code with most minutes left: %(shares)s") % {"shares": shares}
        case "too_few":
            return _("%(minutes)s minutes are fewer than the %(least)s that are needed: nothing") % told
        case "hours":
            return _("%(units)s × %(unit_minutes)s minutes = %(hours)s hours") % told
        case "table":
            return (
                ngettext(
                    "%(minutes)s minutes lie between %(from)s and %(to)s: %(units)s unit",
                    "%(minutes)s minutes lie between %(from)s and %(to)s: %(units)s units",
                    int(told["units"]),
                )
                % told
            )
        case "exact":
            return _exact(told)
        case "no_show":
            return _("nobody came, and the policy pays %(minutes)s minutes") % told
        case "one_event":
            return _("a note of the service is one event, however long it took")
        case "one_day":
            return _("the first note of the service on a day is one day, however long it took")
        case "encounter":
            return _("one encounter of %(minutes)s minutes: 1 unit") % told
        case "day":
            return _("%(minutes)s minutes on the day: 1 unit") % told
        case "range" if told["to"] is None:
            return _("%(minutes)s minutes are %(from)s or more: one %(code)s") % told
        case "range":
            return _("%(minutes)s minutes lie between %(from)s and %(to)s: one %(code)s") % told
        case "no_range":
            return _("%(minutes)s minutes lie in no range: nothing") % told
    raise ValueError(f"no step is {step.kind}")


def _whole(kind: str, told: Mapping[str, Any]) -> str:
    count = int(told["units"])
    if kind == "nearest":
        return (
            ngettext(
                "%(minutes)s minutes are nearest to %(units)s unit of %(unit_minutes)s minutes",
                "%(minutes)s minutes are nearest to %(units)s units of %(unit_minutes)s minutes",
                count,
            )
            % told
        )
    if kind == "up":
        return (
            ngettext(
                "%(minutes)s minutes begin %(units)s unit of up to %(unit_minutes)s minutes",
                "%(minutes)s minutes begin %(units)s units of up to %(unit_minutes)s minutes",
                count,
            )
            % told
        )
    return (
        ngettext(
            "%(minutes)s minutes hold %(units)s full unit of %(unit_minutes)s minutes",
            "%(minutes)s minutes hold %(units)s full units of %(unit_minutes)s minutes",
            count,
        )
        % told
    )


def _exact(told: Mapping[str, Any]) -> str:
    if told["rounding"] == "up":
        return _("%(minutes)s ÷ %(unit_minutes)s minutes = %(units)s, rounded up") % told
    if told["rounding"] == "down":
        return _("%(minutes)s ÷ %(unit_minutes)s minutes = %(units)s, rounded down") % told
    return _("%(minutes)s ÷ %(unit_minutes)s minutes = %(units)s, rounded to the nearest") % told
