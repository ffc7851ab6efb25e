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
    page = document[0]
    tree = raw.FPDF_StructTree_GetForPage(page)
    tags: list[str] = []
    for at in range(raw.FPDF_StructTree_CountChildren(tree)):
        _collect(raw.FPDF_StructTree_GetChildAtIndex(tree, at), tags)
    return {
        "tagged": bool(raw.FPDFCatalog_IsTagged(document)),
        "title": document.get_metadata_value("Title"),
        "language": bytes(held).decode("utf-16-le")[: max(size // 2 - 1, 0)],
        "tags": tags,
    }


def _collect(element: Any, tags: list[str]) -> None:
    if not element:
        return
    held = ctypes.create_string_buffer(64)
    size = raw.FPDF_StructElement_GetType(element, held, 64)
    tags.append(held.raw[: size - 2].decode("utf-16-le"))
    for at in range(max(raw.FPDF_StructElement_CountChildren(element), 0)):
        _collect(raw.FPDF_StructElement_GetChildAtIndex(element, at), tags)


def word_text(data: bytes) -> str:
    """Everything that stands in a file for Word."""
    return plain(" ".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs))


def plain(text: str) -> str:
    """The text with any space as one, and without what only steers its direction."""
    return re.sub(r"[\s\ufffe]+", " ", re.sub("[\u2066-\u2069\u200e\u200f\u202a-\u202e]", "", text)).strip()
