"""A whole database copied value by value into another, SQLite or PostgreSQL, in one transaction each."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.models import AutoField, BinaryField, Model
from django.utils.translation import gettext as _

from goldthread.ledger import triggers
from goldthread.ledger.models import Key
from goldthread.lib.refusals import Refused
from goldthread.search import queries as search

CHUNK = 500
# Rows that the migrations themselves make, and that say nothing of the agency; and the search index, which the worker makes anew.
_MADE_ANEW = {"auth", "contenttypes", "migrations", "search"}


def open_target(alias: str, settings: dict[str, Any]) -> None:
    """Make a database known under an alias, with the tables and triggers of this version; refused where it is in use."""
    known = connections.settings["default"]
    connections.settings[alias] = {**known, "OPTIONS": {}, **settings}
    _refuse_occupied(alias)
    call_command("migrate", database=alias, interactive=False, verbosity=0)
    triggers.install(connections[alias])


def _refuse_occupied(alias: str) -> None:
    """Nothing is added to a database of somebody else's, nor to a record; tables of a stopped run are no record yet."""
    tables = set(connections[alias].introspection.table_names())
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    ours |= set(search.tables())
    if others := sorted(tables - ours):
        sentence = _("The database holds other tables already (%(name)s). Name an empty database.")
        raise Refused(sentence % {"name": others[0]})
    if Key._meta.db_table in tables and Key.objects.using(alias).exists():
        raise Refused(_("There is a record already. Name an empty database."))


def copy(source: str, target: str, show: Callable[[int, int], None]) -> int:
    """Every row of every table; how many. Nothing stands in the target unless all of it does."""
    models = list(_models())
    done = 0
    with transaction.atomic(using=source), transaction.atomic(using=target):
        if connections[source].vendor == "postgresql":
            connections[source].cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        total = sum(model._base_manager.using(source).count() for model in models)
        for model in models:
            for rows in _chunks(model, source):
                model._base_manager.using(target).bulk_create(rows)
                done += len(rows)
                show(done, total)
        _go_on_numbering(models, target)
    return done


def _models() -> Iterator[type[Model]]:
    """Every table after those it points to; keys among rows of one table are checked at the end of the transaction."""
    waiting = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label not in _MADE_ANEW
    ]
    placed: set[type[Model]] = set()
    while waiting:
        ready = [model for model in waiting if _needs(model) & set(waiting) <= {model} | placed] or waiting
        yield from ready
        placed |= set(ready)
        waiting = [model for model in waiting if model not in placed]


def _needs(model: type[Model]) -> set[Any]:
    return {field.related_model for field in model._meta.concrete_fields if field.related_model}


def _chunks(model: type[Model], source: str) -> Iterator[list[Model]]:
    rows: list[Model] = []
    # Files are large: one at a time.
    chunk = 1 if any(isinstance(field, BinaryField) for field in model._meta.concrete_fields) else CHUNK
    for row in model._base_manager.using(source).order_by("pk").iterator(chunk_size=chunk):
        rows.append(row)
        if len(rows) == chunk:
            yield rows
            rows = []
    if rows:
        yield rows


def _go_on_numbering(models: list[type[Model]], target: str) -> None:
    """Running numbers go on after the highest that was copied."""
    numbered = [model for model in models if isinstance(model._meta.pk, AutoField)]
    with connections[target].cursor() as cursor:
        for statement in connections[target].ops.sequence_reset_sql(no_style(), numbered):
            cursor.execute(statement)
