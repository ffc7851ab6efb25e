"""What is found of facts: clients by every name and by with whom they are placed, the people around them, documents by their titles."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.search.actions import Text


def texts(kind: str, entry: UUID, content: Mapping[str, Any]) -> Sequence[Text]:
    """The texts of the facts that an entry states; an entry of another kind states none."""
    return [
        READERS[fact["table"]](fact["row"])
        for fact in content.get("facts", ())
        if fact["table"] in READERS and not fact["row"].get("in_error") and _is_told(fact)
    ]


def _is_told(fact: Mapping[str, Any]) -> bool:
    """Whether there is anything to find: of a placement with nobody in particular there is not."""
    return fact["table"] != "cases_placement" or bool(fact["row"]["with_whom"])


def _client(row: Mapping[str, Any]) -> Text:
    client = UUID(row["client_id"])
    return Text("client", client, _said(row, "name", "preferred_name"), [f"c{client.hex}"], _from(row))


def _person(row: Mapping[str, Any]) -> Text:
    words = _said(row, "name", "organization", "phone", "email")
    return Text("person", UUID(row["identity"]), words, [f"k{UUID(row['case_id']).hex}"], _from(row))


def _placement(row: Mapping[str, Any]) -> Text:
    """With whom, or in which home; never the address, which stands on the page of placements alone."""
    client = UUID(row["client_id"])
    return Text("placement", client, _said(row, "with_whom"), [f"c{client.hex}"], _from(row))


def _document(row: Mapping[str, Any]) -> Text:
    tags = [f"k{UUID(row['case_id']).hex}", *([f"c{UUID(row['client_id']).hex}"] if row["client_id"] else [])]
    return Text("document", UUID(row["identity"]), _said(row, "title", "file_name"), tags, _from(row))


READERS = {
    "cases_clientdetail": _client,
    "cases_placement": _placement,
    "cases_person": _person,
    "documents_document": _document,
}


def _said(row: Mapping[str, Any], *names: str) -> str:
    return " ".join(str(row[name]) for name in names if row[name])


def _from(row: Mapping[str, Any]) -> date:
    return date.fromisoformat(row["true_from_on"])
