"""The places that a page offers to go to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: a short name for the page, what is shown, where it leads, and what else lies there."""

    name: str
    label: str
    address: str
    within: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a page at this path belongs here."""
        return path == self.address or (self.address != "/" and path.startswith((self.address, *self.within)))
