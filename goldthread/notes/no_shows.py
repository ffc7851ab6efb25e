"""A visit to which nobody came, where a policy pays for it: whom it concerns, what the policy asks for besides, how much it pays; pure.

Source: rules.md R51. No payer's rule stands here: what is paid, and for which outcomes, is said by the policy alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from goldthread.notes.choices import Outcome
from goldthread.notes.rules import is_attempt

CHECK = "no_show"  # the check whose answer says how what the policy asks for was done
EVIDENCE = ("confirmed_within_hours", "waited_minutes", "told_within_hours")


@dataclass(frozen=True)
class NoShow:
    """That nobody came and a policy pays so many minutes, where what it asks for besides was done.

    `asked` are the EVIDENCE of the policy, `lasted` the minutes that the note took, None where it does not say; `is_stated`
    whether its author says how the rest was done.
    """

    minutes: int
    asked: Mapping[str, int]
    lasted: int | None
    is_stated: bool

    @property
    def is_too_short(self) -> bool:
        """Whether by the times of the note nobody waited long enough."""
        return self.lasted is not None and self.lasted < self.asked.get("waited_minutes", 0)

    @property
    def paid(self) -> int | None:
        """The minutes that are paid; None while what the policy asks for is not stated, or is not so."""
        if self.asked and (self.is_too_short or not self.is_stated):
            return None
        return self.minutes


def no_show(
    typed: Mapping[str, Any],
    said: Mapping[str, Any] | None,
    *,
    others: Collection[str] = (),
    lasted: int | None = None,
    was_paid: bool = False,
) -> NoShow | None:
    """What a policy pays one client's part of a draft of attempts; None where it pays nothing for what came of them.

    `others` are the further clients of the note, by identity and by name: what came of them is no word about this one.
    `was_paid` tells of the note that is corrected, whose answer still holds.
    """
    if not said or said.get("pays") != "minutes" or not is_attempt(typed):
        return None
    paid = said.get("outcomes") or [Outcome.NO_SHOW.value]
    own = (row for row in typed["attempts"] if not {row.get("person", ""), row.get("name", "")} & {*others})
    if not any(row.get("outcome") in paid for row in own):
        return None
    asked = {name: int(said[name]) for name in EVIDENCE if name in said}
    answer = str(typed.get("answers", {}).get(CHECK, "")).strip()
    return NoShow(int(said["minutes"]), asked, lasted, was_paid or bool(answer))
