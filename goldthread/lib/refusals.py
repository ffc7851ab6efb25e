"""A refusal to a person: one sentence that says what to do."""

from dataclasses import dataclass


class Refused(Exception):
    """The act asked for cannot be done; `sentence` says what to do, shown unchanged.

    `field` names the form field it belongs to ("" for the whole form).
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = str(sentence)
        self.field = field


@dataclass(frozen=True)
class Finding:
    """What a rule has to say: a sentence, where it belongs, and whether it blocks."""

    sentence: str
    field: str = ""
    blocks: bool = True
    source: str = ""
