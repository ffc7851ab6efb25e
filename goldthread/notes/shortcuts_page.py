"""The manual's page on the editor's keys, made from their list."""

from django.utils.translation import override

from goldthread.notes.shortcuts import SHORTCUTS
from goldthread.page.help import LANGUAGE

TITLE = "Writing by keyboard"


def text(_signed_in: bool = False) -> str:
    """The manual's page as Markdown."""
    with override(LANGUAGE):
        rows = "\n".join(f"| {each.keys} | {each.told} |" for each in SHORTCUTS)
        return f"""# {TITLE}

Everything in the editor can be done without a mouse. **Ctrl+/** shows these keys while you write.

| Keys | What they do |
|---|---|
{rows}
| Escape | Close earlier notes, a list or a window |
| ;word, then Space or Tab | Write the phrase of that short word |
| Ctrl+Z | Take back what was accepted or written last |

On a Mac, press Control where Alt stands here: Option types letters there. Tab and Shift+Tab go from field to field as
everywhere. The keys do nothing outside the editor.
"""
