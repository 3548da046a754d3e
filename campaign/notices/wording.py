"""A notice in words: plain, short, with the command that mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from campaign.notable import Kind
from campaign.notices.grouping import Notice

#: How many deliveries are named; the command shows them all.
NAMED = 5

#: One of a kind, and many.
_NOUNS: Mapping[Kind, tuple[str, str]] = {
    Kind.FAILED: ("post failed", "posts failed"),
    Kind.IN_DOUBT: ("post is in doubt", "posts are in doubt"),
    Kind.ACCOUNT: ("account needs you", "accounts need you"),
    Kind.DRY: ("campaign runs dry", "campaigns run dry"),
    Kind.WORKER: ("worker is gone", "workers are gone"),
    Kind.MOVED: ("change of the database", "changes of the database"),
    Kind.GONE: ("post is gone", "posts are gone"),
    Kind.HEALTH: ("trouble", "troubles"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, whichever way."""

    #: The same for the same events, so that a receiver can tell a repetition.
    uid: str
    subject: str
    body: str
    #: The same for machines.
    data: Mapping[str, Any]


def worded(notice: Notice) -> Letter:
    """The notice as a letter."""
    counts = {kind: sum(one.count for one in notice.items if one.kind is kind) for kind in Kind}
    said = [f"{count:,} {_NOUNS[kind][count != 1]}" for kind, count in counts.items() if count]
    data = {"counts": {kind: count for kind, count in counts.items() if count}, "items": _plain(notice)}
    return _letter(notice.uid, "notice", data, said=said, items=notice.items, named=NAMED)


def trial(host: str) -> Letter:
    """What `campaign notices test` sends."""
    return _letter("notice-test", "trial", {"host": host}, host=host)


def _letter(uid: str, name: str, data: Mapping[str, Any], **values: Any) -> Letter:  # noqa: ANN401 - a template's
    subject = " ".join(_templates().get_template(f"{name}.subject.txt").render(values).split())
    body = _templates().get_template(f"{name}.body.txt").render(values).strip() + "\n"
    return Letter(uid, subject, body, {"subject": subject, "text": body, **data})


def _plain(notice: Notice) -> list[dict[str, Any]]:
    return [
        asdict(one)
        | {"first": one.first.isoformat(), "last": one.last.isoformat(), "deliveries": one.deliveries[:NAMED]}
        for one in notice.items
    ]


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("campaign.notices"),
        autoescape=False,  # noqa: S701 - plain text, never HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return environment
