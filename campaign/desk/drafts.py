"""An article's cut while a person works on it: made, changed, looked at with its dates, queued or discarded.

Each change names the version that its maker saw. Of two windows that change the same draft the second is refused, and
nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from shlex import quote
from threading import Lock

from campaign.app import App
from campaign.desk import queueing
from campaign.desk.adding import Asked, cuts_of, frames_for, material, sheets_of
from campaign.desk.framing import frame_within
from campaign.desk.queueing import Added, Order
from campaign.desk.sources import Given, article_of
from campaign.desk.tagging import fitting
from campaign.drafted import CutDraft, cut_draft
from campaign.errors import NotFound, Refused
from campaign.store import articles, campaigns, drafts
from campaign.store.database import Transaction
from campaign.store.drafts import KeptDraft
from campaign.store.values import Campaign
from posts.article import Article
from posts.shaping import Change, Leaf, Sheet, changed, leaf

NOTHING_MORE = Asked()
#: What a draft may hold. To cut a book takes so long, in the process that also publishes, that posts would go out late.
MOST_CHARACTERS = 100_000
#: The drafts that were looked at last, by their versions: to read a long one takes as long as to show it. Few, since
#: the longest take some megabytes.
_AT_HAND: dict[tuple[str, int, datetime], CutDraft] = {}
_MOST_AT_HAND = 4
_READING = Lock()


@dataclass(frozen=True, slots=True)
class Opened:
    """A cut draft with its article and its campaign."""

    kept: KeptDraft
    campaign: Campaign
    article: Article
    draft: CutDraft

    def platforms(self, sheet: Sheet) -> tuple[str, ...]:
        """Whose limits a sheet keeps; where these are nobody's, such as a feed's, the platforms of its accounts."""
        own = dict.fromkeys(
            one.account.platform for one in self.campaign.speakers if one.account.name in sheet.accounts
        )
        limits = sheet.frame.limits.platform
        return tuple(own) if limits == "plain" and own else (limits,)

    def leaf(self, sheet: int, first: int) -> Leaf:
        """Some of a sheet's posts as they would go out, and the part of the article on which they stand."""
        return leaf(self.article, self.draft.sheets[sheet], first)


@dataclass(frozen=True, slots=True)
class Date:
    """When an account would say what, if the draft were queued now."""

    account: str
    at: datetime
    #: The wall time and the zone that it was chosen by.
    wall: str
    zone: str
    text: str


def listed(app: App) -> list[KeptDraft]:
    """All drafts, the one that was changed last first."""
    with app.store.read() as connection:
        return drafts.drafts(connection)


def draft_article(app: App, name: str, given: Given, asked: Asked = NOTHING_MORE, *, dry_run: bool = False) -> int:
    """Cuts an article for a campaign, and keeps that for a person to work on; the draft's id.

    Raises `CampaignError` or `PostsError`; then nothing was kept.
    """
    with app.store.read() as connection:
        campaign = campaigns.campaign(connection, name)
    article = article_of(app, given)
    if len(article.text) > MOST_CHARACTERS:
        size = f"Its text has {len(article.text):,} characters, and a draft holds {MOST_CHARACTERS:,}"
        raise Refused(
            f"{size}: hand it in part by part, or cut and queue all of it at once with "
            f"`campaign add {quote(name)} ARTICLE`.",
            page=f"{size}: hand it in part by part.",
        )
    frames = frames_for(app, campaign, article, asked.link, asked.more_tags)
    cuts, _ = cuts_of(article, frames, asked)
    fits = tuple(one.tag for one in fitting(article, list(frames.values())))
    made = CutDraft(sheets_of(cuts, frames), asked.link, asked.more_tags, fitting=fits)
    act = app.act()
    with app.store.write(dry_run=dry_run) as connection:
        article_id = articles.keep_article(connection, article, act)
        return drafts.keep_draft(connection, campaign.id, article_id, made.to_json(), act)


def opened(app: App, key: int) -> Opened:
    """A draft, within what its campaign puts round a post by now. Raises `NotFound`."""
    with app.store.read() as connection:
        kept = _kept(connection, key)
        return _opened(app, connection, kept, _read(connection, kept))


def change_draft(
    app: App, key: int, version: int, sheet: int, post: int, change: Change, *, dry_run: bool = False
) -> Opened:
    """Changes one post of a draft. Raises `Refused` where somebody else was faster, `PostsError` where it cannot be."""
    return _change_sheet(
        app, key, version, sheet, lambda found, old: changed(found.article, old, post, change), dry_run=dry_run
    )


def leave_out(app: App, key: int, version: int, sheet: int, *, out: bool = True, dry_run: bool = False) -> Opened:
    """Drops all posts of a sheet, so that its accounts say nothing of the article; or takes all of them back."""
    return _change_sheet(app, key, version, sheet, lambda _, old: old.whole(kept=not out), dry_run=dry_run)


def _change_sheet(
    app: App, key: int, version: int, sheet: int, change: Callable[[Opened, Sheet], Sheet], *, dry_run: bool
) -> Opened:
    found = opened(app, key)
    if not 0 <= sheet < len(found.draft.sheets):
        raise Refused("There is no such post in this draft: load the page again.")
    sheets = list(found.draft.sheets)
    sheets[sheet] = change(found, sheets[sheet])
    return _keep(app, found, version, replace(found.draft, sheets=tuple(sheets)), dry_run=dry_run)


def reshape(app: App, key: int, version: int, *, thread: bool, dry_run: bool = False) -> Opened:
    """Makes a thread of the article, or posts that stand alone; what was worked on stays aside, and comes back so."""
    found = opened(app, key)
    draft = found.draft
    if draft.thread == thread:
        return found
    after = replace(draft, sheets=draft.aside or _cut(app, found, thread=thread), aside=draft.sheets)
    return _keep(app, found, version, after, dry_run=dry_run)


def preview(app: App, found: Opened) -> Sequence[Date]:
    """What would go out when, if the draft were queued now. Nothing is written. Raises as `queue_draft`."""
    added = queueing.foreseen(app, _order(app, found, approve=False, again=True))
    return [
        Date(account, one.scheduled_for, one.wall, one.zone, one.text)
        for account, one in zip(added.accounts, added.deliveries, strict=True)
    ]


def queue_draft(
    app: App, key: int, version: int, *, approve: bool = False, again: bool = False, dry_run: bool = False
) -> Added:
    """Plans and queues all posts that are kept; the draft is gone in the same transaction.

    Raises `CampaignError`; then nothing was queued, and the draft is as it was.
    """
    order = _order(app, opened(app, key), approve=approve, again=again)
    return queueing.put(
        app, order, dry_run=dry_run, finish=lambda connection: drafts.remove_draft(connection, key, version)
    )


def discard(app: App, key: int, version: int, *, dry_run: bool = False) -> None:
    """Lets go of a draft; its article stays. Raises as `change_draft`."""
    with app.store.write(dry_run=dry_run) as connection:
        drafts.remove_draft(connection, key, version)


def _kept(connection: Transaction, key: int) -> KeptDraft:
    kept = drafts.draft(connection, key)
    if kept.article_id is None:
        raise NotFound("draft of an article", key, "It is a single post.")
    return kept


def _read(connection: Transaction, kept: KeptDraft) -> CutDraft:
    """What a draft holds, in a transaction that only reads: a version, once committed, is never another.

    The time is part of it, since a backup that is put back may come to the same version by another way.
    """
    version = (kept.uid, kept.version, kept.updated_at)
    with _READING:
        found = _AT_HAND.pop(version, None)
    draft = found or cut_draft(drafts.value(connection, kept.id))
    with _READING:
        _AT_HAND[version] = draft
        while len(_AT_HAND) > _MOST_AT_HAND:
            del _AT_HAND[next(iter(_AT_HAND))]
    return draft


def _opened(app: App, connection: Transaction, kept: KeptDraft, draft: CutDraft) -> Opened:
    assert kept.article_id is not None
    campaign = campaigns.campaign(connection, kept.campaign)
    article = articles.article(connection, kept.article_id)
    now = replace(draft, sheets=tuple(_framed(app, sheet, campaign, article, draft) for sheet in draft.sheets))
    return Opened(kept, campaign, article, now)


def _framed(app: App, sheet: Sheet, campaign: Campaign, article: Article, draft: CutDraft) -> Sheet:
    """The sheet within what its campaign puts round a post by now; whoever speaks no more is not in it."""
    speakers = [one for one in campaign.speakers if one.account.name in sheet.accounts]
    if not speakers:
        return replace(sheet, accounts=())
    frame = frame_within(
        app,
        sheet.frame.limits,
        campaign,
        speakers[0],
        title=article.title,
        link=draft.link,
        more_tags=draft.more_tags,
    )
    return replace(sheet, frame=frame, accounts=tuple(one.account.name for one in speakers))


def _cut(app: App, found: Opened, *, thread: bool) -> tuple[Sheet, ...]:
    draft = found.draft
    frames = frames_for(app, found.campaign, found.article, draft.link, draft.more_tags)
    cuts, _ = cuts_of(found.article, frames, Asked(thread=thread))
    return sheets_of(cuts, frames)


def _keep(app: App, found: Opened, version: int, draft: CutDraft, *, dry_run: bool) -> Opened:
    with app.store.write(dry_run=dry_run) as connection:
        drafts.change_draft(connection, found.kept.id, version, draft.to_json(), app.act())
        return _opened(app, connection, _kept(connection, found.kept.id), draft)


def _order(app: App, found: Opened, *, approve: bool, again: bool) -> Order:
    made = material(found.article, found.draft.sheets)
    if not made.lanes:
        raise Refused("Every post of this draft is dropped: take one back, or discard the draft.")
    frames = frames_for(app, found.campaign, found.article, found.draft.link, found.draft.more_tags)
    return Order(found.campaign, made, frames, found.article, approve=approve, again=again)
