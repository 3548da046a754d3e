"""The digest: made of the campaigns' reports, sent by the worker when it is due, and by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from campaign.app import App
from campaign.desk import standings, stopping
from campaign.desk.archiving import ARCHIVED
from campaign.desk.reporting import kinds
from campaign.desk.reporting.days import Days, day
from campaign.desk.standings import Standing
from campaign.digests import letter, wording
from campaign.digests.letter import Post
from campaign.digests.sending import Sender
from campaign.digests.timing import Edition, Rhythm, before, due, following, latest, rhythm
from campaign.digests.value import PASSED, STANDING, Ahead, Digest, Part, best, chart, figures, silences, troubles
from campaign.errors import ConfigError, UsageError
from campaign.health import Finding, fine, warning
from campaign.notices.mail import Mail
from campaign.notices.ways import secret
from campaign.reasons import Voice
from campaign.reports.period import Period
from campaign.states import MOVING, State
from campaign.store import digests as rows
from campaign.store import history
from campaign.store.history import Filter
from campaign.store.values import Delivery

#: Of more campaigns than these only the names are told.
_PARTS = 30
#: A longer address is cut by who shows or follows it.
_LINK = 1_500


@dataclass(frozen=True, slots=True)
class Handed:
    """A digest that was mailed by hand, or would be."""

    to: tuple[str, ...]
    subject: str
    digest: Digest


def digest(app: App, days: Days | None = None) -> Digest:
    """What happened in these days; by default those that the next digest would cover if it went out now.

    Raises `UsageError` for days that are none.
    """
    return _made(app, _period(app, days or Days()))


def send(app: App, days: Days | None = None, *, dry_run: bool = False) -> Handed:
    """Mails it now to those whom the settings name; what the worker sends by itself is not changed by that.

    Raises `ConfigError` where the settings name nobody, and `NotTold`.
    """
    carrier = _mail(app)
    made = digest(app, days)
    if not dry_run:
        carrier.hand_over(_message(app, made, make_msgid("digest", domain=_domain(app))))
    return Handed(app.config.digest.to, wording.subject(made), made)


def sender(app: App) -> Sender:
    """Who sends the edition that is due by the zone of now. Raises `ConfigError` where the settings lack something."""
    wanted = _rhythm(app)
    if wanted is None:
        raise ConfigError('[digest] every is "never": say day or week.', key="digest.every")

    def make(edition: Edition, uid: str) -> EmailMessage | None:
        made = _made(app, edition.period)
        if made.is_empty and app.config.digest.empty == "skip":
            return None
        period = edition.period
        known = f"digest.{period.first:%Y%m%d}-{period.days}.{uid.replace('-', '')}"
        return _message(app, made, f"<{known}@{_domain(app)}>")

    return Sender(app.store, app.clock, wanted, _mail(app), make)


def said(app: App) -> Iterator[Finding]:
    """What the settings say of digests, and what they lack."""
    wanted, config = _rhythm(app), app.config.digest
    if wanted is None:
        return
    with app.store.read() as connection:
        sent = rows.sent(connection)
    now = app.clock.now()
    try:
        _mail(app)
    except ConfigError as error:
        mend = "Complete [digest] and [notices.mail] in config.toml; `campaign digest --send` tries them."
        yield warning("digest_unsent", f"No digest can be sent: {error}", mend)
        return
    if sent and sent.failing_why:
        mend = "`campaign digest --send` tries it; the worker tries again by itself."
        yield warning("digest_unsent", f"The digest could not be sent: {sent.failing_why}", mend)
    waits = due(wanted, sent.last_at, now) if sent else None
    at = (waits or following(wanted, now)).at.astimezone(wanted.zone)
    when = f"{at:%a %Y-%m-%d %H:%M} {wanted.zone.key}"
    words = "the one of" if waits else "next on"
    yield fine("digest", f"Digest: each {config.every} to {', '.join(config.to)}, {words} {when}.")
    if not app.config.web.public_url:
        yield fine("digest_links", "Digest: without links, since [web] public_url is not set.")


def _rhythm(app: App) -> Rhythm | None:
    return rhythm(app.config.digest, app.defaults.timezone)


def _period(app: App, days: Days) -> Period:
    wanted = _rhythm(app)
    zone = wanted.zone if wanted else ZoneInfo(app.config.digest.timezone or app.defaults.timezone)
    now = app.clock.now()
    usual = latest(wanted, now).period if wanted else before(1, now, zone)
    since, until = day(days.since, "since"), day(days.until, "until")
    first, last = since or until or usual.first, until or max(since or usual.last, usual.last)
    if last < first:
        raise UsageError(f"The digest would end on {last}, before it begins on {first}.", field="until")
    return Period(first, last, zone.key)


def _made(app: App, period: Period) -> Digest:
    found, _ = standings.standings(app, archived=True)
    told = [one for one in found if _belongs(app, one, period)]
    made = [_part(app, one, period) for one in told[:_PARTS]]
    seals = [seal for _, seal in made if seal]
    more = tuple(one.campaign.name for one in told[_PARTS:])
    silent = silences(stopping.halts(app), period.zone, _voice(app))
    return Digest(period, app.clock.now(), tuple(part for part, _ in made), more, next(iter(seals), None), silent)


def _belongs(app: App, one: Standing, period: Period) -> bool:
    """Whether there is anything to tell of it: something to come, something that needs a person, posts in the days."""
    if one.campaign.state != ARCHIVED and one.tally.of(*MOVING, State.PROPOSED, *STANDING):
        return True
    with app.store.read() as connection:
        return bool(history.deliveries(connection, _of(one, period, limit=1)))


def _part(app: App, one: Standing, period: Period) -> tuple[Part, str | None]:
    """What is told of a campaign, and the seal that its report names."""
    name, terms, tally = one.campaign.name, one.campaign.terms, one.tally
    days = Days(period.first.isoformat(), period.last.isoformat())
    _, report = kinds.made(app, "campaign", kinds.Asked((name,), days=days, by="day"))
    part = Part(
        campaign=name,
        about=" ".join(terms.hashtags),
        zone=terms.timezone,
        state=one.campaign.state,
        figures=figures(report),
        troubles=troubles(_troubled(app, one, period), _voice(app)),
        ahead=Ahead(tally.of(*MOVING), tally.next, tally.dry, tally.of(State.PROPOSED)),
        best=best(report),
        formulas=report.formulas,
        chart=chart(report, period.days),
        url=_link(app, "/reports/campaign", campaign=name, since=str(period.first), until=str(period.last)),
        queue_url=_link(app, "/queue", campaign=name),
    )
    return part, report.seal


def _voice(app: App) -> Voice:
    return Voice.PAGES if app.config.web.public_url else Voice.COMMANDS


def _link(app: App, path: str, **asked: str) -> str | None:
    """A page by the address that people reach the dashboard by; its door alone, where the name would fill the mail."""
    home, fields = app.config.web.public_url.rstrip("/"), urlencode(asked)
    if not home:
        return None
    return f"{home}{path}?{fields}" if len(fields) < _LINK else f"{home}/"


def _troubled(app: App, one: Standing, period: Period) -> list[Delivery]:
    standing = Filter(campaign=one.campaign.name, states=STANDING)
    with app.store.read() as connection:
        found = history.deliveries(connection, standing) if one.tally.of(*STANDING) else []
        return found + history.deliveries(connection, _of(one, period, states=PASSED))


def _of(one: Standing, period: Period, states: tuple[State, ...] = (), limit: int | None = None) -> Filter:
    """A campaign's posts whose slots are in the days, which are days of its own zone, as in its report."""
    own = Period(period.first, period.last, one.campaign.terms.timezone)
    return Filter(campaign=one.campaign.name, states=states, since=own.begins_at, until=own.ends_at, limit=limit)


def _mail(app: App) -> Mail:
    to, mail = app.config.digest.to, app.config.notices.mail
    if not to:
        raise ConfigError("[digest] to names nobody: say who is to get it.", key="digest.to")
    password = secret("mail.password", mail.password)
    return Mail(mail.model_copy(update={"to": to, "sender": _from(app)}), password, app.clock.now)


def _from(app: App) -> str:
    mail = app.config.notices.mail
    return mail.sender or (*mail.to, *app.config.digest.to)[0]


def _domain(app: App) -> str:
    return _from(app).rpartition("@")[2].strip("> ") or "localhost"


def _message(app: App, made: Digest, message_id: str) -> EmailMessage:
    return letter.message(made, Post(_from(app), app.config.digest.to, message_id, app.clock.now()))
