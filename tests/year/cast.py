"""Who speaks in the year that is generated, by which rules, and what they say."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from campaign.simulating.faults import Fate, Faults
from campaign.simulating.moment import Outage
from campaign.simulating.pretended import Pretended
from campaign.store import accounts, articles, campaigns
from campaign.store.events import Act
from campaign.store.values import NewAccount, Speaker, Terms
from posts.article import Article
from posts.article.model import Block, Kind
from posts.measure import LIMITS
from posts.platforms import platform_class
from posts.platforms.base import Budget, Login

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Clocks are set in it on 29 March (Berlin), 8 March (New York), 5 April (Lord Howe, Santiago), and back in the autumn.
BEGINS = datetime(2026, 1, 5, tzinfo=UTC)
WEEKS = 52
ENDS = BEGINS + WEEKS * 7 * DAY
KINDS = ("x", "mastodon", "bluesky", "feed", "webhook")
#: Four accounts of each kind; the n-th account of each speaks in the n-th campaign, those left over in the last.
ACCOUNTS = tuple(f"{kind}-{number}" for number in range(4) for kind in KINDS)
WORKER = Act("worker simulation", BEGINS)


@dataclass(frozen=True)
class Cast:
    """One campaign: by which rules, and who speaks."""

    name: str
    tag: str
    zone: str
    late: str
    gap: timedelta
    names: tuple[str, ...]

    @property
    def terms(self):
        gap_s, grace_s = int(self.gap.total_seconds()), 4 * 3_600
        return Terms((self.tag,), self.zone, None, None, late=self.late, grace_s=grace_s, gap_s=gap_s, every_s=None)


CAMPAIGNS = (
    Cast("berlin", "#ruecken", "Europe/Berlin", "post", 5 * timedelta(minutes=1), ACCOUNTS[0:4]),
    Cast("new-york", "#sciatica", "America/New_York", "skip", timedelta(0), ACCOUNTS[4:8]),
    Cast("lord-howe", "#restwell", "Australia/Lord_Howe", "respace", 4 * timedelta(minutes=1), ACCOUNTS[8:12]),
    Cast("santiago", "#espalda", "America/Santiago", "post", timedelta(0), ACCOUNTS[12:16]),
    Cast("tokyo", "#腰痛", "Asia/Tokyo", "skip", 3 * timedelta(minutes=1), ACCOUNTS[16:20]),
)
#: At which hour of the day the first time is: where clocks are set at half past two, at two by half an hour, at midnight.
FIRST_TIME = {"lord-howe": 2.0, "santiago": 0.5}
SENTENCES = (
    "Rest helps a tired back, for an hour and no longer.",
    "“Bewegung hilft” – sagt die Ärztin – und zwar täglich 🙂",
    "الراحة تساعد الظهر المتعب، والحركة تساعده أكثر.",
    "休むことは疲れた背中を助けます。動くことはもっと助けます。",
    "=1+1 is no formula; nor is -2, nor @here.",
)
AWAY = Outage(datetime(2026, 6, 10, 6, tzinfo=UTC), datetime(2026, 6, 13, 6, tzinfo=UTC))
DOWN = Outage(datetime(2026, 9, 7, 12, tzinfo=UTC), datetime(2026, 9, 10, 12, tzinfo=UTC))
REFUSED = {
    "x-1": Outage(datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 2, 6, tzinfo=UTC)),
    "bluesky-2": Outage(datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 27, tzinfo=UTC)),
}
#: In some of the hours six of ten calls fail, and so. A large year needs fewer of them to have some of each.
SHARE, HOURS, HOURS_OF_A_LARGE_YEAR = 0.6, 0.125, 0.05
LARGE = 100_000
WAYS = {Fate.UNAVAILABLE: 74, Fate.RATE_LIMITED: 12, Fate.LOST: 4, Fate.LOST_BUT_TAKEN: 6, Fate.REJECTED: 4}
#: How many attempts there are for each post at least, with these faults.
PER_POST = 1.05


def faults(seed, attempts):
    hours = HOURS_OF_A_LARGE_YEAR if attempts >= LARGE else HOURS
    return Faults(SHARE, hours, WAYS, (AWAY,), REFUSED, {"mastodon": DOWN}, seed)


#: So many times a day, from 48 on whole parts of half an hour: then the zones' times meet, and one pass speaks for all.
DAILY = (1, 2, 3, 4, 6, 8, 12, 24, 48, 96, 144, 288)
WEEKDAYS = ("sun", "wed", "fri", "mon", "sat", "tue", "thu")


def per_week(wanted):
    """The least number of times a week that is no fewer, and can be told as weekly times."""
    return next(count for count in (*range(1, 7), *(7 * daily for daily in DAILY)) if count >= wanted)


def times(count, first):
    """So many times a week as a marketer types them, the first of a day at that hour."""
    if count < 7:
        return (f"{','.join(WEEKDAYS[:count])} {_clock(first)}",)
    daily = count // 7
    return (f"daily {','.join(_clock(first + 24 * n / daily) for n in range(daily))}",)


def _clock(hours):
    minutes = round(hours * 60) % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def enter(store, count):
    """Accounts and campaigns, in a database that has none; the campaigns with the ids of their articles."""
    act = Act("ann", BEGINS)
    with store.write() as connection:
        accounts.ensure_workspace(connection)
        for number, name in enumerate(ACCOUNTS):
            cap = 12 if number % 7 == 3 else None
            accounts.add_account(connection, NewAccount(name, name.split("-")[0], None, {}, None, per_hour=cap), act)
        known = {one.name: one for one in accounts.accounts(connection)}
        made = []
        for cast in CAMPAIGNS:
            said = times(count, FIRST_TIME.get(cast.name, 2.5))
            speakers = [Speaker(known[name], said) for name in cast.names]
            campaign = campaigns.add_campaign(connection, cast.name, cast.terms, speakers, act)
            made.append((campaign, articles.keep_article(connection, article(cast), act)))
    return made


def article(cast):
    """What a campaign's posts say: a title, and a paragraph for each sentence."""
    title = f"{cast.name}: what helps"
    text = "\n\n".join((title, *SENTENCES))
    places = [(text.index(part), text.index(part) + len(part)) for part in (title, *SENTENCES)]
    blocks = [Block(Kind.TITLE if n == 0 else Kind.PARAGRAPH, start, end, 1) for n, (start, end) in enumerate(places)]
    return Article(title=title, text=text, blocks=tuple(blocks), url=None, language="en")


def platform(moment, faults):
    """What opens the accounts' platforms: as strict as the real ones, with Mastodon's servers stricter."""

    made_for = {}

    def make(account):
        kind = platform_class(account.platform)
        limits = LIMITS.get(account.platform, LIMITS["plain"])
        made = Pretended(Login(account.name, None, moment.now), faults.drawing(account.name, account.platform), limits)
        made.kind, made.lag, made.key_rests, made.key_lasts = account.platform, kind.lag, kind.key_rests, kind.key_lasts
        made.honours_key = account.platform in {"mastodon", "bluesky", "feed"}
        made.readable = account.platform != "webhook"
        made.budgets = (Budget(8, HOUR),) if account.platform == "mastodon" else kind.budgets
        return made

    def open_platform(account):
        # A platform stays what it is when its account gets a new login.
        if account.name not in made_for:
            made_for[account.name] = make(account)
        return made_for[account.name]

    return open_platform
