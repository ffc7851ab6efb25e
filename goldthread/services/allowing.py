"""What a service allows (places, ways, activities, who takes part, modalities, minutes), and where a note describes something else.

Other rooms come in by goldthread.services.rules. An empty list allows everything; a number that is not given sets no bound.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from goldthread.lib.refusals import Finding
from goldthread.lib.shipped import shown
from goldthread.services.places import PLACES, place_title

Titles = dict[str, "str | Promise"]
# By which way people meet; the notes' own list (goldthread.notes.choices.How) has the same codes.
WAYS: Titles = {
    "in_person": gettext_lazy("in person"),
    "phone": gettext_lazy("phone"),
    "video": gettext_lazy("video"),
    "text": gettext_lazy("text message"),
    "email": gettext_lazy("e-mail"),
    "letter": gettext_lazy("letter"),
}
# What is done, in the field's words (rules.md R17, R53, R54, R56).
ACTIVITIES: Titles = {
    "therapy": gettext_lazy("therapy"),
    "assessment": gettext_lazy("assessment"),
    "planning": gettext_lazy("planning care"),
    "case_management": gettext_lazy("case management"),
    "skills": gettext_lazy("teaching skills"),
    "crisis": gettext_lazy("crisis"),
    "supervised_visit": gettext_lazy("supervised visit"),
    "collateral": gettext_lazy("contact with others about the client"),
    "team_meeting": gettext_lazy("team meeting (CFTM)"),
    "court": gettext_lazy("court"),
    "transport": gettext_lazy("transport"),
    "attempt": gettext_lazy("attempted contact"),
    "writing": gettext_lazy("writing reports, scheduling, supervision"),
    "foster_care": gettext_lazy("work of foster care, such as arranging a placement"),
}
# Who may have to take part; codes of the people around a client, and the client.
PARTICIPANTS: Titles = {
    "client": gettext_lazy("client"),
    "parent": gettext_lazy("parent"),
    "foster_parent": gettext_lazy("foster (resource) parent"),
    "kin": gettext_lazy("kin"),
    "sibling": gettext_lazy("sibling"),
    "fcm": gettext_lazy("Family Case Manager (FCM)"),
    "school": gettext_lazy("school"),
    "professional": gettext_lazy("other professional"),
}
UNITS: Titles = {
    "15": pgettext_lazy("unit of a service", "15 minutes"),
    "30": pgettext_lazy("unit of a service", "30 minutes"),
    "60": pgettext_lazy("unit of a service", "hour"),
    "event": pgettext_lazy("unit of a service", "event"),
    "day": pgettext_lazy("unit of a service", "day"),
}
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
_MOST_MINUTES = 1440
_MOST_CENTS = 9_999_999


@dataclass(frozen=True)
class Details:
    """What a payer says of a service: how it is billed, and what it allows."""

    modifiers: tuple[str, ...] = ()
    unit: str = ""
    places: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    least_minutes: int | None = None
    most_minutes: int | None = None
    levels: tuple[str, ...] = ()


LISTS = tuple(field.name for field in fields(Details) if field.default == ())


@dataclass(frozen=True)
class Described:
    """What a note says was done; None and empty mean that it does not say. Of several activities it tells of one at least."""

    place: str = ""
    way: str = ""
    activities: Collection[str] = ()
    participants: Collection[str] = ()
    modalities: Collection[str] = ()
    minutes: int | None = None
    level: str = ""


def not_allowed(described: Described, service: str, details: Details) -> list[Finding]:
    """Everything in which a note describes what the service does not allow: a sentence each, at the field that it is about.

    Silence is not judged here: a place that a note does not give is a matter of what the note must hold. Only those who
    must take part are missed, and minutes, where they are told.
    """
    told = {"service": service}
    found = []
    for field, said, allowed, sentence, title in _asked(described, details):
        for code in sorted(said):
            if allowed and code not in allowed:
                found.append(Finding(sentence % {**told, "what": title(code)}, field))
    found += _activities_not_allowed(described.activities, told, details)
    for code in details.participants:
        if described.participants and code not in described.participants:
            sentence = _("“%(service)s” is given with %(who)s, whom the note does not name as taking part.")
            found.append(Finding(sentence % {**told, "who": PARTICIPANTS.get(code, code)}, "participants"))
    return (
        found
        + _level_not_allowed(described.level, told, details)
        + _minutes_not_allowed(described.minutes, told, details)
    )


def _asked(described: Described, details: Details) -> Iterable[tuple[str, Collection[str], tuple[str, ...], str, Any]]:
    place, way = ([code] if code else [] for code in (described.place, described.way))
    yield "place", place, details.places, _("“%(service)s” is not given at this place: %(what)s."), place_title
    yield "how", way, details.ways, _("“%(service)s” is not given this way: %(what)s."), _title_in(WAYS)
    sentence = _("“%(service)s” does not allow this modality: %(what)s.")
    yield "modalities", described.modalities, details.modalities, sentence, str


def _activities_not_allowed(said: Collection[str], told: dict[str, str], details: Details) -> list[Finding]:
    """A note of a kind that tells of one of several activities is amiss where the service allows none of them."""
    if not said or not details.activities or not set(said).isdisjoint(details.activities):
        return []
    sentence = ngettext(
        "“%(service)s” does not allow this activity: %(what)s.",
        "“%(service)s” allows none of these activities: %(what)s.",
        len(said),
    )
    what = ", ".join(str(ACTIVITIES.get(code, code)) for code in said)
    return [Finding(sentence % {**told, "what": what}, "activities")]


def _level_not_allowed(level: str, told: dict[str, str], details: Details) -> list[Finding]:
    """Who gives it holds a credential of one of the levels that the service names."""
    # A person writes them at the service and at the credential, and “Licensed” is no other level than “licensed”.
    if not level or not details.levels or level.casefold() in {each.casefold() for each in details.levels}:
        return []
    sentence = _(
        "“%(service)s” is given by staff of level %(levels)s; the credential of that day is of level %(level)s."
    )
    levels = ", ".join(shown(each, "policy") for each in details.levels)
    return [Finding(sentence % {**told, "levels": levels, "level": shown(level, "policy")}, "levels")]


def _title_in(titles: Titles) -> Any:
    return lambda code: titles.get(code, code)


def _minutes_not_allowed(minutes: int | None, told: dict[str, str], details: Details) -> list[Finding]:
    if minutes is None:
        return []
    if details.least_minutes is not None and minutes < details.least_minutes:
        sentence = _("“%(service)s” takes at least %(least)s minutes; the note says %(minutes)s.")
        return [Finding(sentence % {**told, "least": details.least_minutes, "minutes": minutes}, "minutes")]
    if details.most_minutes is not None and minutes > details.most_minutes:
        sentence = _("“%(service)s” takes at most %(most)s minutes; the note says %(minutes)s.")
        return [Finding(sentence % {**told, "most": details.most_minutes, "minutes": minutes}, "minutes")]
    return []


def told(details: Details) -> list[tuple[str, str]]:
    """What a service says of itself, for people: a label, and the words under it."""
    lists = (
        (_("modifiers"), list(details.modifiers)),
        (_("only at"), [place_title(code) for code in details.places]),
        (_("only"), [str(WAYS.get(code, code)) for code in details.ways]),
        (_("activities"), [str(ACTIVITIES.get(code, code)) for code in details.activities]),
        (_("with"), [str(PARTICIPANTS.get(code, code)) for code in details.participants]),
        (_("modalities"), [shown(name, "service") for name in details.modalities]),
        (_("by staff of level"), [shown(level, "policy") for level in details.levels]),
    )
    said = [(str(label), ", ".join(words)) for label, words in lists if words]
    if details.unit:
        said.insert(0, (_("a unit is"), str(UNITS.get(details.unit, details.unit))))
    least, most = details.least_minutes, details.most_minutes
    if least is not None or most is not None:
        said.append((_("minutes"), f"{'' if least is None else least}–{'' if most is None else most}"))
    return said


def modifier_findings(modifiers: Iterable[str], *, field: str = "modifiers") -> list[Finding]:
    """Modifiers are two letters or digits each, four at most, each once."""
    listed = list(modifiers)
    if len(listed) <= 4 and len(set(listed)) == len(listed) and all(map(_MODIFIER.fullmatch, listed)):
        return []
    sentence = _("Write at most four modifiers of two capital letters or digits, each once, such as HO, U1.")
    return [Finding(sentence, field)]


def detail_findings(details: Details, places: Collection[str] = PLACES) -> list[Finding]:
    """What a service says of itself must be codes that there are, and bounds that leave something between them."""
    found = modifier_findings(details.modifiers)
    for name, known in (("places", places), ("ways", WAYS), ("activities", ACTIVITIES), ("participants", PARTICIPANTS)):
        found += [_unknown(code, name) for code in getattr(details, name) if code not in known]
    if details.unit and details.unit not in UNITS:
        found.append(_unknown(details.unit, "unit"))
    for name in ("least_minutes", "most_minutes"):
        value = getattr(details, name)
        if value is not None and not 0 <= value <= _MOST_MINUTES:
            found.append(Finding(_("A day has 1440 minutes. Write a smaller number."), name))
    least, most = details.least_minutes, details.most_minutes
    if least is not None and most is not None and most < least:
        found.append(Finding(_("The most minutes are fewer than the least. Exchange them."), "most_minutes"))
    return found


def _unknown(code: str, field: str) -> Finding:
    return Finding(_("“%(value)s” is not in the list. Choose one from the list.") % {"value": code}, field)


def rate_findings(amount_cents: int, from_on: date, to_on: date | None) -> list[Finding]:
    """A rate is an amount, for days that do not run backwards."""
    if not 0 < amount_cents <= _MOST_CENTS:
        return [Finding(_("Write an amount between 0.01 and 99999.99."), "amount_cents")]
    if to_on is not None and to_on < from_on:
        return [Finding(_("The end lies before the start. Choose an end on or after the start."), "to_on")]
    return []
