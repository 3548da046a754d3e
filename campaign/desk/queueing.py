"""Posts join the queue: composed for each account, planned into its campaign's free times, kept in one transaction.

::

    Material ─timetable→ Plan ─compose→ variant text ─enqueue→ delivery rows
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from campaign.app import App
from campaign.desk import costing
from campaign.desk.answering import Keep, nothing_kept
from campaign.desk.archiving import refuse_archived
from campaign.desk.framing import check_text
from campaign.desk.preflighting import hold_repetitions, silences
from campaign.errors import Refused
from campaign.planning.plan import Plan, Planned
from campaign.planning.slots import Slot
from campaign.pricing import Forecast
from campaign.publishing.links import silent_links
from campaign.reasons import Reason
from campaign.shortlinks import STAND_IN, new_code, with_code
from campaign.states import State
from campaign.store import articles, queue, uids
from campaign.store.database import Transaction
from campaign.store.events import Act
from campaign.store.values import Campaign, NewDelivery, NewPost
from campaign.timetable import new_time, timetable
from posts.article import Article
from posts.compose import Frame, compose
from posts.cut import Cut
from posts.hashtags.suggesting import Suggestion
from posts.measure import length
from posts.rewriting import Outcome


@dataclass(frozen=True, slots=True)
class Material:
    """Posts that are ready to be planned, and whose they are."""

    posts: tuple[NewPost, ...]
    #: Account name → its posts in their order, as places in ``posts``.
    lanes: Mapping[str, Sequence[int]]
    #: Per post the tags that only it has, and what a person should look at in it, a sentence each.
    tags: tuple[tuple[str, ...], ...]
    warnings: tuple[tuple[str, ...], ...]
    #: Whether each account's posts are the parts of one thread.
    thread: bool = False

    def heads(self) -> Mapping[str, Sequence[int]]:
        """What is to be planned: of a thread its first part, with which the others go."""
        return {name: lane[:1] for name, lane in self.lanes.items()} if self.thread else self.lanes

    def parts(self, one: Planned) -> Sequence[int]:
        """The posts that go out at a planned time, one answering the other."""
        return self.lanes[one.account] if self.thread else (one.index,)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to join the queue of a campaign, and how."""

    campaign: Campaign
    material: Material
    #: Account name → what goes round its posts, as its server has it now.
    frames: Mapping[str, Frame]
    #: What the posts are of; None for what a person wrote, in this language.
    article: Article | None = None
    language: str | None = None
    #: One time for all of them; None for the next free ones.
    at: Slot | None = None
    #: Whether they go out without waiting for approval.
    approve: bool = False
    #: Whether an article may be in its campaign twice.
    again: bool = False
    #: Whether the links are tried: with one that does not answer, the posts wait for approval in any case.
    check_links: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """What became of posts that were to join the queue."""

    plan: Plan
    deliveries: tuple[NewDelivery, ...]
    #: The names of their accounts, in the same order.
    accounts: tuple[str, ...]
    #: The deliveries' ids, in the same order; none after a dry run. Outside they are known by their ``uids``.
    ids: tuple[int, ...]
    state: State
    #: The posts that the deliveries say, as `NewDelivery.post` counts them.
    posts: Sequence[NewPost]
    #: Per delivery what in it a person should look at, a sentence each: see `posts.cut.review`.
    warnings: tuple[tuple[str, ...], ...] = ()
    #: What stands in the way of all of them: accounts that cannot speak, links that do not answer.
    obstacles: tuple[Reason, ...] = ()
    #: Which of the deliveries, by their places, say what their account says elsewhere: what is queued of them is held.
    repeated: Mapping[int, Reason] = field(default_factory=dict)
    #: Of an article that was added in one go: the article, and account name → the cut that it speaks from.
    article: Article | None = None
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    #: What came of asking a rewriter; None where none was asked.
    rewriting: Outcome | None = None
    #: Tags that would fit the article besides the campaign's; none where some were given.
    suggestions: tuple[Suggestion, ...] = ()
    uids: tuple[str, ...] = ()
    #: What they will cost, on each platform that takes something.
    costs: tuple[Forecast, ...] = ()

    @property
    def title(self) -> str:
        """The article's title; empty where it has none, or there is no article."""
        return self.article.title if self.article else ""


def put(
    app: App,
    order: Order,
    *,
    dry_run: bool = False,
    finish: Callable[[Transaction], object] = lambda _: None,
    keep: Keep[Added] = nothing_kept,
) -> Added:
    """Queues the posts; ``finish``, and ``keep`` with what was queued, are called in the same transaction.

    Raises `CampaignError`, with nothing queued.
    """
    refuse_archived(order.campaign)
    obstacles = _obstacles(app, order)
    silent = any(one.code == "link_silent" for one in obstacles)
    state = State.QUEUED if order.approve and not silent else State.PROPOSED
    act = app.act()
    with app.store.write(dry_run=dry_run) as connection:
        article_id = _keep_article(connection, order, act)
        plan = _plan(connection, order, act)
        rows = tuple(_deliveries(plan, order, state, new_code))
        ids = queue.enqueue(connection, order.campaign.id, article_id, order.material.posts, rows)
        repeated = {ids.index(one.delivery): one.reason for one in hold_repetitions(connection, app, ids, act)}
        finish(connection)
        ours = {} if dry_run else uids.of_deliveries(connection, ids)
        made = replace(
            _added(app, order, plan, rows, state),
            ids=tuple(ours),
            uids=tuple(ours.values()),
            obstacles=obstacles,
            repeated=repeated,
        )
        keep(connection, made)
    return made


def foreseen(app: App, order: Order) -> Added:
    """What `put` would queue just now, and when; nothing is written, and no row is locked."""
    act = app.act()
    with app.store.read() as connection:
        plan = _plan(connection, order, act)
    state = State.QUEUED if order.approve else State.PROPOSED
    return _added(app, order, plan, tuple(_deliveries(plan, order, state, lambda: STAND_IN)), state)


def _added(app: App, order: Order, plan: Plan, rows: tuple[NewDelivery, ...], state: State) -> Added:
    material = order.material
    names = tuple(one.account for one in plan.planned for _ in material.parts(one))
    owners = [one.account for one in order.campaign.speakers]
    return Added(
        plan=plan,
        deliveries=rows,
        accounts=names,
        ids=(),
        state=state,
        posts=material.posts,
        warnings=tuple(material.warnings[row.post] for row in rows),
        article=order.article,
        costs=costing.of_texts(app, owners, zip(names, (row.text for row in rows), strict=True)),
    )


def _obstacles(app: App, order: Order) -> tuple[Reason, ...]:
    silent = silences(app, [one.account for one in order.campaign.speakers if one.account.name in order.frames])
    if not order.check_links:
        return tuple(silent.values())
    material = order.material
    texts = (
        compose(_led(order.frames[name]), material.posts[one].said)
        for name, lane in material.lanes.items()
        for one in lane
    )
    return (*silent.values(), *silent_links(texts, app.session()))


def _keep_article(connection: Transaction, order: Order, act: Act) -> int | None:
    if order.article is None:
        return None
    key = articles.keep_article(connection, order.article, act)
    if not order.again and articles.is_in_campaign(connection, key, order.campaign.id):
        title, name = order.article.title, order.campaign.name
        there = f"“{title}” is in campaign “{name}” already"
        raise Refused(
            f"{there}; add --again to queue it once more.",
            field="again",
            page=f"{there}; tick “Queue it even if it was queued before” to queue it once more.",
        )
    return key


def _plan(connection: Transaction, order: Order, act: Act) -> Plan:
    """When each post goes out. Raises `Refused` where the campaign has no free time for any."""
    heads = order.material.heads()
    if order.at is not None:
        return Plan(tuple(Planned(index, name, order.at) for name, lane in heads.items() for index in lane))
    plan = timetable(connection, order.campaign, heads, act.at)
    if not plan.planned:
        what = "post" if order.article is None else "article"
        raise Refused(
            f"Campaign “{order.campaign.name}” has no free time left for this {what}: give it more times, "
            "or a later end."
        )
    return plan


def _deliveries(plan: Plan, order: Order, state: State, code: Callable[[], str]) -> Iterator[NewDelivery]:
    """What goes out at the planned times, each part of a thread right behind the one that it answers."""
    material = order.material
    ids = {one.account.name: one.account.id for one in order.campaign.speakers}
    row = count()
    for one in plan.planned:
        time, head = new_time(one.slot), material.parts(one)[0]
        for index, place in zip(material.parts(one), row, strict=False):
            frame, post = _frame(order, one.account, index), material.posts[index]
            own = code() if frame.target and frame.link else None
            frame = replace(frame, link=with_code(frame.link, own)) if own and frame.link else frame
            text = compose(frame, post.said, (post.number, post.of) if post.of else None)
            check_text(text, order.campaign, frame)
            yield NewDelivery(
                post=index,
                account_id=ids[one.account],
                text=text,
                length=length(text, frame.limits),
                link=frame.link,
                language=order.article.language if order.article else order.language,
                scheduled_for=time.scheduled_for,
                wall=time.wall,
                zone=time.zone,
                state=state,
                after=None if index == head else place - 1,
                code=own,
                target=frame.target,
            )


def _led(frame: Frame) -> Frame:
    """The frame with the link that its short one leads to: that one is not there yet."""
    return replace(frame, link=frame.target) if frame.target else frame


def _frame(order: Order, account: str, index: int) -> Frame:
    frame, tags = order.frames[account], order.material.tags[index]
    return replace(frame, hashtags=(*frame.hashtags, *tags)) if tags else frame
