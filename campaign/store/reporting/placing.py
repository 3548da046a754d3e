"""In which of many days a moment is, said in SQL: days that are equally long are counted off from the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import CTE, BigInteger, Boolean, ColumnElement, bindparam, column, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from campaign.store.batches import Batch
from campaign.store.columns import EPOCH, Instant

_MICROSECOND = timedelta(microseconds=1)


class Elapsed(FunctionElement[int]):
    """Whole microseconds from the second moment to the first."""

    type = BigInteger()
    inherit_cache = True


@compiles(Elapsed)
def _of_integers(element: Elapsed, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    end, begin = (compiler.process(one, **options) for one in element.clauses)
    return f"({end} - {begin})"


@compiles(Elapsed, "postgresql")
def _of_moments(element: Elapsed, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    end, begin = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({end} - {begin})) * 1000000 AS BIGINT)"


def since_1970(moment: Any) -> Elapsed:  # noqa: ANN401 - a column
    """A moment in whole microseconds since 1970, as SQLite keeps it: of thousands, numbers are read much sooner."""
    return Elapsed(moment, literal(EPOCH, moment.type))


class OwnDay(NamedTuple):
    """A day of a campaign, or several: of its zone."""

    campaign_id: int
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """Days of a campaign that follow each other and are equally long."""

    campaign_id: int
    begins_at: datetime
    ends_at: datetime
    #: Which of all days is the first of them.
    place: int
    #: How long each is.
    each: timedelta


def runs(days: Sequence[OwnDay]) -> list[Run]:
    """These days as few runs: a year of a zone's days without a gap is five at most."""
    found: list[Run] = []
    for place, (campaign_id, begin, end) in enumerate(days):
        last = found[-1] if found else None
        if last and (last.campaign_id, last.ends_at, last.each) == (campaign_id, begin, end - begin):
            found[-1] = replace(last, ends_at=end)
        else:
            found.append(Run(campaign_id, begin, end, place, end - begin))
    return found


def parameters(found: Sequence[Run]) -> dict[str, Any]:
    """Those of a statement that reads `RUNS`: of one run at least."""
    rows = [(one.campaign_id, one.begins_at, one.ends_at, one.place, one.each // _MICROSECOND) for one in found]
    return {
        "rows": rows,
        "first": min(one.begins_at for one in found),
        "last": max(one.ends_at for one in found),
    }


#: The runs that a statement is handed: taken apart once, not for every row that is held against them.
RUNS: CTE = (
    Batch(
        *(column("campaign_id", BigInteger()), column("begins_at", Instant()), column("ends_at", Instant())),
        *(column("place", BigInteger()), column("each", BigInteger())),
    )
    .rows()
    .cte("runs")
    .prefix_with("MATERIALIZED")
)


class Bounded(FunctionElement[bool]):
    """Whether a time lies between ``first`` and ``last``, the ends of all runs: parameters, said to PostgreSQL alone.

    It cannot tell how many runs there are, takes them for a hundred, and would read all rows for a day. SQLite goes
    along the index run by run, and might leave it for these.
    """

    type = Boolean()
    inherit_cache = True

    def __init__(self, time: Any) -> None:  # noqa: ANN401 - a column
        super().__init__(time >= bindparam("first", type_=Instant()), time < bindparam("last", type_=Instant()))


@compiles(Bounded)
def _everywhere(element: Bounded, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401, ARG001 - SQLAlchemy's own
    return "1"


@compiles(Bounded, "postgresql")
def _between(element: Bounded, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    return f"({' AND '.join(compiler.process(one, **options) for one in element.clauses)})"


def place_of(time: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column
    """Which of all days a time is in that is within a run."""
    found: ColumnElement[int] = RUNS.c.place + Elapsed(time, RUNS.c.begins_at) // RUNS.c.each
    return found
