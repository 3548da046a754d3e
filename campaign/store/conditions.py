"""Conditions whose values stand in the statement itself, where the planner of either database can see them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Dialect,
    TableValuedAlias,
    Text,
    TypeDecorator,
    and_,
    bindparam,
    case,
    column,
    false,
    func,
    literal_column,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from campaign.states import State
from campaign.store.columns import Instant, microseconds
from campaign.store.models import Delivery


def among(column: Any, values: Iterable[int | str]) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """``column`` is one of these values, however many: PostgreSQL takes 65,535 parameters, SQLite 32,766.

    Only for what the program made itself: ids and states.
    """
    listed = bindparam(None, list(values), type_=column.type, expanding=True, literal_execute=True)
    found: ColumnElement[bool] = column.in_(listed)
    return found


def among_given(column: Any, name: str) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """The same with the values of the parameter ``name``, for a statement that is made once."""
    given = bindparam(name, type_=column.type, expanding=True, literal_execute=True)
    found: ColumnElement[bool] = column.in_(given)
    return found


def is_in(*states: State) -> ColumnElement[bool]:
    """The delivery is in one of these states; written out, so that a partial index on them is found.

    A parameter hides its value from a prepared plan: https://www.postgresql.org/docs/current/indexes-partial.html.
    """
    said = spelled(states)
    return Delivery.state == said[0] if len(said) == 1 else Delivery.state.in_(said)


def spelled(states: Iterable[State]) -> list[ColumnElement[str]]:
    """As they stand in the statement's text once it is made: put there by each run, as ids are, they took time each."""
    return [literal_column(f"'{state}'", Delivery.state.type) for state in states]


#: Held by a worker just now: few are.
ON_THE_WAY = (State.CLAIMED, State.SENDING)


def at_rest() -> ColumnElement[bool]:
    """The delivery is neither claimed nor being sent; written as the index on states says it.

    SQLite looks into a partial index only where its condition is said (https://sqlite.org/partialindex.html): so pages
    have that index, and no look of a worker's is led astray by it.
    """
    return Delivery.state.not_in(spelled(ON_THE_WAY))


def on_the_way() -> ColumnElement[bool]:
    """The delivery is claimed or being sent: the index on leases holds nothing else.

    SQLite would rather walk along a whole index that holds every column that is asked for. So one is asked for that
    no other index has, in words that are always true.
    """
    return and_(is_in(*ON_THE_WAY), func.coalesce(Delivery.claimed_until, Delivery.scheduled_for).is_not(None))


def listed(column: Any, name: str) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """``column``, of integers, is among those of the parameter ``name``, however many.

    One parameter holds them all, so that the statement's text is always the same: what a statement costs that has as
    many parameters as it has values is mostly the making and preparing of its text.
    """
    return _IsListed(column, bindparam(name, type_=_Numbers))


def looked_up(column: Any, other: Any) -> ColumnElement[bool]:  # noqa: ANN401 - columns
    """``column``, which an index begins with, is as another table's ``other``: looked up there for each of its rows.

    PostgreSQL takes a table of parameters for a hundred rows. Where it may, it reads all that any of them could want,
    and throws most of it away.
    """
    return _IsLookedUp(column, other)


def at_its_end(column: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column
    """``column``, of integers, which the index that is to lead holds at its end: SQLite takes none of its own for it.

    A sign that changes nothing: https://sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_.
    """
    return _AtItsEnd(column)


def is_still(state: State) -> ColumnElement[bool]:
    """The delivery is in this state, asked of rows that are found by their ids.

    Written so that no index on states answers it: where PostgreSQL knows nothing of the table yet, it takes a state for
    rare, and would read all that waits rather than look each row up. And as a choice, of which it takes half of the
    rows to be so: for equal things it would expect one row, and hold each of a pass against each that it was handed.
    """
    return case((Delivery.state == state, true()), else_=false())


def moments(name: str) -> TableValuedAlias:
    """The moments of the parameter ``name`` as rows of one column, ``value``."""
    return _Values(bindparam(name, type_=_Moments)).table_valued(column("value", Instant))


class _Numbers(TypeDecorator[Sequence[int]]):
    """A list of integers: an array, or JSON where there are none."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(BigInteger()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:  # noqa: ANN401 - a driver's
        return list(value or ()) if dialect.name == "postgresql" else json.dumps(list(value or ()))


class _Moments(TypeDecorator[Sequence[datetime]]):
    """A list of moments, each as a column keeps it."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Instant()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[datetime] | None, dialect: Dialect) -> Any:  # noqa: ANN401 - a driver's
        return list(value or ()) if dialect.name == "postgresql" else json.dumps(list(map(microseconds, value or ())))


class _Condition(FunctionElement[bool]):
    """What is true or false, said in words of our own."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ANN401, ARG002 - SQLAlchemy's own
        """As it is: with the “= 1” that SQLite's truths are given, no index would be looked into."""
        return self


class _IsListed(_Condition):
    """A column is among the values of a list."""

    inherit_cache = True


@compiles(_IsListed, "postgresql")
def _is_any(element: _IsListed, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    # Not “in”, of which it makes a join, and reads all of a table for it that is not large.
    column, given = (compiler.process(one, **options) for one in element.clauses)
    return f"({column} = ANY ({given}))"


@compiles(_IsListed)
def _is_in_json(element: _IsListed, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    column, given = (compiler.process(one, **options) for one in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({given})))"  # noqa: S608 - its own parameter


class _IsLookedUp(_Condition):
    """A column is as another."""

    inherit_cache = True


@compiles(_IsLookedUp, "postgresql")
def _is_any_of_one(element: _IsLookedUp, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    # No join by hashes or by order knows this, but an index does.
    column, other = (compiler.process(one, **options) for one in element.clauses)
    return f"({column} = ANY (ARRAY[{other}]))"


@compiles(_IsLookedUp)
def _is_as(element: _IsLookedUp, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    column, other = (compiler.process(one, **options) for one in element.clauses)
    return f"({column} = {other})"


class _AtItsEnd(FunctionElement[int]):
    """A column, as it is."""

    type = BigInteger()
    inherit_cache = True


@compiles(_AtItsEnd, "postgresql")
def _as_it_is(element: _AtItsEnd, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    return compiler.process(element.clauses, **options)


@compiles(_AtItsEnd)
def _with_a_sign(element: _AtItsEnd, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    return f"+{compiler.process(element.clauses, **options)}"


class _Values(FunctionElement[int]):
    """The values of a list, as a query."""

    type = BigInteger()
    inherit_cache = True


@compiles(_Values, "postgresql")
def _of_an_array(element: _Values, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    return f"(SELECT unnest({compiler.process(element.clauses, **options)}) AS value)"


@compiles(_Values)
def _of_json(element: _Values, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **options)}))"  # noqa: S608 - its own parameter
