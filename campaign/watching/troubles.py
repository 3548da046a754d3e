"""What is not well becomes an event when it begins and when it is over, so that people are told of it once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

from campaign.app import App
from campaign.health import Finding
from campaign.notable import TOLD_OTHERWISE
from campaign.store import notices as rows

#: A trouble's name: its finding's code, and what it is about.
Name: TypeAlias = tuple[str, str]


def standing(findings: Sequence[Finding]) -> dict[Name, Mapping[str, Any]]:
    """The troubles among the findings, each with what its event says."""
    return {(one.code, one.about): one.to_json() for one in findings if not one.ok and one.code not in TOLD_OTHERWISE}


def note(app: App, findings: Sequence[Finding], before: Collection[Name] | None = None) -> Collection[Name]:
    """Keeps in the log which troubles have begun and which are over; the names of those that stand now.

    ``before`` are those of an earlier look: what was not there then may pass, and is kept only if the next look finds
    it too. None keeps everything.
    """
    found = standing(findings)
    new = {name: said for name, said in found.items() if before is None or name in before}
    with app.store.read() as connection:
        kept = rows.troubles(connection)
    over = kept - found.keys()
    if over or new.keys() - kept:
        with app.store.write() as connection:
            rows.keep_troubles(connection, new, over, app.act())
    return found.keys()
