"""What the policies judge a note by: its scope under each case, and by when it is due."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from goldthread.cases import queries as cases
from goldthread.cases.models import CaseDetail
from goldthread.notes.content import About
from goldthread.notes.times import Occurred
from goldthread.people import queries as people
from goldthread.people.models import Credential
from goldthread.policies import queries as policies
from goldthread.policies.models import Agency


def scopes_of(
    typed: Mapping[str, Any], abouts: Sequence[About], credential: Credential | None, day: date
) -> dict[UUID | None, dict[str, str]]:
    """For each case of a note, by what the policies are asked: state, program, payer, service and staff level."""
    everywhere = _everywhere(policies.agency(day), str(typed.get("service", "")), credential)
    served = dict.fromkeys(about.case for about in abouts)
    return {case: everywhere | _terms(cases.terms_of(case, day) if case else None) for case in served}


def _everywhere(agency: Agency, service: str, credential: Credential | None) -> dict[str, str]:
    return {"state": agency.state, "service": service, "staff_level": credential.level if credential else ""}


def _terms(terms: CaseDetail | None) -> dict[str, str]:
    """Under which program and for which payer a case was served on the day of service."""
    return {"program": terms.program, "payer": terms.payer} if terms else {}


@dataclass(frozen=True)
class Ground:
    """By what a note is judged: the author's credential, the policies of the day, and the scope under each case."""

    credential: Credential | None
    standing: policies.Standing
    scopes: Mapping[UUID | None, Mapping[str, str]]


def ground_of(typed: Mapping[str, Any], abouts: Sequence[About], author: UUID, day: date, acted_on: date) -> Ground:
    """The ground of a note of a day; `acted_on` is when its author acted, which is another day for an act upon a note."""
    credential = people.credential_on(author, acted_on)
    return Ground(credential, policies.Standing(day), scopes_of(typed, abouts, credential, day))


class Judge:
    """What many notes are judged by, as signing would say; what it goes by is read once, however many they are."""

    def __init__(self, authors: Collection[UUID], served: Collection[UUID]) -> None:
        self._book = policies.Book()
        self._standing: dict[date, policies.Standing] = {}
        self._credentials = people.credentials_of(authors)
        self._details = cases.details_of(served)

    def due_at(
        self, occurred: Occurred, *, author: UUID, service: str, served: Collection[UUID | None]
    ) -> datetime | None:
        """The last moment at which a signature is in time under every case of a note; None where no rule says one."""
        day = occurred.on
        if day is None:
            return None
        under: set[UUID | None] = {case for case in served if case} or {None}
        scopes = [self.scope(day, author=author, service=service, case=case) for case in under]
        dues = [due_for(self.standing(day), occurred, scope) for scope in scopes]
        return min((due["at"] for due in dues if due), default=None)

    def standing(self, day: date) -> policies.Standing:
        """The policies in force on a day."""
        if day not in self._standing:
            self._standing[day] = policies.Standing(day, self._book)
        return self._standing[day]

    def scope(self, day: date, *, author: UUID, service: str, case: UUID | None) -> dict[str, str]:
        """By what the policies of a day are asked of a note under a case, or under none."""
        credential = people.held_on(self._credentials.get(author, ()), day)
        terms = cases.terms_among(self._details.get(case, ()), day) if case else None
        return _everywhere(self._book.agency(day), service, credential) | _terms(terms)


def due_for(standing: policies.Standing, occurred: Occurred, scope: Mapping[str, str]) -> dict[str, Any]:
    """By when a note of this time and scope is due, what follows if it is later, and who says so; empty without a rule."""
    if occurred.on is None:
        return {}
    end = (
        occurred.ends or occurred.starts or datetime.combine(occurred.on, datetime.max.time(), ZoneInfo(occurred.zone))
    )
    due = policies.documentation_due(standing, service_end=end, zone=occurred.zone, **scope)
    if due is None:
        return {}
    return {"at": due.at, "effect": due.effect, "policy": due.policy_id, "citation": due.citation}
