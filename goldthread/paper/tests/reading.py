"""How the tests read what came off the press."""

import ctypes
import io
import re
from typing import Any

import pypdfium2
from docx import Document
from pypdfium2 import raw


def pdf_text(data: bytes) -> str:
    """Everything that stands on its pages, any space as one."""
    document = pypdfium2.PdfDocument(data)
    return plain(" ".join(document[at].get_textpage().get_text_range() for at in range(len(document))))


def pages_of(data: bytes) -> list[str]:
    """What stands on each page."""
    document = pypdfium2.PdfDocument(data)
    return [plain(document[at].get_textpage().get_text_range()) for at in range(len(document))]


def structure_of(data: bytes) -> dict[str, Any]:
    """Whether it is tagged, its title and language, and the tags of its first page."""
    document = pypdfium2.PdfDocument(data)
    held = ctypes.create_unicode_buffer(32)
    size = raw.FPDFCatalog_GetLanguage(document, ctypes.cast(held, ctypes.POINTER(raw.FPDF_WCHAR)), 64)
    return {
        "tagged": bool(raw.FPDFCatalog_IsTagged(document)),
        "title": document.get_metadata_value("Title"),
        "language": bytes(held).decode("utf-16-le")[: max(size // 2 - 1, 0)],
        "tags": [tag for tag, _said, _marks in tags_of(document[0])],
    }


def tags_of(page: Any) -> list[tuple[str, str, list[int]]]:
    """Each tag of a page in the order of reading: its kind, what is said in its place, and the marks on the page that it has."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    found: list[tuple[str, str, list[int]]] = []
    for at in range(raw.FPDF_StructTree_CountChildren(tree)):
        _collect(raw.FPDF_StructTree_GetChildAtIndex(tree, at), found)
    return found


def marks_on(page: Any) -> set[int]:
    """The numbers of all that is drawn on a page as part of the text, so not of its head and foot."""
    return {mark for each in page.get_objects() if (mark := raw.FPDFPageObj_GetMarkedContentID(each.raw)) >= 0}


def bookmarks_of(data: bytes) -> list[tuple[str, int]]:
    """The title of each bookmark, and the page that it leads to, counted from nothing."""
    return [(each.get_title(), each.get_dest().get_index()) for each in pypdfium2.PdfDocument(data).get_toc()]


def _collect(element: Any, found: list[tuple[str, str, list[int]]]) -> None:
    if not element:
        return
    children = range(max(raw.FPDF_StructElement_CountChildren(element), 0))
    marks = [raw.FPDF_StructElement_GetChildMarkedContentID(element, at) for at in children]
    said = (_said(raw.FPDF_StructElement_GetType, element), _said(raw.FPDF_StructElement_GetAltText, element))
    found.append((*said, [mark for mark in marks if mark >= 0]))
    for at in children:
        _collect(raw.FPDF_StructElement_GetChildAtIndex(element, at), found)


def _said(get: Any, element: Any) -> str:
    held = ctypes.create_string_buffer(256)
    size = get(element, held, 256)
    return held.raw[: max(size - 2, 0)].decode("utf-16-le")


def word_text(data: bytes) -> str:
    """Everything that stands in a file for Word."""
    return plain(" ".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs))


def plain(text: str) -> str:
    """The text with any space as one, and without what only steers its direction."""
    return re.sub(r"[\s\ufffe]+", " ", re.sub("[\u2066-\u2069\u200e\u200f\u202a-\u202e]", "", text)).strip()
