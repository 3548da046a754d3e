"""An insert that says what becomes of a row that is there already: SQLAlchemy has one for each database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

    Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert(connection: Connection, table: Any) -> Insert:  # noqa: ANN401 - a table
    """Into this table, in the words of this connection's database."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    # 3.5 MB in each process, which only who has such a database pays for.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - see above

    return postgresql.insert(table)
