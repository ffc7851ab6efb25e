"""Why a service was needed on its day: said in sentences out of what was sealed with the note, and of nothing else; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goldthread.authorizations.models import UnitLabel
from goldthread.authorizations.rules import spelled
from goldthread.lib.shipped import shown
from goldthread.lib.text import sentence
from goldthread.needs import queries as needs
from goldthread.needs.models import Domain, Informant, NeedKind, Severity, Verification
from goldthread.notes import goes_back
from goldthread.notes.checks.holding import TITLES
from goldthread.notes.checks.registry import BY_KEY
from goldthread.notes.content import thread_of
from goldthread.notes.rules import is_attempt
from goldthread.plans import queries as plans
from goldthread.plans.models import Anchor, Capacity, Rating
from goldthread.plans.rules import CLOSED, EXPIRED, IN_FORCE, NONE, NOT_YET
from goldthread.policies.models import Policy
from goldthread.services.rules import spoken, step_from

Content = Mapping[str, Any]
_CAPACITIES: dict[str, Any] = dict(Capacity.choices)
# How a plan stood that was not in force, as the check of it sealed that.
_PLAN_STATES = {
    NONE: gettext_lazy("none on file"),
    NOT_YET: gettext_lazy("not begun"),
    EXPIRED: gettext_lazy("over"),
    CLOSED: gettext_lazy("closed"),
}


@dataclass(frozen=True)
class Line:
    """One sentence of the answer, and where the entry that it rests on is read; no address where that is no page."""

    words: str
    address: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Part:
    """One part of the answer under its heading."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Answer:
    """Why a service was needed on its day: parts in the order of the thread, and what of it is missing or old."""

    is_frozen: bool
    parts: Sequence[Part]
    missing: Sequence[str]


def answer(content: Content) -> Answer:
    """The answer out of a note's content as it reads now; not frozen where it was signed or imported without a thread."""
    thread = thread_of(content)
    if not thread:
        return Answer(False, [], [])
    parts = [
        Part(_("The service"), _service(content, thread)),
        Part(
            _("What it was needed for"),
            [*_diagnoses(thread, is_out=False), *_needs(content, thread, is_strength=False)],
        ),
        Part(_("Strengths to build on"), list(_needs(content, thread, is_strength=True))),
        Part(_("What had been ruled out"), list(_diagnoses(thread, is_out=True))),
        Part(_("How it was measured"), _measured(content, thread)),
        Part(_("What was planned, and what was worked on"), _planned(content, thread)),
        Part(_("Who allowed it, and what it counts"), _allowed(content, thread)),
        Part(_("By which rules"), [_rule(each) for each in thread["rules"]]),
        Part(_("What the checks asked before signing"), [_asked(each) for each in content.get("checks", ())]),
    ]
    return Answer(True, [each for each in parts if each.lines], _missing(content, thread))


def _day(text: str) -> str:
    return formats.date_format(date.fromisoformat(text))


def _note(entry: str | None) -> str:
    return reverse("notes:note", args=[entry]) if entry else ""


def _of_client(content: Content, name: str) -> str:
    return reverse(name, args=[content["client"]["id"]])


def _service(content: Content, thread: Content) -> list[Line]:
    author = content["author"]
    who = f"{author['name']}, {author['credential']}" if author["credential"] else author["name"]
    told = {"day": _day(content["occurred_on"]), "who": who, "client": content["client"]["name"]}
    told["service"] = shown(content["service"], "service") or shown(content["note_type"]["title"], "note type")
    minutes = (content.get("attended") or {}).get("minutes", content["minutes"])
    lines = [Line(_("%(service)s for %(client)s on %(day)s, by %(who)s.") % told)]
    if minutes is not None:
        lines.append(Line(ngettext("It took %(n)s minute.", "It took %(n)s minutes.", minutes) % {"n": minutes}))
    earlier = [date.fromisoformat(each) for each in thread["earlier"]]
    if earlier:
        days = (date.fromisoformat(content["occurred_on"]) - earlier[-1]).days
        sentence = ngettext(
            "In the month before it was given on %(n)s day, the last time %(days)s days before.",
            "In the month before it was given on %(n)s days, the last time %(days)s days before.",
            len(earlier),
        )
        lines.append(Line(sentence % {"n": len(earlier), "days": days}))
    elif content["service"]:
        lines.append(Line(_("In the month before it was not given.")))
    return lines


def _diagnoses(thread: Content, *, is_out: bool) -> Iterable[Line]:
    rows = (row for row in thread["diagnoses"] if (row["verification"] == Verification.REFUTED) == is_out)
    return map(_diagnosis, rows)


def _diagnosis(row: Content) -> Line:
    sure = dict(Verification.choices).get(row["verification"], row["verification"])
    told = {"code": row["code"], "title": row["title"], "sure": sure, "by": row["by"], "day": _day(row["made_on"])}
    sentence = _("%(code)s %(title)s: %(sure)s, by %(by)s on %(day)s.")
    if row["principal"]:
        sentence = _("%(code)s %(title)s (principal): %(sure)s, by %(by)s on %(day)s.")
    return Line(sentence % told, evidence=_note(row["evidence"]))


def _needs(content: Content, thread: Content, *, is_strength: bool) -> Iterable[Line]:
    for row in thread["needs"]:
        if (row["kind"] == NeedKind.STRENGTH) != is_strength:
            continue
        about = [
            str(dict(NeedKind.choices).get(row["kind"], row["kind"])),
            str(dict(Domain.choices).get(row["domain"], row["domain"])),
            str(dict(Severity.choices).get(row["severity"], row["severity"])),
        ]
        told = {"about": ", ".join(filter(None, about)), "words": row["words"], "day": _day(row["since"])}
        address = _of_client(content, "needs:of_client")
        yield Line(_("%(about)s, since %(day)s: %(words)s") % told, address, _note(row["evidence"]))


def _measured(content: Content, thread: Content) -> list[Line]:
    """The measures of the note itself, then the last scores that were on file; a thread frozen anew may hold the former too."""
    day = content["occurred_on"]
    own = [{**each, "on": day, "evidence": None} for each in content.get("measures") or ()]
    said = {(each["instrument"], each["informant"], day) for each in own}
    earlier = [each for each in thread["measures"] if (each["instrument"], each["informant"], each["on"]) not in said]
    return [_measure(each, content) for each in (*own, *earlier)]


def _measure(row: Content, content: Content) -> Line:
    instrument, word = needs.shipped().get(row["instrument"]), shown(row["word"], "measure")
    told = {
        # Before titles were sealed, of the agency's own measures only which it was.
        "title": instrument.title if instrument else row.get("title") or _("A measure of the agency"),
        "total": row["total"],
        "word": f" ({word})" if word else "",
        "day": _day(row["on"]),
        "whose": dict(Informant.choices).get(row["informant"], row["informant"]),
    }
    sentence = _("%(title)s by %(whose)s: %(total)s%(word)s on %(day)s.") % told
    return Line(sentence, _of_client(content, "needs:measures"), _note(row["evidence"]))


def _planned(content: Content, thread: Content) -> list[Line]:
    plan, lines = thread["plan"], []
    if plan["state"] == IN_FORCE:
        told = {"number": plan["number"], "day": _day(plan["from"]), "end": _day(plan["to"]) if plan["to"] else ""}
        sentence = _("Plan of care, version %(number)s, in force since %(day)s")
        sentence = (sentence % told) + (_(" until %(end)s") % told if plan["to"] else "") + "."
        lines.append(Line(sentence, reverse("plans:version", args=[plan["version"]])))
        if plan["frequency"]:
            told = {"service": shown(content["service"], "service"), "often": plan["frequency"]}
            lines.append(Line(_("It plans “%(service)s” %(often)s.") % told))
    worked = content.get("goals", ())
    lines += [_goal(each, [of for of in thread["answers"] if of["goal"] == each["goal"]]) for each in worked]
    named = {each["goal"] for each in worked}
    others = {each["id"]: each for each in thread["answers"] if each["goal"] not in named}
    return lines + [
        Line(_("The plan goes back to: %(answer)s") % {"answer": _answered(each)}) for each in others.values()
    ]


def _answered(row: Content) -> str:
    """What a goal goes back to, and how it stood on the day where it did not stand."""
    told = {"answer": plans.answer_shown(row), "day": _day(row["ended"]) if row["ended"] else ""}
    match row["state"]:
        case goes_back.RULED_OUT:
            return _("%(answer)s (ruled out by that day)") % told
        case goes_back.ENDED if row["ended"]:
            return _("%(answer)s (ended on %(day)s)") % told
        case goes_back.ENDED:
            return _("%(answer)s (not on file for that day)") % told
        case goes_back.STRUCK:
            return _("%(answer)s (entered in error)") % told
    return told["answer"]


def _goal(row: Content, answers: Iterable[Content]) -> Line:
    parts = [_("Worked on: %(goal)s") % {"goal": sentence(row["title"])}]
    parts += [_("It goes back to: %(answer)s") % {"answer": sentence(_answered(each))} for each in answers]
    parts += [_("Done: %(words)s") % {"words": sentence(row["did"])}] if row["did"].strip() else []
    parts += [_("Response: %(words)s") % {"words": sentence(row["response"])}] if row["response"].strip() else []
    if row["progress"]:
        told = {"step": dict(Rating.choices).get(row["progress"], row["progress"])}
        parts += [_("Progress: %(step)s.") % told, sentence(row["because"])]
    return Line(" ".join(filter(None, parts)))


def _allowed(content: Content, thread: Content) -> list[Line]:
    held, units, lines = thread["authorization"], thread["units"], []
    if held:
        told = {
            "payer": held["payer"],
            "number": f" {held['number']}" if held["number"] else "",
            "units": f"{spelled(held['hundredths'])} {dict(UnitLabel.choices).get(held['label'], held['label'])}",
            "from": _day(held["from"]),
            "to": f"–{_day(held['to'])}" if held["to"] else "",
        }
        sentence = _("%(payer)s authorized %(units)s%(number)s, %(from)s%(to)s.") % told
        lines.append(Line(sentence, _of_client(content, "authorizations:of_client")))
    if units:
        lines += [Line(f"{spoken(step_from(each))}.") for each in units["steps"]]
    # Where the authorization counts something else than the policy: events or days.
    return lines + [Line(f"{spoken(step_from(each))}.") for each in (held or {}).get("steps", ())]


def _rule(row: Content) -> Line:
    if str(row["says"]).startswith(("{", "[")):
        # Parameters of an algorithm, whose steps stand where they were used.
        return Line(f"{_title(row['asked'])} ({row['citation']})")
    return Line(
        _("%(what)s: %(says)s (%(source)s)")
        % {"what": _title(row["asked"]), "says": _said(row), "source": row["citation"]}
    )


def _title(column: str) -> str:
    field: Any = Policy._meta.get_field(column)
    return str(field.verbose_name)


def _said(row: Content) -> str:
    says = row["says"]
    if isinstance(says, bool):
        return _("yes") if says else _("no")
    if row["asked"] == "necessity_anchor":
        return str(dict(Anchor.choices).get(says, says))
    field: Any = Policy._meta.get_field(row["asked"])
    return str(dict(field.choices or ()).get(says, says))


def _asked(row: Content) -> Line:
    """What a check asked, and what the author answered to it."""
    check = BY_KEY.get(row["check"])
    told = {"check": check.title if check else row["check"], "answer": row["answer"] or _("not answered")}
    details = ", ".join(_detail(row["check"], each) for each in row["details"])
    told["details"] = f" ({details})" if details else ""
    return Line(_("%(check)s%(details)s: %(answer)s") % told)


def _detail(check: str, detail: str) -> str:
    """What was sealed of what a check found: codes by their titles and days by their format; times and shares as they are."""
    match check:
        case "plan":
            return str(_PLAN_STATES.get(detail, detail))
        case "plan_unsigned":
            return ", ".join(str(_CAPACITIES.get(each, each)) for each in detail.split(", "))
        case "not_in_plan":
            return shown(detail, "service")
        case "asked_for" | "no_place_for":
            return str(TITLES.get(detail, detail))
        case "old_need":
            return _day(detail)
    return detail


def _missing(content: Content, thread: Content) -> list[str]:
    """What of the thread was missing, late or old on the day, each in one sentence."""
    found = [*_of_plan(content, thread), *_of_need(content, thread), *_of_authorization(content, thread)]
    if not content["author"]["credential"]:
        found.append(_("No credential of its author was on file for that day."))
    return found


def _of_plan(content: Content, thread: Content) -> list[str]:
    plan, found = thread["plan"], []
    states = {
        NONE: _("No plan of care was on file."),
        NOT_YET: _("The plan of care had not begun."),
        EXPIRED: _("The plan of care had ended."),
        CLOSED: _("The plan of care had been closed."),
    }
    if plan["state"] in states and (plan["state"] != NONE or thread["anchor"] == Anchor.PLAN_GOAL):
        found.append(states[plan["state"]])
    if plan.get("unsigned"):
        who = ", ".join(str(dict(Capacity.choices).get(each, each)) for each in plan["unsigned"])
        found.append(_("The plan lacked a signature: %(who)s.") % {"who": who})
    if plan.get("recorded_on"):
        sentence = _("The plan came on file only on %(day)s, after the service.")
        found.append(sentence % {"day": _day(plan["recorded_on"])})
    for who, on in plan.get("signed_on", {}).items():
        told = {"who": dict(Capacity.choices).get(who, who), "day": _day(on)}
        found.append(_("A signature came only on %(day)s, after the service: %(who)s.") % told)
    if plan.get("has_service") is False:
        found.append(_("The service was not among those of the plan."))
    if plan["state"] == IN_FORCE and thread["anchor"] == Anchor.PLAN_GOAL and not content.get("goals"):
        found.append(_("No goal of the plan was named."))
    gone = {each["id"]: each for each in thread["answers"] if each["state"] != goes_back.STANDS}
    return found + [
        _("What a goal goes back to did not stand any more: %(answer)s") % {"answer": _answered(each)}
        for each in gone.values()
    ]


def _of_authorization(content: Content, thread: Content) -> list[str]:
    held, asked = thread["authorization"], {each["check"] for each in content.get("checks", ())}
    rules = {each["asked"]: each["says"] for each in thread["rules"]}
    if not held:
        is_asked = rules.get("auth_required") is True
        return [_("No authorization was in force, and a policy asked for one.")] if is_asked else []
    found = []
    if "authorization_short" in asked:
        found.append(_("The authorization had fewer units left than the service took."))
    is_unsaid = thread["units"] is None and "rounding_algorithm" not in rules and not is_attempt(content)
    if (is_unsaid and not held.get("uses")) or held.get("uses", 0) is None:
        found.append(_("How many units of the authorization it took, no rule on file could say."))
    return found


def _of_need(content: Content, thread: Content) -> list[str]:
    days = [each["since"] for each in thread["needs"] if each["kind"] != NeedKind.STRENGTH]
    days += [each["since"] for each in thread["diagnoses"] if each["verification"] != Verification.REFUTED]
    days += [each["on"] for each in thread["measures"]]
    days += [content["occurred_on"]] if content.get("measures") else []
    if not days:
        return [_("No diagnosis, need or score was on file.")]
    newest, on = date.fromisoformat(max(days)), date.fromisoformat(content["occurred_on"])
    if on - newest <= timedelta(days=thread["old_after"]):
        return []
    told = {"day": formats.date_format(newest), "days": (on - newest).days}
    return [_("The need was last said anew on %(day)s, %(days)s days before.") % told]
