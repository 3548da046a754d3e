"""An article joins a campaign in one go: loaded, cut for each account's limits, planned and queued.

::

    source ─load→ Article ─cut→ [Sheet] ─material→ Material ─put→ delivery rows

`campaign.desk.drafts` keeps the sheets in between, for a person to change them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from campaign.app import App
from campaign.desk import queueing, rewriting
from campaign.desk.answering import Keep, nothing_kept
from campaign.desk.framing import frame_for
from campaign.desk.linking import link_of
from campaign.desk.queueing import Added, Material, Order
from campaign.desk.tagging import fitting
from campaign.errors import Refused, UsageError
from campaign.store import campaigns
from campaign.store.values import Campaign, NewPost
from posts.article import Article, load
from posts.compose import Frame
from posts.cut import Brief, Cut, check, cuts
from posts.rewriting import Outcome, Rewriter, rewritten
from posts.shaping import Sheet, looks, origin, sheet_of


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
    """Adds an article to a campaign, from a path, an address or standard input ("-"). Raises as `join`."""
    read = partial(load, source, app.session())
    return join(app, name, read, asked, approve=approve, again=again, dry_run=dry_run)


def join(
    app: App,
    name: str,
    read: Callable[[], Article],
    asked: Asked = NOTHING_MORE,
    *,
    approve: bool = False,
    again: bool = False,
    dry_run: bool = False,
    keep: Keep[Added] = nothing_kept,
) -> Added:
    """Adds the article that ``read`` gives to a campaign; ``keep`` is called with what was queued, in its transaction.

    Raises `CampaignError` or `PostsError`; then nothing was queued.
    """
    if asked.thread and asked.ranked:
        raise UsageError("A thread keeps the article's order: give --thread or --ranked, not both.")
    rewriter = rewriting.opened(app.config) if asked.rewrite else None
    with app.store.read() as connection:
        campaign = campaigns.campaign(connection, name)
    article = read()
    frames = frames_for(app, campaign, article, asked.link, asked.more_tags)
    made, outcome = cuts_of(article, frames, asked, rewriter)
    order = Order(
        campaign,
        material(article, sheets_of(made, frames), looked_at=True),
        frames,
        article,
        approve=approve,
        again=again,
        check_links=asked.check_links,
    )
    fits = () if asked.more_tags else fitting(article, list(frames.values()))

    def whole(added: Added) -> Added:
        spoken = {name: made[frame] for name, frame in frames.items()}
        return replace(added, cuts=spoken, rewriting=outcome, suggestions=fits)

    return whole(
        queueing.put(app, order, dry_run=dry_run, keep=lambda connection, added: keep(connection, whole(added)))
    )


def frames_for(
    app: App, campaign: Campaign, article: Article, link: str | None, more_tags: Sequence[str]
) -> Mapping[str, Frame]:
    """Account name → what goes round its posts of the article; asks servers for their limits. Raises `Refused`."""
    given = link_of(link)
    return {
        one.account.name: frame_for(app, campaign, one, title=article.title, link=given, more_tags=more_tags)
        for one in campaign.speakers
    }


def cuts_of(
    article: Article, frames: Mapping[str, Frame], asked: Asked, rewriter: Rewriter | None = None
) -> tuple[Mapping[Frame, Cut], Outcome | None]:
    """One cut for each frame, and what came of asking the rewriter. Raises `Refused` where no post comes of it."""
    briefs = [
        Brief(frame, asked.max_posts, asked.thread, per_section=asked.per_section, ranked=asked.ranked)
        for frame in dict.fromkeys(frames.values())
    ]
    made = cuts(article, briefs)
    made, outcome = rewritten(made, rewriter, check) if rewriter else (made, None)
    if not any(one.posts for one in made):
        raise Refused(f"“{article.title[:80]}” holds nothing that can stand as a post.")
    return {one.brief.frame: one for one in made}, outcome


def sheets_of(cuts: Mapping[Frame, Cut], frames: Mapping[str, Frame]) -> tuple[Sheet, ...]:
    """A sheet for each cut: accounts with equal frames start from the same posts."""
    return tuple(
        sheet_of(made, tuple(name for name, other in frames.items() if other == frame)) for frame, made in cuts.items()
    )


def material(article: Article, sheets: Sequence[Sheet], *, looked_at: bool = False) -> Material:
    """All posts that are kept, each once, in the order of the sheets.

    ``looked_at``: whether it is said of each what a person should look at; who made a draft has seen that.
    """
    posts: list[NewPost] = []
    tags: list[tuple[str, ...]] = []
    warnings: list[tuple[str, ...]] = []
    lanes: dict[str, list[int]] = {}
    for sheet in sheets:
        for index, post in _new_posts(sheet):
            one = sheet.posts[index]
            for name in sheet.accounts if one.accounts is None else one.accounts:
                lanes.setdefault(name, []).append(len(posts))
            posts.append(post)
            tags.append(one.tags)
            warnings.append(looks(article, sheet, (index,))[0].findings if looked_at else ())
    return Material(tuple(posts), lanes, tuple(tags), tuple(warnings), any(sheet.thread for sheet in sheets))


def _new_posts(sheet: Sheet) -> Iterator[tuple[int, NewPost]]:
    """The posts that are kept, with their places in the sheet."""
    kept = [index for index, one in enumerate(sheet.posts) if one.kept]
    for number, index in enumerate(kept, 1):
        post = sheet.posts[index].post
        edits = tuple((one.op, one.start, one.end, one.text) for one in post.edits)
        of = len(kept) if sheet.thread else None
        yield (
            index,
            NewPost(number, post.body, post.spans, edits, post.score, origin(post), post.rewritten, post.rewriter, of),
        )
