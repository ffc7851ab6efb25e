"""What Ben keeps for himself: begun, typed and kept by the real actions."""

from goldthread.lib import uuids
from goldthread.psychotherapy import actions
from goldthread.psychotherapy.actions import Typed
from goldthread.psychotherapy.models import Draft, PsychotherapyNote
from tests.cast import acting, client_named, named

THOUGHT = "He went quiet when I named his father; I felt shut out. Ñandú, 涙."


def begun(login: str = "ben", client: str = "Mateo Rivera", note: PsychotherapyNote | None = None) -> Draft:
    """A draft in which nothing stands yet, or what `note` says."""
    return actions.begin(
        draft_id=uuids.fresh(), client=client_named(client), author=named(login), by=acting(login), note=note
    )


def written(text: str = THOUGHT, **of: PsychotherapyNote | None) -> Draft:
    """A draft that holds this."""
    draft = begun(**of)  # type: ignore[arg-type]
    actions.save(draft=draft, typed=Typed(text, draft.revision), by=acting("ben"))
    draft.refresh_from_db()
    return draft


def kept(text: str = THOUGHT, **of: PsychotherapyNote | None) -> PsychotherapyNote:
    """A note that says this now."""
    draft = written(text, **of)
    return actions.keep(draft=draft, revision=draft.revision, by=acting("ben"))
