"""Many rows as one parameter of one statement.

A statement for each row costs mostly the making of its parameters, and on PostgreSQL the way there and back. A list is
written as JSON at once, and the database takes it apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
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

from campaign.store.columns import microseconds


class Batch:
    """Rows that a statement is handed as its parameter ``rows``: a table with these columns, of which it may read."""

    def __init__(self, *columns: Any) -> None:  # noqa: ANN401 - mapped columns
        """``columns`` say what the fields of a row are called, and how they are stored."""
        self.columns = [one.key for one in columns]
        each = _Each(bindparam("rows", type_=_Rows)).table_valued("value")
        self._fields = {one.key: _Field(each.c.value, place, one.type) for place, one in enumerate(columns)}

    def __getitem__(self, column: str) -> ColumnElement[Any]:
        """A field of the rows."""
        return self._fields[column]

    def rows(self) -> Select[Any]:
        """All of its rows: what an insert takes."""
        return select(*(field.label(name) for name, field in self._fields.items()))

    def fields(self, *columns: str) -> dict[str, ColumnElement[Any]]:
        """Some fields of the rows, by their names: what an update sets."""
        return {name: self._fields[name] for name in columns}


class _Rows(TypeDecorator[Iterable[Sequence[Any]]]):
    """Rows of numbers, texts, JSON and aware moments, each in the order of the batch's columns."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Sequence[Any]] | None, dialect: Dialect) -> str:
        moment = datetime.isoformat if dialect.name == "postgresql" else microseconds
        return json.dumps(list(value or ()), default=moment)


class _Each(FunctionElement[Any]):
    """The values of a list, one a row."""

    inherit_cache = True


class _At(FunctionElement[str]):
    """What stands at a place of a list, as text."""

    type = Text()
    inherit_cache = True


class _Field(FunctionElement[Any]):
    """What stands at a place of a list, as a column of that type takes it."""

    inherit_cache = True

    def __init__(self, row: ColumnElement[Any], place: int, type_: TypeEngine[Any]) -> None:
        at = literal_column(str(place), Integer())
        super().__init__(row, at, cast(_At(row, at), type_))
        self.type = type_


@compiles(_Each)
def _each_of_json(element: _Each, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Each, "postgresql")
def _elements(element: _Each, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    return f"json_array_elements(CAST({compiler.process(element.clauses, **options)} AS JSON))"


@compiles(_At, "postgresql")
def _text(element: _At, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    row, place = (compiler.process(one, **options) for one in element.clauses)
    return f"({row} ->> {place})"


@compiles(_Field)
def _extracted(element: _Field, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    row, place, _ = element.clauses
    return f"json_extract({compiler.process(row, **options)}, '$[{compiler.process(place)}]')"


@compiles(_Field, "postgresql")
def _as_its_type(element: _Field, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    _, _, typed = element.clauses
    return compiler.process(typed, **options)
