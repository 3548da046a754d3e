"""Alembic, driven from Python: the migrations lie in the package, so they are there in a wheel too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from campaign.errors import StoreError

#: Ours among the advisory locks of a PostgreSQL database: "campaign" in ASCII, as a number.
_LOCK = int.from_bytes(b"campaign", "big")


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Brings the database up to a revision, in one transaction where the database can."""
    with _alone(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Brings the database back to an older revision; for tests and for a release that is taken back."""
    with _alone(engine) as connection:
        command.downgrade(_config(connection), revision)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else migrates: the second of two that start at once finds the work done."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # To alter a table SQLite has it copied and dropped, which its foreign keys forbid; they cannot be
            # switched inside of a transaction: https://sqlite.org/lang_altertable.html#otheralter, step 1.
            _foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                yield connection
                _check_foreign_keys(connection)
        finally:
            if engine.dialect.name == "sqlite":
                _foreign_keys(connection, on=True)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise StoreError(
                f"The migration would leave rows of {broken[0]} without what they belong to; nothing was changed."
            )


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", "campaign.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
