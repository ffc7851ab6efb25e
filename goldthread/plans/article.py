"""Sealed contents as pages show them: a version's goals with what lies within, what changed, and two versions side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cases.models import PART_ROLES, How, Outcome
from goldthread.lib import signatures
from goldthread.lib.shipped import shown
from goldthread.needs.models import NeedKind
from goldthread.plans.content import ANSWERS, DAYS, DIAGNOSIS, INTERVENTION, OBJECTIVE, answer_words, joined
from goldthread.plans.models import Anchor, Capacity, Decision, GoalEnd, GoalOutcome, Rating

Content = Mapping[str, Any]
_FIELDS: dict[str, str | Promise] = {
    "why": gettext_lazy("Why"),
    "valid_from_on": gettext_lazy("In force from"),
    "valid_to_on": gettext_lazy("In force until"),
    "review_due_on": gettext_lazy("To be reviewed by"),
    "participants": gettext_lazy("Who took part"),
    "need": gettext_lazy("Need"),
    "answers": gettext_lazy("Goes back to"),
    "measure": gettext_lazy("Measured by"),
    "baseline": gettext_lazy("Now"),
    "target": gettext_lazy("Target"),
    "due_on": gettext_lazy("By"),
    "modality": gettext_lazy("Modality"),
    "frequency": gettext_lazy("How often"),
    "duration": gettext_lazy("How long"),
    "who": gettext_lazy("By whom"),
    "from_on": gettext_lazy("From"),
    "to_on": gettext_lazy("Until"),
}
_ROWS: dict[str, str | Promise] = {
    "goals": gettext_lazy("Goal"),
    "objectives": gettext_lazy("Objective"),
    "interventions": gettext_lazy("Intervention"),
    "services": gettext_lazy("Service"),
}


@dataclass(frozen=True)
class Line:
    """A field with its words."""

    label: str
    words: str


@dataclass(frozen=True)
class Part:
    """A goal, objective, intervention or service as it is read; `end` where a goal ended."""

    identity: str
    words: str
    lines: Sequence[Line]
    parts: Sequence["Part"] = ()
    end: GoalEnd | None = None


@dataclass(frozen=True)
class Change:
    """What a version changed: of what, which field, and both words."""

    label: str
    how: str
    old: str
    new: str


@dataclass(frozen=True)
class Article:
    """A version of a plan as it is read."""

    why: str
    anchor: str
    days: Sequence[Line]
    goals: Sequence[Part]
    services: Sequence[Part]
    participants: Sequence[tuple[str, str]]
    because: str
    changes: Sequence[Change]


def article(content: Content, ends: Iterable[GoalEnd] = ()) -> Article:
    """A version as it is read, with the ends of its goals where they are known."""
    over = {str(each.goal): each for each in ends}
    return Article(
        why=joined(content["why"]),
        anchor="" if content["anchor"] == Anchor.PLAN_GOAL else str(Anchor(content["anchor"]).label),
        days=[Line(_label(name), _shown(name, content[name])) for name in DAYS if content[name]],
        goals=[_goal(goal, content, over.get(goal["id"])) for goal in content["goals"]],
        services=[_part(each, "service", ("frequency", "from_on", "to_on")) for each in content["services"]],
        participants=[(each["name"], _role(each["role"])) for each in content["participants"]],
        because=joined(content["because"]),
        changes=[_change(each) for each in content["changes"]],
    )


def _goal(goal: Content, content: Content, end: GoalEnd | None) -> Part:
    objectives = []
    for each in (each for each in content["objectives"] if each["goal"] == goal["id"]):
        own = [row for row in content["interventions"] if row["objective"] == each["id"]]
        parts = [_part(row, "words", INTERVENTION[1:]) for row in own]
        objectives.append(_part(each, "words", OBJECTIVE[1:], parts))
    whole = _part(goal, "words", ("need",), objectives)
    answers = [Line(_label(ANSWERS), answer_shown(each)) for each in goal.get(ANSWERS, ())]
    return Part(whole.identity, whole.words, [*whole.lines, *answers], whole.parts, end)


def answer_shown(answer: Mapping[str, str]) -> str:
    """What a goal goes back to, with what kind it is, in the reader's language."""
    kind = _("Diagnosis") if answer["kind"] == DIAGNOSIS else str(dict(NeedKind.choices).get(answer["kind"], ""))
    return f"{kind}: {answer_words(answer)}"


def _part(row: Content, main: str, names: Iterable[str], parts: Sequence[Part] = ()) -> Part:
    lines = [Line(_label(name), _shown(name, row[name])) for name in names if row[name]]
    return Part(row["id"], _shown(main, row[main]), lines, parts)


def _label(name: str) -> str:
    return str(_FIELDS[name])


def _shown(name: str, value: str | None) -> str:
    """A value in the reader's language: days by their format, names of services and modalities as they ship."""
    if value and name.endswith("_on"):
        return str(formats.date_format(date.fromisoformat(value), "DATE_FORMAT"))
    return shown(value or "", "service") if name in ("service", "modality") else value or ""


def _role(role: str) -> str:
    return str(PART_ROLES.get(role, role))


def _change(each: Content) -> Change:
    name, field = each["of"], each["field"]
    what = "" if name == "plan" else str(_ROWS[name])
    is_main = field in ("words", "service")
    label = what if is_main else " · ".join(filter(None, (what, _label(field))))
    return Change(label, each["how"], _shown(field, each["old"]), _shown(field, each["new"]))


@dataclass(frozen=True)
class Compared:
    """One part of two versions side by side: `how` is same, changed, added or removed."""

    label: str
    how: str
    old: Sequence[Line]
    new: Sequence[Line]


def compared(before: Content, after: Content) -> list[Compared]:
    """Two versions part by part, in the order of the later; what only the earlier has stands at the end of its kind."""
    old, new = article(before), article(after)
    found = [_pair(_label("why"), [Line("", old.why)], [Line("", new.why)])]
    found.append(_pair(_("Days"), old.days, new.days))
    goals = _matched(old.goals, new.goals)
    for at, (former, later) in enumerate(goals, 1):
        found.append(_pair(_("Goal %(number)s") % {"number": at}, _words(former), _words(later)))
        for was, now in _matched(former.parts if former else (), later.parts if later else ()):
            found.append(_pair(_("Objective of goal %(number)s") % {"number": at}, _words(was), _words(now)))
            for done, does in _matched(was.parts if was else (), now.parts if now else ()):
                found.append(_pair(_("Intervention for goal %(number)s") % {"number": at}, _words(done), _words(does)))
    found += [
        _pair(str(_ROWS["services"]), _words(was), _words(now)) for was, now in _matched(old.services, new.services)
    ]
    found.append(_pair(_label("participants"), _people(old), _people(new)))
    return [each for each in found if each.old or each.new]


def _matched(before: Sequence[Part], after: Sequence[Part]) -> list[tuple[Part | None, Part | None]]:
    former = {each.identity: each for each in before}
    later = {each.identity for each in after}
    pairs: list[tuple[Part | None, Part | None]] = [(former.get(each.identity), each) for each in after]
    return pairs + [(each, None) for each in before if each.identity not in later]


def _words(part: Part | None) -> list[Line]:
    return [Line("", part.words), *part.lines] if part else []


def _people(read: Article) -> list[Line]:
    return [Line("", ", ".join(filter(None, each))) for each in read.participants]


def _pair(label: str, old: Sequence[Line], new: Sequence[Line]) -> Compared:
    how = "same" if list(old) == list(new) else "added" if not old else "removed" if not new else "changed"
    return Compared(label, how, old, new)


@dataclass(frozen=True)
class Held:
    """A review as it is read."""

    decision: str
    words: str
    ratings: Sequence[tuple[str, str, str]]


def held(content: Content) -> Held:
    """What a review said: its decision, and of each goal the words, the rating and what that goes by."""
    ratings = [(each["title"], str(Rating(each["rating"]).label), each["text"]) for each in content["ratings"]]
    return Held(str(Decision(content["decision"]).label), joined(content["words"]), ratings)


@dataclass(frozen=True)
class Signed:
    """A signature, or an attempt to get one, as it is read; `drawn` is a picture."""

    name: str
    role: str
    capacity: str
    statement: str = ""
    drawn: str | SafeString = ""
    typed: str = ""
    how: str = ""
    outcome: str = ""
    words: str = ""


def signed(content: Content) -> Signed:
    """Who signed, or was asked to, as what, and what came of it."""
    given, tried = content["signature"], content["attempt"]
    who = given["by"] if given else tried["of"]
    role = "" if who["role"] == content["capacity"] else _role(who["role"])
    capacity = str(dict(Capacity.choices).get(content["capacity"], content["capacity"]))
    if not given:
        how, outcome = dict(How.choices).get(tried["how"], ""), dict(Outcome.choices).get(tried["outcome"], "")
        return Signed(who["name"], role, capacity, how=str(how), outcome=str(outcome), words=tried["words"])
    lines = given["strokes"]
    # Of whole numbers alone; the title is escaped.
    drawn = mark_safe(signatures.picture(lines, escape(_("drawn signature")))) if lines else ""
    return Signed(who["name"], role, capacity, given["statement"], drawn, given["typed"])


def ended(content: Content) -> dict[str, Any]:
    """What was said where a goal ended."""
    return {
        "goal": content["goal"]["words"],
        "outcome": str(GoalOutcome(content["outcome"]).label),
        "ended_on": date.fromisoformat(content["ended_on"]),
        "because": joined(content["because"]),
    }
