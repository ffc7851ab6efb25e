"""Note types as data: what a file of one says, read strictly, and the nineteen kinds of information."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.lib import documents
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.policies.rules import REQUIRED_FIELDS
from goldthread.services.rules import ACTIVITIES

SHIPPED = Path(__file__).resolve().parent / "types"
HEADER = ("clients", "occurred_on", "starts", "ends", "place_of_service", "how", "service", "modality")
BLOCKS = ("participants", "attempts", "requests", "judgments", "occurrences")
# What came later stands in a sealed content only where it is filled.
LATER_BLOCKS = ("compliance",)
EVERY_BLOCK = (*BLOCKS, *LATER_BLOCKS)
# A type that tells of one of these works on the goals of a plan: modality, progress, plan.
_OF_GOALS = frozenset(("I5", "I6", "I7"))
# A type that tells of one of these tells of treatment, or of a clinical impression: modality, progress, impressions.
_OF_MEASURES = frozenset(("I5", "I6", "I9"))
_OF_COMPLIANCE = "I13"
# What of a note needs more care than others, in this order; each is a disclosure of its own (the seal, version 1).
LABELS = ("sud", "reporter_identity", "address")
# Borne by notes and types from before psychotherapy notes were kept apart; nothing new may be marked so (45 CFR 164.501).
LABELS_BORNE = ("psychotherapy", *LABELS)
# A type's key is part of addresses and file names, a section's of names of fields.
_KEY = re.compile(r"[A-Za-z0-9_]{1,60}", re.ASCII)
_SECTION_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_LONGEST_TITLE = 200
_WANTS = ("required", "offered", "none")
_KEYS = {"key", "version", "title", "about", "group", "header", "blocks", "sections", "items"}
_OPTIONAL = {"multiple_clients", "is_billable", "labels", "own", "own_prompt", "own_times", "activities"}
_SECTION_KEYS = {"key", "title", "prompt", "items", "holds", "required", "rows"}

ITEMS: dict[str, Any] = {
    "I1": gettext_lazy("date, time, duration"),
    "I2": gettext_lazy("attempts of contact"),
    "I3": gettext_lazy("requests"),
    "I4": gettext_lazy("team meetings, case conferences, staffings"),
    "I5": gettext_lazy("treatment modality"),
    "I6": gettext_lazy("progress or lack of it"),
    "I7": gettext_lazy("service or treatment plan"),
    "I8": gettext_lazy("changes of the plan"),
    "I9": gettext_lazy("clinical impressions"),
    "I10": gettext_lazy("psychosocial information"),
    "I11": gettext_lazy("safety issues"),
    "I12": gettext_lazy("clinical emergencies"),
    "I13": gettext_lazy("compliance or lack of it"),
    "I14": gettext_lazy("consultation, supervision"),
    "I15": gettext_lazy("collaboration with professionals"),
    "I16": gettext_lazy("communication with client, family, school"),
    "I17": gettext_lazy("recommendations"),
    "I18": gettext_lazy("closing, discharge"),
    "I19": gettext_lazy("other case issues"),
}


@dataclass(frozen=True)
class Section:
    """One stretch of narrative with its prompt, and the kinds of information that it holds.

    `holds` are those parts of a note (REQUIRED_FIELDS of the policies) that are written here; none where the type does not say.
    """

    key: str
    title: str
    prompt: str
    items: tuple[str, ...]
    required: bool
    rows: int
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Definition:
    """A note type: header fields and blocks (required, offered or none), sections, and where each item lives.

    `labels` are those that a note of this type begins with (goldthread.notes.definitions.LABELS). `own` are the words about one
    client alone, which each client's record holds by itself, and `own_times` when that client came and left. `activities` are
    what its notes may tell of having been done, one of them at least (ACTIVITIES of the services); none leaves it open.
    """

    key: str
    version: int
    title: str
    about: str
    group: str
    header: Mapping[str, str]
    blocks: Mapping[str, str]
    sections: tuple[Section, ...]
    items: Mapping[str, str]
    multiple_clients: bool
    is_billable: bool
    labels: tuple[str, ...] = ()
    own: str = "offered"
    own_prompt: str = ""
    own_times: str = "none"
    activities: tuple[str, ...] = ()

    def wants(self, name: str) -> str:
        """Whether a header field or block is required, offered or none."""
        return self.header.get(name) or self.blocks.get(name, "none")

    @property
    def told(self) -> frozenset[str]:
        """The kinds of information, I1 to I19, that its sections hold."""
        return frozenset(item for section in self.sections for item in section.items)

    @property
    def works_on_goals(self) -> bool:
        """Whether its notes say which goals of the plan were worked on."""
        return self.is_billable and not _OF_GOALS.isdisjoint(self.told)

    @property
    def takes_measures(self) -> bool:
        """Whether instruments are filled in within its notes."""
        return self.is_billable and not _OF_MEASURES.isdisjoint(self.told)

    def section(self, key: str) -> Section | None:
        """The section with this key, if the type has it."""
        return next((section for section in self.sections if section.key == key), None)


def shipped_documents() -> list[tuple[Definition, dict[str, Any]]]:
    """The note types that come with the product, in the order of their files, each with its document."""
    documents = [document_of(path.name, path.read_bytes()) for path in sorted(SHIPPED.glob("*.json"))]
    return [(read(document), document) for document in documents]


def document_of(name: str, file: bytes) -> dict[str, Any]:
    """The JSON document in a note type's file; refuses, naming the file, what is none."""
    try:
        document = documents.read(file)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Refused(_("The note type file %(name)s is not readable JSON. Nothing was loaded.") % {"name": name})
    return document


def read(document: Any) -> Definition:
    """A note type about to be brought in, from its JSON document; refuses by name what is missing, unknown or reserved."""
    definition = kept(document)
    if not _KEY.fullmatch(definition.key):
        raise _wrong("key")
    if len(definition.title) > _LONGEST_TITLE:
        raise _wrong("title")
    if not set(document.get("labels", ())) <= set(LABELS):
        raise Refused(_("Psychotherapy notes are kept apart: no note type may mark its notes so. Nothing was loaded."))
    for name in ("clients", "occurred_on"):
        # What a signed note does not state cannot be "not stated in source": only imports have a source.
        if definition.header[name] != "required":
            raise Refused(_("A note type must require %(name)s in its header. Nothing was loaded.") % {"name": name})
    for section in definition.sections:
        if not _SECTION_KEY.fullmatch(section.key) or section.key == "own":
            raise Refused(
                _("A section may not have the key %(key)s. Use small letters, digits and _, and not own.")
                % {"key": section.key[:40]}
            )
    return definition


def kept(document: Any) -> Definition:
    """A note type as it was brought in some time ago; what `read` has come to ask for since is not asked of it."""
    if not isinstance(document, dict):
        raise _wrong("{}")
    _only(document, _KEYS, _OPTIONAL)
    for key, value in document.items():
        _acceptable(key, value)
    try:
        return _read(document)
    except (TypeError, ValueError, AttributeError):
        raise _wrong(str(document["key"])) from None


def _read(document: dict[str, Any]) -> Definition:
    sections = tuple(_section(each) for each in _list(document["sections"], "sections"))
    definition = Definition(
        key=_text(document["key"], "key"),
        version=document["version"] if type(document["version"]) is int else 0,
        title=_text(document["title"], "title"),
        about=_text(document["about"], "about"),
        group=_text(document["group"], "group"),
        header=_wants(document["header"], HEADER),
        blocks=_blocks(document["blocks"], sections),
        sections=sections,
        items=dict(document["items"]),
        multiple_clients=bool(document.get("multiple_clients", True)),
        is_billable=bool(document.get("is_billable", True)),
        labels=_labels(document.get("labels", [])),
        own=_want(document, "own", "offered"),
        own_prompt=str(document.get("own_prompt", "")),
        own_times=_want(document, "own_times", "none"),
        activities=_among(document.get("activities", []), ACTIVITIES, "activities"),
    )
    _check_items(definition)
    return definition


def _want(document: dict[str, Any], name: str, default: str) -> str:
    want = str(document.get(name, default))
    if want not in _WANTS:
        raise _wrong(name)
    return want


def _labels(names: Any) -> tuple[str, ...]:
    """The labels that a note of this type has at first."""
    if not set(_list(names, "labels")) <= set(LABELS_BORNE):
        raise _wrong("labels")
    return tuple(label for label in LABELS if label in names)


def _section(document: Any) -> Section:
    if not isinstance(document, dict):
        raise _wrong("sections")
    _only(document, {"key", "title"}, _SECTION_KEYS)
    return Section(
        key=_text(document["key"], "sections"),
        title=_text(document["title"], "sections"),
        prompt=str(document.get("prompt", "")),
        items=tuple(document.get("items", ())),
        required=bool(document.get("required", False)),
        rows=int(document.get("rows", 4)),
        holds=_among(document.get("holds", []), REQUIRED_FIELDS, "holds"),
    )


def _among(names: Any, known: Collection[str], where: str) -> tuple[str, ...]:
    if not set(_list(names, where)) <= set(known):
        raise _wrong(where)
    return tuple(names)


def _check_items(definition: Definition) -> None:
    if definition.version < 1:
        raise _wrong("version")
    keys = [section.key for section in definition.sections]
    if len(set(keys)) != len(keys):
        raise _wrong("sections")
    places = {"header", "own", *EVERY_BLOCK, *keys}
    for item, place in definition.items.items():
        if item not in ITEMS or place not in places:
            raise _wrong(item)
    for section in definition.sections:
        if not set(section.items) <= set(ITEMS):
            raise _wrong(section.key)


def _acceptable(where: str, value: Any) -> None:
    """Text that can be kept, whole numbers, yes and no, and what is made of them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            accept(key)
            _acceptable(where, inner)
    elif isinstance(value, list):
        for inner in value:
            _acceptable(where, inner)
    elif isinstance(value, str):
        accept(value)
    elif not isinstance(value, int) or abs(value) > 10_000:
        raise _wrong(where)


def _only(document: dict[str, Any], needed: set[str], further: set[str]) -> None:
    for key in sorted(needed - set(document)):
        raise Refused(_("A note type needs %(name)s. Nothing was loaded.") % {"name": key})
    for key in sorted(set(document) - needed - further):
        raise Refused(_("A note type has no %(name)s. Nothing was loaded.") % {"name": key})


def _wants(document: Any, names: tuple[str, ...]) -> dict[str, str]:
    if not isinstance(document, dict):
        raise _wrong("header")
    for name, want in document.items():
        if name not in names or want not in _WANTS:
            raise _wrong(str(name))
    return {name: document.get(name, "none") for name in names}


def _blocks(document: Any, sections: tuple[Section, ...]) -> dict[str, str]:
    """What a type says of each block; of compliance it is asked, unless it says otherwise, where a section tells of that."""
    said = _wants(document, EVERY_BLOCK)
    if "compliance" not in document and any(_OF_COMPLIANCE in section.items for section in sections):
        said["compliance"] = "offered"
    return said


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong(name)
    return value


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(name)
    return value


def _wrong(name: str) -> Refused:
    return Refused(_("What a note type says of %(name)s cannot be read. Nothing was loaded.") % {"name": name})
