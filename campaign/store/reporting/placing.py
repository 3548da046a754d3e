"""In which of some days a moment is, said in SQL: counted where days are equally long, halved where clocks change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

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


@dataclass(frozen=True, slots=True)
class Even:
    """Days that follow each other and are equally long."""

    #: Which of all days is the first of them.
    place: int
    begins_at: datetime
    #: How long each is.
    each: timedelta


def place_of(time: Any, edges: Sequence[datetime]) -> ColumnElement[int]:  # noqa: ANN401 - a mapped column
    """Between which two edges, that ascend, a time between the first and the last is."""
    return _place(time, evens(edges))


def evens(edges: Sequence[datetime]) -> list[Even]:
    """The days between these edges, as few runs of equally long ones: of a zone's year there are five at most."""
    found: list[Even] = []
    for place, (begin, end) in enumerate(pairwise(edges)):
        if not found or found[-1].each != end - begin:
            found.append(Even(place, begin, end - begin))
    return found


def _place(time: Any, runs: Sequence[Even]) -> ColumnElement[int]:  # noqa: ANN401 - as above
    if len(runs) == 1:
        (run,) = runs
        since = Elapsed(time, literal(run.begins_at, time.type))
        return literal(run.place, BigInteger()) + since // literal(run.each // _MICROSECOND, BigInteger())
    half = len(runs) // 2
    is_before = time < literal(runs[half].begins_at, time.type)
    return case((is_before, _place(time, runs[:half])), else_=_place(time, runs[half:]))
