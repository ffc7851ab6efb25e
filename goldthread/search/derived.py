"""The index's passages as `verify` compares them with the log: those of every entry that was read into it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from goldthread.ledger.models import Leaf
from goldthread.search.actions import passages_of
from goldthread.search.models import Passage
from goldthread.search.queries import read


class Index:
    """The table of passages."""

    table = Passage._meta.db_table

    def rows(
        self, opened: Sequence[tuple[UUID, str, datetime, dict[str, Any]]]
    ) -> Iterator[tuple[UUID, dict[str, Any]]]:
        """The passages of the entries that the index has come to."""
        places = dict(
            Leaf.objects.filter(entry__in=[pk for pk, *_rest in opened], position__lt=read()).values_list(
                "entry", "position"
            )
        )
        for pk, kind, at, content in opened:
            for passage in passages_of(places[pk], pk, kind, at, content) if pk in places else ():
                yield pk, {field.attname: getattr(passage, field.attname) for field in Passage._meta.concrete_fields}


INDEX = Index()
