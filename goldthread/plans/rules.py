"""What must hold of a plan, and which version stands on a day; plain values in, findings or versions out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.lib.refusals import Finding
from goldthread.plans.choices import Anchor, Capacity, Decision, GoalOutcome, Rating
from goldthread.plans.content import ANSWERS

# As the columns of the projection hold them.
LONGEST = {"modality": 120, "frequency": 120, "duration": 120, "who": 200, "service": 120}


@dataclass(frozen=True)
class Held:
    """What tells of a version whether it stands on a day; `version` is the entry's identity."""

    version: UUID
    recorded_at: datetime
    valid_from_on: date
    valid_to_on: date | None


IN_FORCE, NONE, NOT_YET, EXPIRED, CLOSED = "in_force", "none", "not_yet", "expired", "closed"


def standing_on(
    versions: Sequence[Held], closings: Iterable[tuple[datetime, date]], day: date
) -> tuple[str, Held | None]:
    """How a client's plan stands on a day, and the version that tells so: the one recorded last of those that had begun.

    `closings` are of each review that closed a plan the moment of its version and its day, which is the plan's last. A version that
    modifies another takes its place from its own first day on, however long the other was to hold.
    """
    begun = [each for each in versions if each.valid_from_on <= day]
    latest = max(begun, key=lambda each: each.recorded_at, default=None)
    if latest is None:
        ahead = min(versions, key=lambda each: each.valid_from_on, default=None)
        return (NOT_YET, ahead) if ahead else (NONE, None)
    if any(latest.recorded_at <= recorded_at and closed_on < day for recorded_at, closed_on in closings):
        return CLOSED, latest
    if latest.valid_to_on is not None and latest.valid_to_on < day:
        return EXPIRED, latest
    return IN_FORCE, latest


def review_due(planned: date | None, reviews: Iterable[tuple[date, date | None]]) -> date | None:
    """By when the next review is due: what the last one said, or the version itself where none was held; None: not at all."""
    held = max(reviews, key=lambda each: each[0], default=None)
    return held[1] if held else planned


ADMISSION, AUTH_START = "admission", "auth_start"


def first_due(counted_from: date, within_days: int) -> date:
    """By when the first plan of somebody is due, counted from a day: of the admission, or the first of an authorization."""
    return counted_from + timedelta(days=within_days)


def next_review(after: date, every_days: int, counted_from: date | None, due: date | None = None) -> date:
    """By when a plan is reviewed that was begun or reviewed on a day.

    Counted from that day; or from another before it, with a review due after each so many days: the first of them that lies after the day.
    `due` is by when the review of that day had to be held: one that is held early stands for the round in which it was due.
    """
    if counted_from is None or counted_from > after or every_days == 0:
        return after + timedelta(days=every_days)
    coming = _round_after(after, every_days, counted_from)
    return _round_after(due, every_days, counted_from) if due and after < due <= coming else coming


def _round_after(day: date, every_days: int, counted_from: date) -> date:
    held = (day - counted_from).days // every_days
    return counted_from + timedelta(days=every_days * (held + 1))


def missing_signers(needed: Sequence[str], given: Iterable[str]) -> list[str]:
    """Of the capacities in which a policy asks for a signature those that nobody gave, in its order."""
    there = set(given)
    return [each for each in needed if each not in there]


@dataclass(frozen=True)
class Asked:
    """What the policies ask of a plan on its first day; None and empty where none speaks.

    `counted_from` is the day from which reviews are counted, where that is not the last review.
    """

    anchor: str = Anchor.PLAN_GOAL.value
    review_days: int | None = None
    counted_from: date | None = None
    signers: tuple[str, ...] = ()

    def review_by(self, after: date, due: date | None = None) -> date | None:
        """By when a plan is to be reviewed that was begun or reviewed (which was `due`) on a day; None where no policy says."""
        return None if self.review_days is None else next_review(after, self.review_days, self.counted_from, due)


def version_findings(content: Mapping[str, Any], asked: Asked, former: Mapping[str, Any] | None) -> list[Finding]:
    """What stands in the way of signing a version; `content` is as it would be sealed, `former` as the version before was."""
    found = (
        []
        if _has_words(content["why"])
        else [Finding(_("Say what brings the client here, and what is needed."), "why")]
    )
    found += _span_findings(content, asked)
    found += _goals_findings(content)
    found += _services_findings(content)
    if former is not None:
        return found + _modification_findings(content, former)
    return found + _before_findings(content)


def _before_findings(content: Mapping[str, Any]) -> list[Finding]:
    """What of a first version lies before it begins; one that changes another may keep what is over."""
    begins = _day(content["valid_from_on"])
    found = []
    for each in content["objectives"]:
        due = _day(each["due_on"])
        if begins and due and due < begins:
            sentence = _("“%(objective)s” is due before the plan begins. Choose a later day.")
            found.append(Finding(sentence % {"objective": each["words"]}, f"{each['at']}-due_on"))
    for each in content["services"]:
        ends = _day(each["to_on"])
        if begins and ends and ends < begins:
            sentence = _("The service ends before the plan begins. Choose a later day.")
            found.append(Finding(sentence, f"{each['at']}-to_on"))
    return found


def _has_words(parts: Iterable[Mapping[str, str]]) -> bool:
    return any(part["text"].strip() for part in parts)


def _span_findings(content: Mapping[str, Any], asked: Asked) -> list[Finding]:
    begins, ends, due = (_day(content[name]) for name in ("valid_from_on", "valid_to_on", "review_due_on"))
    if begins is None:
        return [Finding(_("Say from which day the plan holds."), "valid_from_on")]
    found = []
    if ends and ends < begins:
        found.append(Finding(_("The plan ends before it begins. Choose that day or a later one."), "valid_to_on"))
    if due and due < begins:
        found.append(Finding(_("The review is due before the plan begins. Choose a later day."), "review_due_on"))
    latest = asked.review_by(begins)
    if latest and (due is None or due > latest):
        sentence = _("By policy the plan is reviewed by %(day)s. Choose that day or an earlier one.")
        found.append(Finding(sentence % {"day": formats.date_format(latest)}, "review_due_on"))
    return found


def _goals_findings(content: Mapping[str, Any]) -> list[Finding]:
    if not content["goals"] and content["anchor"] == Anchor.PLAN_GOAL:
        return [
            Finding(_("The plan has no goal. Write at least one, with an objective that can be measured."), "goals")
        ]
    found = []
    for goal in content["goals"]:
        own = [each for each in content["objectives"] if each["goal"] == goal["id"]]
        if not goal["words"].strip():
            sentence = _("A goal has objectives and no words. Write the goal.")
            if not own:
                sentence = _("A goal is tied to what it goes back to and has no words. Write the goal.")
            found.append(Finding(sentence, f"{goal['at']}-words"))
        elif not own:
            sentence = _("“%(goal)s” has no objective. Write one, and how it is measured.")
            found.append(Finding(sentence % {"goal": goal["words"]}, f"{goal['at']}-objectives-0-words"))
    for each in content["objectives"]:
        if not each["words"].strip():
            found.append(Finding(_("An objective has no words. Say what will be different."), f"{each['at']}-words"))
        if not each["measure"].strip():
            sentence = _("“%(objective)s” has no measure. Say by what it is seen.")
            found.append(Finding(sentence % {"objective": each["words"]}, f"{each['at']}-measure"))
    for each in content["interventions"]:
        if not each["words"].strip():
            found.append(Finding(_("An intervention has no words. Say what will be done."), f"{each['at']}-words"))
        found += _length_findings(each, ("modality", "frequency", "duration", "who"))
    return found


def answers_findings(goals: Iterable[Mapping[str, Any]], known: Collection[str]) -> list[Finding]:
    """Where a goal, as typed, is tied to what does not stand on the first day of the plan."""
    sentence = _("What you ticked here does not stand on the plan's first day. Take it off, or choose another day.")
    return [
        Finding(sentence, f"goals-{at}-{ANSWERS}")
        for at, goal in enumerate(goals)
        if not set(goal.get(ANSWERS, ())) <= set(known)
    ]


def _length_findings(row: Mapping[str, Any], names: Iterable[str]) -> list[Finding]:
    sentence = _("That is longer than %(most)s characters. Shorten it.")
    return [
        Finding(sentence % {"most": LONGEST[name]}, f"{row['at']}-{name}")
        for name in names
        if len(row[name]) > LONGEST[name]
    ]


def _services_findings(content: Mapping[str, Any]) -> list[Finding]:
    found = []
    over = _day(content["valid_to_on"])
    for each in content["services"]:
        if not each["service"].strip():
            found.append(Finding(_("A service has no name. Choose it from the list."), f"{each['at']}-service"))
        begins, ends = _day(each["from_on"]), _day(each["to_on"])
        if begins and ends and ends < begins:
            found.append(Finding(_("The service ends before it begins. Choose a later day."), f"{each['at']}-to_on"))
        elif begins and over and over < begins:
            sentence = _("The service begins after the plan ends. Choose an earlier day.")
            found.append(Finding(sentence, f"{each['at']}-from_on"))
        found += _length_findings(each, ("service", "frequency"))
    return found


def _modification_findings(content: Mapping[str, Any], former: Mapping[str, Any]) -> list[Finding]:
    found = []
    begins, began = _day(content["valid_from_on"]), _day(former["valid_from_on"])
    if begins and began and begins < began:
        sentence = _("The version that this changes holds from %(day)s. Choose that day or a later one.")
        found.append(Finding(sentence % {"day": formats.date_format(began)}, "valid_from_on"))
    if not content["changes"]:
        found.append(Finding(_("Nothing was changed yet. Change what is to be different, then go on."), "goals"))
    if not _has_words(content["because"]):
        found.append(Finding(_("Say why the plan is changed."), "because"))
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def review_findings(
    content: Mapping[str, Any], *, began_on: date, due_on: date | None, today: date, asked: Asked
) -> list[Finding]:
    """What stands in the way of signing a review of a version that holds since `began_on` and was to be reviewed by `due_on`."""
    found = []
    on, due = _day(content["reviewed_on"]), _day(content["next_due_on"])
    if on is None or on > today:
        found.append(Finding(_("Say on which day the plan was reviewed: today or an earlier day."), "reviewed_on"))
    elif on < began_on:
        sentence = _("The version holds from %(day)s. Choose that day or a later one.")
        found.append(Finding(sentence % {"day": formats.date_format(began_on)}, "reviewed_on"))
    if content["decision"] not in Decision.values:
        found.append(Finding(_("Say what the review decides."), "decision"))
    for each in content["ratings"]:
        if each["rating"] not in Rating.values:
            found.append(Finding(_("Say how each goal goes."), f"{each['at']}-rating"))
        if not each["text"].strip():
            found.append(Finding(_("Say in a few words what the rating goes by."), f"{each['at']}-words"))
    return found + _next_findings(content["decision"], on, due, asked.review_by(on, due_on) if on else None)


def _next_findings(decision: str, on: date | None, due: date | None, latest: date | None) -> list[Finding]:
    if decision == Decision.CLOSE or on is None:
        return []
    if due and due <= on:
        return [Finding(_("The next review is due before this one. Choose a later day."), "next_due_on")]
    if latest and (due is None or due > latest):
        sentence = _("By policy the plan is reviewed by %(day)s. Choose that day or an earlier one.")
        return [Finding(sentence % {"day": formats.date_format(latest)}, "next_due_on")]
    return []


def end_findings(content: Mapping[str, Any], *, began_on: date, today: date) -> list[Finding]:
    """What stands in the way of saying that a goal ended."""
    found = []
    on = _day(content["ended_on"])
    if on is None or on > today:
        found.append(Finding(_("Say on which day the goal ended: today or an earlier day."), "ended_on"))
    elif on < began_on:
        sentence = _("The version holds from %(day)s. Choose that day or a later one.")
        found.append(Finding(sentence % {"day": formats.date_format(began_on)}, "ended_on"))
    if content["outcome"] not in GoalOutcome.values:
        found.append(Finding(_("Say how the goal ended."), "outcome"))
    if not _has_words(content["because"]):
        found.append(Finding(_("Say in a few words why it ended."), "words"))
    return found


def capacity_findings(capacity: str, *, is_staff: bool, supervises: bool) -> list[Finding]:
    """As what somebody may sign: staff as supervisor of the author or as somebody who took part, others never as supervisor."""
    if capacity not in Capacity.values:
        return [Finding(_("Say as what they sign."), "capacity")]
    if is_staff and capacity in (Capacity.CLIENT, Capacity.GUARDIAN):
        return [Finding(_("You sign as one of the staff. Let the client or guardian sign on this device."), "capacity")]
    if is_staff and capacity == Capacity.SUPERVISOR and not supervises:
        return [Finding(_("You do not supervise its author. Sign as somebody who took part."), "capacity")]
    if not is_staff and capacity == Capacity.SUPERVISOR:
        return [Finding(_("A supervisor signs with their own password or passkey, from their own page."), "capacity")]
    return []
