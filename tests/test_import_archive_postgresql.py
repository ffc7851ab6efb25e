"""goldthread import archive between the two databases: the same record, told by the same lines."""

import os
import shutil
from pathlib import Path

import pytest

from tests.test_backup import goldthread
from tests.test_import_archive import archive as archive
from tests.test_import_archive import begun as begun
from tests.test_import_archive import fresh as fresh
from tests.test_import_archive import old as old
from tests.test_import_archive import told_by_verify


@pytest.mark.postgresql_only
def test_it_moves_from_sqlite_into_postgresql_and_back(
    old: Path, archive: Path, fresh: Path, tmp_path: Path, worker_id: str
) -> None:
    import psycopg

    name = f"brought_in_{worker_id}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
    target = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    home = tmp_path / "on postgresql"
    assert goldthread(home, "init", "--yes", DATABASE_URL=target).returncode == 0
    shutil.copytree(old / "keys", home / "keys", dirs_exist_ok=True)
    told = goldthread(home, "import", "archive", str(archive), "--yes", DATABASE_URL=target)
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-2:] == told_by_verify(old) == told_by_verify(home, DATABASE_URL=target)
    again = goldthread(home, "import", "archive", str(archive), "--yes", DATABASE_URL=target)
    assert "in use already" in again.stderr
    assert goldthread(home, "doctor", DATABASE_URL=target).stdout == "Nothing is wrong.\n"
    out = tmp_path / "back"
    assert goldthread(home, "export", "--all", "--out", str(out), DATABASE_URL=target).returncode == 0
    assert goldthread(fresh, "import", "archive", str(out), "--yes").returncode == 0
    assert told_by_verify(fresh) == told_by_verify(home, DATABASE_URL=target)
