"""A table, said as a class, as SQLAlchemy's object mapper would have it; that takes 9 MB in each process.

Nothing here is an object that lives with its row: the class stands for its table in statements, and that is all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import NoneType
from typing import Any, ClassVar, TypeVar, cast, get_args, get_origin, get_type_hints

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnClause,
    Date,
    Double,
    ForeignKey,
    FromClause,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem

from campaign.store.columns import Instant

#: What a column of a Python type is, where nothing else is said.
_TYPES: Mapping[Any, Any] = {
    datetime: Instant,
    date: Date,
    str: Text,
    bytes: LargeBinary,
    bool: Boolean,
    float: Double,
    # Nothing is NULL, on every way in; by default it would be NULL or JSON's null, as it came.
    dict[str, Any]: JSON(none_as_null=True),
    list[Any]: JSON(none_as_null=True),
    int: BigInteger().with_variant(Integer(), "sqlite"),
}


class Base:
    """A table: its columns are the class's attributes. There are no instances, and every constraint has a name."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __tablename__: ClassVar[str]
    #: Indexes, and what holds for several columns together.
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = ()
    __table__: ClassVar[Table]

    def __init_subclass__(cls, **options: Any) -> None:  # noqa: ANN401 - a table's own
        said = {name: get_args(hint) for name, hint in get_type_hints(cls).items() if get_origin(hint) is ColumnClause}
        columns = [_column(name, python, vars(cls).get(name, _Said())) for name, (python,) in said.items()]
        cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns, *cls.__table_args__, **options)
        for column in columns:
            setattr(cls, column.name, column)

    @classmethod
    def __clause_element__(cls) -> Table:
        """What SQLAlchemy takes in the class's place."""
        return cls.__table__


_Rows = TypeVar("_Rows", bound=Base)


class _Alias:
    """A table once more in the same statement, under another name."""

    def __init__(self, table: type[Base]) -> None:
        self._alias = table.__table__.alias()
        for column in self._alias.columns:
            setattr(self, column.name, column)

    def __clause_element__(self) -> FromClause:
        """As above."""
        return self._alias


def aliased(table: type[_Rows]) -> type[_Rows]:
    """The table once more, for a statement in which it stands already: with the same columns."""
    return cast("type[_Rows]", _Alias(table))


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a column beyond its name and its Python type, as SQLAlchemy's `Column` takes it."""

    parts: tuple[SchemaItem, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


def _column(name: str, python: Any, said: _Said) -> Column[Any]:  # noqa: ANN401 - a type, or one “or None”
    kinds = get_args(python)
    may_lack = NoneType in kinds
    kind = _TYPES.get(kinds[0] if may_lack else python)
    return Column(name, *said.parts, **{"type_": kind, "nullable": may_lack, **said.options})


def has(*parts: SchemaItem, **options: Any) -> Any:  # noqa: ANN401 - stands in a column's place until the table is made
    """The column of which that is to be said, too: what `Column` takes."""
    return _Said(parts, options)


def own_id() -> Any:  # noqa: ANN401 - as above
    """The column that identifies a row."""
    return has(primary_key=True, autoincrement=True)


def points_to(target: str, *, index: bool = False) -> Any:  # noqa: ANN401 - as above
    """The column that points to a row of another table."""
    return has(ForeignKey(target), index=index)
