"""What our own scripts send as JSON, and what is in the files that are brought in: one whole example an endpoint."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from goldthread.lib import uuids
from goldthread.notes.tests.writing import filled
from tests.cast import PASSWORD
from tests.fuzz.world import CANARY

_PACKAGE = Path(__file__).resolve().parent.parent.parent / "goldthread"
_TEXT = "Y29sbGVjdGVk"


@cache
def examples() -> dict[str, Callable[[str], Any]]:
    """By the name of the endpoint, given its address: a document that its script sends."""
    return {
        "notes:save": lambda _at: {
            "base_revision": 0,
            "content": {
                **filled("session"),
                "caret": {"field": "narrative-response", "start": 3},
                "labels": ["school"],
                "own": {},
            },
            "window": str(uuids.fresh()),
            "turn": 1,
        },
        "psychotherapy:save": lambda _at: {
            "base_revision": 0,
            "text": f"A thought. {CANARY}",
            "window": str(uuids.fresh()),
            "turn": 1,
        },
        "capture:begun": lambda _at: {
            "draft": str(uuids.fresh()),
            "turn": 1,
            "kind": "session",
            "words": f"Begun without signal. {CANARY}",
            "occurred_on": "2026-05-04",
            "starts": "14:00",
            "ends": "15:00",
            "zone": "America/Indiana/Indianapolis",
            "window": str(uuids.fresh()),
        },
        "people:renew": lambda _at: {"login": "ana", "password": PASSWORD, "code": "123456"},
        "people:renew_options": lambda _at: {"login": "ana"},
        "people:renew_passkey": lambda _at: {"login": "ana", "answer": _assertion()},
        "people:passkey_options": lambda _at: {},
        "people:passkey": lambda _at: _assertion(),
        "people:new_passkey_options": lambda _at: {},
        "people:add_passkey": lambda _at: {"name": "my phone", "answer": _registration()},
    }


@cache
def files() -> dict[str, Any]:
    """By the name of the endpoint: the document of a file that it takes in."""
    note_type = json.loads((_PACKAGE / "notes" / "types" / "session.json").read_text())
    pack = json.loads((_PACKAGE / "policies" / "packs" / "default.json").read_text())
    return {"notes:load_type": {**note_type, "key": "fuzzed"}, "people:load_policies": pack[:12]}


def _assertion() -> dict[str, Any]:
    answer = {
        "clientDataJSON": _TEXT,
        "authenticatorData": "A" * 50,
        "signature": _TEXT,
        "userHandle": None,
    }
    return _credential(answer)


def _registration() -> dict[str, Any]:
    return _credential({"clientDataJSON": _TEXT, "attestationObject": "o2NmbXRkbm9uZQ", "transports": ["internal"]})


def _credential(response: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _TEXT,
        "rawId": _TEXT,
        "type": "public-key",
        "response": response,
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
