"""One attempt in words: how late it was, and what came of it."""

from __future__ import annotations

from campaign.reasons import words
from campaign.states import State
from campaign.store.values import AttemptRow


def delay_s(row: AttemptRow) -> float:
    """Seconds from when the try was due to when it was sent."""
    return max((row.started_at - row.due_at).total_seconds(), 0)


def answer(row: AttemptRow) -> str:
    """What came of it, and what to do about it."""
    if row.outcome is None:
        return "on its way"
    if row.outcome is State.PUBLISHED:
        if row.withdrawn_at:
            return f"published, withdrawn {row.withdrawn_at:%Y-%m-%d %H:%M} UTC"
        return f"published, no longer there (seen {row.gone_at:%Y-%m-%d %H:%M} UTC)" if row.gone_at else "published"
    said = words(row.reason, row.zone) if row.reason else ""
    return f"{row.outcome.value.replace('_', ' ')}: {said}" if said else row.outcome.value.replace("_", " ")
