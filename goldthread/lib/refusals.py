"""A refusal to a person: one sentence that says what to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# A sentence may quote what it refuses; these no page can show.
_NEVER_SHOWN = re.compile("[\x00\ud800-\udfff]")


class Refused(Exception):
    """The act asked for cannot be done; `sentence` says what to do, shown unchanged.

    `field` names the form field it belongs to ("" for the whole form). Where several things stand in the way,
    `findings` has all of them and `sentence` is the first.
    """

    def __init__(self, sentence: str, *, field: str = "", findings: "Sequence[Finding]" = ()) -> None:
        super().__init__(sentence)
        self.sentence = _NEVER_SHOWN.sub("\N{REPLACEMENT CHARACTER}", str(sentence))
        self.field = field
        self.findings = tuple(findings) or (Finding(self.sentence, field),)


@dataclass(frozen=True)
class Finding:
    """What a rule has to say: a sentence, where it belongs, and whether it blocks; `check` names which check it is of, if any."""

    sentence: str
    field: str = ""
    blocks: bool = True
    source: str = ""
    check: str = ""


def refuse(findings: Sequence[Finding]) -> None:
    """Refuse with the first finding that blocks, and tell all that do; nothing where none does."""
    if blocking := [each for each in findings if each.blocks]:
        raise Refused(blocking[0].sentence, field=blocking[0].field, findings=blocking)
