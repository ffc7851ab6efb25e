"""What the checks ask of a draft: gathered once from the record, weighed by policy, and kept with the note once answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.cases import queries as cases
from goldthread.lib import clock
from goldthread.lib.refusals import Finding
from goldthread.notes import alarms, before, goals, judging, resting
from goldthread.notes.around import Company
from goldthread.notes.checks import alarming, times, words
from goldthread.notes.checks.registry import BLOCKS, BY_KEY, OFF, TELLS, WARNS, Check, Found, severity_of
from goldthread.notes.content import About
from goldthread.notes.definitions import Definition
from goldthread.notes.models import Amendment, Draft
from goldthread.notes.resting import Served
from goldthread.notes.rules import ACTS, AFTER_CLOSING, BLOCK_WORDS, is_attempt
from goldthread.notes.thread import Thread
from goldthread.notes.times import Occurred
from goldthread.people.models import Staff
from goldthread.policies import queries as policies

# What says nothing of its own that could be checked.
_WORDLESS = ACTS
# What is chosen from a list is no text.
_CODED = ("with",)


@dataclass(frozen=True)
class Question:
    """What one check has to say of a draft, how severe it is, and what the author answered."""

    check: Check
    severity: str
    found: Sequence[Found]
    answer: str = ""

    @property
    def findings(self) -> list[Finding]:
        """The same as findings of a form."""
        blocks = self.severity == BLOCKS
        return [Finding(each.sentence, each.field, blocks, self.check.source, self.check.key) for each in self.found]


@dataclass(frozen=True)
class Matter:
    """A draft as the checks see it: what is typed, when it was, whom it is about and whom it may name."""

    draft: Draft
    author: Staff
    definition: Definition
    occurred: Occurred
    abouts: Sequence[About]
    company: Company
    ground: judging.Ground | None
    threads: Sequence[Thread]

    @property
    def day(self) -> date:
        """The day of service; today while none is typed."""
        return self.occurred.on or clock.today(self.occurred.zone)

    @property
    def clients(self) -> list[UUID]:
        """Whom it is about."""
        return [each.client for each in self.abouts]

    def texts(self, *, rows: bool) -> dict[str, str]:
        """Every text by its field: sections and own texts, and with `rows` what stands in lists."""
        typed = self.draft.content
        chosen = {str(client) for client in self.clients}
        found = {f"narrative-{key}": str(text) for key, text in typed.get("narrative", {}).items()}
        found |= {f"own-{key}": str(text) for key, text in typed.get("own", {}).items() if key in chosen}
        found |= {f"{kind}-{goal}": str(text) for kind in goals.WORDS for goal, text in typed.get(kind, {}).items()}
        if rows:
            for block in ("requests", "judgments", "occurrences", "compliance"):
                for at, row in enumerate(typed.get(block, [])):
                    said = " ".join(
                        str(text)
                        for name, text in row.items()
                        if name in ("what", "question", "options", "why", "barrier", *BLOCK_WORDS[block])
                        and name not in _CODED
                    )
                    found[f"{block}-{at}-{BLOCK_WORDS[block][0]}"] = said
        return {field: text for field, text in found.items() if text.strip()}


def questions(matter: Matter) -> list[Question]:
    """What the checks ask of a draft, the strictest first, in the order of the registry; nothing that a policy turned off."""
    ground = matter.ground
    if matter.draft.amendment in _WORDLESS or ground is None:
        return []
    standing, scopes = ground.standing, list(ground.scopes.values())
    found = [*_of_times(matter), *_of_lateness(matter, standing, scopes), *_of_words(matter)]
    served = Served(matter.draft, matter.author, matter.definition, matter.occurred, ground)
    rests = resting.found_of(matter.threads, served)
    found += rests
    # What is signed already must be mended whatever it rests on: there a policy asks, and forbids nothing.
    told = {each.check for each in rests} if matter.draft.amendment else set()
    asked = []
    for key in dict.fromkeys(each.check for each in found):
        check = BY_KEY[key]
        severity = severity_of(check, [standing.resolve(f"check.{key}", **scope).value for scope in scopes])
        severity = WARNS if severity == BLOCKS and key in told else severity
        answer = str(matter.draft.content.get("answers", {}).get(key, ""))
        asked.append(Question(check, severity, [each for each in found if each.check == key], answer))
    return _weighed(asked, matter)


def _weighed(asked: Iterable[Question], matter: Matter) -> list[Question]:
    """In their order of weight; what was openly carried forward from the client's own notes is told and asks nothing."""
    order = {severity: at for at, severity in enumerate((BLOCKS, WARNS, TELLS))}
    mended = [_openly(each, matter) for each in asked if each.severity != OFF]
    return sorted(mended, key=lambda each: (order[each.severity], list(BY_KEY).index(each.check.key)))


def _openly(question: Question, matter: Matter) -> Question:
    origins = matter.draft.content.get("origins", {})
    carried = {field for field, spans in origins.items() if ":carried" in str(spans)}
    if question.check.key != "alike_own" or question.severity != WARNS:
        return question
    if not all(each.field.partition("-")[2] in carried or each.field in carried for each in question.found):
        return question
    return Question(question.check, TELLS, question.found, question.answer)


def _of_times(matter: Matter) -> list[Found]:
    draft, occurred, zone = matter.draft, matter.occurred, matter.occurred.zone
    if occurred.on is None:
        return []
    found = times.birth_found(occurred.on, {each.name: each.born_on for each in matter.abouts})
    closed_on = None if draft.amendment else cases.closed_on(matter.clients)
    found += times.closing_found(occurred.on, closed_on, matter.definition.key, AFTER_CLOSING)
    own = before.worked_of(draft.pk, draft.content, zone)
    if own is None or draft.amendment in (Amendment.ADDENDUM, Amendment.LATE_ENTRY):
        return found
    if not draft.amendment:
        found += times.visit_found(own, before.planned_at(matter.author, draft.content, occurred.on), zone)
    others = before.worked_beside(matter.author, own, before.own_encounters(draft))
    found += times.overlap_found(own, others, zone) + times.travel_found(own, others, zone)
    return found + times.day_found(own, others, occurred.on, zone)


def _of_lateness(matter: Matter, standing: policies.Standing, scopes: Sequence[Mapping[str, str]]) -> list[Found]:
    if matter.draft.amendment:
        return []
    dues = [due for scope in scopes if (due := judging.due_for(standing, matter.occurred, scope))]
    first = min(dues, key=lambda due: due["at"], default={})
    return times.late_found(first.get("at"), clock.now(), str(first.get("effect") or ""), matter.occurred.zone)


def _of_words(matter: Matter) -> list[Found]:
    draft, texts = matter.draft, matter.texts(rows=True)
    typed = draft.content
    attempted = is_attempt(typed)
    found = [] if draft.amendment else words.response_found(texts, matter.definition, is_attempt=attempted)
    found += alarming.alarm_found(_alarms(matter), typed, matter.definition)
    found += _named(matter, texts)
    found += words.identity_found(texts, typed.get("labels", ()), _addresses(matter))
    if draft.amendment != Amendment.CORRECTION:
        names = [name for borne in matter.company.names.values() for name in borne]
        found += before.alike_found(
            matter.texts(rows=False),
            names,
            author=matter.author,
            clients=matter.clients,
            day=matter.day,
            without=before.own_encounters(draft),
        )
    return found


def _alarms(matter: Matter) -> list[alarming.Alarm]:
    """What is answered in the measures of the note's own clients, of a new note or of one that is corrected."""
    if matter.draft.amendment not in ("", Amendment.CORRECTION):
        return []
    return [each for each in alarms.typed(matter.draft.content) if each.client in matter.clients]


def _addresses(matter: Matter) -> set[str]:
    """Where people around the clients live, and where the clients live and lived; not asked for where the note is marked."""
    if "address" in matter.draft.content.get("labels", ()):
        return set()
    return matter.company.addresses | cases.addresses_known(matter.author, matter.clients)


def _named(matter: Matter, texts: Mapping[str, str]) -> list[Found]:
    """Other clients named where they do not belong: of the caseload anywhere, and clients of this note in each other's records."""
    around = cases.siblings_of(matter.author, matter.clients, matter.day)
    beside = {each.client_id for each in around}
    named = cases.names_in_caseload(matter.author, matter.day)
    strangers = [words.Named(pk, names) for pk, names in named.items() if pk not in beside and pk not in matter.clients]
    belonging = [*(each.name for each in around), *_borne(matter.company, matter.company.names)]
    found = words.named_found(texts, strangers, belonging)
    families: dict[UUID | None, set[UUID]] = {}
    for each in matter.abouts:
        families.setdefault(each.case, set()).add(each.client)
    for family in families.values() if len(families) > 1 else ():
        others = [words.Named(each.client, (each.name,)) for each in matter.abouts if each.client not in family]
        own = {
            field: text for field, text in texts.items() if not field.startswith("own-") or UUID(field[4:]) in family
        }
        theirs = [pk for pk, records in matter.company.records.items() if records & family]
        found += words.named_found(own, others, _borne(matter.company, theirs))
    return list({(each.sentence, each.field): each for each in found}.values())


def _borne(company: Company, identities: Iterable[UUID]) -> list[str]:
    return [name for identity in identities for name in company.names[identity]]


def kept(asked: Sequence[Question], client: UUID) -> list[dict[str, Any]]:
    """What is sealed of the questions in one client's record: those that warned, with the author's answer, if any.

    No sentence, which may name somebody, but the check's key and what is safe of it (Found.detail).
    """
    found = []
    for each in asked:
        concerning = [one for one in each.found if one.client in (None, client)]
        if each.severity == WARNS and concerning:
            details = list(dict.fromkeys(one.detail for one in concerning if one.detail))
            item = {
                "check": each.check.key,
                "severity": each.severity,
                "details": details,
                "answer": each.answer.strip(),
            }
            found.append(item)
    return found
