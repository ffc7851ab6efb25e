"""One line of a list on the editor's page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """Somebody or something to tick or choose."""

    value: str
    label: str
    chosen: bool = False
