"""Documents of a case, the bytes behind a digest, and whether all that the record names are there unchanged."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.documents.models import Blob, Document, Held
from goldthread.people.models import Staff


def of_case(actor: Staff, case: UUID) -> Sequence[Document]:
    """What is on file of a case, as it reads now, the newest first."""
    rows = Document.objects.visible_to(actor).current().filter(case=case).select_related("client")
    return list(rows.order_by("-true_from_on", "-recorded_at", "pk"))


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
