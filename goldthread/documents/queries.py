"""Documents of a case, the bytes behind a digest, and whether all that the record names are there unchanged."""

import hashlib
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.documents.models import Blob, Document, Held
from goldthread.people.models import Staff


def of_case(actor: Staff, case: UUID) -> Sequence[Document]:
    """What is on file of a case, as it reads now, the newest first."""
    rows = Document.objects.visible_to(actor).current().filter(case=case).select_related("client")
    return list(rows.order_by("-true_from_on", "-recorded_at", "pk"))


def of_clients(actor: Staff, clients: Sequence[UUID]) -> Sequence[Document]:
    """What is on file about these clients, or about everybody in a case of theirs, the oldest first; no mistakes."""
    about = Q(client__in=clients) | Q(client=None, case__in=cases.cases_of(*clients))
    rows = Document.objects.visible_to(actor).current().filter(about, in_error="")
    return list(rows.order_by("true_from_on", "recorded_at", "pk"))


def added_at(identities: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these documents was put on file, whatever was said of it later."""
    rows = Document.objects.filter(identity__in=list(identities)).values_list("identity", "recorded_at")
    return dict(rows.order_by("-recorded_at"))


def document(actor: Staff, identity: UUID) -> Document | None:
    """One document as it reads now; None where `actor` may not see it."""
    rows = Document.objects.visible_to(actor).current().filter(identity=identity)
    found: Document | None = rows.select_related("case", "client").first()
    return found


def held(owner: Staff, draft: UUID) -> Sequence[Held]:
    """Everything that was ever attached to a draft, in the order of attaching."""
    return list(Held.objects.visible_to(owner).filter(draft=draft).order_by("added_at", "pk"))


def blob(sha256: str) -> Blob | None:
    """The bytes under a digest; who may see them was asked before."""
    return Blob.objects.filter(pk=sha256).first()


def small(sha256: str) -> bytes | None:
    """The small picture under a digest, empty where none could be made; None where the file is missing."""
    found = Blob.objects.filter(pk=sha256).values_list("small", flat=True).first()
    return None if found is None else bytes(found)


def pages_of(digests: Iterable[str]) -> dict[str, int]:
    """The pages of each PDF among these files; what is no PDF, or cannot be counted, is not among them."""
    wanted = list(Blob.objects.filter(pk__in=set(digests), media_type="application/pdf").values_list("pk", flat=True))
    if not wanted:
        return {}
    counted: dict[str, int] = {}
    command = [sys.executable, "-m", "goldthread.documents.counting"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as counter:
        assert counter.stdin is not None
        assert counter.stdout is not None
        for digest in wanted:
            data = bytes(Blob.objects.values_list("data", flat=True).get(pk=digest))
            try:
                counter.stdin.write(len(data).to_bytes(8, "big") + data)
                counter.stdin.flush()
                counted[digest] = int(counter.stdout.readline() or 0)
            except BrokenPipeError:
                # It ended over the one before; what it counted stays.
                break
        with suppress(BrokenPipeError):
            counter.stdin.close()
    return {digest: pages for digest, pages in counted.items() if pages}


def problems(named: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One sentence for each document that is missing or changed: those on file, and those that `named` adds (title, digest)."""
    on_file = Document.objects.order_by("pk").values_list("title", "sha256")
    whole: dict[str, bool | None] = {}
    for title, sha256 in (*on_file, *named):
        if sha256 not in whole:
            found = blob(sha256)
            whole[sha256] = None if found is None else hashlib.sha256(bytes(found.data)).hexdigest() == sha256
        if whole[sha256] is None:
            yield _("The document “%(title)s” (%(digest)s) is missing.") % {"title": title, "digest": sha256[:12]}
        elif not whole[sha256]:
            sentence = _("The document “%(title)s” (%(digest)s) is not the one that was put on file.")
            yield sentence % {"title": title, "digest": sha256[:12]}
