"""A note's body as HTML, out of its content alone; fixed labels stay markers until somebody reads them in a language."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from html import escape, unescape
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from goldthread.lib.shipped import shown
from goldthread.lib.text import ENDS
from goldthread.needs.models import Informant
from goldthread.notes import signers, travel
from goldthread.notes.checks.registry import BY_KEY
from goldthread.notes.choices import CHANGES, SENSITIVE
from goldthread.notes.codes import VERSION_1
from goldthread.notes.content import local_time
from goldthread.notes.definitions import EVERY_BLOCK
from goldthread.notes.models import PART_ROLES, Amendment, ComplyWith, Extent, How, Outcome, Valence
from goldthread.plans.models import Rating
from goldthread.services.rules import PLACES

# Typed text is escaped, so "&label-..." and a heading can only be ours; what a heading holds is a label or a title.
_MARKER = re.compile(
    r"&(label|sensitive|how|outcome|valence|role|place|day|clock|check|with|extent|progress|informant|change)-([A-Za-z0-9_:+-]*);|<h4>([^<]*)</h4>"
)
# A comma of ours after typed words that end a sentence, and between a rating and by what it goes. What was kept stays as it is.
_ENDED = re.compile(rf"([{re.escape(ENDS)}](?:&quot;|&#x27;|[”’»›)\]」』])*</span>), ")
_RATED = re.compile(r"(&progress-[a-z_]+;), (?=<span)")
_CORRECTED = re.compile(r"(?<=<li><b>)(?!&label-)[^<]*(?=</b><dl>)")
LABELS: dict[str, str | Promise] = {
    "participants": gettext_lazy("Who took part"),
    "attempts": gettext_lazy("Attempts of contact"),
    "requests": gettext_lazy("Requests"),
    "judgments": gettext_lazy("Judgment"),
    "occurrences": gettext_lazy("Occurrences"),
    "compliance": gettext_lazy("Compliance"),
    "goals": gettext_lazy("Goals worked on"),
    "measures": gettext_lazy("Measures"),
    "baseline": gettext_lazy("Baseline"),
    "prior": gettext_lazy("The one before"),
    "better_is": gettext_lazy("Better is"),
    "lower": gettext_lazy("a lower total"),
    "higher": gettext_lazy("a higher total"),
    "reliable": gettext_lazy("Reliable change, points"),
    "answers": gettext_lazy("Answers"),
    "total_alone": gettext_lazy("the total alone"),
    "did": gettext_lazy("Done"),
    "response": gettext_lazy("Response"),
    "progress": gettext_lazy("Progress"),
    "barrier": gettext_lazy("what stood in the way"),
    "corrections": gettext_lazy("What was corrected"),
    "own": gettext_lazy("About this client alone"),
    "of": gettext_lazy("asked of"),
    "by": gettext_lazy("by"),
    "question": gettext_lazy("Question"),
    "options": gettext_lazy("Options"),
    "consulted": gettext_lazy("Consulted"),
    "decision": gettext_lazy("Decision"),
    "why": gettext_lazy("Why"),
    "whose": gettext_lazy("whose"),
    "before": gettext_lazy("Before"),
    "after": gettext_lazy("Now"),
    "nothing": gettext_lazy("nothing"),
    "occurred_on": gettext_lazy("Date"),
    "starts": gettext_lazy("Start"),
    "ends": gettext_lazy("End"),
    "place_of_service": gettext_lazy("Place of service"),
    "how": gettext_lazy("How"),
    "zone": gettext_lazy("Time zone"),
    "service": gettext_lazy("Service"),
    "modality": gettext_lazy("Modality"),
    "attended": gettext_lazy("There from and until"),
    "travel": gettext_lazy("Travel"),
    "miles": gettext_lazy("Miles"),
    "drive_minutes": gettext_lazy("Drive minutes"),
    "signed_by": gettext_lazy("Signed on this device by"),
    "statement": gettext_lazy("I have read this, or it was read to me, and I sign it."),
    "drawn": gettext_lazy("A drawn signature"),
    "typed": gettext_lazy("typed as a signature"),
    "asked_to_sign": gettext_lazy("Asked to sign:"),
    "reason": gettext_lazy("Reason"),
    "labels": gettext_lazy("Sensitive"),
    "checks": gettext_lazy("Asked before signing, and the answer"),
    "unanswered": gettext_lazy("not answered"),
}
_CHOICES: dict[str, dict[str, Any]] = {
    "how": dict(How.choices),
    "outcome": dict(Outcome.choices),
    "valence": dict(Valence.choices),
    "role": PART_ROLES,
    "sensitive": SENSITIVE,
    "with": dict(ComplyWith.choices),
    "extent": dict(Extent.choices),
    "progress": dict(Rating.choices),
    "informant": dict(Informant.choices),
    "change": CHANGES,
    "amendment": dict(Amendment.choices),
}


def read_aloud(kept: str, *, level: int = 4) -> SafeString:
    """The kept HTML with its labels in the reader's language, its headings at the level that the page needs."""

    language = get_language() or ""

    def word(found: re.Match[str]) -> str:
        kind, key, heading = found.groups()
        if heading is not None:
            return f"<h{level}>{_headed(language, heading)}</h{level}>"
        return escape(key) if kind == "clock" else _said(language, kind, key)

    if "block corrections" in kept:
        kept = _CORRECTED.sub(lambda found: _headed(language, "&label-own;" if found[0] == "own" else found[0]), kept)
    apart = _ENDED.sub(r"\1 · ", _RATED.sub(r"\1: ", kept))
    return mark_safe(_MARKER.sub(word, apart))


@lru_cache(maxsize=4096)
def _headed(language: str, heading: str) -> str:
    """The words of a heading: a label of ours, or a section's title as its note type has it."""
    kind, key = ("label", heading[7:-1]) if heading.startswith("&label-") else ("title", unescape(heading))
    return _said(language, kind, key)


@lru_cache(maxsize=4096)
def _said(language: str, kind: str, key: str) -> str:
    """A marker's words in a language, which is in force while this is asked."""
    if kind == "label":
        return escape(str(LABELS.get(key, key)))
    if kind == "title":
        return escape(shown(key, "note type"))
    if kind == "check":
        return escape(str(BY_KEY[key].says if key in BY_KEY else key))
    if kind == "place":
        return escape(str(PLACES.get(key, key)))
    if kind == "day":
        return escape(formats.date_format(date.fromisoformat(key)))
    return escape(str(_CHOICES[kind].get(key, key)))


def body(content: Mapping[str, Any]) -> str:
    """The body of a note: blocks and narrative, or what was corrected; line ends and spaces as typed.

    Of the content of version 1 and of nothing else, so that it is the same for ever.
    """
    parts = [_sensitive(content.get("labels", []))]
    parts += [_block(block, content.get(block, [])) for block in ("participants", "attempts")]
    parts.append(_block("goals", content.get("goals", [])))
    parts.append(_block("measures", content.get("measures", [])))
    parts += _narrative(content.get("narrative", []))
    parts += [_block(block, content.get(block, [])) for block in EVERY_BLOCK[2:]]
    parts.append(_corrections(content.get("corrections", [])))
    parts.append(_asked(content.get("checks", [])))
    parts.append(signers.kept_html(content))
    return "".join(parts)


def _asked(checks: Sequence[Mapping[str, Any]]) -> str:
    """What the checks asked before signing, folded, with what the author answered."""
    if not checks:
        return ""
    made = []
    for each in checks:
        told = f' <span class="meta">{escape(", ".join(each["details"]))}</span>' if each["details"] else ""
        said = (
            f'<span class="words" dir="auto">{escape(each["answer"])}</span>'
            if each["answer"]
            else "&label-unanswered;"
        )
        made.append(f"<dt>&check-{escape(each['check'])};{told}</dt><dd>{said}</dd>")
    return f'<details class="more asked"><summary>&label-checks;</summary><dl>{"".join(made)}</dl></details>'


def _sensitive(labels: Sequence[str]) -> str:
    return f'<p class="sensitive">&label-labels;: {_listed(labels)}</p>' if labels else ""


def _listed(labels: Sequence[str]) -> str:
    return _joined(*(_coded("sensitive", label) for label in labels))


def _narrative(written: Sequence[Mapping[str, str]]) -> list[str]:
    made, section = [], None
    for part in written:
        if part["section"] != section:
            section = part["section"]
            title = escape(part["title"]) if part["title"] else "&label-own;"
            made.append(f"<h4>{title}</h4>")
        made.append(f'<p class="words" dir="auto">{escape(part["text"])}</p>')
    return made


def _block(block: str, rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    lines = "".join(f"<li>{_LINES[block](row)}</li>" for row in rows)
    return f'<h4>&label-{block};</h4><ul class="block {block}">{lines}</ul>'


def _coded(kind: str, value: str) -> str:
    return f"&{kind}-{value};" if value in VERSION_1[kind] else escape(value)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _participant(row: Mapping[str, Any]) -> str:
    return _joined(f"<b>{escape(row['name'])}</b>", _coded("role", row["role"]), _coded("how", row["how"]))


def _attempt(row: Mapping[str, Any]) -> str:
    who = _joined(f"<b>{escape(row['name'])}</b>", _coded("role", row["role"]))
    return _joined(who, _tried_at(row["at"]), _coded("how", row["how"]), _coded("outcome", row["outcome"]))


def _tried_at(at: Mapping[str, str] | str | None) -> str:
    return escape(local_time(at) if isinstance(at, Mapping) else at or "")


def _request(row: Mapping[str, Any]) -> str:
    asked = f"&label-of; <b>{escape(row['of'])}</b>" if row["of"] else ""
    due = f"&label-by; &day-{row['due_on']};" if row["due_on"] else ""
    what = f'<span class="words" dir="auto">{escape(row["what"])}</span>'
    return _joined(what, asked, _coded("role", row["role"]), due)


def _judgment(row: Mapping[str, Any]) -> str:
    told = "".join(
        f'<dt>&label-{name};</dt><dd class="words" dir="auto">{escape(row[name])}</dd>'
        for name in ("question", "options", "consulted", "decision", "why")
        if row[name]
    )
    return f"<dl>{told}</dl>"


def _occurrence(row: Mapping[str, Any]) -> str:
    what = f'<span class="words" dir="auto">{escape(row["what"])}</span>'
    whose = f"&label-whose;: {escape(row['whose'])}" if row["whose"] else ""
    return _joined(what, _coded("valence", row["valence"]), whose)


def _comply(row: Mapping[str, Any]) -> str:
    what = f'<span class="words" dir="auto">{escape(row["what"])}</span>' if row["what"] else ""
    whose = f"&label-whose;: {escape(row['whose'])}" if row["whose"] else ""
    stood = f'&label-barrier;: <span class="words" dir="auto">{escape(row["barrier"])}</span>' if row["barrier"] else ""
    return _joined(f"<b>{_coded('with', row['with'])}</b>", what, _coded("extent", row["extent"]), stood, whose)


def _goal(row: Mapping[str, Any]) -> str:
    told = "".join(
        f'<dt>&label-{name};</dt><dd class="words" dir="auto">{escape(row[name])}</dd>'
        for name in ("did", "response")
        if row[name]
    )
    if row["progress"]:
        because = f', <span class="words" dir="auto">{escape(row["because"])}</span>' if row["because"] else ""
        told += f"<dt>&label-progress;</dt><dd>{_coded('progress', row['progress'])}{because}</dd>"
    return f'<b dir="auto">{escape(row["title"])}</b><dl>{told}</dl>'


def _measure(row: Mapping[str, Any]) -> str:
    """One measure: what it came to and what that is called, its parts, what was on file before it, and each answer by its number."""
    whose = _joined(f"<b>{escape(row['title'])}</b>", _coded("informant", row["informant"]))
    came_to = _joined(f"<b>{row['total']}</b> ({row['least']}–{row['most']})", escape(row["word"]))
    told = [(escape(each["title"]), _joined(str(each["total"]), escape(each["word"]))) for each in row["subscales"]]
    told += [
        (
            f"&label-{each['which']};",
            _joined(str(each["total"]), f"&day-{each['on']};", _coded("change", each["change"])),
        )
        for each in row["earlier"]
    ]
    told.append(("&label-better_is;", f"&label-{row['better']};"))
    if row["reliable"] is not None:
        told.append(("&label-reliable;", str(row["reliable"])))
    given = (f"{at}: {'–' if each is None else each}" for at, each in enumerate(row["answers"], 1))
    told.append(("&label-answers;", " · ".join(given) or "&label-total_alone;"))
    return f"{whose}: {came_to}<dl>{''.join(f'<dt>{term}</dt><dd>{said}</dd>' for term, said in told)}</dl>"


_LINES = {
    "measures": _measure,
    "goals": _goal,
    "compliance": _comply,
    "participants": _participant,
    "attempts": _attempt,
    "requests": _request,
    "judgments": _judgment,
    "occurrences": _occurrence,
}


def _corrections(corrections: Sequence[Mapping[str, Any]]) -> str:
    if not corrections:
        return ""
    made = []
    is_moved = any(each["field"] == "occurred_on" for each in corrections)
    for each in corrections:
        field = each["field"]
        if field.startswith("thread"):
            # What the note rests on has a page of its own.
            continue
        if is_moved and field in ("starts", "ends") and local_time(each["old"]) == local_time(each["new"]):
            # The day was corrected, which is said already; the clock reads as before.
            continue
        name = escape(each.get("title") or field.partition("/")[2]) if "/" in field else f"&label-{field};"
        before, after = _value(field, each["old"]), _value(field, each["new"])
        if before == after and field in ("starts", "ends"):
            # The clocks went back that night: only the offset tells the two readings apart.
            before, after = f"{before} {escape(each['old']['offset'])}", f"{after} {escape(each['new']['offset'])}"
        made.append(
            f"<li><b>{name}</b><dl><dt>&label-before;</dt><dd><del>{before}</del></dd>"
            f"<dt>&label-after;</dt><dd><ins>{after}</ins></dd></dl></li>"
        )
    return f'<h4>&label-corrections;</h4><ul class="block corrections">{"".join(made)}</ul>'


def _value(field: str, value: Any) -> str:
    """One side of a correction, as it would stand in the note."""
    if not value:
        return "&label-nothing;"
    if field == "labels":
        return _listed(value)
    if field in _LINES:
        return f"<ul>{''.join(f'<li>{_LINES[field](row)}</li>' for row in value)}</ul>"
    if field == "occurred_on":
        return f"&day-{value};"
    if field in ("starts", "ends"):
        return escape(local_time(value))
    if field == "attended":
        return escape("–".join(local_time(value[each]) for each in ("came", "left")))
    if field == "travel":
        told = travel.typed_again(value)
        return _joined(*(f"&label-{name};: {escape(text)}" for name, text in told.items() if text))
    if field == "place_of_service":
        return _coded("place", value)
    if field == "how":
        return _coded("how", value)
    return f'<span class="words" dir="auto">{escape(str(value))}</span>'
