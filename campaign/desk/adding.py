"""An article joins a campaign: loaded, cut for each account's limits, composed, planned and queued.

::

    source ─load→ Article ─cut→ [Post] ─compose→ variant text ─plan→ [Planned] ─enqueue→ delivery rows
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from campaign.app import App
from campaign.desk import rewriting
from campaign.desk.preflighting import hold_repetitions, silences, silent_links
from campaign.desk.tagging import fitting
from campaign.desk.writing import check_text, frame_for
from campaign.errors import Refused
from campaign.planning.plan import Plan, Planned
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import articles, campaigns, queue
from campaign.store.values import Campaign, NewDelivery, NewPost
from campaign.timetable import new_time, timetable
from posts.article import Article, load
from posts.compose import Frame, compose
from posts.cut import Brief, Cut, check, cut, reviews, wording
from posts.hashtags.suggesting import Suggestion
from posts.measure import length
from posts.rewriting import Outcome, Rewriter, rewritten


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an article's posts beyond what its campaign says."""

    link: str | None = None
    #: Tags after the campaign's own.
    more_tags: tuple[str, ...] = ()
    #: Only so many posts, or only one of each section; the best first.
    max_posts: int | None = None
    per_section: bool = False
    ranked: bool = False
    #: Whether the rewriter of the settings is asked for every post; its own cut stands beside what it said.
    rewrite: bool = False
    #: Posts that answer each other, numbered, at one time, instead of posts that stand alone.
    thread: bool = False
    #: Whether the links are tried: with one that does not answer, the posts wait for approval in any case.
    check_links: bool = False


NOTHING_MORE = Asked()


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an article that was added."""

    article: Article
    #: Account name → the cut that it speaks from.
    cuts: Mapping[str, Cut]
    plan: Plan
    deliveries: tuple[NewDelivery, ...]
    #: The names of their accounts, in the same order.
    accounts: tuple[str, ...]
    #: The deliveries' ids, in the same order; none after a dry run.
    ids: tuple[int, ...]
    state: State
    #: The posts that the deliveries say, as `NewDelivery.post` counts them.
    posts: Sequence[NewPost]
    #: What came of asking a rewriter; None where none was asked.
    rewriting: Outcome | None
    #: Per delivery what in it a person should look at, a sentence each: see `posts.cut.review`.
    warnings: tuple[tuple[str, ...], ...] = ()
    #: What stands in the way of all of them: accounts that cannot speak, links that do not answer.
    obstacles: tuple[Reason, ...] = ()
    #: Which of the deliveries, by their places, say what their account says elsewhere: what is queued of them is held.
    repeated: Mapping[int, Reason] = field(default_factory=dict)
    #: Tags that would fit the article besides the campaign's; none where some were given.
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class _Material:
    """All posts of an article for one campaign, and whose they are."""

    cuts: Mapping[str, Cut]
    #: Each of them once, in the order of the posts.
    made: tuple[Cut, ...]
    posts: tuple[NewPost, ...]
    #: Account name → its posts, as places in ``posts``.
    lanes: Mapping[str, Sequence[int]]
    rewriting: Outcome | None
    #: Whether each account's posts are the parts of one thread.
    thread: bool

    def parts(self, one: Planned) -> Sequence[int]:
        """The posts that go out at a planned time, one answering the other."""
        return self.lanes[one.account] if self.thread else (one.index,)


def add(
    app: App,
    name: str,
    source: str,
    asked: Asked = NOTHING_MORE,
    *,
    approve: bool = False,
    again: bool = False,
    dry_run: bool = False,
) -> Added:
    """Adds an article to a campaign. Raises `CampaignError` or `PostsError`; then nothing was queued."""
    if asked.thread and asked.ranked:
        raise Refused("A thread keeps the article's order: give --thread or --ranked, not both.")
    rewriter = rewriting.opened(app.config) if asked.rewrite else None
    with app.store.read() as connection:
        campaign = campaigns.campaign(connection, name)
    article = load(source, app.session())
    frames = {
        speaker.account.name: frame_for(
            app, campaign, speaker, title=article.title, link=asked.link, more_tags=asked.more_tags
        )
        for speaker in campaign.speakers
    }
    material = _cut(article, frames, asked, rewriter)
    obstacles = _obstacles(app, campaign, material, frames, asked)
    state = State.QUEUED if approve and not any(one.code == "link_silent" for one in obstacles) else State.PROPOSED
    act = app.act()
    with app.store.write(dry_run=dry_run) as connection:
        article_id = articles.keep_article(connection, article, act)
        if not again and articles.is_in_campaign(connection, article_id, campaign.id):
            raise Refused(f"“{article.title}” is in campaign “{name}” already; add --again to queue it once more.")
        planned = timetable(connection, campaign, _heads(material), act.at)
        if not planned.planned:
            raise Refused(
                f"Campaign “{name}” has no free time left for this article: give it more times, or a later end."
            )
        rows = tuple(_deliveries(planned, campaign, material, frames, article, state))
        ids = queue.enqueue(connection, campaign.id, article_id, material.posts, rows)
        repeated = {ids.index(one.delivery): one.reason for one in hold_repetitions(connection, app, ids, act)}
    return Added(
        article,
        material.cuts,
        planned,
        rows,
        tuple(one.account for one in planned.planned for _ in material.parts(one)),
        () if dry_run else tuple(ids),
        state,
        material.posts,
        material.rewriting,
        _warnings(material.made, rows),
        obstacles,
        repeated,
        () if asked.more_tags else fitting(article, list(frames.values())),
    )


def _obstacles(
    app: App, campaign: Campaign, material: _Material, frames: Mapping[str, Frame], asked: Asked
) -> tuple[Reason, ...]:
    silent = silences(app, [one.account for one in campaign.speakers])
    if not asked.check_links:
        return tuple(silent.values())
    said = (compose(frames[name], material.posts[one].said) for name, lane in material.lanes.items() for one in lane)
    return (*silent.values(), *silent_links(app, said))


def _heads(material: _Material) -> Mapping[str, Sequence[int]]:
    """What is to be planned: of a thread its first part, with which the others go."""
    return {name: lane[:1] for name, lane in material.lanes.items()} if material.thread else material.lanes


def _cut(article: Article, frames: Mapping[str, Frame], asked: Asked, rewriter: Rewriter | None) -> _Material:
    """One cut for each frame; accounts with equal frames start from the same posts."""
    posts: list[NewPost] = []
    known: dict[Frame, tuple[Cut, Sequence[int]]] = {}
    briefs = [
        Brief(frame, asked.max_posts, asked.thread, per_section=asked.per_section, ranked=asked.ranked)
        for frame in dict.fromkeys(frames.values())
    ]
    cuts = [cut(article, brief) for brief in briefs]
    cuts, outcome = rewritten(cuts, rewriter, check) if rewriter else (cuts, None)
    for made in cuts:
        known[made.brief.frame] = made, range(len(posts), len(posts) + len(made.posts))
        posts += [_new_post(made, number) for number in range(len(made.posts))]
    if not posts:
        raise Refused(f"“{article.title[:80]}” holds nothing that can stand as a post.")
    return _Material(
        cuts={name: known[frame][0] for name, frame in frames.items()},
        made=tuple(cuts),
        posts=tuple(posts),
        lanes={name: known[frame][1] for name, frame in frames.items()},
        rewriting=outcome,
        thread=asked.thread,
    )


def _warnings(made: Iterable[Cut], rows: Sequence[NewDelivery]) -> tuple[tuple[str, ...], ...]:
    """For each delivery what a person should look at in its post."""
    found = [
        tuple(wording.said(finding, post.said) for finding in findings)
        for one in made
        for post, findings in zip(one.posts, reviews(one), strict=True)
    ]
    return tuple(found[row.post] for row in rows)


def _new_post(made: Cut, number: int) -> NewPost:
    post = made.posts[number]
    edits = tuple((one.op, one.start, one.end, one.text) for one in post.edits)
    origin = "cut" if post.rewritten is None else "rewritten"
    of = post.thread[1] if post.thread else None
    return NewPost(number + 1, post.body, post.spans, edits, post.score, origin, post.rewritten, post.rewriter, of)


def _deliveries(
    planned: Plan,
    campaign: Campaign,
    material: _Material,
    frames: Mapping[str, Frame],
    article: Article,
    state: State,
) -> Iterator[NewDelivery]:
    """What goes out at the planned times, each part of a thread right behind the one that it answers."""
    ids = {one.account.name: one.account.id for one in campaign.speakers}
    row = count()
    for one in planned.planned:
        frame, time, head = frames[one.account], new_time(one.slot), material.parts(one)[0]
        for index, place in zip(material.parts(one), row, strict=False):
            post = material.posts[index]
            text = compose(frame, post.said, (post.number, post.of) if post.of else None)
            check_text(text, campaign, frame)
            yield NewDelivery(
                post=index,
                account_id=ids[one.account],
                text=text,
                length=length(text, frame.limits),
                link=frame.link,
                language=article.language,
                scheduled_for=time.scheduled_for,
                wall=time.wall,
                zone=time.zone,
                state=state,
                after=None if index == head else place - 1,
            )
