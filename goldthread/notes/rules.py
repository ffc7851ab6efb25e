"""What must hold of a note before it can be signed, and who may mend one; plain values in, findings out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Finding
from goldthread.lib.shipped import shown
from goldthread.notes.definitions import LABELS, LABELS_BORNE

OLDEST = date(1900, 1, 1)
_ORDER = ("reason", "clients", "occurred_on", "starts", "ends", "zone", "how", "place_of_service", "service", "modality", "miles",
          "drive_minutes", "labels",
          "participants", "attempts", "goals", "worked", "did", "response", "progress", "because", "measures", "narrative", "own", "came", "left",
          "requests", "judgments", "occurrences", "compliance", "documents", "submit", "")  # fmt: skip
LONGEST_NAME = 120  # as the columns of the projection hold it
BLOCK_WORDS = {
    "participants": ("name",),
    "attempts": ("name",),
    "requests": ("what",),
    "judgments": ("decision",),
    "occurrences": ("what",),
    "compliance": ("with",),
}

# What is written after a case was closed; a late note about a time before it may be of any kind.
AFTER_CLOSING = ("contact", "attempted_contact", "request", "discharge", "case_issue", "non_billable")
# What somebody else gave on this device, under the key of that name in the content.
GIVEN_HERE = ("signature", "signature_attempt")
# What is added to a note and says no more than why: an act upon it, which nobody co-signs and no check asks about.
ACTS = (
    "entered_in_error",
    "cosignature",
    "returned",
    "joint_signature",
    "signature",
    "signature_attempt",
    "attestation",
)
# Of these, what says everything by itself.
_WITHOUT_REASON = ("signature", "signature_attempt")
# Short notes of a day that are read and signed by one ceremony; whatever tells of treatment is read by itself.
SIGNED_TOGETHER = ("attempted_contact", "contact", "request", "case_issue", "non_billable")


def is_attempt(typed: Mapping[str, Any]) -> bool:
    """Whether a draft tells of attempts alone: nobody took part, so no service was given."""
    return bool(typed.get("attempts")) and not typed.get("participants")


def paid_minutes(content: Mapping[str, Any]) -> int | None:
    """The minutes that a policy paid though nobody came, as sealed with a note of attempts; None for every other note."""
    units = (content.get("thread") or {}).get("units") or {}
    return units.get("paid_minutes") if is_attempt(content) else None


@dataclass(frozen=True)
class Wanted:
    """What a note type asks for: names of fields, blocks and sections that must be there, with their titles."""

    header: Mapping[str, str]
    blocks: Mapping[str, str]
    sections: Mapping[str, str]


def missing_findings(content: Mapping[str, Any], wanted: Wanted) -> list[Finding]:
    """What the type requires and the draft lacks, in the order of the page."""
    found = [
        Finding(_("%(field)s is still empty. Fill it in before you sign.") % {"field": title}, field=name)
        for name, title in wanted.header.items()
        if not content.get(name)
    ]
    found += [
        Finding(_("%(field)s: nothing is written yet. Add at least one line.") % {"field": title}, field=name)
        for name, title in wanted.blocks.items()
        if not content.get(name)
    ]
    narrative = content.get("narrative", {})
    found += [
        Finding(_("%(field)s is still empty. Write it before you sign.") % {"field": title}, field=f"narrative-{key}")
        for key, title in wanted.sections.items()
        if not str(narrative.get(key, "")).strip()
    ]
    return found


def dated_findings(content: Mapping[str, Any], amendment: str) -> list[Finding]:
    """A signed note has a date, whatever its type says; only what is imported may lack one, and be marked as in error."""
    if content.get("occurred_on") or amendment in ("entered_in_error", "attestation", *_WITHOUT_REASON):
        return []
    return [Finding(_("The date is still empty. Fill it in before you sign."), "occurred_on")]


def words_findings(content: Mapping[str, Any]) -> list[Finding]:
    """A note says something: not a single word anywhere is no note."""
    narrative = [*content.get("narrative", {}).values(), *content.get("own", {}).values()]
    blocks = [row for block in BLOCK_WORDS for row in content.get(block, [])]
    if any(str(text).strip() for text in narrative) or blocks:
        return []
    return [Finding(_("The note has no words yet. Write what happened."), "narrative")]


def row_findings(content: Mapping[str, Any]) -> list[Finding]:
    """A row of a block that was begun says its main thing."""
    names = {
        "name": _("Somebody in this list has no name. Write who it was, or remove the line."),
        "what": _("A line does not say what. Write it, or remove the line."),
        "decision": _("A judgment has no decision. Write what was decided, or remove it."),
        "with": _("A line of compliance does not say with what. Choose it, or remove the line."),
    }
    return [
        Finding(names[word], field=f"{block}-{at}-{word}")
        for block, words in BLOCK_WORDS.items()
        for at, row in enumerate(content.get(block, []))
        for word in words
        if not str(row.get(word, "")).strip()
    ]


def day_findings(on: date | None, ends: datetime | None, *, today: date, now: datetime) -> list[Finding]:
    """What is written down has happened, and within living memory."""
    if on is None:
        return []
    if on > today:
        return [Finding(_("The date is in the future. A note is about what has happened."), "occurred_on")]
    if on < OLDEST:
        return [Finding(_("The date lies before 1900. Check the year."), "occurred_on")]
    if ends is not None and ends > now + timedelta(minutes=1):
        return [Finding(_("The end lies in the future. Sign after the visit has ended."), "ends")]
    return []


def length_findings(content: Mapping[str, Any]) -> list[Finding]:
    """What is to be found again by its name has one of a name's length; words of any length belong into the note."""
    names = {"service": _("Service"), "modality": _("Modality")}
    sentence = _("%(field)s is longer than %(number)s characters. Shorten it, and put the rest into the note.")
    return [
        Finding(sentence % {"field": title, "number": LONGEST_NAME}, field=name)
        for name, title in names.items()
        if len(str(content.get(name, ""))) > LONGEST_NAME
    ]


def choice_findings(
    content: Mapping[str, Any], hows: Collection[str], places: Collection[str], borne: Collection[str] = ()
) -> list[Finding]:
    """How, where and what is sensitive are codes of their lists; a label that the mended note bears may stay."""
    found = []
    labels = set(content.get("labels", ())) - set(borne)
    if apart := labels & (set(LABELS_BORNE) - set(LABELS)):
        labels -= apart
        sentence = _(
            "Psychotherapy notes are kept apart from the record, by therapists at the case file. Untick it here."
        )
        found.append(Finding(sentence, "labels"))
    if unknown := labels - set(LABELS):
        found.append(
            Finding(
                _("There is no label %(label)s. Choose from the list.") % {"label": sorted(unknown)[0][:40]}, "labels"
            )
        )
    if content.get("how") and content["how"] not in hows:
        found.append(Finding(_("Choose from the list how you met or spoke."), "how"))
    if content.get("place_of_service") and content["place_of_service"] not in places:
        found.append(Finding(_("Choose the place of service from the list."), "place_of_service"))
    return found


def stranger_finding(name: str, field: str) -> Finding:
    """A row names somebody by an identity that is not on file around these clients."""
    sentence = _("%(name)s is not on file around these clients. Tick somebody of the list, or add the name by itself.")
    return Finding(sentence % {"name": name or _("Somebody in this list")}, field)


def code_findings(
    content: Mapping[str, Any], codes: Mapping[str, Collection[str]], standing: Mapping[str, Any]
) -> list[Finding]:
    """Codes in rows are those of their lists, or stand in the note that is amended."""
    sentence = _("“%(value)s” is not in the list. Choose one from the list.")
    return [
        Finding(sentence % {"value": str(row[field])[:40]}, f"{block}-{at}-{field}")
        for block in BLOCK_WORDS
        for at, row in enumerate(content.get(block, []))
        for field, known in codes.items()
        if row.get(field)
        and row[field] not in known
        and row[field] not in [stood.get(field) for stood in standing.get(block, [])]
    ]


def offered_findings(
    content: Mapping[str, Any], offered: Mapping[str, Collection[str]], standing: Mapping[str, Any]
) -> list[Finding]:
    """Service and modality are what the agency offers on the day, or stand in the note that is amended.

    An agency that keeps no list writes them freely.
    """
    sentence = _("“%(value)s” is not offered on the date of service. Choose one from the list.")
    return [
        Finding(sentence % {"value": shown(content[name], "service")}, name)
        for name, names in offered.items()
        if content.get(name) and names and content[name] not in names and content[name] != standing.get(name)
    ]


def in_page_order(findings: Collection[Finding]) -> list[Finding]:
    """The findings as their fields follow each other on the page, of each field the first alone."""
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.field, finding)
    return sorted(first.values(), key=lambda finding: _ORDER.index(finding.field.partition("-")[0]))


def reason_findings(reason: str, amendment: str) -> list[Finding]:
    """What amends a note says why."""
    if not amendment or amendment in _WITHOUT_REASON or reason.strip():
        return []
    return [Finding(_("The reason is empty. Say in a few words why."), "reason")]


def cosign_findings(*, level: str, levels: Collection[str], needs_own: bool, wrote_it: bool = False) -> list[Finding]:
    """Whether staff of this level may co-sign what asks for one of `levels`; where it names none, who needs none themselves.

    Nobody co-signs what they wrote (`wrote_it`), of whatever level they are.
    """
    if wrote_it:
        told = _("What waits for a co-signature here you wrote yourself. Ask another supervisor to give it.")
        return [Finding(told, "cosignature")]
    if levels and level.casefold() not in {each.casefold() for each in levels}:
        told = _("Staff of level %(levels)s must co-sign this note. Ask a supervisor who holds it.")
        return [Finding(told % {"levels": ", ".join(shown(each, "policy") for each in levels)}, "cosignature")]
    if not levels and needs_own:
        return [
            Finding(_("Your own notes need a co-signature, so ask another supervisor to give this one."), "cosignature")
        ]
    return []


def may_amend(
    kind: str,
    *,
    is_author: bool,
    supervises_author: bool,
    roles: Collection[str],
    already: Collection[str],
    stands: str,
    took_part: bool = False,
    signed_too: bool = False,
    is_own_import: bool = False,
) -> bool:
    """Who may add what to a note that they see; nothing is added to one that was entered in error.

    `stands` is where it stands between signature and co-signature (goldthread.notes.cosigning.standing). Of the staff who
    `took_part` each may sign too; who wrote what another system kept unsigned may attest it.
    """
    if "entered_in_error" in already:
        return False
    match kind:
        case "addendum":
            return is_author or supervises_author
        case "correction" | "late_entry":
            return is_author
        case "entered_in_error":
            return is_author or "records_officer" in roles
        case "cosignature":
            return supervises_author and not is_author and stands != "cosigned"
        case "returned":
            return supervises_author and not is_author and stands == "waiting"
        case "joint_signature":
            return took_part and not is_author and not signed_too
        case "signature" | "signature_attempt":
            return is_author or took_part or supervises_author
        case "attestation":
            return is_own_import and "attestation" not in already
    return False
