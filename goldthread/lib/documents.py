"""JSON that others send, read strictly: UTF-8, every name once, no number that JSON has not."""

import json
from typing import Any, NoReturn


class SaidTwice(ValueError):
    """An object says one name twice, so that nobody can tell which is meant."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def read(raw: bytes | str) -> Any:
    """The value of a JSON document; ValueError where it is none, or says something twice."""
    text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_none_such)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise SaidTwice(name)
        found[name] = value
    return found


def _none_such(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
