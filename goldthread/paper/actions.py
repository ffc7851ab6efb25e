"""Articles of other rooms set on paper by the press that sets notes."""

from collections.abc import Iterable
from typing import IO

from goldthread.paper import pdf


def print_articles(
    made: IO[bytes],
    *,
    title: str,
    running: str,
    letterhead: tuple[str, str],
    printed: str,
    articles: Iterable[str],
    count: int,
) -> None:
    """A PDF of articles, given as HTML of ours; subprocess.CalledProcessError where the press refuses, a mistake of ours."""
    pdf.press_to(made, pdf.headed(title, running, letterhead, printed), articles, count)
