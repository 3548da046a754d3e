"""Many rows handed to one statement, as a table that it reads.

A statement for each row costs mostly the making of its parameters, and on PostgreSQL the way there and back. So they
are all one JSON text, which the database takes apart: PostgreSQL once, as JSONB, not anew for each field. SQLite is
slow at that: a `Change` hands it ``VALUES`` instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    CursorResult,
    Dialect,
    Integer,
    Select,
    Text,
    TypeDecorator,
    bindparam,
    cast,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from campaign.store.columns import Instant, microseconds
from campaign.store.conditions import listed

Row: TypeAlias = Sequence[Any]
_Way: TypeAlias = Callable[[Any], Any]

#: So many rows at once on SQLite: all of a pass, for with each statement our thread gives Python's lock away. Each
#: number of rows makes another text, which the driver keeps prepared: to prepare one costs as much as to run it.
_TOGETHER = 250
#: By what a compiler is told that the rows come as ``VALUES``, and what stands for them in its text then.
_AS_VALUES, _PLACE = "rows_as_values", "(VALUES ?)"


class Batch:
    """Rows that a statement is handed: a table with these columns, of which it may read."""

    def __init__(self, *columns: Any) -> None:  # noqa: ANN401 - columns
        """``columns`` say what the fields of a row are called, and how they are stored."""
        self.columns = [one.key for one in columns]
        self.types = [one.type for one in columns]
        # SQLite calls the columns of VALUES so: https://sqlite.org/lang_select.html#values
        names = [f"column{place + 1}" for place in range(len(columns))]
        each = _Each(bindparam("rows", type_=_Rows)).table_valued("value", *names)
        fields = (
            _Field(each.c[name], _At(each.c.value, literal_column(str(place), Integer())), one.type)
            for place, (name, one) in enumerate(zip(names, columns, strict=True))
        )
        self._fields: dict[str, ColumnElement[Any]] = dict(zip(self.columns, fields, strict=True))

    def __getitem__(self, column: str) -> ColumnElement[Any]:
        """A field of the rows."""
        return self._fields[column]

    def rows(self) -> Select[Any]:
        """All of its rows: what an insert takes."""
        return select(*(field.label(name) for name, field in self._fields.items()))

    def fields(self, *columns: str) -> dict[str, ColumnElement[Any]]:
        """Some fields of the rows, by their names: what an update sets."""
        return {name: self._fields[name] for name in columns}


class Change:
    """A statement that changes what it is handed a batch for; made once, run in every pass."""

    def __init__(self, statement: Any, batch: Batch, changes: Any = None) -> None:  # noqa: ANN401 - see below
        """The statement, an update or an insert, reads the batch, and has other parameters, the same for all rows.

        ``changes``: the column by which an update finds its rows, the first of the batch.
        """
        self._statement, self._batch = statement, batch
        # PostgreSQL takes the rows for a hundred; where it is told their ids, it looks up as many as there are.
        self._by_ids = statement if changes is None else statement.where(listed(changes, "ids"))
        self._within = [_json if isinstance(one, JSON) else None for one in batch.types]
        self._on_sqlite = cache(self._compiled)

    def count(self, connection: Connection, rows: Sequence[Row], **of_all: Any) -> int:  # noqa: ANN401 - parameters
        """Runs it; how many rows it changed."""
        return sum(one.rowcount for one in self._run(connection, rows, of_all))

    def returned(self, connection: Connection, rows: Sequence[Row], **of_all: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - as above
        """Runs it; what it returns, as the driver has it."""
        return [row for one in self._run(connection, rows, of_all) for row in _fetched(one)]

    def try_out(self, connection: Connection, **of_all: Any) -> None:  # noqa: ANN401 - as above
        """Makes its text, and lets PostgreSQL plan it, of no row."""
        if connection.dialect.name == "postgresql":
            connection.execute(self._by_ids, {"rows": [], "ids": [], **of_all}).close()
        else:
            self._on_sqlite(connection.dialect)

    def _run(self, connection: Connection, rows: Sequence[Row], of_all: dict[str, Any]) -> Iterator[CursorResult[Any]]:
        if not rows:
            return
        if connection.dialect.name == "postgresql":
            # JSON within is a text to JSONB, which would refuse some of what a column of JSON takes: see its tests.
            given = list(_stored(rows, self._within))
            yield connection.execute(self._by_ids, {"rows": given, "ids": [row[0] for row in rows], **of_all})
            return
        text = self._on_sqlite(connection.dialect)
        for part in (rows[begin : begin + _TOGETHER] for begin in range(0, len(rows), _TOGETHER)):
            yield connection.exec_driver_sql(text.of(len(part)), text.parameters(part, of_all))

    def _compiled(self, dialect: Dialect) -> _Text:
        asked = {"render_postcompile": True, _AS_VALUES: True}
        return _Text(self._statement.compile(dialect=dialect, compile_kwargs=asked), self._batch)


def _fetched(result: CursorResult[Any]) -> Sequence[Any]:
    """All of its rows as they come from the driver."""
    with result:
        assert result.cursor is not None
        return result.cursor.fetchall()


class _Text:
    """A statement's text for SQLite, and how its parameters are laid out."""

    def __init__(self, compiled: SQLCompiler, batch: Batch) -> None:
        self._text, self._names, self._known = compiled.string, list(compiled.positiontup or ()), compiled.params
        self._row = f"({', '.join('?' * len(batch.types))})"
        self._ways = [_way(one) for one in batch.types]
        self._way_of = {name: _way(one.type) for name, one in compiled.binds.items()}

    def of(self, count: int) -> str:
        """The text for so many rows."""
        return self._text.replace(_PLACE, f"(VALUES {', '.join([self._row] * count)})")

    def parameters(self, rows: Sequence[Row], of_all: Mapping[str, Any]) -> tuple[Any, ...]:
        """All of them, in the order of the text."""
        given = {**self._known, **of_all}
        known = {name: way(given[name]) if (way := self._way_of[name]) else given[name] for name in self._names}
        parts = (
            chain.from_iterable(_stored(rows, self._ways)) if one == "rows" else (known[one],) for one in self._names
        )
        return tuple(chain.from_iterable(parts))


def _stored(rows: Sequence[Row], ways: Sequence[_Way | None]) -> Iterator[Row]:
    """The rows as they are stored, in these ways; column by column, for most fields are stored as they are."""
    columns = zip(ways, zip(*rows, strict=True), strict=True)
    return zip(*(fields if way is None else map(way, fields) for way, fields in columns), strict=True)


def _way(type_: TypeEngine[Any]) -> _Way | None:
    """How values of this type come into their column on SQLite; None: as they are."""
    if isinstance(type_, Instant):
        return _moment
    return _json if isinstance(type_, JSON) else None


def _moment(value: datetime | None) -> int | None:
    return None if value is None else microseconds(value)


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value)


class _Rows(TypeDecorator[Iterable[Row]]):
    """Rows of numbers, texts, JSON and aware moments, each in the order of the batch's columns, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Row] | None, dialect: Dialect) -> str:
        moment = datetime.isoformat if dialect.name == "postgresql" else microseconds
        return json.dumps(list(value or ()), default=moment)


class _Each(FunctionElement[Any]):
    """The rows."""

    inherit_cache = True


class _At(FunctionElement[str]):
    """What stands at a place of a row that is a list, as text."""

    type = Text()
    inherit_cache = True


class _Field(FunctionElement[Any]):
    """A field of a row, as a column of that type takes it: a column of ``VALUES``, or taken out of a list."""

    inherit_cache = True

    def __init__(self, by_name: ColumnElement[Any], by_place: ColumnElement[Any], type_: TypeEngine[Any]) -> None:
        super().__init__(by_name, by_place, cast(by_place, type_))
        self.type = type_


@compiles(_Each)
def _rows(element: _Each, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    given = compiler.process(element.clauses, **options)
    return f"(VALUES {given})" if _AS_VALUES in options else f"json_each({given})"


@compiles(_Each, "postgresql")
def _elements(element: _Each, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    return f"jsonb_array_elements(CAST({compiler.process(element.clauses, **options)} AS JSONB))"


@compiles(_At)
def _extracted(element: _At, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    row, place = (compiler.process(one, **options) for one in element.clauses)
    return f"json_extract({row}, '$[{place}]')"


@compiles(_At, "postgresql")
def _text_of(element: _At, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    row, place = (compiler.process(one, **options) for one in element.clauses)
    return f"({row} ->> {place})"


@compiles(_Field)
def _as_it_lies(element: _Field, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    by_name, by_place, _ = element.clauses
    return compiler.process(by_name if _AS_VALUES in options else by_place, **options)


@compiles(_Field, "postgresql")
def _as_its_type(element: _Field, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    _, _, typed = element.clauses
    return compiler.process(typed, **options)
