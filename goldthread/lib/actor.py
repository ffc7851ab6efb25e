"""Who acts: handed from the door (view, command) down to every action."""

from dataclasses import dataclass
from uuid import UUID

from goldthread.lib.shipped import ships


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


COMMAND_LINE = Actor(staff_id=None, name=ships("the command line", "actor"), purpose="operations")
NOBODY = ships("somebody not signed in", "actor")
WORKER = Actor(staff_id=None, name=ships("the worker", "actor"), purpose="operations")
