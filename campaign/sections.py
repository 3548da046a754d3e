"""The sections of config.toml, in its order: what each of them holds, and what is refused in it."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Set as AbstractSet
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from campaign.notable import Kind
from campaign.planning import durations
from campaign.planning.zones import NO_PLACES

#: The locale of the pages' own words: dates and numbers are English too.
HOUSE = "en"
#: In the order of ISO 8601.
Weekday: TypeAlias = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Section(BaseModel):
    """A table of config.toml; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def variable(name: str) -> str:
    """A secret is named here, never given."""
    if name and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise ValueError("give the name of an environment variable here, and put the secret itself into that variable")
    return name


@cache
def _zones() -> AbstractSet[str]:
    """All there are: to find them, hundreds of files are opened."""
    return available_timezones() - NO_PLACES


def known_zone(zone: str) -> str:
    """A time zone that there is. Raises `ValueError`."""
    if zone not in _zones():
        near = difflib.get_close_matches(zone, _zones(), 1)
        raise ValueError(f"there is no time zone “{zone}”{f'; did you mean {near[0]}' if near else ''}")
    return zone


def known_locale(name: str) -> str:
    """A locale that there is, as "de" or "fr_CA". Raises `ValueError`."""
    if name == HOUSE:
        return name
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - 4 MB, which most installations need not

    try:
        return str(Locale.parse(name.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        raise ValueError(f'there is no locale "{name}": write for example "de", "fr-CA" or "ja"') from None


class Database(Section):
    """Where the queue lies."""

    #: An SQLAlchemy URL. Empty: SQLite in the data folder. A PostgreSQL password comes from ``PGPASSWORD``.
    url: str = ""


class Data(Section):
    """Where files lie."""

    #: The folder of the database, the key file and the embedded feed.
    folder: Path = Path("data")


class Web(Section):
    """Where the dashboard listens."""

    host: str = "127.0.0.1"
    port: int = Field(default=8321, ge=1, le=65535)
    #: How people reach it from outside; every link that leaves is made from it.
    public_url: str = ""
    #: Whether passwords may travel in the open, to a public_url without https.
    insecure: bool = False

    @property
    def home(self) -> str:
        """What every link that leaves begins with: ``public_url``, else this machine; never what a request says."""
        return self.public_url.rstrip("/") or f"http://{'[::1]' if self.host == '::1' else '127.0.0.1'}:{self.port}"


class Worker(Section):
    """How the worker publishes."""

    #: Posts on their way at the same time.
    threads: int = Field(default=8, ge=1, le=200)
    #: Where it serves /healthz and /metrics: "127.0.0.1:9321". Empty: nowhere.
    listen: str = ""
    #: Whether that may be an address that others than this machine reach.
    listen_to_others: bool = False

    @model_validator(mode="after")
    def _an_address_of_this_machine(self) -> Worker:
        if self.listen and not self.listen_to_others and not ipaddress.ip_address(self.listens[0]).is_loopback:
            raise ValueError(
                f"others than this machine can reach {self.listen}: "
                "give 127.0.0.1:PORT, or say listen_to_others = true too"
            )
        return self

    @property
    def listens(self) -> tuple[str, int]:
        """The address and the port of ``listen``."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @field_validator("listen")
    @classmethod
    def _address_and_port(cls, listen: str) -> str:
        host, _, port = listen.rpartition(":")
        try:
            good = not listen or (ipaddress.ip_address(host.strip("[]")) and 0 <= int(port) <= 65535)
        except ValueError:
            good = False
        if not good:
            raise ValueError(f'"{listen}" is no address with a port: write for example "127.0.0.1:9321"')
        return listen


class Preflight(Section):
    """What is looked at before a post goes out."""

    #: How long an account does not say the same again, unless a person releases it; "0": it always may.
    repeat: str = "7d"
    #: Whether a post waits for a person where the server of one of its links says that nothing is there.
    links: bool = False


class Fetch(Section):
    """What may be reached."""

    #: Hosts, addresses or networks beside the public internet, such as "127.0.0.1" or "10.0.0.0/8".
    allow: tuple[str, ...] = ()

    @field_validator("allow")
    @classmethod
    def _known_networks(cls, allow: tuple[str, ...]) -> tuple[str, ...]:
        for one in allow:
            try:
                if "/" in one:
                    ipaddress.ip_network(one, strict=False)
            except ValueError:
                raise ValueError(f"“{one}” is no network: write for example 10.0.0.0/8") from None
        return allow


class Rewriter(Section):
    """Who may say posts anew where a command asks for it; off while ``url`` is empty."""

    #: The base of an endpoint that speaks OpenAI's chat completions: "http://localhost:11434/v1".
    url: str = ""
    #: Which of its models, by the endpoint's own name for it.
    model: str = ""
    #: The name of the environment variable that holds its key; empty where it wants none.
    key: str = ""
    #: Seconds until an answer counts as lost.
    timeout: float = Field(default=60, gt=0, le=600)

    _a_name = field_validator("key")(variable)


class Mail(Section):
    """Notices by e-mail; off while nobody is named in ``to``."""

    to: tuple[str, ...] = ()
    #: Whom it is from; empty: the first of ``to``.
    sender: str = ""
    server: str = "localhost"
    port: int = Field(default=587, ge=1, le=65535)
    #: starttls, tls (from the first byte on, usually port 465), or none.
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    #: The name of the environment variable that holds the password.
    password: str = ""

    _a_name = field_validator("password")(variable)


class Webhook(Section):
    """Notices to a web address; off while ``url`` is empty."""

    url: str = ""
    #: The name of the environment variable that holds the secret by which they are signed; empty: they are not.
    secret: str = ""

    _a_name = field_validator("secret")(variable)


class Notices(Section):
    """Who is told that something went wrong, by what, and when."""

    #: Which kinds, by `campaign.notable.Kind`; all of them by default.
    kinds: tuple[Kind, ...] = tuple(Kind)
    #: How long what follows the first event is waited for, to be told with it.
    gather: str = "20s"
    #: The least time between two notices, two hours at most.
    pause: str = "10m"
    #: When nobody is told, in the default time zone: "22:00-07:00".
    quiet: str = ""
    mail: Mail = Mail()
    webhook: Webhook = Webhook()
    #: The name of the environment variable that holds addresses as Apprise writes them, parted by spaces.
    apprise: str = ""

    _a_name = field_validator("apprise")(variable)

    @field_validator("gather", "pause")
    @classmethod
    def _a_duration(cls, given: str) -> str:
        if durations.parse(given) > timedelta(hours=2):
            raise ValueError(f'"{given}" is too long: two hours are the most')
        return given

    @field_validator("quiet")
    @classmethod
    def _two_times(cls, quiet: str) -> str:
        if quiet and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", quiet):
            raise ValueError(f'"{quiet}" is no time of the day: write for example "22:00-07:00"')
        return quiet


class Reports(Section):
    """What is read for reports."""

    #: Whether platforms are asked how published posts did.
    engagement: bool = True
    #: What that may cost on X in a calendar month (UTC), in US dollars; 0: posts on X are not read.
    x_reads_per_month: float = Field(default=0, ge=0, le=100_000)

    @property
    def money(self) -> dict[str, int]:
        """Platform → what reading may cost there in a month, in millionths of a dollar."""
        return {"x": round(self.x_reads_per_month * 1_000_000)}


def micros(amount: Decimal) -> int:
    """Dollars in millionths."""
    return int(amount * 1_000_000)


Dollars = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=6)]


class Prices(Section):
    """What a platform takes, in dollars, where that is not what its list says (posts/platforms/prices.toml)."""

    post: Dollars | None = None
    post_with_url: Dollars | None = None
    delete: Dollars | None = None
    #: To read a post for its figures.
    read: Dollars | None = None

    def micros(self) -> dict[str, int]:
        """Those that are given, in millionths of a dollar."""
        return {name: micros(amount) for name, amount in self if amount is not None}


class Cost(Section):
    """What posts cost, and what they may."""

    #: The most dollars that posts on X may cost in a calendar month (UTC); 0: no cap.
    x_per_month: Dollars = Decimal(0)
    x: Prices = Prices()


class Digest(Section):
    """What happened in a day or a week, mailed to those who review it; by the server of `Mail`."""

    every: Literal["never", "day", "week"] = "never"
    #: The time of the day by the wall's clock.
    at: str = "08:00"
    #: On which day, where it is weekly.
    weekday: Weekday = "monday"
    #: Whose clock that is, and whose days it covers; empty: the default time zone.
    timezone: str = ""
    to: tuple[str, ...] = ()
    #: What is done where nothing happened: send says so, skip sends nothing.
    empty: Literal["send", "skip"] = "send"

    @field_validator("at")
    @classmethod
    def _a_time(cls, at: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at):
            raise ValueError(f'"{at}" is no time of the day: write for example "08:00"')
        return at

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, zone: str) -> str:
        return known_zone(zone) if zone else zone

    @field_validator("to")
    @classmethod
    def _addresses(cls, to: tuple[str, ...]) -> tuple[str, ...]:
        # Nothing that means something in a header (RFC 5322), so that an address can never be two, or another field.
        for one in to:
            if not one.isprintable() or not re.fullmatch(r"[^\s@<>(),;:\\\"\[\]]{1,64}@[\w.-]{1,253}", one):
                raise ValueError(f"{one!r} is no e-mail address: write it as ann@example.org, without a name")
        return to


class Defaults(Section):
    """What a new campaign starts with, and how pages show days and times."""

    timezone: str = "UTC"
    #: How late a post may still go out.
    grace: str = "2h"
    #: What becomes of a post that is later than that: post, skip, or respace.
    late: Literal["post", "skip", "respace"] = "respace"
    #: The least time between two posts of one account.
    gap: str = "30m"
    #: The day with which the calendar's weeks begin.
    first_weekday: Weekday = "monday"
    #: How many hours the clocks of pages have.
    hours: Literal[12, 24] = 24
    #: By whose custom pages say dates and numbers; their words are English.
    locale: str = HOUSE

    _a_zone = field_validator("timezone")(known_zone)
    _a_locale = field_validator("locale")(known_locale)
