"""Where a page ends: no heading stands at its foot without what it heads."""

from random import Random
from typing import Any

import pypdfium2
import pytest
from pypdfium2 import raw

from goldthread.paper.tests.pressing import pressed
from goldthread.paper.tests.reading import tags_of


def note(chance: Random) -> str:
    """A note of some parts, each with a heading and as many words as it happens."""
    parts = (
        f"<h3>Part {part}</h3>" + f"<p>{'words of a note ' * chance.randrange(2, 60)}</p>" * chance.randrange(1, 3)
        for part in range(chance.randrange(1, 6))
    )
    terms = "<dl><dt>Date</dt><dd>March 2</dd><dt>How</dt><dd>in person</dd></dl>"
    return f"<article><h2>Session or visit</h2>{terms}{''.join(parts)}</article>"


def ends_with_a_heading(page: Any) -> bool:
    """Whether what stands lowest on a page, but for its foot, is a heading."""
    headings = {mark for kind, _said, marks in tags_of(page) if kind in ("H1", "H2") for mark in marks}
    marked = ((raw.FPDFPageObj_GetMarkedContentID(each.raw), each.get_bounds()[1]) for each in page.get_objects())
    lowest, _bottom = min(((mark, bottom) for mark, bottom in marked if mark >= 0), key=lambda each: each[1])
    return lowest in headings


@pytest.mark.parametrize("seed", range(3))
def test_no_heading_ends_a_page(seed: int) -> None:
    chance = Random(seed)
    pages = list(pypdfium2.PdfDocument(pressed([note(chance) for _ in range(60)])))
    assert len(pages) > 20
    assert not [at for at, page in enumerate(pages[:-1], 1) if ends_with_a_heading(page)]
