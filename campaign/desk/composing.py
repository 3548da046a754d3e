"""A single post: written for all accounts or one by one, counted while it is written, queued or sent at once.

::

    PostDraft ─counted→ [Count]         while it is written
    PostDraft ─material→ Material ─put→ delivery rows
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from campaign import preflight
from campaign.app import App
from campaign.desk import queueing
from campaign.desk.answering import Keep, nothing_kept
from campaign.desk.framing import frame_within, tracking
from campaign.desk.linking import link_of
from campaign.desk.queueing import Added, Material, Order
from campaign.desk.sending import now_in
from campaign.drafted import PostDraft, post_draft
from campaign.errors import CampaignError, NotFound, Refused, UsageError
from campaign.planning import moments, zones
from campaign.planning.slots import Slot, resolve
from campaign.reasons import Tell, iso, parted
from campaign.store import campaigns, drafts, queue
from campaign.store.drafts import KeptDraft
from campaign.store.values import Account, Campaign, NewPost, Speaker
from posts.article import language
from posts.compose import Frame, compose
from posts.cut import check, wording
from posts.errors import PostsError
from posts.measure import LIMITS, Limits, fits, length

#: What a person may write into one post, in code points: more than any platform takes.
MOST_WRITTEN = 20_000
#: What is longer than so many posts has to be shortened first: to read all of it at every pause in writing takes long.
_LOOKED_AT = 2


@dataclass(frozen=True, slots=True)
class Count:
    """What one account would say, and how that fits."""

    account: str
    platform: str
    #: As it would go out, with the campaign's tag and the link.
    text: str
    #: In the platform's own units, both.
    length: int
    most: int
    fits: bool
    link: str | None
    hashtags: tuple[str, ...]
    #: What a person should look at, a sentence each; the last may be that the account says this elsewhere.
    findings: tuple[str, ...]

    @property
    def left(self) -> int:
        """How much room there is; below zero, by how much it is too long."""
        return self.most - self.length


@dataclass(frozen=True, slots=True)
class OpenedPost:
    """A draft of a single post, with its campaign."""

    kept: KeptDraft
    campaign: Campaign
    draft: PostDraft


def compose_draft(app: App, name: str, draft: PostDraft, *, dry_run: bool = False) -> int:
    """Keeps a new single post for a person to work on; the draft's id."""
    _refuse_endless(draft)
    act = app.act()
    with app.store.write(dry_run=dry_run) as connection:
        return drafts.keep_draft(connection, campaigns.campaign(connection, name).id, None, draft.to_json(), act)


def opened(app: App, key: int) -> OpenedPost:
    """A single post's draft. Raises `NotFound`."""
    with app.store.read() as connection:
        kept = drafts.draft(connection, key)
        if kept.article_id is not None:
            raise NotFound("draft of a single post", key, "It is an article's.")
        return OpenedPost(
            kept, campaigns.campaign(connection, kept.campaign), post_draft(drafts.value(connection, key))
        )


def save(app: App, key: int, version: int, draft: PostDraft, *, dry_run: bool = False) -> int:
    """Keeps what was written meanwhile; the draft's version from then on. Raises `Refused` where somebody was faster.

    What is kept already is no change: a page keeps what is written by itself, and then is told to once more.
    """
    _refuse_endless(draft)
    found = opened(app, key)
    if found.draft == draft:
        return found.kept.version
    with app.store.write(dry_run=dry_run) as connection:
        drafts.change_draft(connection, key, version, draft.to_json(), app.act())
    return version + 1


def counted(app: App, campaign: Campaign, draft: PostDraft, tell: Tell = iso) -> Sequence[Count]:
    """What each account would say, how long that is, and what may be wrong with it. Nothing is written.

    ``tell`` is how moments are told in what a person should look at.
    """
    _refuse_endless(draft)
    spoken = language.of(draft.text)
    counts = {one.account.id: _count(app, campaign, one, draft, spoken) for one in _speakers(campaign, draft)}
    return _with_repetitions(app, counts, campaign.terms.timezone, tell) if app.repeat else list(counts.values())


def queue_post(
    app: App,
    name: str,
    draft: PostDraft,
    *,
    approve: bool = False,
    kept: tuple[int, int] | None = None,
    dry_run: bool = False,
    keep: Keep[Added] = nothing_kept,
) -> Added:
    """Queues a post for its time: the next free slot of each account, or the one that the draft names.

    ``kept`` is the id and the version of the draft that is gone then, in the same transaction, in which ``keep`` is
    called too. Raises `CampaignError` or `PostsError`; then nothing was queued.
    """
    _refuse_endless(draft)
    campaign, order = _order(app, name, draft)
    at = _time(app, campaign, draft.when) if draft.when else None
    return _put(app, replace(order, at=at, approve=approve), kept, keep, dry_run=dry_run)


def send_now(
    app: App,
    name: str,
    draft: PostDraft,
    *,
    kept: tuple[int, int] | None = None,
    dry_run: bool = False,
    keep: Keep[Added] = nothing_kept,
) -> Added:
    """Queues a post to go out at once; its `Added.accounts` are who says it. Raises as `queue_post`."""
    _refuse_endless(draft)
    campaign, order = _order(app, name, draft)
    at = now_in(app, campaign.terms.timezone)
    return _put(app, replace(order, at=at, approve=True), kept, keep, dry_run=dry_run)


def _put(app: App, order: Order, kept: tuple[int, int] | None, keep: Keep[Added], *, dry_run: bool) -> Added:
    if kept is None:
        return queueing.put(app, order, dry_run=dry_run, keep=keep)
    key, version = kept
    return queueing.put(
        app, order, dry_run=dry_run, keep=keep, finish=lambda connection: drafts.remove_draft(connection, key, version)
    )


def _order(app: App, name: str, draft: PostDraft) -> tuple[Campaign, Order]:
    with app.store.read() as connection:
        campaign = campaigns.campaign(connection, name)
    speakers = _speakers(campaign, draft)
    frames = {
        one.account.name: _frame(app, app.open_platform(one.account).limits(), campaign, one, draft) for one in speakers
    }
    spoken = language.of(draft.text)
    order = Order(campaign, _material(draft, list(frames), spoken), frames, language=spoken)
    return campaign, order


def _material(draft: PostDraft, accounts: Sequence[str], spoken: str | None) -> Material:
    """One post for each text that somebody says."""
    said = {name: draft.said_by(name).strip() for name in accounts}
    if not all(said.values()):
        silent = next(name for name, text in said.items() if not text)
        raise Refused(f"There is nothing for “{silent}” to say yet: write the post first.")
    texts = list(dict.fromkeys(said.values()))
    return Material(
        posts=tuple(NewPost(number, text, origin="person") for number, text in enumerate(texts, 1)),
        lanes={name: (texts.index(text),) for name, text in said.items()},
        tags=((),) * len(texts),
        warnings=tuple(_findings(text, spoken) for text in texts),
    )


def _speakers(campaign: Campaign, draft: PostDraft) -> Sequence[Speaker]:
    found = [one for one in campaign.speakers if draft.accounts is None or one.account.name in draft.accounts]
    if not found:
        raise Refused("Choose at least one account that is to say the post.")
    return found


def _frame(app: App, limits: Limits, campaign: Campaign, speaker: Speaker, draft: PostDraft) -> Frame:
    link = _link(draft, campaign, speaker.account)
    return frame_within(app, limits, campaign, speaker, link=link)


def _link(draft: PostDraft, campaign: Campaign, account: Account) -> str | None:
    """The link as this account's post says it. Raises `Refused` for what is no address on the web."""
    link = link_of(draft.link)
    return tracking(link, campaign, account) if link and draft.tracked else link


def _count(app: App, campaign: Campaign, speaker: Speaker, draft: PostDraft, spoken: str | None) -> Count:
    account = speaker.account
    limits = known_limits(app, account)
    frame = _frame(app, limits, campaign, speaker, draft)
    said = draft.said_by(account.name).strip()
    text = compose(frame, said)
    counts = length(text, limits)
    return Count(
        account=account.name,
        # Who keeps no platform's limits, such as a feed, is called by what it is.
        platform=account.platform if limits.platform == "plain" else limits.platform,
        text=text,
        length=counts,
        most=limits.most,
        fits=fits(text, limits),
        link=frame.link,
        hashtags=frame.hashtags,
        findings=_findings(said, spoken) if counts <= _LOOKED_AT * limits.most else (),
    )


def known_limits(app: App, account: Account) -> Limits:
    """What an account allows, asked once a process; where its server does not answer, what its platform publishes.

    Good enough to count by: before anything is queued or sent the server is asked again.
    """
    known, key = app.known_limits, (account.id, account.revision)
    if key not in known:
        try:
            known[key] = app.open_platform(account).limits()
        except (CampaignError, PostsError):
            return LIMITS.get(account.grammar, LIMITS["plain"])
    return known[key]


def _findings(text: str, spoken: str | None) -> tuple[str, ...]:
    return tuple(wording.said(finding, text) for finding in check(text, spoken))


def _with_repetitions(app: App, counts: Mapping[int, Count], zone: str, tell: Tell) -> list[Count]:
    """Where an account says the same elsewhere, that is said too; there is nothing yet that could be released."""
    now = app.clock.now()
    with app.store.read() as connection:
        others = queue.saying(connection, {key: one.text for key, one in counts.items()}, now - app.repeat)
    reasons = [preflight.of_repetitions(now, others.get(key, ()), app.repeat) for key in counts]
    return [
        replace(one, findings=(*one.findings, f"{parted(reason, zone, tell=tell)[0]}: it is held once it is queued."))
        if reason
        else one
        for one, reason in zip(counts.values(), reasons, strict=True)
    ]


def _time(app: App, campaign: Campaign, text: str) -> Slot:
    home = zones.named(campaign.terms.timezone)
    try:
        wall = moments.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
    slot = resolve(wall.astimezone(home).replace(tzinfo=None) if wall.tzinfo else wall, home)
    if slot.at < app.clock.now():
        raise Refused("That time has passed already: choose a later one, or send the post now.")
    return slot


def _refuse_endless(draft: PostDraft) -> None:
    if max(map(len, (draft.text, draft.link or "", *draft.overrides.values()))) > MOST_WRITTEN:
        raise Refused(f"That is too long for any platform: {MOST_WRITTEN:,} characters are the most.")
    for text in (draft.text, draft.link or "", *draft.overrides.values()):
        if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
            raise Refused("The text holds a sign that cannot be sent: write it again by hand.")
