"""Facts and projections: every row equals what its entry says, none is missing, and none stands there of itself."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, BinaryField, Field, Model
from django.utils.translation import gettext as _

from goldthread.ledger import facts, stored
from goldthread.ledger.models import Entry, Shown
from goldthread.ledger.projection import Derived, Projection
from goldthread.ledger.report import Report

_STANDING = 'fact.true_to_on IS NULL AND NOT EXISTS (SELECT 1 FROM "{fact}" later WHERE later.replaces_id = fact.id)'
Opened = tuple[Entry, dict[str, Any]]


class _Table:
    """One table whose rows entries account for."""

    def __init__(self, model: type[Model], connection: BaseDatabaseWrapper, *, is_fact: bool) -> None:
        self.model, self.connection, self.is_fact = model, connection, is_fact
        self.fields = list(model._meta.concrete_fields)
        self.link = _entry_field(model)
        self.name = model._meta.db_table
        self.seen = 0
        columns = ", ".join(stored.raw_column(connection, field, "t") for field in self.fields)
        self.query = f'SELECT {columns} FROM "{self.name}" t WHERE t."{self.link.column}" IN '
        # A running number that the database gives says nothing and is compared with nothing.
        self.blank = [isinstance(field, AutoField) for field in self.fields]
        self.storing = [
            (str(field.column), blank, *stored.quickly(connection, field), field)
            for field, blank in zip(self.fields, self.blank, strict=True)
        ]
        self.names = {column for column, blank, *_rest in self.storing if not blank}
        self.added_later = {
            str(field.column): field.get_default()
            for field in self.fields
            if field.has_default() and field.name != "id"
        }
        self.link_at = self.fields.index(self.link)

    def expected(self, entry: Entry, values: dict[str, Any]) -> tuple[Any, ...]:
        """The row as the database must store it; ValueError where the entry does not name exactly its columns."""
        given: dict[str, Any] = {str(self.link.column): entry.pk}
        if self.is_fact:
            # A version before this one knew fewer columns; the row that it wrote has what the migration gave it.
            given |= self.added_later
            if "recorded_at" in self.names:
                given["recorded_at"] = entry.recorded_at
        given |= values
        if given.keys() != self.names:
            raise ValueError(_("columns %(names)s") % {"names": ", ".join(sorted(set(given) ^ self.names))})
        row: list[Any] = []
        for column, blank, kind, store, field in self.storing:
            value = None if blank else given[column]
            if value is None:
                row.append(None)
            else:
                row.append(store(value) if type(value) is kind else self._stored(field, value))
        return tuple(row)

    def _stored(self, field: "Field[Any, Any]", value: Any) -> Any:
        if isinstance(field, BinaryField):
            return bytes(value)
        return field.get_db_prep_save(field.to_python(value), self.connection)

    def actual(self, ids: Sequence[UUID]) -> list[tuple[Any, ...]]:
        """The rows of these entries as they are stored."""
        params = [self._stored(self.link, entry_id) for entry_id in ids]
        raw = stored.fetch(self.connection, f"{self.query}({', '.join(['%s'] * len(ids))})", params)
        self.seen += len(raw)
        return [tuple(None if b else v for v, b in zip(row, self.blank, strict=True)) for row in raw]


def _entry_field(model: type[Model]) -> "Field[Any, Any]":
    """The column that is the entry's id: `entry` itself, or a key to a row whose own key is the entry."""
    for field in model._meta.concrete_fields:
        if field.name == "entry":
            return field
    for field in model._meta.concrete_fields:
        if field.related_model and field.related_model._meta.pk.related_model is Entry:
            return field
    raise TypeError(f"{model._meta.db_table} has no column that is an entry's id")


class Rows:
    """All tables that entries account for, compared batch by batch."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        projections: Sequence[Projection],
        derived: Sequence[Derived],
        report: Report,
    ) -> None:
        self.connection, self.derived, self.report = connection, derived, report
        self.by_kind = {kind: projection for projection in projections for kind in projection.kinds}
        projected = {table for projection in projections for table in projection.tables}
        projected |= {each.table for each in derived}
        models = {model._meta.db_table: model for model in apps.get_models()}
        stated = {model._meta.db_table for model in facts.fact_models()} - projected
        self.tables = {name: _Table(models[name], connection, is_fact=True) for name in sorted(stated)}
        self.tables |= {name: _Table(models[name], connection, is_fact=False) for name in sorted(projected)}
        self.sizes = {name: stored.count(connection, table.model) for name, table in self.tables.items()}

    def check(self, opened: Sequence[Opened]) -> None:
        """Compare the rows of these entries with what their contents say."""
        expected: dict[str, Counter[tuple[Any, ...]]] = {}
        for entry, content in opened:
            for name, values in self._said(entry, content):
                self._expect(entry, name, values, expected)
        for each in self.derived:
            self._expect_derived(each, opened, expected)
        ids = [entry.pk for entry, _content in opened]
        for name, table in self.tables.items():
            if ids and (self.sizes[name] or name in expected):
                self._compare(table, Counter(table.actual(ids)), expected.get(name, Counter()))

    def _expect_derived(
        self, derived: Derived, opened: Sequence[Opened], expected: dict[str, Counter[tuple[Any, ...]]]
    ) -> None:
        entries = {entry.pk: entry for entry, _content in opened}
        told = [(entry.pk, entry.kind, entry.recorded_at, content) for entry, content in opened]
        for pk, values in derived.rows(told):
            self._expect(entries[pk], derived.table, values, expected)

    def _said(self, entry: Entry, content: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        try:
            said = [(stated["table"], stated["row"]) for stated in content.get("facts", [])]
            projection = self.by_kind.get(entry.kind)
            if projection is not None:
                rows = projection.project(entry.schema_version, entry.pk, entry.recorded_at, content)
                said += [(row.table, row.values) for row in rows]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.report.add(
                _("entry %(entry)s: its rows cannot be derived (%(why)s)") % {"entry": entry.pk, "why": error}
            )
            return []
        return said

    def _expect(
        self, entry: Entry, name: str, values: dict[str, Any], expected: dict[str, Counter[tuple[Any, ...]]]
    ) -> None:
        try:
            expected.setdefault(name, Counter())[self.tables[name].expected(entry, values)] += 1
        except (KeyError, ValueError, TypeError, ValidationError) as error:
            self.report.add(
                _("entry %(entry)s states a row of %(table)s that this version cannot read (%(why)s)")
                % {"entry": entry.pk, "table": name, "why": error}
            )

    def _compare(self, table: _Table, actual: Counter[tuple[Any, ...]], expected: Counter[tuple[Any, ...]]) -> None:
        for row in expected - actual:
            self.report.add(
                _("table %(table)s: a row of entry %(entry)s is missing or changed")
                % {"table": table.name, "entry": row[table.link_at]}
            )
        for row in actual - expected:
            self.report.add(
                _("table %(table)s: a row of entry %(entry)s is not what the entry says")
                % {"table": table.name, "entry": row[table.link_at]}
            )

    def finish(self) -> None:
        """Report rows that belong to no entry at all."""
        for name, table in self.tables.items():
            if table.seen != self.sizes[name]:
                self.report.add(
                    _("table %(table)s: %(count)s rows belong to no entry")
                    % {"table": name, "count": self.sizes[name] - table.seen}
                )
        for model, shown in facts.shown_models():
            for key in _unlike(self.connection, model, shown):
                self.report.add(
                    _("table %(table)s: row %(row)s is not what the standing fact in %(fact)s says")
                    % {"table": shown.table, "row": key, "fact": model._meta.db_table}
                )


def _unlike(connection: BaseDatabaseWrapper, model: type[Model], shown: Shown) -> list[Any]:
    """The rows of `shown.table` that differ from the one standing fact about each, or that have none or several."""
    fact = model._meta.db_table
    same = "IS" if connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
    alike = " AND ".join(f'shown."{column}" {same} fact."{column}"' for column in shown.columns)
    return [
        row[0]
        for row in stored.fetch(
            connection,
            f'SELECT shown.id FROM "{shown.table}" shown WHERE 1 <> (SELECT COUNT(*) FROM "{fact}" fact'
            f' WHERE fact."{shown.column}" = shown.id AND {_STANDING.format(fact=fact)})'
            f' OR NOT EXISTS (SELECT 1 FROM "{fact}" fact WHERE fact."{shown.column}" = shown.id AND {alike}'
            f" AND {_STANDING.format(fact=fact)}) ORDER BY shown.id",
        )
    ]
