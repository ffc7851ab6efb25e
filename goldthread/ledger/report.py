"""What `verify` has found: the problems in the order of finding, and the two heads."""

from dataclasses import dataclass, field

MOST = 20


class Enough(Exception):
    """So many problems are found that more would not tell more."""


@dataclass
class Report:
    """The outcome of one verification; whole where there are no problems."""

    problems: list[str] = field(default_factory=list)
    record: tuple[int, str] = (0, "")
    access: tuple[int, str] = (0, "")
    most: int = MOST

    @property
    def is_whole(self) -> bool:
        """Whether nothing failed."""
        return not self.problems

    def add(self, problem: str) -> None:
        """Note one more problem; Enough when there are plenty."""
        self.problems.append(problem)
        if len(self.problems) >= self.most:
            raise Enough
