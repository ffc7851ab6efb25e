"""The folder of an export: open files, each with its digest in a list, whole under its name or not there at all."""

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from goldthread.cli.backup import digest_of
from goldthread.cli.refused_rows import quiet
from goldthread.lib.refusals import Refused

MANIFEST = "manifest.json"
# As `sha256sum -c` reads it, so that anybody can check an archive without this software.
DIGESTS = "SHA256SUMS"


class Written:
    """A file being written, whose digest is taken on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def write(self, part: str | bytes) -> None:
        """Add text, or bytes as they are."""
        raw = part.encode() if isinstance(part, str) else part
        self._file.write(raw)
        self._digest.update(raw)

    @property
    def digest(self) -> str:
        """SHA-256 of what was written so far, in hexadecimal."""
        return self._digest.hexdigest()


class Folder:
    """Files under one folder that exists and is empty; names are paths within it, with slashes."""

    def __init__(self, at: Path) -> None:
        self.at = at
        self._digests = (at / DIGESTS).open("w", encoding="utf-8")

    @contextmanager
    def file(self, name: str) -> Iterator[Written]:
        """A new file, written by whoever asked and listed with its digest afterwards."""
        path = self.at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            written = Written(file)
            yield written
        self._digests.write(f"{written.digest}  {name}\n")

    def text(self, name: str, text: str) -> None:
        """A file of text."""
        with self.file(name) as file:
            file.write(text)

    def value(self, name: str, value: Any) -> None:
        """One JSON value, to be read by people too."""
        self.text(name, json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def lines(self, name: str, values: Iterable[Mapping[str, Any]]) -> int:
        """JSON Lines: one object a line; how many."""
        count = 0
        with self.file(name) as file:
            for value in values:
                file.write(json.dumps(value, ensure_ascii=False) + "\n")
                count += 1
        return count

    def table(self, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """A CSV file that no spreadsheet takes for formulas."""
        with self.file(name) as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows([cell(value) for value in row] for row in rows)

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """The manifest, which pins the list of digests and thereby every file."""
        self._digests.close()
        told = {**manifest, "digests": {DIGESTS: digest_of(self.at / DIGESTS)}}
        (self.at / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def cell(value: Any) -> str:
    """A value in a CSV file: nothing as an empty cell, yes and no in words, and no text that runs as a formula."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return quiet(value)
    return str(value)


def place_for(out: Path) -> Path:
    """Where an export may be written; Refused where something lies there, or could not be put there as a whole."""
    place = out.resolve()
    if place.is_relative_to(settings.HOME):
        raise Refused(_("%(path)s lies among the record itself. Name a folder elsewhere.") % {"path": out})
    if os.path.ismount(place):
        raise Refused(_("%(path)s is a whole disk. Name a new folder in it.") % {"path": out})
    if place.exists() and not place.is_dir():
        raise Refused(_("%(path)s is a file. Name a new folder.") % {"path": out})
    if place.is_dir() and next(place.iterdir(), None):
        raise Refused(_("%(path)s is not empty. Name a new folder.") % {"path": out})
    if _half(place).exists():
        sentence = _("An export that was stopped left %(path)s. Remove that folder, then export again.")
        raise Refused(sentence % {"path": _half(place)})
    return place


@contextmanager
def whole_or_nothing(place: Path) -> Iterator[Path]:
    """A folder beside the place, which gets the place's name once all of it is written and is gone otherwise."""
    half = _half(place)
    try:
        half.mkdir(parents=True)
        yield half
        os.sync()
        half.rename(place)
    except OSError as broken:
        shutil.rmtree(half, ignore_errors=True)
        told = {"path": place, "why": broken.strerror or broken}
        raise Refused(_("%(path)s cannot be written: %(why)s. Nothing was kept.") % told) from None
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise


def _half(place: Path) -> Path:
    return place.with_name(f"{place.name}.half")
