"""Every check of a note in one place: what it says, of which field, by whose rule, and how severe it is unless a policy says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from goldthread.notes.checks.alike import Pair

BLOCKS, WARNS, TELLS, OFF = "blocks", "warns", "tells", "off"
SEVERITIES = (BLOCKS, WARNS, TELLS, OFF)  # from the strictest down


@dataclass(frozen=True)
class Check:
    """One check: `says` in one sentence what it means, `source` who asks for it. A fixed one blocks whatever a policy says."""

    key: str
    title: Any
    says: Any
    field: Any
    source: Any
    severity: str
    is_fixed: bool = False


@dataclass(frozen=True)
class Found:
    """What a check has to say of one note: a sentence, and the field it is about.

    `detail` may stand in the record: times or a share, never anybody's name or words. `client` is given where it concerns
    the own text of one client alone; `note` and `pairs` where the reader may see an earlier note that is alike.
    """

    check: str
    sentence: str
    field: str
    detail: str = ""
    client: UUID | None = None
    note: UUID | None = None
    pairs: Sequence[Pair] = ()


CHECKS = (
    Check("required", _("Required parts"), _("What the note type requires is there, and a list that was begun says its main thing."),
          _("the empty field"), "42 CFR 441.18(a)(7); 26 TAC 301.361; 405 IAC 5-21.6-6", BLOCKS, is_fixed=True),
    Check("times", _("Times that can be"), _("The end lies after the start, and no time stands without its day."),
          _("Date, Start or End"), "405 IAC 5-21.6-6 (start and end); 26 TAC 301.361", BLOCKS, is_fixed=True),
    Check("future", _("Nothing of the future"), _("A note is about what has happened, within living memory."),
          _("Date or End"), "CMS Pub 100-08, chapter 3, 3.3.2.4 (no signature before the service)", BLOCKS, is_fixed=True),
    Check("lists", _("What is in the lists"), _("What is chosen from a list is in it, names have a name's length, and distances and people are such as can be."),
          _("the field itself"), _("The form of the note type"), BLOCKS, is_fixed=True),
    Check("meanwhile", _("Corrected meanwhile"), _("What corrects a note, or withdraws it, was begun from the note as it stands now, so that it takes back no other correction."),
          _("Why this is added"), "CMS Pub 100-08, chapter 3, 3.3.2.5 (what is wrong is corrected)", BLOCKS, is_fixed=True),
    Check("origins", _("Own words where they count"), _("Response and progress are written for this note, never carried over or filled in by a phrase."),
          _("Response or progress"), "NGS Medicare, Documentation (cloned notes)", BLOCKS, is_fixed=True),
    Check("group", _("Each member of a group"), _("Every client of a group has words of their own, and comes and goes within the session."),
          _("the client's own block"), "405 IAC 5-21.6-6 (each recipient's participation)", BLOCKS, is_fixed=True),
    Check("goals", _("Goals that were worked on"), _("A goal that is ticked says what was done, and its progress by what it is seen; words stand at no goal that is not ticked."),
          _("the goal"), "405 IAC 5-21.6-6 (goals addressed, progress toward them)", BLOCKS, is_fixed=True),
    Check("measures", _("Measures that count"), _("A measure is about a client of the note, is answered as its authors count it, and stands once for each person who answers."),
          _("the measure"), _("The instrument's own rules of scoring"), BLOCKS, is_fixed=True),
    Check("over_a_day", _("More than 24 hours in a day"), _("The author's notes of one day together do not exceed 24 hours."),
          _("End"), "405 IAC 5-21.6-6 (actual time spent); False Claims Act, 31 USC 3729", BLOCKS),
    Check("long_day", _("A very long day"), _("The author's notes of one day together exceed 16 hours."),
          _("End"), "405 IAC 5-21.6-6 (actual time spent)", WARNS),
    Check("brief", _("A very short visit"), _("A visit in person took less than five minutes."),
          _("End"), "405 IAC 5-21.6-6 (actual time spent)", TELLS),
    Check("early", _("Long before its plan"), _("A visit begins more than two hours before it was planned."),
          _("Start"), "405 IAC 5-21.6-6 (actual time spent)", TELLS),
    Check("before_birth", _("Before the birth"), _("The date of service lies before the client's date of birth."),
          _("Date"), "CMS Pub 100-08, chapter 3, 3.3.2.5 (what is wrong is corrected)", WARNS),
    Check("after_closing", _("After the case was closed"), _("The date of service lies after the last case of the client was closed."),
          _("Date"), "405 IAC 5-21.6-6 (services under a plan in force)", TELLS),
    Check("overlap", _("Two places at once"), _("The author's time overlaps with another note or draft of the same author."),
          _("Start"), "Mont. Admin. R. 37.88 (the same minutes count once); confirm with your payer", WARNS),
    Check("travel", _("No time for the way"), _("Between two visits at different places there is less time than the way takes."),
          _("Start"), "31 USC 3729 (time that cannot have been worked); confirm with your payer", TELLS),
    Check("late", _("Late"), _("The note is signed after it was due, and will say so."),
          _("Date"), _("The policy that sets the deadline"), TELLS),
    Check("no_response", _("No response"), _("Something was done, and nothing says how the client took it or what came of it."),
          _("the empty section"), "405 IAC 5-21.6-6 (progress); OAC 317:30-5-248 (client's reaction)", WARNS),
    Check("alarm", _("An answer that alarms"), _("An answer of a measure asks for something at once, such as item 9 of the PHQ-9 above 0, and nothing is written about safety."),
          _("the section for safety"), _("The instrument's own mark of the item; Joint Commission, NPSG.15.01.01 (suicidal ideation)"), WARNS),
    Check("other_client", _("Another client's name"), _("The text holds the name of another client of the author's caseload."),
          _("the text"), "45 CFR 164.502(b); IC 31-33-18", WARNS),
    Check("reporter", _("Who made a report"), _("The text seems to say who made a report, and the note is not marked so."),
          _("Sensitive"), "IC 31-33-18-2; 42 USC 5106a(b)(2)(B)(viii)", WARNS),
    Check("numbers", _("Identity numbers"), _("The text seems to hold a Social Security number."),
          _("the text"), "45 CFR 164.502(b) (minimum necessary)", WARNS),
    Check("contact_details", _("Phone numbers and e-mail"), _("The text holds a phone number or an e-mail address; people's own place for them is the case file."),
          _("the text"), "45 CFR 164.502(b) (minimum necessary)", TELLS),
    Check("address", _("Where somebody lives"), _("The text holds a street address, and the note is not marked so."),
          _("Sensitive"), "IC 31-33-18 (foster homes); 45 CFR 164.502(b)", WARNS),
    Check("alike_own", _("Like an earlier note"), _("Much of the text stands in an earlier note about the same client."),
          _("the text"), "NGS Medicare, Documentation (cloned notes); HHS and DOJ letter of 24 September 2012", WARNS),
    Check("alike_other", _("Like another client's note"), _("Much of the text stands in a note about another client."),
          _("the text"), "NGS Medicare, Documentation (cloned notes); HHS and DOJ letter of 24 September 2012", WARNS),
    Check("plan", _("No plan in force"), _("On the date of service no plan of care holds: it ended, was closed, has not begun, or is not on file."),
          _("Date"), "405 IAC 5-21.5-3; OAC 5122-27-06 (authorised by the plan)", WARNS),
    Check("plan_unsigned", _("Plan without signatures"), _("The plan in force lacks a signature that a policy asks for."),
          _("Date"), "14 NYCRR 599.10 (signatures)", WARNS),
    Check("not_in_plan", _("Service not in the plan"), _("The plan in force lists services, and this one is none of them."),
          _("Service"), "OAC 5122-27-06 (authorised by the plan); 405 IAC 5-21.5-3", WARNS),
    Check("no_goal", _("No goal"), _("The plan in force has goals, and none of them is ticked as worked on."),
          _("the goals"), "405 IAC 5-21.6-6 (goals addressed); 14 NYCRR 599.11", WARNS),
    Check("no_authorization", _("No authorization"), _("No authorization of the service holds on the date of service: it ended, has not begun, or is not on file though a policy asks for one."),
          _("Service"), _("The policy that asks for an authorization; confirm with your payer"), WARNS),
    Check("authorization_units", _("Other units"), _("The policy counts the service in other units than the authorization, and nothing says how one becomes the other."),
          _("Service"), _("The payer's authorization"), WARNS),
    Check("other_payer", _("Another payer"), _("The service falls to an authorization of another payer than that of the case, which authorized none."),
          _("Service"), _("The payer's authorization"), TELLS),
    Check("authorization_short", _("Too few units left"), _("The authorization has fewer units left than the service takes."),
          _("Service"), _("The payer's authorization"), WARNS),
    Check("no_show", _("Paid no-show"), _("Nobody came and a policy pays for it under conditions: the answer says how they were kept; without one no units are used."),
          _("What was tried"), _("The policy on visits to which nobody came; confirm with your payer"), WARNS),
    Check("credential", _("Credential"), _("The author's credential had lapsed on the date of service, or is none that the service asks for."),
          _("Date or Service"), "405 IAC 5-21.5-1 (who may give it); confirm with your payer", WARNS),
    Check("duration", _("Length of the service"), _("It took fewer or more minutes than the service has."),
          _("End"), _("What the payer says of the service"), WARNS),
    Check("not_allowed", _("Not what the service allows"), _("The note describes an activity, a modality, a place, a way or a company that the service does not allow."),
          _("the field itself"), _("What the payer says of the service"), WARNS),
    Check("no_need", _("No need on file"), _("A plan or an authorization is asked for, and no diagnosis, need or score on file says why the service was needed."),
          _("the case file"), "26 TAC 306.323(c) (necessity documented anew)", TELLS),
    Check("old_need", _("Old evidence of need"), _("The newest diagnosis, need or score on file is older than the plan's term of review."),
          _("the case file"), "26 TAC 306.323(c) (necessity documented anew)", TELLS),
    Check("at_once", _("Two services at once"), _("The same client was in another service at the same time."),
          _("Start"), _("The policy on two services at once; confirm with your payer"), WARNS),
    Check("asked_for", _("Asked for by a policy"), _("A policy asks that a note of this service holds a part which is empty (its required_fields)."),
          _("the empty field"), _("The policy that asks for it; 405 IAC 5-21.6-6, 26 TAC 301.361, 42 CFR 441.18(a)(7)"), WARNS),
    Check("no_place_for", _("Asked for, without a field"), _("A policy asks for a part for which the kind of note has no place of its own; nobody but you can see whether the words say it."),
          _("the text"), _("The policy that asks for it; 405 IAC 5-21.6-6, 26 TAC 301.361, 42 CFR 441.18(a)(7)"), TELLS),
    Check("cap", _("Too many units"), _("Signed notes and this one together take more units of the service on a day, in a week, month or year, or under an authorization, than a policy allows (its caps)."),
          _("End"), _("The policy that sets the cap; confirm with your payer"), WARNS),
    Check("cap_near", _("Nearly too many units"), _("The part of a cap from which the policy warns is reached, or other drafts would exceed it."),
          _("End"), _("The policy that sets the cap; confirm with your payer"), TELLS),
    Check("group_ratio", _("Large group"), _("A group has more clients for each of the staff than a policy allows; who wrote the note and the staff who took part are counted."),
          _("Who took part"), _("The policy on groups; confirm with your payer"), WARNS),
    Check("co_provider", _("A second member of staff"), _("Another of the staff gave the same client the same service at the same time, by a signed note, and a policy says that a second one is never billed, or with a reason."),
          _("Start"), _("The policy on a second member of staff; confirm with your payer"), WARNS),
)  # fmt: skip
BY_KEY = {check.key: check for check in CHECKS}


def severity_of(check: Check, said: Sequence[str | None]) -> str:
    """How severe a check is, given what the policies say for each case that the note is about: the strictest counts.

    Where a policy says nothing the check's own severity holds; a fixed check blocks.
    """
    if check.is_fixed:
        return BLOCKS
    held = [each if each in SEVERITIES else check.severity for each in said] or [check.severity]
    return min(held, key=SEVERITIES.index)
