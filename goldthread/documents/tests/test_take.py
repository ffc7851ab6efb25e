"""What is taken is told by its content; what is not is refused in one sentence that says what to do."""

import base64
import io
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from goldthread.documents.taking import LARGEST, take
from goldthread.documents.tests.paper import PDF, picture
from goldthread.lib.refusals import Refused


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\n\n" + PDF, "application/pdf"),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
    ],
)
def test_it_knows_a_file_by_its_content_and_makes_a_small_picture(data: bytes, media_type: str) -> None:
    taken = take(data, "plan.exe")
    assert taken.media_type == media_type
    assert Image.open(io.BytesIO(taken.small)).format == "JPEG"


def test_the_small_picture_does_not_say_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010E] = "At the house of the foster family"
    taken = take(picture("JPEG", exif=exif), "a.jpg")
    assert b"foster family" in taken.data
    assert b"foster family" not in taken.small


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"hello", "no PDF"),
        (b"<html><script>alert(1)</script>%PDF-1.4", "no PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PDF"),
        (b"%PDF-1.7 and nothing else", "cannot be opened"),
        (picture("PNG")[:60], "cannot be opened"),
        (picture("GIF"), "JPEG or PNG"),
        (picture("TIFF"), "JPEG or PNG"),
        (b"x" * (LARGEST + 1), "larger than 20 MB"),
    ],
    ids=["empty", "text", "polyglot", "svg", "broken-pdf", "broken-png", "gif", "tiff", "large"],
)
def test_what_is_none_of_them_is_refused_by_name(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        take(data, "plan.pdf")
    assert "plan.pdf" in caught.value.sentence


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (60_000, 2_000)).save(out, "PNG")
    with pytest.raises(Refused, match="pixels"):
        take(out.getvalue(), "wall.png")


def test_real_odd_files_are_taken_or_refused_and_nothing_breaks(shared_data: Path) -> None:
    told = {}
    for path in sorted((shared_data / "attachments").rglob("*.pdf")):
        try:
            told[path.name] = take(path.read_bytes(), path.name).media_type
        except Refused as refused:
            told[path.name] = refused.sentence
    assert told["C-CDA_R2_UD_sample.pdf"] == "application/pdf"
    assert all(each == "application/pdf" or "cannot be opened" in each or "no PDF" in each for each in told.values())


def test_the_agency_s_scanner_keeps_out_what_it_finds(settings: Any, tmp_path: Path, shared_data: Path) -> None:
    eicar = base64.b64decode((shared_data / "attachments" / "eicar.base64.txt").read_text())
    scanner = tmp_path / "scan.py"
    scanner.write_text("import sys\nsys.exit(1 if b'EICAR' in sys.stdin.buffer.read() else 0)\n")
    settings.SCANNER = f"{sys.executable} {scanner}"
    assert take(PDF, "clean.pdf")
    with pytest.raises(Refused, match="found something in bad"):
        take(PDF + b"\n%" + eicar, "bad.pdf")


@pytest.mark.parametrize("command", ["/nowhere/scan", f"{sys.executable} -c 'import sys; sys.exit(2)'"])
def test_a_scanner_without_an_answer_keeps_the_file_out(settings: Any, command: str) -> None:
    settings.SCANNER = command
    with pytest.raises(Refused, match="no answer"):
        take(PDF, "plan.pdf")
