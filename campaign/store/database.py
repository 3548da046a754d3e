"""The engine, its transactions and its schema; SQLite on one machine, PostgreSQL on many."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from campaign.errors import ConfigError, StoreError
from campaign.store import heads, sealing

if TYPE_CHECKING:
    import psycopg

    from campaign.store.listening import Listener

#: One transaction of a `Store`: what the functions of this package are handed.
Transaction: TypeAlias = Connection
_Found = TypeVar("_Found")

#: The option of a connection that says how its transactions begin, and what it may say: as one that reads, as one that
#: is over with its only statement, or as one beside which nobody writes; else as one that writes. Or there is none.
_BEGINS, _READS, _GLANCES, _ALONE, _OUTSIDE = "campaign_begins", "reads", "glances", "alone", "outside"
#: How PostgreSQL begins them, by that option.
_WORDS = {
    None: "BEGIN",
    _READS: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    _ALONE: "BEGIN ISOLATION LEVEL REPEATABLE READ",
}
#: A table that every release has, by which a database of ours is known.
_OURS = "workspaces"

#: How many pages (64 MB) SQLite's write-ahead log may have before a commit brings them into the database's file. Mostly
#: `Store.checkpoint` has done so before: with SQLite's own 1,000, posts waited for whichever commit came to it.
_LOG_PAGES = 16_000
#: How often, and after how long, a lock that SQLite does not wait for is asked for again: ten seconds in all.
_TRIES, _PAUSE_S = 200, 0.05
#: A file of versions/ is named by its revision: 0001_first.py.
_REVISION = re.compile(r"^(\d{4})_\w+\.py$")


def newest_revision() -> str:
    """The schema that this release works on: the last of the shipped migrations."""
    files = resources.files("campaign.store").joinpath("migrations/versions").iterdir()
    return max(match[1] for file in files if (match := _REVISION.match(file.name)))


class Store:
    """One database, opened. Transactions are short and never held across a call to a platform."""

    def __init__(self, url: str | URL) -> None:
        self.engine = _open(url)
        #: Called after every transaction that wrote something.
        self.written: Callable[[], None] = lambda: None
        #: Whether workers on PostgreSQL are told of what is written here; a worker's own passes need no telling.
        self.tells = True
        #: Called before every transaction that writes.
        self.before_writing: Callable[[], None] = lambda: None
        #: The transaction that is open for `one_moment`, thread by thread.
        self._moment = threading.local()

    def considerate(self, wait: Callable[[], None]) -> Store:
        """The same database for what can wait: ``wait`` is called before each of its steps.

        A step is a statement of a transaction that reads, or all of one that writes, since others wait for its end.
        Nobody is told of what is written here.
        """
        store = copy(self)
        store.engine = self.engine.execution_options()
        store.written, store.tells, store.before_writing = (lambda: None), False, wait
        store._moment = threading.local()  # noqa: SLF001 - a store of our own

        @event.listens_for(store.engine, "before_cursor_execute")
        def _step(connection: Connection, *_: object) -> None:
            if _begins(connection) == _READS:
                wait()

        return store

    @property
    def is_sqlite(self) -> bool:
        """Whether all workers are on this machine and writers take turns."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self, *, dry_run: bool = False) -> Iterator[Connection]:
        """A transaction that writes: committed durably at the end, or not there at all.

        A dry run does all of it, with every refusal, and takes it back at the end. Raises `Sealed`.
        """
        with self._writing(dry_run=dry_run) as connection:
            sealing.write_unsealed(connection, self.name())
            yield connection

    @contextmanager
    def alone(self, *, dry_run: bool = False) -> Iterator[Connection]:
        """A transaction of one moment, beside which nobody writes; sealed or not. It may last."""
        with self._writing(_ALONE, dry_run=dry_run) as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            sealing.keep_writers_out(connection)
            yield connection

    @contextmanager
    def _writing(self, begins: str | None = None, *, dry_run: bool) -> Iterator[Connection]:
        self.before_writing()
        with self._begun(begins) as connection:
            heads.begin(connection)
            yield connection
            if dry_run:
                connection.rollback()
            else:
                self._end(connection)
        if not dry_run:
            self.written()

    def _end(self, connection: Connection) -> None:
        heads.write_down(connection)
        if self.tells and not self.is_sqlite:
            connection.exec_driver_sql("NOTIFY campaign_written")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that cannot write and is of one moment: what others write meanwhile is not seen."""
        joined: Connection | None = getattr(self._moment, "transaction", None)
        if joined is not None:
            with _worded(self.engine):
                yield joined
        else:
            with self._begun(_READS) as connection:
                yield connection

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Until it ends, whatever this thread reads is read in one transaction: each has its price, and its moment."""
        with self._begun(_READS) as self._moment.transaction:
            try:
                yield
            finally:
                del self._moment.transaction

    def glance(self, ask: Callable[[Connection], _Found]) -> _Found:
        """What one statement finds, which ``ask`` sends: PostgreSQL needs no first and no last word around it."""
        joined: Connection | None = getattr(self._moment, "transaction", None)
        with _worded(self.engine):
            if joined is not None:
                return ask(joined)
            try:
                return self._glanced(ask)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                # The server was restarted meanwhile, as below.
                return self._glanced(ask)

    def _glanced(self, ask: Callable[[Connection], _Found]) -> _Found:
        with self.engine.connect() as connection:
            return ask(connection.execution_options(**{_BEGINS: _GLANCES}))

    @contextmanager
    def _begun(self, begins: str | None) -> Iterator[Connection]:
        """A transaction; committed at the end, unless it was taken back before.

        A server that was restarted meanwhile costs no error: where there is none to hear the first word, it is said
        once more, on a new connection.
        """
        with _worded(self.engine), self.engine.connect() as connection:
            connection.execution_options(**{_BEGINS: begins})
            try:
                transaction = connection.begin()
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                transaction = connection.begin()
            with transaction:
                yield connection

    def checkpoint(self) -> None:
        """Brings what SQLite's write-ahead log holds into its file. Nobody who reads or writes has to wait for it."""
        self.before_writing()
        with _worded(self.engine), self.engine.connect() as connection:
            said = connection.execution_options(**{_BEGINS: _OUTSIDE}).exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            # To SQLite this writes until its row is read: whoever had the connection next could not commit.
            said.all()

    def listen(self, heard: Callable[[], None]) -> Listener:
        """Calls ``heard`` whenever another process wrote to this PostgreSQL database, until it is closed."""
        # Only a worker on PostgreSQL needs the driver by itself.
        from campaign.store.listening import Listener  # noqa: PLC0415 - see above

        url = self.engine.url.set(drivername="postgresql")
        return Listener(url.render_as_string(hide_password=False), heard)

    def revision(self) -> str | None:
        """The schema's revision; None for an empty database. Raises `StoreError` where it is another program's."""
        if self._is_missing():
            return None
        with self.read() as connection:
            tables = set(inspect(connection).get_table_names())
            migrated = "alembic_version" in tables
            found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version")) if migrated else None
        if (found and _OURS in tables) or not (found or tables - {"alembic_version"}):
            return found
        raise StoreError(
            f"{self.name()} belongs to another program (it has a table “{min(tables)}”): "
            "give campaign a database of its own."
        )

    def require_current(self) -> None:
        """Refuses a database of an older or newer release. Raises `StoreError`."""
        found, ours = self.revision(), newest_revision()
        if found is None:
            raise StoreError(f"{self.name()} is no database of ours yet: run `campaign init` first.")
        if found > ours:
            raise StoreError(f"{self.name()} is of a newer release (schema {found}, ours is {ours}): update campaign.")
        if found < ours:
            raise StoreError(
                f"{self.name()} is of an older release (schema {found}, ours is {ours}): run `campaign db upgrade`."
            )

    def require_open(self) -> None:
        """Refuses a database of another release, and a sealed one. Raises `StoreError`."""
        self.require_current()
        with self.read() as connection:
            sealing.refuse_sealed(connection, self.name())

    def upgrade(self) -> bool:
        """Brings the schema to this release; True if anything had to be done. Raises `StoreError`."""
        found = self.revision()
        if found == newest_revision():
            return False
        if found is not None and found > newest_revision():
            self.require_current()
        self._make_file()
        # Alembic takes a third of a second to import: only those who migrate pay for it.
        from campaign.store.migrating import upgrade  # noqa: PLC0415 - see above

        with _worded(self.engine):
            upgrade(self.engine)
        return True

    def name(self) -> str:
        """The database in words, without its password."""
        return _name(self.engine)

    def url(self) -> str:
        """The database as a setting names it, without its password, or its key's."""
        url = self.engine.url.difference_update_query(["password", "sslpassword"])
        open_to_all = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
        return open_to_all.render_as_string()

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()

    def file(self) -> Path | None:
        """Where it lies, for an SQLite file that is not named by a URI."""
        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name and not name.startswith((":", "file:")) else None

    def _is_missing(self) -> bool:
        # To look into a file that is not there would make it.
        file = self.file()
        return file is not None and not file.exists()

    def _make_file(self) -> None:
        """Where there is none yet: for its owner alone, as SQLite's own files beside it are then."""
        file = self.file()
        try:
            if file is not None and self._is_missing():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch(mode=0o600)
        except OSError as error:
            raise StoreError(f"{file} cannot be made: {error.strerror}.") from error


def _name(engine: Engine) -> str:
    # PostgreSQL takes a password after the question mark too.
    url = engine.url.set(query={})
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _open(url: str | URL) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(parsed)
        # Hosts hand out addresses that begin with either.
        if parsed.get_backend_name() in ("postgresql", "postgres"):
            return _open_postgresql(parsed)
    except (ArgumentError, NoSuchModuleError, ValueError):  # ValueError: a port that is no number
        words = "This is no database URL, such as sqlite:////srv/campaign.db or postgresql+psycopg://user@host/name."
        raise ConfigError(words, key="database.url") from None
    except ModuleNotFoundError:
        raise ConfigError(
            "PostgreSQL needs its driver: pip install 'hashtag-campaign[postgres]'.", key="database.url"
        ) from None
    raise ConfigError("Only SQLite and PostgreSQL are supported.", key="database.url")


def _open_postgresql(url: URL) -> Engine:
    # autocommit: we say BEGIN ourselves, below, all of it at once and as the first word that the server hears.
    # The connection that was used last knows the tables and statements: one that comes round seldom has them to learn.
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"), connect_args={"autocommit": True}, pool_use_lifo=True
    )

    @event.listens_for(engine, "connect")
    def _settle_in(connection: psycopg.Connection[Any], _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        # As on SQLite: an intent outlives a power cut whatever the server's default is, and a writer waits 10 s.
        connection.execute("SET synchronous_commit = on")
        connection.execute("SET lock_timeout = '10s'")
        # Who stops in the midst of a transaction would keep the queue's rows from everybody.
        connection.execute("SET idle_in_transaction_session_timeout = '60s'")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if (begins := _begins(connection)) != _GLANCES:
            connection.exec_driver_sql(_WORDS[begins])

    return engine


def _open_sqlite(url: URL) -> Engine:
    engine = create_engine(url.set(drivername="sqlite"), connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def _settle_in(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        _into_wal(cursor)
        # FULL: an intent that a power cut loses would be a post that goes out twice.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 10000")
        cursor.execute("PRAGMA cache_size = -16000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once when another writes between
        # (SQLITE_BUSY_SNAPSHOT ignores the busy timeout: https://sqlite.org/rescode.html#busy_snapshot).
        if (begins := _begins(connection)) == _OUTSIDE:
            return
        reads = begins in (_READS, _GLANCES)
        if connection.info.get("reads") is not reads:
            connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads else 'OFF'}")
            connection.info["reads"] = reads
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _begins(connection: Connection) -> str | None:
    found: str | None = connection.get_execution_options().get(_BEGINS)
    return found


def _into_wal(cursor: sqlite3.Cursor) -> None:
    """Readers and a writer side by side. Only the first connection ever changes something.

    SQLite does not wait for a lock here, whatever its busy timeout: it answers at once that the database is locked.
    Processes that start on a new database together wait for each other.
    """
    for _ in range(_TRIES):
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_PAUSE_S)
        else:
            return
    cursor.execute("PRAGMA journal_mode = WAL")


@contextmanager
def _worded(engine: Engine) -> Iterator[None]:
    """The database's errors as one sentence; nothing else of SQLAlchemy leaves the store."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        words = (str(cause).strip() or type(cause).__name__).splitlines()[0].rstrip(".")
        raise StoreError(f"The database {_name(engine)} cannot be used: {words}.") from error
