"""The manual's page on keys, made from their lists."""

from collections.abc import Iterable

from django.utils.translation import override

from goldthread.notes.shortcuts import READING, SHORTCUTS, Shortcut
from goldthread.page.help import LANGUAGE

TITLE = "Writing and reading by keyboard"


def text(_signed_in: bool = False) -> str:
    """The manual's page as Markdown."""
    with override(LANGUAGE):
        rows, reading = _rows(SHORTCUTS), _rows(READING)
        return f"""# {TITLE}

Everything in the editor can be done without a mouse. **Ctrl+/** shows these keys while you write.

| Keys | What they do |
|---|---|
{rows}
| Escape | Close earlier notes, a list or a window |
| ;word, then Space or Tab | Write the phrase of that short word |
| Ctrl+Z | Take back what was accepted or written last |

On a Mac, press Control where Alt stands here: Option types letters there. Tab and Shift+Tab go from field to field as
everywhere. These keys do nothing outside the editor.

## From note to note

| Keys | What they do |
|---|---|
{reading}
| Enter | Open the note that has the focus |

In a case file and in what a search found, the two letters move the focus from one note to the next, and at the end to the link that turns
the page; on a note's own page they open the next one of the file, narrowed as it was, or of the search that one came from. They do nothing
while a field has the focus. **Keys**, beside the journal, below a search and below a note, shows them and turns them off on your device:
whoever speaks to the computer may want that. A screen reader keeps its own letters while it browses.
"""


def _rows(keys: Iterable[Shortcut]) -> str:
    return "\n".join(f"| {each.keys} | {each.told} |" for each in keys)
