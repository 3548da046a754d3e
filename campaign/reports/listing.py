"""Every post of a report, line by line: what it said, what became of it, and what of its article it says. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.reasons import words
from campaign.reports.document import Cell, Column, Kind, Section, Table
from campaign.reports.lines import PostLine


def posts_section(posts: Sequence[PostLine], zone: str) -> Section:
    """Each post with what of the article it says."""
    columns = (
        *(Column("Account"), Column("State"), Column("Slot", Kind.MOMENT), Column("Published", Kind.MOMENT)),
        *(Column("Text"), Column("URL", Kind.LINK), Column("Why"), Column("Source"), Column("Article")),
        *(Column("Changed"), Column("Withdrawn", Kind.MOMENT)),
    )
    rows = [_post(one, zone) for one in posts]
    return Section("posts", "Posts", Table(columns, rows), "" if rows else "Nothing is planned yet.")


def _post(one: PostLine, zone: str) -> tuple[Cell, ...]:
    state = one.state.value.replace("_", " ")
    why = words(one.reason, zone) if one.reason else None
    return (
        *(one.account, state, one.scheduled_for, one.published_at, one.text, one.url, why),
        *(_source(one), one.article or None, _changed(one), one.withdrawn_at),
    )


def _source(one: PostLine) -> str | None:
    """What of the article the post stands on."""
    if one.rewriter:
        return one.body
    return "word for word" if one.source and one.source in one.text else one.source or None


def _changed(one: PostLine) -> str | None:
    """Who made of it what it is."""
    by = [f"rewritten by {one.rewriter}"] if one.rewriter else []
    return ", ".join([*by, *(["edited by a person"] if one.edited else [])]) or None
