"""Signatures of those who are no staff, and attempts to get one, as the kept body of their entry shows them; pure."""

from collections.abc import Mapping
from html import escape
from typing import Any

from goldthread.lib.signatures import HEIGHT as HEIGHT
from goldthread.lib.signatures import STATEMENT as STATEMENT
from goldthread.lib.signatures import WIDTH as WIDTH
from goldthread.lib.signatures import Signer as Signer
from goldthread.lib.signatures import attempt as attempt
from goldthread.lib.signatures import drawn as drawn
from goldthread.lib.signatures import picture as picture
from goldthread.lib.signatures import signature as signature


def kept_html(content: Mapping[str, Any]) -> str:
    """The signature, or the attempt, as the body of its entry shows it; labels as markers (goldthread.notes.markup)."""
    if given := content.get("signature"):
        by = given["by"]
        shown = (
            picture(given["strokes"], "&label-drawn;")
            if given["method"] == "drawn"
            else f'<i dir="auto">{escape(given["typed"])}</i> (&label-typed;)'
        )
        who = (
            f"<b><bdi>{escape(by['name'])}</bdi></b>, &role-{escape(by['role'])};"
            if by["role"]
            else f"<b><bdi>{escape(by['name'])}</bdi></b>"
        )
        return f"<p>&label-signed_by; {who}</p><p>&label-statement;</p><p>{shown}</p>"
    if tried := content.get("signature_attempt"):
        of = tried["of"]
        parts = [f"<b><bdi>{escape(of['name'])}</bdi></b>"]
        parts += [f"&role-{escape(of['role'])};"] if of["role"] else []
        parts += [f"&how-{escape(tried['how'])};"] if tried["how"] else []
        parts += [f"&outcome-{escape(tried['outcome'])};"]
        words = f'<p class="words" dir="auto">{escape(tried["words"])}</p>' if tried["words"].strip() else ""
        return f"<p>&label-asked_to_sign; {' · '.join(parts)}</p>{words}"
    return ""
