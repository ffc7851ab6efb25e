"""What the tests of this room stand on: a record that has begun, and a database of its own to be forged."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldthread.ledger import actions, keys
from goldthread.ledger.models import Key
from goldthread.ledger.tests import laboratory
from goldthread.lib.actor import COMMAND_LINE


@pytest.fixture
def begun(db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    """A record whose keys are introduced, in the test's own transaction."""
    keys.forget()
    if not Key.objects.exists():
        settings.HOME = tmp_path
        actions.introduce_keys(by=COMMAND_LINE)
    yield
    keys.forget()


@pytest.fixture(scope="session")
def complete(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Path]:
    """The home of a small and complete database, built once; `standing` lets a test stand in it."""
    home = tmp_path_factory.mktemp("complete")
    with django_db_blocker.unblock(), laboratory.standing_in(home):
        laboratory.build()
    yield home


@pytest.fixture
def standing(complete: Path, django_db_blocker: Any) -> Iterator[Path]:
    """The default connection stands in the complete database."""
    with django_db_blocker.unblock(), laboratory.standing_in(complete):
        yield complete
