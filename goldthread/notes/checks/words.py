"""Checks of the text: another client's name, a third party's identity, and a response that is missing; pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases.rules import folded
from goldthread.notes.checks.registry import Found
from goldthread.notes.definitions import Definition

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OWNING = re.compile(r"['’]s?$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
SHORTEST_NAME = 3  # letters of a word that stands for a name by itself
# Words that are names too, days and months, and the words of a note: alone they say nothing of a client.
_WORDS_TOO = frozenset(
    ["angel", "april", "art", "august", "autumn", "baker", "bill", "bishop", "blue", "bond", "brook", "brown", "carpenter", "case", "chance", "charity", "chase", "child", "christian", "church", "clay", "client", "cook", "dawn", "day", "dean", "destiny", "drew", "earl", "eden", "faith", "family", "father", "fisher", "forest", "foster", "frank", "gene", "glen", "grace", "grant", "gray", "green", "harmony", "harry", "hazel", "heaven", "holiday", "holly", "home", "honor", "hope", "hunter", "iris", "ivy", "jack", "jasmine", "jewel", "joy", "june", "justice", "king", "law", "lee", "liberty", "lily", "long", "love", "major", "marina", "mark", "martin", "mason", "may", "melody", "mercy", "miles", "miller", "mother", "nelson", "nick", "noble", "north", "olive", "page", "park", "parker", "patience", "paul", "peace", "pearl", "penny", "phoenix", "pierce", "pilot", "precious", "price", "prince", "rain", "ray", "reed", "rich", "river", "rob", "robin", "rock", "rose", "royal", "ruby", "rusty", "ryder", "sage", "sally", "school", "serenity", "short", "skip", "sky", "smith", "star", "storm", "summer", "sunday", "sunny", "taylor", "temple", "therapist", "trinity", "trip", "turner", "victor", "violet", "wade", "walker", "ward", "wednesday", "west", "white", "will", "willow", "winter", "wise", "wood", "worth", "young", "amor", "angeles", "cruz", "dolores", "domingo", "esperanza", "flor", "gloria", "guadalupe", "leon", "luz", "mercedes", "paz", "pilar", "reyes", "rios", "rosa", "sol", "victoria", "vega"]
)  # fmt: skip
_REPORTING = re.compile(
    r"\b(?:reporter|reporting source|report source|made (?:the|a) report|called (?:the )?(?:hotline|dcs|cps)|reported (?:it|this|them|him|her|the \w+) to (?:dcs|cps|the hotline)"
    r"|hizo (?:el|la) (?:reporte|denuncia)|denunciante)\b",
    re.IGNORECASE,
)
_SSN = re.compile(
    r"(?<![\w-])(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?![\w-])|\bSSN\W{0,3}\d{3}-?\d{2}-?\d{4}\b",
    re.ASCII,
)
_PHONE = re.compile(
    r"(?<![\w.-])(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])\d{3}[ .-]\d{4}(?![\w-])|(?<!\w)\+\d{1,3}(?:[ .-]?\d){7,12}(?!\w)",
    re.ASCII,
)
_EMAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,190}\.[^\s@<>().,;]{2,24}")
_STREET = re.compile(
    r"\b\d{1,6} (?:[NSEW]\.? |North |South |East |West )?(?:[A-Z][\w'’.]* ){1,3}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Place|Pl|Circle|Cir|Way|Terrace|Trail|Parkway|Pkwy|Highway|Hwy)\b\.?"
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """Another client, by every name on file."""

    client: UUID
    names: tuple[str, ...]


def named_found(texts: Mapping[str, str], others: Sequence[Named], known: Iterable[str]) -> list[Found]:
    """Other clients whom these texts, by field, seem to name; `known` are names that belong into this record.

    The whole name, in either order; or one word of it, where that is no word of those names and no word besides. In scripts
    that have capitals a single word must begin with one; in those without spaces the whole name is sought anywhere.
    """
    mine = {word for name in known for word in folded(name).split()}
    found = []
    for field, text in texts.items():
        written = [(raw, folded(_OWNING.sub("", raw)).strip()) for raw in _WORD.findall(text)]
        line = f" {' '.join(plain for _raw, plain in written)} "
        words = {word for _raw, plain in written for word in plain.split()}
        begun = {word for raw, plain in written if _may_name(raw) for word in plain.split()}
        for other in others:
            if name := next((each for each in other.names if _stands(each, line, words, begun, mine)), ""):
                sentence = _(
                    "“%(name)s” is another client of yours, and seems to be named here. Does that belong into this record?"
                )
                found.append(Found("other_client", sentence % {"name": name}, field, client=_owner(field)))
    return found


def _may_name(raw: str) -> bool:
    return raw[:1].isupper() or raw[:1].lower() == raw[:1].upper()


def _stands(name: str, line: str, words: Set[str], begun: Set[str], mine: Set[str]) -> bool:
    parts = folded(name).split()
    if not parts or mine >= set(parts):
        return False
    if _UNSPACED.search(name):
        return len("".join(parts)) > 1 and "".join(parts) in line.replace(" ", "")
    if words.isdisjoint(parts):
        return False
    if len(parts) > 1 and any(
        f" {whole} " in line for whole in (" ".join(parts), f"{parts[-1]} {' '.join(parts[:-1])}")
    ):
        return True
    return any(
        part in begun and part not in mine and part not in _WORDS_TOO and len(part) >= SHORTEST_NAME for part in parts
    )


def identity_found(texts: Mapping[str, str], labels: Collection[str], addresses: Collection[str]) -> list[Found]:
    """Whose identity stands in the text where it should not; `addresses` are those on file of people around and placements."""
    found: list[Found] = []
    homes = [start for address in addresses if len(start := " ".join(folded(address).split()[:2])) > 5]
    for field, text in texts.items():
        own = _owner(field)
        if "reporter_identity" not in labels and _REPORTING.search(text):
            sentence = _(
                "This seems to speak of who made a report. If it says who that was, mark the note under Sensitive."
            )
            found.append(Found("reporter", sentence, "labels", client=own))
        if _SSN.search(text):
            sentence = _("This looks like a Social Security number. Take it out; no note needs it.")
            found.append(Found("numbers", sentence, field, client=own))
        rest = _SSN.sub(" ", text)
        if _PHONE.search(rest) or _EMAIL.search(rest):
            sentence = _(
                "There is a phone number or an e-mail address in the text. Its place is with the person in the case file."
            )
            found.append(Found("contact_details", sentence, field, client=own))
        line = folded(text) if homes else ""
        if "address" not in labels and (_STREET.search(text) or any(f" {home}" in line for home in homes)):
            sentence = _(
                "There is an address in the text. If it is to be kept secret, mark the note under Sensitive; or take it out."
            )
            found.append(Found("address", sentence, "labels", client=own))
    return found


def response_found(texts: Mapping[str, str], definition: Definition, *, is_attempt: bool) -> list[Found]:
    """Where something was done, and the sections for what came of it are all empty; an attempt has no response.

    A section that the kind of note requires is asked for by that: no answer makes up for it.
    """
    did = [
        each for each in definition.sections if "I5" in each.items and texts.get(f"narrative-{each.key}", "").strip()
    ]
    came = [each for each in definition.sections if {"I16", "I6"} & set(each.items) or each.key.endswith("response")]
    said = [field for field, text in texts.items() if field.startswith("own-") and text.strip()]
    if is_attempt or not did or not came or said or any(each.required for each in came):
        return []
    if any(texts.get(f"narrative-{each.key}", "").strip() for each in came):
        return []
    sentence = _("Nothing says how they took it or what came of it. Write it, or say here why there is nothing.")
    return [Found("no_response", sentence, f"narrative-{came[0].key}")]


def _owner(field: str) -> UUID | None:
    """The client whose own text a field is."""
    kind, _dash, client = field.partition("-")
    return UUID(client) if kind == "own" else None
