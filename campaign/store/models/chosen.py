"""What an owner has chosen of the settings while everything runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from campaign.store.columns import Base


class Choice(Base):
    """One setting that is chosen; who chose it, and when, is an event. A setting without a row is as the file says."""

    __tablename__ = "choices"
    #: As `[defaults]` calls it.
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON, nullable=False)
