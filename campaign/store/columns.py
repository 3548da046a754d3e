"""How Python's values lie in the columns of both databases.

Times are aware UTC: integer microseconds on SQLite, timestamptz on PostgreSQL.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic_core import from_json
from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

#: From when on moments are counted.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """How SQLite keeps an aware moment: whole microseconds since 1970."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be stored: {moment}")
    return (moment - EPOCH) // _MICROSECOND


def moment_of(at: int) -> datetime:
    """The moment that is kept so."""
    return EPOCH + timedelta(microseconds=at)


class Instant(TypeDecorator[datetime]):
    """A moment in aware UTC, exact to the microsecond; a naive one is refused at the door."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Timestamptz where there is one, else whole microseconds since 1970."""
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "postgresql" else BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - a driver's own
        """To the database."""
        if value is None or dialect.name != "postgresql":
            return None if value is None else microseconds(value)
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - a driver's own
        """From the database."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            moment: datetime = value
            return moment.astimezone(UTC)
        return EPOCH + timedelta(0, 0, value)


class Kept(TypeDecorator[dict[str, Any]]):
    """JSON of which a report reads thousands: as text, since Python's own parser takes three times as long for it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's own
        """To the database."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ARG002 - as above
        """From the database."""
        if value is None:
            return None
        found: dict[str, Any] = from_json(value)
        return found
