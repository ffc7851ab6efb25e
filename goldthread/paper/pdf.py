"""A paper as PDF: handed to the press note by note, so that however long it is, little of it is here at once."""

import json
import subprocess
import sys
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goldthread.paper.pieces import Piece, pieces
from goldthread.paper.queries import Paper

_PRESS = [sys.executable, "-m", "goldthread.paper.press"]
_PATIENCE = 120  # seconds


def printed(paper: Paper) -> bytes:
    """The PDF; subprocess.CalledProcessError where the press refuses, which is a mistake of ours."""
    press = subprocess.Popen(_PRESS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with press:
        assert press.stdin is not None
        try:
            press.stdin.write(_line(head(paper)))
            for note in paper.notes():
                press.stdin.write(_line(str(note)))
            made, told = press.communicate(timeout=_PATIENCE)
        except BrokenPipeError:
            # It ended before it had read everything; why, it says itself.
            made, told = press.communicate()
        except BaseException:
            # Half of the notes would make a whole document.
            press.kill()
            raise
    if press.returncode:
        raise subprocess.CalledProcessError(press.returncode, _PRESS[-1], stderr=told)
    return made


def head(paper: Paper) -> dict[str, Any]:
    """What stands at the head of the document and on each of its pages."""
    name, beneath = paper.letterhead
    return {
        "language": (get_language() or "en").partition("-")[0],
        "title": f"{paper.title}: {paper.detail.name}, {paper.client.number}",
        "letterhead": [name, *beneath.splitlines()],
        "running": paper.running,
        "printed": paper.printed,
        "page_of": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "front": front(paper),
        "unshown": _(
            "Letters for which there was no font are written here as their numbers in Unicode, such as [U+4E00]. "
            "In the record they are as they were typed."
        ),
    }


def front(paper: Paper) -> list[Piece]:
    """What stands before the notes."""
    return [*pieces(paper.terms), *pieces(paper.around)]


def _line(value: Any) -> bytes:
    return json.dumps(value).encode("ascii") + b"\n"
