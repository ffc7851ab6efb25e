"""What must hold of diagnoses, needs and strengths, as plain values in and findings out."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.lib.refusals import Finding

# No instrument counts further.
LARGEST = 100_000
# A factor or a strength is there or not; of the others there is more or less.
GRADED = frozenset({"symptom", "impairment", "risk"})


def need_findings(words: str) -> list[Finding]:
    """A need or a strength is said in words."""
    return [] if words.strip() else [Finding(_("Say in a few words what it is, as one can see or hear it."), "words")]


def severity_findings(kind: str, severity: str) -> list[Finding]:
    """A severity is said of what has one."""
    if severity and kind not in GRADED:
        return [Finding(_("A factor or a strength has no severity. Leave it empty."), "severity")]
    return []


def chosen_findings(value: str, known: Iterable[str], *, field: str) -> list[Finding]:
    """One of those in the list."""
    if value in set(known):
        return []
    return [Finding(_("Nothing is chosen. Choose one from the list."), field)]


def code_findings(code: str, *, is_listed: bool, is_heading: bool, has_list: bool) -> list[Finding]:
    """A diagnosis is a code of the list, and none of its headings."""
    if not has_list:
        sentence = _("No list of these codes holds on that day. An administrator brings one in under Services.")
    elif is_heading:
        sentence = _("%(code)s is a heading. Choose a code beneath it.") % {"code": code}
    elif not is_listed:
        sentence = _("%(code)s is not in the list of that day. Find it by its words.") % {"code": code[:20]}
    else:
        return []
    return [Finding(sentence, "code")]


def allowed_levels(told: str) -> list[str]:
    """The staff levels that a policy names, separated by commas."""
    return [level.strip() for level in told.split(",") if level.strip()]


def maker_findings(*, level: str, name: str, told: str, day: date) -> list[Finding]:
    """Who diagnoses holds a credential that a policy allows; `told` is the policy's word, empty where none speaks."""
    levels = allowed_levels(told)
    if not levels:
        sentence = _("No policy says whose credential may diagnose. An administrator adds it, or say who made it elsewhere.")  # fmt: skip
        return [Finding(sentence, "staff")]
    if level in levels:
        return []
    sentence = _("%(name)s held no credential on %(day)s that may diagnose (%(levels)s). Choose who made it, or a professional elsewhere.")  # fmt: skip
    return [Finding(sentence % {"name": name, "day": formats.date_format(day), "levels": ", ".join(levels)}, "staff")]


def told_findings(*, name: str, credential: str) -> list[Finding]:
    """Who made a diagnosis elsewhere is named, and with what credential."""
    found = []
    if not name.strip():
        found.append(Finding(_("Say who made it: the name of the professional."), "name"))
    if not credential.strip():
        found.append(Finding(_("Say the professional's credential, such as MD or HSPP."), "credential"))
    return found


def beside_findings(*, is_on_file: bool, principal: str) -> list[Finding]:
    """A diagnosis stands once, and one of them is the principal one."""
    if is_on_file:
        return [Finding(_("This diagnosis is on file already. Change that one."), "code")]
    if principal:
        sentence = _("%(code)s is the principal diagnosis. Change that one first.") % {"code": principal}
        return [Finding(sentence, "is_principal")]
    return []


def ended_findings(from_on: date, ended_on: date | None) -> list[Finding]:
    """What ended changes no more after its last day."""
    if ended_on is None or from_on <= ended_on:
        return []
    sentence = _("It ended on %(day)s. Choose that day or an earlier one, or put it on file anew.")
    return [Finding(sentence % {"day": formats.date_format(ended_on)}, "from_on")]


def measure_findings(
    *,
    title: str,
    taken: Iterable[str],
    least: int,
    most: int,
    bands: Sequence[tuple[int, str]],
    change: int | None,
    source: str,
) -> list[Finding]:
    """An instrument of the agency's own has a name of its own, a range, and words that lie within it."""
    found = []
    if not title.strip():
        found.append(Finding(_("The name is empty. Write what the measure is called."), "title"))
    if title.strip().casefold() in {name.casefold() for name in taken}:
        found.append(Finding(_("There is a measure of that name already. Choose another name."), "title"))
    if most <= least:
        found.append(Finding(_("The highest total lies above the lowest. Look at both again."), "most"))
    if max(abs(least), abs(most), change or 0) > LARGEST:
        found.append(Finding(_("No total lies further from 0 than 100,000. Look at the numbers again."), "most"))
    starts = [start for start, _word in bands]
    if starts != sorted(set(starts)) or any(not least <= start <= most for start in starts):
        found.append(
            Finding(_("The totals rise from line to line and lie between the lowest and the highest."), "bands")
        )
    if change is not None and (change == 0 or not source.strip()):
        found.append(Finding(_("Say how many points are reliable, and who says so."), "change_source"))
    return found


def of_note_findings(*, is_of_note: bool) -> list[Finding]:
    """What a signed note says is taken back by the note: struck beside it, the next correction would state it anew."""
    sentence = _("A signed note says this score. Correct that note, or say that it was entered in error.")
    return [Finding(sentence, "reason")] if is_of_note else []


def once_findings(title: str, total: int | None) -> list[Finding]:
    """One taking of an instrument is one score; `total` is that of the same day by the same person, where one is on file."""
    if total is None:
        return []
    sentence = _(
        "%(title)s of that day, answered by the same person, is on file already: %(total)s. Leave this one out, or take out the one on file first."
    )
    return [Finding(sentence % {"title": title, "total": total}, "informant")]


def evidence_findings(*, is_about_client: bool) -> list[Finding]:
    """What evidences something of a client is an entry about that client."""
    if is_about_client:
        return []
    return [Finding(_("That note is not about this client. Open the right note and begin there."), "")]
