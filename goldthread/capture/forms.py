"""From what a device sends to a note that was begun on it: shape only, every word kept as typed."""

from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.capture.actions import Begun
from goldthread.lib import documents, keeping, uuids
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept

HEADER = ("occurred_on", "starts", "ends", "zone")


def begun(body: bytes) -> Begun:
    """The note that the JSON of the device holds; refuses a body that is not what it says."""
    try:
        document = documents.read(body)
        draft_id, turn = UUID(document["draft"]), document["turn"]
        texts = {name: document[name] for name in ("kind", "words", *HEADER)}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused(_not_a_note()) from None
    if type(turn) is not int or not 0 <= turn < 2**31 or not all(isinstance(text, str) for text in texts.values()):
        raise Refused(_not_a_note())
    accepted = {name: accept(text, field=name) for name, text in texts.items()}
    return Begun(
        draft_id=draft_id,
        kind=accepted["kind"],
        header={name: accepted[name] for name in HEADER if accepted[name]},
        words=accepted["words"],
        window=uuids.or_none(document.get("window", "")),
        turn=turn,
        after=keeping.windows_before(document.get("after", {})),
    )


def _not_a_note() -> str:
    return _("What arrived is not a note as a device sends it. Nothing was changed. Load the page again.")
