"""Reads of the record: the content of entries, their SD-JWTs and digests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Max

from goldthread.ledger import seal
from goldthread.ledger.models import Access, Checkpoint, Content, Entry
from goldthread.lib import clock

_IDENTITY = models.UUIDField()


def content_of(entry_id: UUID) -> dict[str, Any]:
    """The whole content of one entry; Entry.DoesNotExist where there is none, seal.Broken where it does not fit."""
    found = contents_of([entry_id])
    if entry_id not in found:
        raise Entry.DoesNotExist(f"no entry {entry_id} with content")
    return found[entry_id]


def contents_of(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The whole contents of several entries by their ids; those that are not there are left out."""
    if not ids:
        return {}
    # By hand: composed by the ORM, this costs a case file as much as opening the seals does.
    ready = [_IDENTITY.get_db_prep_value(each, connection) for each in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry.id, entry.jws, content.disclosures FROM ledger_entry entry JOIN ledger_content content"
            f" ON content.entry_id = entry.id WHERE entry.id IN ({', '.join(['%s'] * len(ready))})",
            ready,
        )
        return {_IDENTITY.to_python(pk): _whole(jws, disclosures) for pk, jws, disclosures in cursor.fetchall()}


def _whole(jws: str, disclosures: str) -> dict[str, Any]:
    return seal.open_whole(seal.read(jws), split_disclosures(disclosures))


def split_disclosures(kept: str) -> list[str]:
    """The disclosures of one row of Content."""
    return kept.split("~") if kept else []


def sd_jwt_of(entry_id: UUID) -> str:
    """The SD-JWT of an entry, whole."""
    jws, disclosures = Content.objects.values_list("entry__jws", "disclosures").get(entry=entry_id)
    return seal.join(jws, split_disclosures(disclosures))


def digest_of(entry_id: UUID) -> str:
    """Base64url SHA-256 of an entry's JWS: how a later entry names the one that it amends."""
    return seal.digest_of(Entry.objects.values_list("jws", flat=True).get(pk=entry_id))


def digests_of(ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """Several entries with their digests, in the order asked; Entry.DoesNotExist where one is missing."""
    found = dict(Entry.objects.filter(pk__in=ids).values_list("pk", "jws"))
    for entry_id in ids:
        if entry_id not in found:
            raise Entry.DoesNotExist(f"no entry {entry_id}")
    return [(entry_id, seal.digest_of(found[entry_id])) for entry_id in ids]


def has_other_than(kinds: Sequence[str], *, since: datetime) -> bool:
    """Whether any entry of another kind was recorded at or after a moment."""
    others = f"kind NOT IN ({', '.join(['%s'] * len(kinds))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM ledger_entry WHERE recorded_at >= %s AND {others} LIMIT 1",
            [connection.ops.adapt_datetimefield_value(since), *kinds],
        )
        return cursor.fetchone() is not None


def opened_lately(actor: UUID, since: datetime, at_most: int) -> list[UUID]:
    """The clients whose case files somebody opened since a moment, the last first.

    A file names whose it is; records of the same person, shown with it, are left out.
    """
    statement = """
        SELECT client FROM ledger_access WHERE actor = %s AND at >= %s AND page = 'case file'
        AND client IS NOT NULL AND (object IS NULL OR object = client) GROUP BY client ORDER BY MAX(at) DESC LIMIT %s
    """
    ready = [_IDENTITY.get_db_prep_value(actor, connection), connection.ops.adapt_datetimefield_value(since), at_most]
    with connection.cursor() as cursor:
        cursor.execute(statement, ready)
        return [_IDENTITY.to_python(pk) for (pk,) in cursor.fetchall()]


def last_look(actor: UUID, clients: Sequence[UUID], pages: Sequence[str], before: datetime) -> datetime | None:
    """When somebody last saw one of these pages of these clients before a moment; None where never."""
    seen = Access.objects.filter(actor=actor, client__in=clients, page__in=pages, at__lt=before)
    last: datetime | None = seen.aggregate(last=Max("at"))["last"]
    return last


def sitting_began(
    actor: UUID, clients: Sequence[UUID], pages: Sequence[str], session: str, pause: timedelta
) -> datetime | None:
    """When somebody first saw one of these pages of these clients in this session, as long as no longer pause lay between.

    None where nothing was seen in this session, or nothing since such a pause.
    """
    seen = Access.objects.filter(actor=actor, session=session, client__in=clients, page__in=pages)
    began, later = None, clock.now()
    for at in seen.order_by("-at").values_list("at", flat=True):
        if later - at > pause:
            break
        began = later = at
    return began


def latest_checkpoint(stream: str = "record") -> Checkpoint | None:
    """The newest signed tree head of a stream; what is printed in exports and kept by witnesses."""
    return Checkpoint.objects.filter(stream=stream).order_by("-number").first()
