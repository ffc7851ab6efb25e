"""What must hold of clients, cases and the people around them; plain values in, findings out."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.lib.names import is_seen
from goldthread.lib.refusals import Finding

# Marks that writers leave out when they search: Latin/Greek/Cyrillic accents, Hebrew points, Arabic vowel signs.
# Marks of other scripts (Devanagari vowels, Japanese voicing) carry the sound and stay.
_MARKS = [(0x0300, 0x036F), (0x0591, 0x05C7), (0x064B, 0x065F), (0x0670, 0x0670)]
# Letters that Unicode does not decompose, as people type them on a plain keyboard.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ħ": "h",
        "ʼ": "",
        "’": "",
        "'": "",
    }
)
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")

_MAY = {
    "open_case": {"case_manager", "therapist", "supervisor", "records_officer"},
    "change_case": {"case_manager", "therapist", "supervisor", "records_officer"},
    # The records officer too: a case that nobody holds (an import, a last worker who left) is seen by no supervisor.
    "assign": {"supervisor", "records_officer"},
    "merge": {"records_officer"},
}
OLDEST_BIRTH_YEARS = 130
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


def may(roles: Iterable[str], verb: str) -> bool:
    """Whether somebody with these roles may open_case, change_case, assign or merge (in a case that they see)."""
    return not _MAY[verb].isdisjoint(roles)


@lru_cache(maxsize=100_000)
def folded(*names: str) -> str:
    """Names as they are searched: each word after a space, case and accents off, the script as it was written."""
    text = unicodedata.normalize("NFKD", " ".join(names).casefold()).translate(_LETTERS)
    bare = "".join(c for c in text if not any(low <= ord(c) <= high for low, high in _MARKS))
    bare = unicodedata.normalize("NFKC", bare).casefold()
    spaced = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in bare)
    return "".join(f" {word}" for word in spaced.split())


def sought(words: str) -> list[str]:
    """What to look for in a folded name: each word at a word's start, or anywhere in scripts without spaces."""
    return [
        word if unicodedata.name(word[0], "").startswith(_WITHOUT_SPACES) else f" {word}"
        for word in folded(words).split()
    ]


def is_sought(words: Iterable[str], *names: str) -> bool:
    """Whether each of the words of `sought` begins one of these names' words."""
    text = folded(*names)
    return all(word in text for word in words)


def age_on(born_on: date | None, day: date) -> int | None:
    """Whole years of age on a day; None where the birth date is not known."""
    if born_on is None or born_on > day:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def held_on(from_on: date, to_on: date | None, day: date) -> bool:
    """Whether what was true from and to these days was true on a day; both ends are part of it."""
    return from_on <= day and (to_on is None or to_on >= day)


def day_before(day: date) -> date:
    """The last day on which the former version of a fact was true."""
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    """The first day on which a further fact is true after one that was true until a day."""
    return day + timedelta(days=1)


def name_findings(name: str, *, field: str = "name") -> list[Finding]:
    """A name must have something to read in it."""
    if not is_seen(name):
        return [Finding(_("The name is empty. Write the name as the person uses it."), field)]
    if len(name) > 200:
        return [
            Finding(
                _("The name is longer than 200 characters. Shorten it, and put the rest into an address or note."),
                field,
            )
        ]
    return []


def birth_findings(born_on: date | None, *, today: date, field: str = "born_on") -> list[Finding]:
    """A birth date lies in the past, and within a human life."""
    if born_on is None:
        return []
    if born_on > today:
        return [Finding(_("The date of birth is in the future. Check the year."), field)]
    if today.year - born_on.year > OLDEST_BIRTH_YEARS:
        return [Finding(_("The date of birth is more than 130 years ago. Check the year."), field)]
    return []


def span_findings(starts_on: date, ends_on: date, *, field: str = "to_on") -> list[Finding]:
    """What ends does not end before it began."""
    if ends_on < starts_on:
        day = formats.date_format(starts_on)
        return [Finding(_("That is before it began (%(day)s). Choose that day or a later one.") % {"day": day}, field)]
    return []


def change_findings(former_from_on: date, from_on: date, *, field: str = "from_on") -> list[Finding]:
    """A change is not dated before the version that it changes."""
    if from_on < former_from_on:
        sentence = _(
            "What is on file is true from %(day)s. Choose that day or a later one, or say that what is on file was wrong."
        )
        return [Finding(sentence % {"day": formats.date_format(former_from_on)}, field)]
    return []


def ahead_findings(day: date, *, today: date, field: str = "from_on") -> list[Finding]:
    """What is recorded has happened."""
    if day > today:
        return [Finding(_("That day is still to come. Choose today or an earlier day."), field)]
    return []


def born_findings(day: date, born_on: date | None, *, field: str = "from_on") -> list[Finding]:
    """What is so of a client was not so before the client was born."""
    if born_on is not None and day < born_on:
        sentence = _("That is before the client was born (%(day)s). Choose a later day, or correct the date of birth.")
        return [Finding(sentence % {"day": formats.date_format(born_on)}, field)]
    return []


def leaving_findings(joined_on: date, left_on: date, *, today: date) -> list[Finding]:
    """Who leaves a case was in it, and has left."""
    return span_findings(joined_on, left_on) + ahead_findings(left_on, today=today, field="to_on")


def reason_findings(reason: str, *, field: str = "reason") -> list[Finding]:
    """What opens, closes or merges says why."""
    return [] if reason.strip() else [Finding(_("The reason is empty. Say in a few words why."), field)]


def alert_findings(words: str, *, field: str = "words") -> list[Finding]:
    """An alert says what to beware of."""
    return [] if words.strip() else [Finding(_("Say in a few words what to beware of, and what to do."), field)]


def referral_findings(referred_by: str, reason: str) -> list[Finding]:
    """A referral says who referred, and why."""
    sentence = _("Say who referred: the agency, court or school, or the person.")
    return ([] if referred_by.strip() else [Finding(sentence, "referred_by")]) + reason_findings(reason)


def time_findings(value: str, *, field: str = "received_time") -> list[Finding]:
    """A time of day, where one is given."""
    if not value or _TIME.fullmatch(value):
        return []
    return [Finding(_("That is no time of day. Write it like 14:30."), field)]


def clock_start(received_on: date, received_time: str, zone: str) -> datetime:
    """When the clocks of a referral begin; where no time is given at the start of the day: better early than late."""
    moment = time.fromisoformat(received_time) if received_time else time.min
    return datetime.combine(received_on, moment, ZoneInfo(zone))


def clock_is_past(due_at: datetime, *, done_on: date | None, now: datetime, zone: str) -> bool:
    """Whether what was due happened after its day, or has not happened by now."""
    return done_on > due_at.astimezone(ZoneInfo(zone)).date() if done_on else now > due_at


def choice_findings(value: str, known: Iterable[str], *, field: str = "role") -> list[Finding]:
    """A role is one of those that the house knows."""
    if value in set(known):
        return []
    return [Finding(_("The role “%(role)s” is not known. Choose one from the list.") % {"role": value}, field)]


def days_of(from_on: date, to_on: date) -> int:
    """How many days a stay lasted, both ends among them."""
    return (to_on - from_on).days + 1


def whom_findings(with_whom: str, *, is_around: bool, field: str = "person") -> list[Finding]:
    """Whoever a client lives with fits into a line, or is one of the people around them."""
    found = [Finding(_("With whom they live is longer than 200 characters. Shorten it."), "with_whom")]
    sentence = _("That person is not on file around this client. Choose one from the list, or write the name.")
    return (found if len(with_whom) > 200 else []) + ([] if is_around else [Finding(sentence, field)])


def placing_findings(
    from_on: date, to_on: date | None, others: Iterable[tuple[date, date | None]], *, field: str = "from_on"
) -> list[Finding]:
    """A client lives at one place at a time; `others` are the first and last days of the other placements."""
    for began, ended in sorted(others, key=lambda span: span[0]):
        if began <= (to_on or date.max) and from_on <= (ended or date.max):
            told = {"from": formats.date_format(began), "to": formats.date_format(ended) if ended else ""}
            lasting = _("A placement is on file from %(from)s to %(to)s. Choose days that lie outside of it.")
            in_force = _("A placement is in force since %(from)s. End it first, or choose days before it.")
            return [Finding((lasting if ended else in_force) % told, field)]
    return []


def why_ended_findings(reason: str, to_on: date | None, *, field: str = "end_reason") -> list[Finding]:
    """What has no last day has not ended."""
    sentence = _("Why it ended goes with its last day. Choose that day, or empty this.")
    return [Finding(sentence, field)] if reason.strip() and to_on is None else []


def relating_findings(*, holds_already: bool, field: str = "role") -> list[Finding]:
    """Somebody is one thing to one client once at a time."""
    return (
        [Finding(_("That role is on file already. Choose another one, or end it first."), field)]
        if holds_already
        else []
    )


def joining_findings(*, is_here_already: bool, field: str = "name") -> list[Finding]:
    """Somebody is on file once in a case, with as many roles as they have."""
    sentence = _("They are on file in this case already. Add a role on their page instead.")
    return [Finding(sentence, field)] if is_here_already else []


def belonging_findings(*, is_here: bool, is_full: bool, field: str = "client") -> list[Finding]:
    """Somebody is a client of a case once at a time, and a case of a single client has one."""
    if is_here:
        return [Finding(_("They are a client of this case already."), field)]
    sentence = _("This case is of a single client and has one. Open a case for the family, or another single case.")
    return [Finding(sentence, field)] if is_full else []


def sibling_findings(*, is_same: bool, is_here: bool, is_linked: bool, field: str = "sibling") -> list[Finding]:
    """Two are linked as siblings who are not one, not in one case anyway, and not linked yet."""
    if is_same:
        return [Finding(_("That is the client's own record. Give the number of the sibling."), field)]
    if is_here:
        return [Finding(_("They are in one case, and shown as siblings already."), field)]
    return [Finding(_("They are linked as siblings already."), field)] if is_linked else []


def assigning_findings(*, is_on_already: bool, field: str = "staff") -> list[Finding]:
    """Somebody is on a care team once at a time in each role."""
    sentence = _("They are on the care team already, in that role. Choose somebody else, or another role.")
    return [Finding(sentence, field)] if is_on_already else []


def opening_findings(opened_on: date, *, today: date, last_closed_on: date | None, is_open: bool) -> list[Finding]:
    """A case is opened once at a time, not in the future, and not before it was last closed."""
    if is_open:
        return [Finding(_("The case is open already. Close it before you open it again."), "opened_on")]
    if opened_on > today:
        return [Finding(_("The opening date is in the future. Open the case on the day service begins."), "opened_on")]
    if last_closed_on and opened_on < last_closed_on:
        day = formats.date_format(last_closed_on)
        return [
            Finding(
                _("The case was last closed on %(day)s. Choose that day or a later one.") % {"day": day}, "opened_on"
            )
        ]
    return []


def closing_findings(opened_on: date | None, closed_on: date, *, today: date) -> list[Finding]:
    """Only an open case is closed, not before it was opened and not ahead of time."""
    if opened_on is None:
        return [Finding(_("The case is closed already."), "closed_on")]
    if closed_on > today:
        return [Finding(_("The closing date is in the future. Close the case on the day service ends."), "closed_on")]
    if closed_on < opened_on:
        day = formats.date_format(opened_on)
        return [
            Finding(_("The case was opened on %(day)s. Choose that day or a later one.") % {"day": day}, "closed_on")
        ]
    return []


def merge_findings(
    *, same: bool, kept_is_merged: bool, merged_is_merged: bool, merged_holds_others: bool
) -> list[Finding]:
    """Merged records form stars, never chains, so that one step finds everything of one person."""
    if same:
        return [Finding(_("That is the same record twice. Choose two different ones."), "merged")]
    if kept_is_merged:
        return [Finding(_("The record to keep is itself merged into another. Choose that other one to keep."), "kept")]
    if merged_is_merged:
        return [Finding(_("That record is merged already. Unmerge it first."), "merged")]
    if merged_holds_others:
        return [
            Finding(_("That record holds merged records of its own. Keep that one, or unmerge them first."), "merged")
        ]
    return []


def dial(phone: str) -> str:
    """What was typed as a phone number, as a telephone dials it; empty where it is none."""
    digits = "".join(c for c in phone if c.isdigit() or c in "+*#")
    return digits if len(digits) >= 3 else ""
