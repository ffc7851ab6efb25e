"""What is found of a signed note: everything that somebody wrote in it, and by what a search may be narrowed; pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.notes.choices import Outcome
from goldthread.notes.content import texts_of
from goldthread.notes.projection import IMPORTED, KIND
from goldthread.search.actions import Text

# The fields of rows that hold words or names.
_WORDS = {
    "participants": ("name",),
    "attempts": ("name",),
    "requests": ("of", "what"),
    "judgments": ("question", "options", "consulted", "decision", "why"),
    "occurrences": ("what", "whose"),
    "compliance": ("what", "barrier", "whose"),
    "measures": ("title", "word"),
    "goals": ("did", "response", "because"),
}
_PEOPLE = ("participants", "attempts", "requests")


def texts(kind: str, entry: UUID, content: Mapping[str, Any]) -> Sequence[Text]:
    """The text of a note; nothing of another kind of entry."""
    if kind not in (KIND, IMPORTED):
        return ()
    client = UUID(content["client"]["id"])
    on = date.fromisoformat(content["occurred_on"]) if content["occurred_on"] else None
    return [Text("note", entry, said(content), [*_tags(content, client)], on)]


def said(content: Mapping[str, Any]) -> str:
    """A note's words as they are searched and shown in excerpts: the narrative, then what stands in its lists."""
    amendment = content.get("amendment") or {}
    parts = [amendment.get("reason", ""), *_narrative(content)]
    parts += [row.get(field) for block, fields in _WORDS.items() for row in content.get(block, ()) for field in fields]
    parts += [document["title"] for document in content.get("documents", ())]
    parts += [content.get("service", ""), content.get("modality", "")]
    return "\n".join(str(part).strip("\n") for part in parts if part)


def _narrative(content: Mapping[str, Any]) -> Iterator[str]:
    """The text of each section, and of a correction what it says anew."""
    yield from texts_of(content).values()
    for each in content.get("corrections", ()):
        if isinstance(each["new"], str):
            yield each["new"]
        elif each["field"] in _WORDS:
            yield from (row.get(field) or "" for row in each["new"] or () for field in _WORDS[each["field"]])


def _tags(content: Mapping[str, Any], client: UUID) -> Iterator[str]:
    yield f"c{client.hex}"
    if content["case"]:
        yield f"k{UUID(content['case']).hex}"
    if content["author"]["id"]:
        yield author_tag(UUID(content["author"]["id"]))
    yield type_tag(content["note_type"]["key"])
    yield from (item_tag(item) for item in content["carries"]["items"])
    for block in _PEOPLE:
        yield from (person_tag(UUID(row["person"])) for row in content.get(block, ()) if row.get("person"))
    outcomes = {row["outcome"] == Outcome.REACHED for row in content.get("attempts", ())}
    if True in outcomes or content.get("participants"):
        yield MADE
    if False in outcomes:
        yield NOT_MADE


# Contact was made: somebody took part, or an attempt reached whom it was for; or an attempt did not.
MADE, NOT_MADE = "xmade", "xnot"


def author_tag(author: UUID) -> str:
    """The tag of an author's notes."""
    return f"a{author.hex}"


def person_tag(person: UUID) -> str:
    """The tag of notes that name somebody."""
    return f"p{person.hex}"


def item_tag(item: str) -> str:
    """The tag of notes that carry one of I1 to I19."""
    return item.lower()


def type_tag(key: str) -> str:
    """The tag of notes of a type."""
    return f"t{key.encode().hex()}"
