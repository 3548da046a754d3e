"""What an owner has chosen of the settings while everything runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ColumnClause

from campaign.store.tables import Base, has


class Choice(Base):
    """One setting that is chosen; who chose it, and when, is an event. A setting without a row is as the file says."""

    __tablename__ = "choices"
    #: As `[defaults]` calls it.
    key: ColumnClause[str] = has(primary_key=True)
    value: ColumnClause[Any] = has(type_=JSON)
