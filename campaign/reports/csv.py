"""History as CSV: for spreadsheets, with what they would take for a formula made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from campaign.reasons import words
from campaign.reports.attempts import delay_s
from campaign.store.values import AttemptRow

COLUMNS = (
    "attempt", "delivery", "number", "campaign", "account", "platform", "due", "sent", "delay_s", "zone",
    "outcome", "status", "reason", "url", "text", "rewriter", "withdrawn",
)  # fmt: skip

#: A cell that begins with one of these is a formula to a spreadsheet (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(rows: Iterable[AttemptRow]) -> str:
    """The attempts, a line each, in UTF-8 with the mark by which spreadsheets know it; times in ISO 8601."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([guarded(cell) for cell in _cells(row)] for row in rows)
    return "\ufeff" + out.getvalue()


def guarded(cell: object) -> object:
    """The cell; a text that a spreadsheet would run gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _cells(row: AttemptRow) -> Sequence[object]:
    zone = ZoneInfo(row.zone)
    return (
        row.id,
        row.delivery,
        row.number,
        row.campaign,
        row.account,
        row.platform,
        row.due_at.astimezone(zone).isoformat(),
        row.started_at.astimezone(zone).isoformat(),
        round(delay_s(row), 3),
        row.zone,
        row.outcome or "",
        row.status or "",
        words(row.reason, row.zone) if row.reason else "",
        row.remote_url or "",
        row.text,
        row.rewriter or "",
        row.withdrawn_at.astimezone(zone).isoformat() if row.withdrawn_at else "",
    )
