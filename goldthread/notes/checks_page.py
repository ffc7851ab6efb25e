"""The manual's page on the checks, made from their registry, so that it says what the code does."""

from collections.abc import Sequence

from django.utils.translation import override

from goldthread.notes.checks import alike, times
from goldthread.notes.checks.registry import BLOCKS, CHECKS, TELLS, WARNS, Check
from goldthread.page.help import LANGUAGE

TITLE = "What is checked before you sign"
_INTRODUCTION = f"""
While you write and before you sign, the product looks the note over. It knows no more than what is written, and it may be
wrong: you decide, and what you answer is kept with the note.

- **Blocks**: the note cannot be signed until it is mended. Only these interrupt you.
- **Warns**: a question, folded away under the note. Answer it in a few words, or mend the text. Question and answer are signed
  with the note; the name or the words of another client never are.
- **Tells**: something to know. Nothing of it is kept.

To change how severe a check is, an administrator opens *Policies*, *Add a rule*, and chooses it under *Check of notes*: for a
state, payer, program, service or staff level, from a day on, and with a source. In a pack of rules these are the columns
`check_key` and `check_severity` (`blocks`, `warns`, `tells` or `off`). The most specific rule on the date of service holds; where
a note is about several cases, the strictest. What *always* blocks, no rule weakens.

A text counts as *like* an earlier one when {int(alike.SHARE * 100)} % of the phrases in one field stand there, whatever the names
and whether it says he or she. It is compared with the earlier notes about the same clients, your own, and those of your caseload
of the last month. A *very long day* is more than {int(times.LONG_DAY.total_seconds() // 3600)} hours.

What a policy *asks for* (its `required_fields`) is sought in the fields of the note, in the sections that the note type says hold it
(`holds`), in the lines at goals and in the record of that day; an attempt of contact holds none of it. *Units* are counted for one
client and one service: in the calendar's day, week (Monday to Sunday), month or year of the note, or under its authorization. What a
signed note used of an authorization counts as it was used; a note without one by its minutes and the policy of the day. Drafts
are named beside and do not make it too much. A rule that changes judges what is signed from then on, and nothing that is signed.
"""
_SEVERITIES = {BLOCKS: "blocks", WARNS: "warns", TELLS: "tells"}


def text(signed_in: bool = False) -> str:
    """Markdown: how checks work, and every one of them with what it says, where, how severe, by whose rule, and its key."""
    with override(LANGUAGE):
        rows = [_row(check) for check in CHECKS]
        head = ["| Check | What it says | Leads to | Severity | Source | Key |", "|---|---|---|---|---|---|"]
        sources = "Sources are who asks for it in the rules that we read; confirm with your payer."
        return "\n".join([f"# {TITLE}", _INTRODUCTION, *head, *rows, "", sources, ""])


def _row(check: Check) -> str:
    severity = f"always {_SEVERITIES[check.severity]}" if check.is_fixed else _SEVERITIES[check.severity]
    parts: Sequence[object] = (check.title, check.says, check.field, severity, check.source, f"`{check.key}`")
    return f"| {' | '.join(str(part) for part in parts)} |"


def tunable() -> list[tuple[str, str, bool]]:
    """Key, title, and whether it always blocks, of every check: what a policy may name."""
    return [(check.key, str(check.title), check.is_fixed) for check in CHECKS]
