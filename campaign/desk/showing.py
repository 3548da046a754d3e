"""Values as JSON: the one shape in which `--json` prints them and the API answers them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from campaign.reasons import words

if TYPE_CHECKING:
    from campaign.desk.queueing import Added
    from campaign.preflight import Finding
    from campaign.reports.document import Section
    from campaign.simulating.foreseen import Foreseen


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """A value as JSON knows it: dataclasses as objects, times in ISO 8601 with their zone, bytes never."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value) if field.repr)
        return {name: plain(one) for name, one in pairs}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(one) for name, one in value._asdict().items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [plain(one) for one in value]
    return value


def section(one: Section) -> dict[str, Any]:
    """A report's section as every form says it, all of its rows: what is drawn of it, and where, is not told."""
    columns = [{"name": column.name, "kind": column.kind.value} for column in one.table.columns]
    table = {"columns": columns, "rows": plain(one.table.rows), "total": plain(one.table.total)}
    return {"key": one.key, "title": one.title, "note": one.note, "table": table}


def found(findings: Sequence[Finding]) -> list[dict[str, object]]:
    """What stands in the way: the delivery, a code that stays, and the words."""
    return [
        {"delivery": one.delivery, "code": one.reason.code, "words": words(one.reason, one.zone)} for one in findings
    ]


def added(made: Added) -> dict[str, Any]:
    """What became of posts that were to join the queue."""
    pairs = zip(made.deliveries, made.accounts, strict=True)
    return {
        "state": made.state.value,
        "ids": list(made.ids),
        "uids": list(made.uids),
        "deliveries": [{**plain(one), "account": account} for one, account in pairs],
        "suggestions": plain(made.suggestions),
        "warnings": plain(made.warnings),
        "obstacles": [words(one) for one in made.obstacles],
        "repeated": {str(place): words(one, made.deliveries[place].zone) for place, one in made.repeated.items()},
        "costs": plain(made.costs),
        **({"rewriting": plain(made.rewriting)} if made.rewriting else {}),
    }


def foreseen(found: Foreseen) -> dict[str, Any]:
    """What a simulation showed; each reason in words too."""
    posts = [{**plain(one), "words": words(one.reason, one.zone) if one.reason else None} for one in found.posts]
    return {**plain(found), "posts": posts, "late": len(found.late), "respaced": len(found.respaced)}
