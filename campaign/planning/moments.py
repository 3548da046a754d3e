"""Dates and times as a person types them: ``2026-12-01``, ``2026-12-01T09:00``, with or without an offset."""

from __future__ import annotations

from datetime import datetime

#: Years within which every zone, offset and sum of durations can be reckoned with.
_FIRST, _LAST = 1970, 2200


def parse(text: str) -> datetime:
    """The moment, naive unless the text names an offset. Raises ValueError with one sentence for a person."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is no date or time: write for example 2026-12-01 or 2026-12-01T09:00.") from None
    if not _FIRST < moment.year < _LAST:
        raise ValueError(f"“{text}” is not between {_FIRST} and {_LAST}.")
    return moment
