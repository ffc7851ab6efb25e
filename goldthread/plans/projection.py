"""The rows that show what was sealed about a plan, as a pure function of the content; `verify` recomputes and compares them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from goldthread.ledger.projection import Row
from goldthread.lib.encoding import from_moment
from goldthread.plans.content import ANSWERS, joined

VERSION, SIGNATURE, REVIEW, GOAL_END = "plan.version", "plan.signature", "plan.review", "plan.goal_ended"
Content = dict[str, Any]


class UnknownVersion(ValueError):
    """Content of a form that this software does not know; the message names it."""


class PlanProjection:
    """Entries of plans become rows of ten tables."""

    kinds = (VERSION, SIGNATURE, REVIEW, GOAL_END)
    tables = (
        "plans_planversion", "plans_plangoal", "plans_plananswer", "plans_planobjective", "plans_planintervention", "plans_planservice",
        "plans_plansignature", "plans_planreview", "plans_planrating", "plans_goalend",
    )  # fmt: skip

    def project(
        self, schema_version: int, entry_id: UUID, recorded_at: datetime, content: dict[str, Any]
    ) -> Sequence[Row]:
        """The rows of one entry; UnknownVersion where the content is of a later form than this software knows."""
        if schema_version != 1:
            told = {"version": schema_version}
            raise UnknownVersion(_("a plan of version %(version)s, which this software is too old for") % told)
        return _BY_ACT[content["act"]](entry_id, recorded_at, content)


PROJECTION = PlanProjection()


def _about(entry_id: UUID, recorded_at: datetime, content: Content) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "client_id": UUID(content["client"]["id"]),
        "case_id": _uuid(content["case"]),
        "recorded_at": recorded_at,
    }


def _author_name(content: Content) -> str:
    author = content["author"]
    return f"{author['name']}, {author['credential']}" if author["credential"] else str(author["name"])


def _version(entry_id: UUID, recorded_at: datetime, content: Content) -> list[Row]:
    values = {
        **_about(entry_id, recorded_at, content),
        "plan": UUID(content["plan"]),
        "number": content["number"],
        "author_id": _uuid(content["author"]["id"]),
        "author_name": _author_name(content),
        "replaces_id": _uuid(content["replaces"]),
        "anchor": content["anchor"],
        "valid_from_on": _date(content["valid_from_on"]),
        "valid_to_on": _date(content["valid_to_on"]),
        "review_due_on": _date(content["review_due_on"]),
        "signers": ", ".join(content["signers"]["needed"]),
        "signing": content["signing"]["method"],
        "prepared_at": from_moment(content["written"]["at"]),
    }
    return [Row("plans_planversion", values), *_parts(entry_id, content)]


def _parts(entry_id: UUID, content: Content) -> list[Row]:
    rows = []
    for at, goal in enumerate(content["goals"]):
        said = {"goal": UUID(goal["id"]), "words": goal["words"], "need": goal["need"]}
        rows.append(Row("plans_plangoal", _place(entry_id, "goals", at) | said))
        rows += [
            _answer(entry_id, goal["id"], f"goals/{at}/answers", *each) for each in enumerate(goal.get(ANSWERS, ()))
        ]
    for at, each in enumerate(content["objectives"]):
        said = {name: each[name] for name in ("words", "measure", "baseline", "target")}
        named = {"objective": UUID(each["id"]), "goal": UUID(each["goal"]), "due_on": _date(each["due_on"])}
        rows.append(Row("plans_planobjective", _place(entry_id, "objectives", at) | said | named))
    for at, each in enumerate(content["interventions"]):
        said = {name: each[name] for name in ("words", "modality", "frequency", "duration", "who")}
        named = {"intervention": UUID(each["id"]), "objective": UUID(each["objective"])}
        rows.append(Row("plans_planintervention", _place(entry_id, "interventions", at) | said | named))
    for at, each in enumerate(content["services"]):
        said = {"service": each["service"], "frequency": each["frequency"]}
        held = {"from_on": _date(each["from_on"]), "to_on": _date(each["to_on"])}
        rows.append(Row("plans_planservice", _place(entry_id, "services", at) | said | held))
    return rows


def _answer(entry_id: UUID, goal: str, name: str, at: int, each: Content) -> Row:
    said = {name: each[name] for name in ("kind", "code", "words")}
    named = {"goal": UUID(goal), "identity": UUID(each["id"])}
    return Row("plans_plananswer", _place(entry_id, name, at) | said | named)


def _place(entry_id: UUID, name: str, at: int) -> dict[str, Any]:
    return {"id": uuid5(entry_id, f"{name}/{at}"), "version_id": entry_id, "position": at}


def _signature(entry_id: UUID, recorded_at: datetime, content: Content) -> list[Row]:
    given, tried = content["signature"], content["attempt"]
    who = given["by"] if given else tried["of"]
    values = {
        **_about(entry_id, recorded_at, content),
        "version_id": UUID(content["version"]),
        "capacity": content["capacity"],
        "is_given": bool(given),
        "name": who["name"],
        "role": who["role"],
        "person": _uuid(who["person"]),
        "method": given["method"] if given else "",
        "how": "" if given else tried["how"],
        "outcome": "" if given else tried["outcome"],
        "words": "" if given else tried["words"],
        "witness_name": _author_name(content),
    }
    return [Row("plans_plansignature", values)]


def _review(entry_id: UUID, recorded_at: datetime, content: Content) -> list[Row]:
    values = {
        **_about(entry_id, recorded_at, content),
        "version_id": UUID(content["version"]),
        "author_name": _author_name(content),
        "reviewed_on": _date(content["reviewed_on"]),
        "decision": content["decision"],
        "next_due_on": _date(content["next_due_on"]),
    }
    rows = [Row("plans_planreview", values)]
    for at, each in enumerate(content["ratings"]):
        said = {"goal": UUID(each["goal"]), "position": at, "rating": each["rating"], "words": each["text"]}
        rows.append(Row("plans_planrating", {"id": uuid5(entry_id, f"ratings/{at}"), "review_id": entry_id, **said}))
    return rows


def _goal_end(entry_id: UUID, recorded_at: datetime, content: Content) -> list[Row]:
    values = {
        **_about(entry_id, recorded_at, content),
        "version_id": UUID(content["version"]),
        "goal": UUID(content["goal"]["id"]),
        "author_name": _author_name(content),
        "ended_on": _date(content["ended_on"]),
        "outcome": content["outcome"],
        "words": joined(content["because"]),
    }
    return [Row("plans_goalend", values)]


_BY_ACT: dict[str, Callable[[UUID, datetime, Content], list[Row]]] = {
    "version": _version,
    "signature": _signature,
    "review": _review,
    "goal_end": _goal_end,
}


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
