"""All rows of one database into another, whichever kinds they are, and the proof that both say the same.

The proof is a count and a sum of hashes for each table, taken of the rows as Python sees them: so it is the same on
both databases, and does not depend on the order in which they give their rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, text

from campaign.errors import StoreError
from campaign.store.models import metadata

#: Every table after those that its rows point to.
TABLES: tuple[Table, ...] = tuple(metadata.sorted_tables)
#: What an installation has before anybody has done anything with it.
_OF_ITSELF = {"workspaces", "installation", "workers", "digests"}
_BATCH = 1_000
#: Sums of SHA-256 stay within its 256 bits.
_WITHIN = 1 << 256


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds, in two numbers."""

    rows: int
    digest: int


def copy_rows(source: Connection, target: Connection) -> dict[str, int]:
    """Puts all rows of the source into the target, which loses its own; how many of each table.

    Ids are kept, and no id that was ever given out is given again. Raises `StoreError` where the target does not say
    the same afterwards; the caller's transaction then takes all of it back.
    """
    clear(target)
    sent = {table.name: content(_sent(source, target, table)) for table in TABLES}
    for table in TABLES:
        _reserve_ids(source, target, table)
    compare(sent, contents(target))
    return {name: one.rows for name, one in sent.items()}


def contents(connection: Connection) -> dict[str, Content]:
    """What every table holds."""
    return {table.name: content(_rows(connection, table)) for table in TABLES}


def content(rows: Iterable[Row[Any]]) -> Content:
    """What these rows are together, in whichever order."""
    count = digest = 0
    for row in rows:
        count += 1
        digest += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).digest(), "big")
    return Content(count, digest % _WITHIN)


def compare(wanted: Mapping[str, Content], found: Mapping[str, Content]) -> None:
    """Raises `StoreError` where two databases do not say the same."""
    for name, one in wanted.items():
        if found[name] != one:
            raise StoreError(
                f"The copy is not the same as what was copied (table {name}: {one.rows} rows here, "
                f"{found[name].rows} there, or other content), so it was not kept."
            )


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


def is_fresh(connection: Connection) -> bool:
    """Whether nobody has put anything into the database yet."""
    return all(
        connection.execute(select(text("1")).select_from(table).limit(1)).first() is None
        for table in TABLES
        if table.name not in _OF_ITSELF
    )


def clear(connection: Connection) -> None:
    """Takes all rows out."""
    for table in reversed(TABLES):
        connection.execute(delete(table))


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    # In the order of ids: what a row of the same table points to was there before it.
    statement = select(table).order_by(*table.primary_key)
    for batch in connection.execute(statement, execution_options={"yield_per": _BATCH}).partitions():
        yield from batch


def _sent(source: Connection, target: Connection, table: Table) -> Iterator[Row[Any]]:
    """The source's rows, each given out when it is in the target."""
    statement = select(table).order_by(*table.primary_key)
    keep = _pour if target.dialect.name == "postgresql" else _insert
    for batch in source.execute(statement, execution_options={"yield_per": _BATCH}).partitions():
        keep(target, table, batch)
        yield from batch


def _insert(target: Connection, table: Table, rows: Sequence[Row[Any]]) -> None:
    target.execute(insert(table), [dict(row._mapping) for row in rows])  # noqa: SLF001 - that is its public name


def _pour(target: Connection, table: Table, rows: Sequence[Row[Any]]) -> None:
    """By COPY, since statements of many rows take the driver several times as long to read as the server to obey."""
    processors = [column.type.dialect_impl(target.dialect).bind_processor(target.dialect) for column in table.columns]
    columns = ", ".join(map(target.dialect.identifier_preparer.format_column, table.columns))
    driver = target.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([made(value) if made else value for made, value in zip(processors, row, strict=True)])


def _reserve_ids(source: Connection, target: Connection, table: Table) -> None:
    column = table.autoincrement_column
    last = max(_last_id(source, table), _last_id(target, table))
    if column is None or last == 0:
        return
    if target.dialect.name == "postgresql":
        target.execute(text(f"SELECT setval('{_sequence(target, table)}', :last)"), {"last": last})
    elif table.dialect_options["sqlite"]["autoincrement"]:
        target.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        target.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), {"name": table.name, "last": last})


def _last_id(connection: Connection, table: Table) -> int:
    """The highest id that was ever given out, as far as the database remembers; 0 for none."""
    if table.autoincrement_column is None:
        return 0
    given = "SELECT seq FROM sqlite_sequence WHERE name = :name"
    if connection.dialect.name == "postgresql":
        given = f"SELECT last_value FROM {_sequence(connection, table)} WHERE is_called AND :name = :name"  # noqa: S608 - ours
    remembered: int = connection.scalar(text(given), {"name": table.name}) or 0
    there: int = connection.scalar(select(func.max(table.autoincrement_column))) or 0
    return max(remembered, there)


def _sequence(connection: Connection, table: Table) -> str:
    found: str = connection.scalar(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name})
    return found
