"""What there is, for whoever looks: campaigns, attempts, workers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from campaign.app import App
from campaign.desk.archiving import ARCHIVED
from campaign.errors import NotFound, UsageError
from campaign.planning import moments
from campaign.states import State
from campaign.store import accounts, approvals, articles, clicks, engagement, history, queue
from campaign.store import campaigns as rows
from campaign.store.approvals import Comment
from campaign.store.database import Transaction
from campaign.store.engagement import Snapshot
from campaign.store.history import Filter
from campaign.store.speaking import Speaking, speaking
from campaign.store.values import AttemptRow, Campaign, Delivery, Heartbeat


def campaigns(app: App, *, archived: bool = False) -> list[Campaign]:
    """The campaigns by name; those that are archived too, if they are asked for."""
    with app.store.read() as connection:
        return [one for one in rows.campaigns(connection) if archived or one.state != ARCHIVED]


def names(app: App) -> Speaking:
    """The names of all campaigns and accounts, which lists can be narrowed to; and which of them are silent."""
    with app.store.read() as connection:
        return speaking(connection)


def planned_by(app: App) -> Speaking:
    """The same without the campaigns that are archived."""
    with app.store.read() as connection:
        return speaking(connection, without=ARCHIVED)


def campaign(app: App, name: str) -> tuple[Campaign, Mapping[State, int]]:
    """A campaign, and how many of its deliveries are in each state."""
    with app.store.read() as connection:
        found = rows.campaign(connection, name)
        return found, queue.count_states(connection, found.id)


def attempts(app: App, wanted: Filter) -> list[AttemptRow]:
    """What was tried, in the order in which it began. Raises as `require_named`."""
    with app.store.read() as connection:
        if found := list(history.attempts(connection, wanted)):
            return found
        require_named(connection, wanted)
    return []


@dataclass(frozen=True, slots=True)
class Closely:
    """A delivery, with all that was tried of it, and how it did at each age at which it was looked at."""

    delivery: Delivery
    attempts: tuple[AttemptRow, ...]
    snapshots: tuple[Snapshot, ...] = ()
    #: Where its short link leads; None where it has none.
    leads_to: str | None = None
    #: The delivery of its account that is on its way, while this one is due and goes out after it.
    waits_for: int | None = None


def closely(app: App, ids: Sequence[int]) -> list[Closely]:
    """These deliveries, whatever their states, each with its attempts and snapshots. Raises `NotFound`."""
    with app.store.read() as connection:
        found = {one.id: one for one in history.deliveries(connection, Filter(ids=ids))}
        tried = list(history.attempts(connection, Filter(ids=ids)))
        seen = engagement.snapshots(connection, ids)
        targets = {key: clicks.leads_to(connection, key) for key in found}
        due = _due(found.values(), app.clock.now())
        ahead = {one.account: one.delivery for one in _saying(connection, due.values())}
    for key in ids:
        if key not in found:
            raise NotFound("delivery", key, "`campaign queue` shows them.")
    return [
        Closely(
            found[key],
            tuple(one for one in tried if one.delivery == key),
            tuple(seen.get(key, ())),
            targets[key],
            ahead.get(due.get(key, "")),
        )
        for key in dict.fromkeys(ids)
    ]


def _due(found: Iterable[Delivery], now: datetime) -> dict[int, str]:
    """Those that are due, each with its account."""
    return {one.id: one.account for one in found if one.state is State.QUEUED and one.due_at and one.due_at <= now}


def _saying(connection: Transaction, accounts: Collection[str]) -> list[queue.Lease]:
    """What these accounts say just now: an account says one thing at a time, and the rest of its due posts waits."""
    return [one for one in queue.leases(connection) if one.account in accounts] if accounts else []


@dataclass(frozen=True, slots=True)
class Behind:
    """Due posts that wait for what their accounts say just now."""

    posts: int
    #: What they wait for.
    ahead: tuple[int, ...]
    #: By when all of it is said, or taken back from a worker that died; None: by the next worker that runs.
    until: datetime | None


def behind(app: App, found: Sequence[Delivery]) -> Behind | None:
    """How many of these wait for what their accounts say just now; None where none does."""
    now = app.clock.now()
    if not (due := _due(found, now)):
        return None
    with app.store.read() as connection:
        said = _saying(connection, due.values())
    if not said:
        return None
    speaking_now = {one.account for one in said}
    until = max(one.until for one in said)
    return Behind(
        posts=sum(account in speaking_now for account in due.values()),
        ahead=tuple(sorted(one.delivery for one in said)),
        until=until if until > now else None,
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """A delivery with all that was tried of it, and what it says of its article."""

    delivery: Delivery
    attempts: tuple[AttemptRow, ...]
    #: The article's title; None where a person wrote the post.
    title: str | None
    #: What of the article the post was made of, in the article's words.
    source: tuple[str, ...]
    snapshots: tuple[Snapshot, ...] = ()
    #: Where its short link leads; None where it has none.
    leads_to: str | None = None
    #: What reviewers have said of it.
    comments: tuple[Comment, ...] = ()
    #: As of `Closely`.
    waits_for: int | None = None

    @property
    def withdrawn_at(self) -> datetime | None:
        """When it was withdrawn, if it was."""
        return max((one.withdrawn_at for one in self.attempts if one.withdrawn_at), default=None)

    @property
    def gone_at(self) -> datetime | None:
        """When it was seen that it is not there any more, if it was."""
        return min((one.taken_at for one in self.snapshots if one.gone), default=None)


def whole(app: App, key: int) -> Whole:
    """One delivery. Raises `NotFound`."""
    (found,) = closely(app, [key])
    one = found.delivery
    with app.store.read() as connection:
        said = approvals.comments(connection, [key]).get(key, ())
        if one.article_id is None:
            return Whole(one, found.attempts, None, (), found.snapshots, found.leads_to, said, found.waits_for)
        article = articles.article(connection, one.article_id)
    source = tuple(article.text[start:end] for start, end in one.spans)
    return Whole(one, found.attempts, article.title, source, found.snapshots, found.leads_to, said, found.waits_for)


def wanted(
    app: App, campaign: str | None, account: str | None, outcomes: Sequence[str], since: str | None, until: str | None
) -> Filter:
    """What a person asks history for. Raises `UsageError` for what it does not know, and as `require_named`."""
    asked = Filter(campaign=campaign, account=account, states=states(outcomes), since=_at(since), until=_at(until))
    with app.store.read() as connection:
        require_named(connection, asked)
    return asked


def require_named(connection: Transaction, asked: Filter) -> None:
    """Refuses a campaign or an account that there is not; an empty list may be of such a one. Raises `NotFound`."""
    if asked.campaign is not None:
        rows.outlines(connection, [asked.campaign])
    if asked.account is not None:
        accounts.account(connection, asked.account)


def states(names: Sequence[str]) -> list[State]:
    """States by their names. Raises `UsageError` for one that there is not."""
    for name in names:
        if name not in list(State):
            raise UsageError(f"There is no state “{name}”; there are {', '.join(State)}.")
    return [State(name) for name in names]


def _at(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = moments.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def workers(app: App) -> list[Heartbeat]:
    """The workers, the latest heard of first."""
    with app.store.read() as connection:
        return history.heartbeats(connection)
