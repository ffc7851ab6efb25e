"""The places that a page offers to go to, and the watch that hides it when nobody is at work."""

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


@dataclass(frozen=True)
class Watch:
    """What a page needs to hide itself: the template of the dialog, and for how long the session still stands."""

    template: str
    idle_seconds: int
    ends_seconds: int
