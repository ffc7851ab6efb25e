"""The places that a page offers to go to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: a short name for the page, what is shown, and where it leads."""

    name: str
    label: str
    address: str
