"""How the cast writes: a visit with the Riveras, begun, read and signed by the real actions."""

from datetime import date, timedelta
from typing import Any

from goldthread.lib import clock, uuids
from goldthread.notes import actions, queries
from goldthread.notes.actions import NewDraft, Signature
from goldthread.notes.models import Draft, Note, PendingSeal
from goldthread.people.models import Passkey
from tests.cast import PASSWORD, acting, client_named, named


def yesterday() -> date:
    """The day of the visits."""
    return clock.today("America/Indiana/Indianapolis") - timedelta(days=1)


def visit(*clients: str, **changes: Any) -> dict[str, Any]:
    """What Ana types about a visit with these clients."""
    content = {
        "clients": [str(client_named(name).pk) for name in clients or ("Mateo Rivera",)],
        "occurred_on": yesterday().isoformat(),
        "starts": "14:00",
        "ends": "15:30",
        "zone": "America/Indiana/Indianapolis",
        "place_of_service": "12",
        "how": "in_person",
        "service": "Home-based casework",
        "modality": "Parent coaching",
        "participants": [{"person": "", "name": "Rosa Rivera", "role": "parent", "how": "in_person"}],
        "requests": [{"of": "Pat Lindqvist", "role": "fcm", "what": "The school's report", "due_on": "2026-12-01"}],
        "narrative": {},
        "own": {},
    }
    return {**content, **changes}


def filled(note_type: str, *clients: str, **changes: Any) -> dict[str, Any]:
    """A visit with a sentence in every section of the type."""
    definition = queries.definition_of(queries.newest_type(note_type))
    words = {section.key: f"About {section.title.lower()}: calmer than last week." for section in definition.sections}
    content = visit(*clients, **{"narrative": words, **changes})
    if definition.own == "required" and "own" not in changes:
        content["own"] = dict.fromkeys(content["clients"], "Took part and went along.")
    return content


def begun(login: str = "ana", note_type: str = "session", content: dict[str, Any] | None = None) -> Draft:
    """A draft of somebody's, saved once."""
    new = NewDraft(uuids.fresh(), queries.newest_type(note_type), content or filled(note_type))
    return actions.start(new=new, by=acting(login))


def read(draft: Draft, login: str = "ana", passkey: Passkey | None = None) -> PendingSeal:
    """What somebody is shown before signing."""
    return actions.prepare(draft=draft, passkey=passkey, by=acting(login))


def signed(draft: Draft | None = None, login: str = "ana") -> list[Note]:
    """The notes of a draft, signed by password."""
    pending = read(draft or begun(login), login)
    return actions.sign(pending=pending, signature=Signature(password=PASSWORD), by=acting(login))


def amended(note: Note, kind: str, login: str = "ana", **changes: Any) -> Note:
    """A signed amendment of a note."""
    draft = actions.amend(note=note, kind=kind, draft_id=uuids.fresh(), author=named(login), by=acting(login))
    content = {**draft.content, "reason": "I looked at my calendar.", **changes}
    actions.save(draft=draft, base_revision=0, content=content, by=acting(login))
    draft.refresh_from_db()
    return signed(draft, login)[0]
