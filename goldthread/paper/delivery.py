"""A printed file to be handed over whole: the PDF, and beside it the documents in the order of its list, as one ZIP."""

import hashlib
import shutil
import tempfile
import zipfile
from typing import IO

from goldthread.documents import queries as documents
from goldthread.lib import clock
from goldthread.paper import pdf
from goldthread.paper.queries import Paper

FOLDER = "documents"


def pack(into: IO[bytes], paper: Paper, name: str) -> None:
    """Write the ZIP: the PDF as `name`, and every document of the paper; ValueError where one is not what it was."""
    with zipfile.ZipFile(into, "w") as packed:
        with tempfile.TemporaryFile() as made:
            pdf.print_to(made, paper)
            made.seek(0)
            with packed.open(_entry(name), "w", force_zip64=True) as file:
                shutil.copyfileobj(made, file)
        for each in paper.documents:
            found = documents.blob(each.sha256)
            data = bytes(found.data) if found else b""
            if hashlib.sha256(data).hexdigest() != each.sha256:
                raise ValueError(f"document {each.identity} is not what was put on file")
            packed.writestr(_entry(f"{FOLDER}/{each.name(len(paper.documents))}"), data)


def _entry(name: str) -> zipfile.ZipInfo:
    """A file in the ZIP; nothing in it is compressed, since PDFs and pictures are already."""
    entry = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
    entry.external_attr = 0o600 << 16
    return entry
