"""What a bill says, what signed notes carry, and the verdicts on the one by the other; plain values, weighed by goldthread.billing.weighing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

SUBSTANTIATED, SHORT, OVER, OTHER_NATURE, DOUBLED, WITHOUT_NOTE, UNCLEAR, UNREADABLE = (
    "substantiated", "short", "over", "other_nature", "doubled", "without_note", "unclear", "unreadable",
)  # fmt: skip
# Of notes that are in no line: what ought to be billed, what carries no unit, and what something forbids to bill.
NOT_BILLED, NOTHING, FORBIDDEN = "not_billed", "nothing_to_bill", "may_not_be_billed"
VERDICTS: dict[str, "str | Promise"] = {
    SUBSTANTIATED: pgettext_lazy("billed line", "substantiated"),
    SHORT: pgettext_lazy("billed line", "short"),
    OVER: pgettext_lazy("billed line", "over"),
    OTHER_NATURE: pgettext_lazy("billed line", "of another nature"),
    DOUBLED: pgettext_lazy("billed line", "doubled"),
    WITHOUT_NOTE: pgettext_lazy("billed line", "without a note"),
    UNCLEAR: pgettext_lazy("billed line", "cannot be told"),
    UNREADABLE: pgettext_lazy("billed line", "cannot be read"),
    NOT_BILLED: pgettext_lazy("billed line", "signed and not billed"),
    NOTHING: pgettext_lazy("billed line", "carries nothing to bill"),
    FORBIDDEN: pgettext_lazy("billed line", "may not be billed"),
}
# Nothing is to be done about these.
AGREEING = frozenset((SUBSTANTIATED, NOTHING, FORBIDDEN))
# What a line of a bill holds; what is not in NEEDED may be missing. The first column of modifiers may hold them all.
COLUMNS: dict[str, Any] = {
    "client": gettext_lazy("Client"),
    "date": gettext_lazy("Date"),
    "service": gettext_lazy("Service"),
    "units": gettext_lazy("Units"),
    "amount": gettext_lazy("Amount"),
    "modifiers": gettext_lazy("Modifiers"),
    "modifier_2": gettext_lazy("Second modifier"),
    "modifier_3": gettext_lazy("Third modifier"),
    "modifier_4": gettext_lazy("Fourth modifier"),
}
NEEDED = ("client", "date", "service", "units")
MODIFIERS = ("modifiers", "modifier_2", "modifier_3", "modifier_4")
# What stands between a code and its modifiers: T1017:HN, T1017-HN, T1017 HN; claims take also > and ^ (X12, ISA16).
BETWEEN = re.compile(r"[\s:,;/>^-]+")
_MODIFIER = re.compile(r"[0-9a-z]{2}", re.ASCII)
# Before a code in a claim this says that it is one of HCPCS (SV101-1); it is a modifier too, but none stands before a code.
_QUALIFIER = "hc"


def plain(text: str) -> str:
    """A name or a code without what bills write between its parts, in small letters."""
    return BETWEEN.sub("", text).casefold()


def parts_of(text: str) -> tuple[str, ...]:
    """What stands in a cell between what bills write between parts, in small letters: "HN, U1" gives two."""
    return tuple(each.casefold() for each in BETWEEN.split(text) if each)


def modifiers_in(cells: Iterable[str]) -> tuple[str, ...] | None:
    """The modifiers in the cells of a line, each once; None where something in them is none."""
    found = tuple(dict.fromkeys(each for cell in cells for each in parts_of(cell)))
    return found if all(map(_MODIFIER.fullmatch, found)) else None


@dataclass(frozen=True)
class Billed:
    """One line of a bill: hundredths of a unit, cents, and in `why` the reason where it could not be read."""

    line: int
    said: Mapping[str, str]
    client: UUID | None = None
    day: date | None = None
    service: str = ""
    hundredths: int = 0
    cents: int | None = None
    why: str = ""
    modifiers: tuple[str, ...] = ()

    @property
    def modifier_cells(self) -> list[str]:
        """What stands in its columns of modifiers, as it stands there."""
        return [cell for what in MODIFIERS if (cell := self.said.get(what, "").strip())]

    @property
    def readings(self) -> list[tuple[str, tuple[str, ...]]]:
        """Service and modifiers as the cells may be meant: T1017:HN is one code, or T1017 with a modifier; HC:T1017 is T1017."""
        found = [(plain(self.service), self.modifiers)]
        parts = parts_of(self.service)
        first, *further = (parts[1:] if parts[:1] == (_QUALIFIER,) else parts) or ("",)
        if all(map(_MODIFIER.fullmatch, further)):
            found.append((first, tuple(dict.fromkeys((*further, *self.modifiers)))))
        return found


@dataclass(frozen=True)
class Documented:
    """What signed notes carry of one service to one client on one day; `names` are those under which it may be billed, plain.

    `number` and `client_name` say who the client is to whoever reads the report, `code` how the service is billed.

    `hundredths` of a unit are None where nobody says how they are reckoned, `cents` of one unit where no rate is on file;
    `amiss` says what keeps the notes from being billed.
    """

    client: UUID
    day: date
    service: str
    names: frozenset[str]
    entries: tuple[UUID, ...]
    minutes: int
    hundredths: int | None
    cents: int | None = None
    amiss: str = ""
    number: str = ""
    client_name: str = ""
    code: str = ""
    modifiers: tuple[str, ...] = ()

    @property
    def spoken(self) -> str:
        """The service with the code under which it is billed."""
        return f"{self.service or '—'} ({self.code})" if self.code else self.service or "—"

    def is_meant(self, line: Billed) -> bool:
        """Whether a line bills this: by name or code, and with these modifiers where it says any."""
        own = sorted(each.casefold() for each in self.modifiers)
        return any(name in self.names and (not said or sorted(said) == own) for name, said in line.readings)

    def is_named(self, line: Billed) -> bool:
        """Whether a line says its name or code, with whichever modifiers."""
        return any(name in self.names for name, _said in line.readings)

    def may_be_meant(self, line: Billed) -> bool:
        """Whether it does if the agency's list merely leaves out the modifiers of the line."""
        return not self.modifiers and self.is_named(line)


@dataclass(frozen=True)
class Judged:
    """A billed line, or what was documented and not billed, with the verdict, the reason and the notes."""

    verdict: str
    reason: str
    billed: Billed | None = None
    documented: Documented | None = None

    @property
    def agrees(self) -> bool:
        """Whether nothing is to be done about it."""
        return self.verdict in AGREEING
