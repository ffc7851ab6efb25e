"""What a policy column with parameters may hold, each read strictly from JSON; a value that is not so is refused in one sentence.

The lists below are the whole of what may stand there; goldthread/page/help/policies.md says the same for people.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Refused
from goldthread.policies.rounding import DAY_MINUTES, read_rounding

# Elements of a note as rules.md R1 to R8 name them.
REQUIRED_FIELDS = (
    "date", "service", "start_end", "place", "how", "modality", "present", "qualification", "focus", "goals", "need",
    "intervention", "response", "progress", "next_step", "diagnosis", "curriculum", "group_focus", "individual_part",
    "collateral_relation", "declined_services", "coordination", "timeline", "ratio",
)  # fmt: skip
SIGNERS = ("client", "guardian", "supervisor")  # beside the author
_PERIODS = ("day", "week", "month", "year", "authorization")
_AFTER = ("last_service", "majority", "claim", "case_closed")
_KEPT_APART = ("record", "psychotherapy", "sud", "reporter_identity", "address", "report_of_abuse")
_NEEDS = ("consent", "own_authorization", "court_order", "nothing")
_WAYS = ("in_person", "phone", "video", "text", "email", "letter")
# What may become of an attempt that a payer pays for as of a visit to which nobody came.
_NOBODY_THERE = ("no_show", "not_home", "cancelled")
_MOST = 100_000

Check = Callable[[object], bool]


def read(column: str, value: object) -> object:
    """The value as it is kept, checked; Refused in one sentence where it cannot be used."""
    READERS[column](column, value)
    return value


def _int(least: int, most: int = _MOST) -> Check:
    return lambda value: type(value) is int and least <= value <= most


def _text(longest: int) -> Check:
    return lambda value: isinstance(value, str) and len(value.strip()) > 0 and len(value) <= longest


def _among(known: Sequence[str]) -> Check:
    return lambda value: isinstance(value, str) and value in known


def _several(each: Check) -> Check:
    return lambda value: (
        isinstance(value, list) and bool(value) and all(map(each, value)) and len(set(value)) == len(value)
    )


def _listed(each: Check) -> Callable[[str, object], None]:
    def reading(column: str, value: object) -> None:
        if not _several(each)(value):
            raise _useless(column, column)

    return reading


def _is_place(value: object) -> bool:
    return isinstance(value, str) and len(value) == 2 and value.isascii() and value.isdigit()


def _object(column: str, value: object, needed: Mapping[str, Check], allowed: Mapping[str, Check]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _useless(column, column)
    told = {"column": column}
    if unknown := sorted(set(value) - {*needed, *allowed}):
        raise Refused(
            _("%(column)s does not know “%(name)s”. Take it out.") % {**told, "name": unknown[0]}, field=column
        )
    if missing := [name for name in needed if name not in value]:
        raise Refused(_("%(column)s needs “%(name)s”. Add it.") % {**told, "name": missing[0]}, field=column)
    for name, check in {**needed, **allowed}.items():
        if name in value and not check(value[name]):
            raise _useless(column, name)
    return value


def _rows(needed: Mapping[str, Check], allowed: Mapping[str, Check] | None = None) -> Callable[[str, object], None]:
    def reading(column: str, value: object) -> None:
        if not isinstance(value, list) or not value:
            raise _useless(column, column)
        for each in value:
            _object(column, each, needed, allowed or {})

    return reading


def _concurrency(column: str, value: object) -> None:
    said = _object(column, value, {"rule": _among(("never", "listed", "always"))}, {"with": _several(_text(120))})
    if (said["rule"] == "listed") != ("with" in said):
        raise Refused(
            _("%(column)s names services in “with” where its rule is “listed”, and only there.") % {"column": column},
            field=column,
        )


def _no_show(column: str, value: object) -> None:
    evidence = {"confirmed_within_hours": _int(1), "waited_minutes": _int(1, DAY_MINUTES), "told_within_hours": _int(1)}
    allowed = {"minutes": _int(1, DAY_MINUTES), "outcomes": _several(_among(_NOBODY_THERE)), **evidence}
    said = _object(column, value, {"pays": _among(("nothing", "minutes"))}, allowed)
    if (said["pays"] == "minutes") != ("minutes" in said):
        raise Refused(
            _("%(column)s says how many “minutes” are paid where it pays “minutes”, and only there.")
            % {"column": column},
            field=column,
        )


def _tiers(column: str, value: object) -> None:
    _rows({"from": _int(1, 1000)}, {"to": _int(1, 1000), "modifier": _text(20), "rate_percent": _int(1, 1000)})(
        column, value
    )
    listed: Any = value
    for row, following in zip(listed, [*listed[1:], None], strict=True):
        end = row.get("to")
        if end is not None and end < row["from"]:
            raise _useless(column, "to")
        if following is not None and (end is None or following["from"] != end + 1):
            raise Refused(
                _(
                    "%(column)s has a gap or an overlap after %(from)s. Let each begin with the number after the one before it."
                )
                % {"column": column, "from": row["from"]},
                field=column,
            )


def _useless(column: str, name: str) -> Refused:
    sentence = _("The value of “%(name)s” in %(column)s cannot be used. The manual says what it may be.")
    return Refused(sentence % {"name": name, "column": column}, field=column)


READERS: dict[str, Callable[[str, object], object]] = {
    "required_fields": _listed(_among(REQUIRED_FIELDS)),
    "plan_signers": _listed(_among(SIGNERS)),
    "telehealth_pos": _listed(_is_place),
    "rounding_algorithm": lambda _column, value: read_rounding(value),
    "caps": _rows({"units": _int(1), "per": _among(_PERIODS)}, {"warn_percent": _int(1, 100)}),
    "concurrency": _concurrency,
    "group_rate_tier": _tiers,
    "no_show_policy": _no_show,
    "modifier_rule": _rows(
        {"modifiers": _several(_text(10))},
        {"code": _text(20), "staff_level": _text(40), "place": _is_place, "modality": _text(120), "how": _among(_WAYS)},
    ),
    "incident_deadlines": _rows(
        {"type": _text(80), "to": _several(_text(80)), "within_minutes": _int(0)}, {"severity": _text(40)}
    ),
    "retention": _rows({"years": _int(1, 200), "after": _among(_AFTER)}, {"citation": _text(300)}),
    "release_rules": _rows({"what": _among(_KEPT_APART), "needs": _among(_NEEDS)}, {"citation": _text(300)}),
}
