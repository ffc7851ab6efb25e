"""A paper as PDF: handed to the press note by note, so that however long it is, little of it is here at once."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from typing import IO, Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.notes import queries as notes
from goldthread.paper.pieces import Piece, pieces
from goldthread.paper.queries import Paper
from goldthread.people.models import Staff
from goldthread.plans.queries import Sheets
from goldthread.policies import queries as policies

_PRESS = [sys.executable, "-m", "goldthread.paper.press"]
# Seconds once all notes are there, and for each of them: ten times what a slow machine takes.
_PATIENCE, _FOR_A_NOTE = 120, 0.2


def printed(paper: Paper) -> bytes:
    """The PDF of a short paper; subprocess.CalledProcessError where the press refuses, which is a mistake of ours."""
    with tempfile.TemporaryFile() as made:
        print_to(made, paper)
        made.seek(0)
        return made.read()


def print_to(made: IO[bytes], paper: Paper) -> None:
    """Let the press write the PDF into a file that was opened empty; CalledProcessError as above."""
    press_to(made, head(paper), map(str, paper.notes()), len(paper.ids))


def print_plan(made: IO[bytes], reader: Staff, sheets: Sheets) -> None:
    """The same of one version of a plan of care."""
    client, agency = sheets.version.client, policies.agency()
    detail = cases.detail_for(reader, client.pk)
    born = formats.date_format(detail.born_on) if detail.born_on else ""
    kind = _("Plan of care")
    title = f"{kind}: {detail.name}, {client.number}"
    running = " · ".join(filter(None, (detail.name, client.number, born)))
    about = headed(title, running, (agency.name, agency.letterhead), notes.printed_by(reader.name))
    press_to(made, about, map(str, sheets.articles()), sheets.count)


def press_to(made: IO[bytes], head: dict[str, Any], articles: Iterable[str], count: int) -> None:
    """The same of any head and articles, given as HTML of ours; `count` says how many to wait for."""
    press = subprocess.Popen(_PRESS, stdin=subprocess.PIPE, stdout=made, stderr=subprocess.PIPE)
    with press:
        assert press.stdin is not None
        try:
            press.stdin.write(_line(head))
            for article in articles:
                press.stdin.write(_line(article))
            _nothing, told = press.communicate(timeout=_PATIENCE + _FOR_A_NOTE * count)
        except BrokenPipeError:
            # It ended before it had read everything; why, it says itself.
            _nothing, told = press.communicate()
        except BaseException:
            # Half of the notes would make a whole document.
            press.kill()
            raise
    if press.returncode:
        raise subprocess.CalledProcessError(press.returncode, _PRESS[-1], stderr=told)


def head(paper: Paper) -> dict[str, Any]:
    """What stands at the head of the document and on each of its pages."""
    return headed(paper.whole_title, paper.running, paper.letterhead, paper.printed) | {"front": front(paper)}


def headed(title: str, running: str, letterhead: tuple[str, str], printed: str) -> dict[str, Any]:
    """The head of any document: its title, what each page says, whose it is, when and by whom it was printed."""
    name, beneath = letterhead
    return {
        "language": (get_language() or "en").partition("-")[0],
        "title": title,
        "letterhead": [name, *beneath.splitlines()],
        "running": running,
        "printed": printed,
        "page_of": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "front": [],
        "unshown": _(
            "Letters for which there was no font are written here as their numbers in Unicode, such as [U+4E00]. "
            "In the record they are as they were typed."
        ),
    }


def front(paper: Paper) -> list[Piece]:
    """What stands before the notes."""
    return [*pieces(paper.terms), *pieces(paper.around), *pieces(paper.on_file)]


def _line(value: Any) -> bytes:
    return json.dumps(value).encode("ascii") + b"\n"
