"""Looks at one file in a process of its own, with little memory and time: what it is by its content, and a small picture of it.

Run as `python -m goldthread.documents.looking`: the file on stdin; on stdout one line of JSON ({"is": media type} or {"refused": code}) and
then the small picture as JPEG, where one could be made. A file that breaks a reader breaks this process and nothing else.
"""

import io
import json
import resource
import sys

MEMORY, SECONDS = 1 << 30, 10
SMALL = 320  # pixels, the longer side
_MOST_PIXELS = 60_000_000
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def look(data: bytes) -> tuple[dict[str, str], bytes]:
    """What the file is, or why it is not taken, and its small picture; empty where none could be made."""
    if not data:
        return {"refused": "empty"}, b""
    start = data[:1024]
    at = start.find(b"%PDF-")
    if at >= 0 and b"<" not in start[:at]:
        return _pdf(data)
    return _image(data)


def _pdf(data: bytes) -> tuple[dict[str, str], bytes]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        if not len(document):
            return {"refused": "broken"}, b""
    except pypdfium2.PdfiumError as error:
        return {"refused": "locked" if "assword" in str(error) else "broken"}, b""
    try:
        page = document[0]
        scale = SMALL / max(*page.get_size(), 1)
        picture = page.render(scale=scale).to_pil()
        return {"is": "application/pdf"}, _small(picture)
    except Exception:
        # A page that cannot be drawn is still a document: it only has no small picture.
        return {"is": "application/pdf"}, b""


def _image(data: bytes) -> tuple[dict[str, str], bytes]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        picture = Image.open(io.BytesIO(data))
        kind = _IMAGES.get(str(picture.format))
    except Image.DecompressionBombError:
        return {"refused": "too_many_pixels"}, b""
    except Exception:
        return {"refused": "unknown"}, b""
    if kind is None:
        return {"refused": "other_picture"}, b""
    if picture.width * picture.height > _MOST_PIXELS:
        return {"refused": "too_many_pixels"}, b""
    try:
        picture.load()
        return {"is": kind}, _small(ImageOps.exif_transpose(picture) or picture)
    except Exception:
        return {"refused": "broken"}, b""


def _small(picture: object) -> bytes:
    """A new picture of nothing but what is seen: where and with what it was taken does not come along."""
    from PIL import Image

    assert isinstance(picture, Image.Image)
    plain = picture.convert("RGB")
    plain.thumbnail((SMALL, SMALL))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=80)
    return out.getvalue()


def main() -> None:
    """Look at stdin within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    told, picture = look(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()
