"""An approver's inbox: what is proposed, whole, with the sentences that it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from campaign.app import App
from campaign.desk import costing, deliveries
from campaign.desk.deliveries import Edited
from campaign.desk.looking import require_named
from campaign.errors import NotFound, StateError
from campaign.pricing import Forecast
from campaign.states import State
from campaign.store import approvals, articles, history
from campaign.store.approvals import Comment, Edit
from campaign.store.database import Transaction
from campaign.store.history import Filter
from campaign.store.values import Delivery, fingerprint
from posts.article import Article

#: Proposals on a page.
PAGE = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """A post that waits for approval, as whoever approves it reads it."""

    delivery: Delivery
    #: Of the text as it is shown: an approval counts for this one alone.
    read: str
    #: The article's title; None where a person wrote the post.
    title: str | None
    #: What of the article the post was made of, in the article's words.
    source: tuple[str, ...]
    #: Its last edit, if there was one since it was approved or proposed.
    edit: Edit | None
    comments: tuple[Comment, ...]
    #: Whether its time has passed: once approved it takes its campaign's next free one.
    expired: bool

    @property
    def sent_back(self) -> bool:
        """Whether it waits for a change rather than for an approval."""
        return self.delivery.reason is not None and self.delivery.reason.code == "sent_back"


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of what waits, in the order in which it is to go out."""

    proposals: tuple[Proposal, ...]
    #: After which delivery the next page begins; None: this is the last.
    next: tuple[datetime, int] | None
    #: What those of this page that can be approved will cost, on each platform that takes something.
    costs: tuple[Forecast, ...] = ()

    @property
    def approvable(self) -> tuple[Proposal, ...]:
        """Those that wait for an approval and not for a change."""
        return tuple(one for one in self.proposals if not one.sent_back)


@dataclass(frozen=True, slots=True)
class Reading:
    """One proposal, and those before and after it in the inbox."""

    proposal: Proposal
    before: int | None
    after: int | None


def inbox(app: App, wanted: Filter) -> Inbox:
    """One page of the proposed deliveries that match. Raises as `require_named`."""
    with app.store.read() as connection:
        rows = history.deliveries(connection, replace(wanted, states=[State.PROPOSED], limit=PAGE + 1))
        if not rows:
            require_named(connection, wanted)
        page, more = rows[:PAGE], len(rows) > PAGE
        found = _proposals(connection, page, app.clock.now())
    inbox = Inbox(tuple(found), (page[-1].scheduled_for, page[-1].id) if more else None)
    return replace(inbox, costs=costing.of_deliveries(app, (one.delivery for one in inbox.approvable)))


def reading(app: App, key: int) -> Reading:
    """One proposal with its neighbours. Raises `NotFound`, and `StateError` where it waits no more."""
    with app.store.read() as connection:
        rows = history.deliveries(connection, Filter(ids=[key]))
        if not rows:
            raise NotFound("delivery", key)
        one = rows[0]
        if one.state is not State.PROPOSED:
            raise StateError(key, one.state, "approved")
        place, beside = (one.scheduled_for, one.id), Filter(states=[State.PROPOSED], limit=1)
        after = history.deliveries(connection, replace(beside, after=place))
        before = history.deliveries(connection, replace(beside, after=place, newest_first=True))
        (found,) = _proposals(connection, [one], app.clock.now())
    return Reading(found, *(beside[0].id if beside else None for beside in (before, after)))


def edit_and_approve(app: App, key: int, text: str) -> Edited:
    """Replaces a proposal's text and approves the new one. Where that is refused, the new text waits for approval."""
    edited = deliveries.edit(app, key, text)
    deliveries.approve_as_read(app, {key: fingerprint(text)})
    return edited


def _proposals(connection: Transaction, rows: Sequence[Delivery], now: datetime) -> list[Proposal]:
    keys = {one.article_id for one in rows if one.article_id is not None}
    sources = {key: articles.article(connection, key) for key in keys}
    ids = [one.id for one in rows]
    edits, comments = approvals.last_edits(connection, ids), approvals.comments(connection, ids)
    return [
        Proposal(
            one,
            read=fingerprint(one.text),
            title=sources[one.article_id].title if one.article_id else None,
            source=_said(sources[one.article_id], one) if one.article_id else (),
            edit=edits.get(one.id),
            comments=comments.get(one.id, ()),
            expired=one.scheduled_for < now,
        )
        for one in rows
    ]


def _said(article: Article, one: Delivery) -> tuple[str, ...]:
    return tuple(article.text[start:end] for start, end in one.spans)
