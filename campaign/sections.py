"""Settings of what people are told, and what all sections of config.toml have in common."""

from __future__ import annotations

import difflib
import re
from collections.abc import Set as AbstractSet
from datetime import timedelta
from functools import cache
from typing import Literal, TypeAlias
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from campaign.notable import Kind
from campaign.planning import durations

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
    return available_timezones()


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
