"""What the page for a signature on this device offers; other rooms come in by `queries`."""

from collections.abc import Mapping, Sequence
from typing import Any

from goldthread.cases.models import PART_ROLES, How, Outcome
from goldthread.lib import signatures
from goldthread.lib.signatures import Choices, Signer


def signature_choices() -> Choices:
    """What somebody who signs may be, how they were asked, and why there is no signature."""
    outcomes = [each for each in Outcome.choices if each[0] not in (Outcome.REACHED, Outcome.WRONG_NUMBER)]
    roles = {role: title for role, title in PART_ROLES.items() if not role.startswith("staff")}
    return Choices(roles, dict(How.choices), dict(outcomes))


def signature_page(offered: Sequence[Signer], typed: Mapping[str, str]) -> dict[str, Any]:
    """What page/_signature.html shows: who is offered, what may be chosen, and what was typed."""
    choices = signature_choices()
    return {
        "offered": [(each, PART_ROLES.get(each.role, each.role)) for each in offered],
        "roles": list(choices.roles.items()),
        "hows": list(choices.hows.items()),
        "outcomes": list(choices.outcomes.items()),
        "width": signatures.WIDTH,
        "height": signatures.HEIGHT,
        "statement": signatures.STATEMENT,
        "typed": typed,
    }
