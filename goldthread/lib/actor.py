"""Who acts: handed from the door (view, command) down to every action."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """Who does something, from which session and address, and to what purpose.

    `staff_id` is None for the command line and the worker, which act for the agency.
    """

    staff_id: UUID | None
    name: str
    session: str = ""
    address: str = ""
    purpose: str = "treatment"


COMMAND_LINE = Actor(staff_id=None, name="the command line", purpose="operations")
WORKER = Actor(staff_id=None, name="the worker", purpose="operations")
