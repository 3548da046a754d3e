"""Settings: defaults < config.toml < ``CAMPAIGN_WEB__PORT``-style variables < options of the command line.

The file is ./config.toml, else the one in the user's configuration folder, else the one that ``--config`` names. Paths
in it are relative to it. An unknown key is an error with its dotted name and the nearest name that exists.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from campaign.errors import ConfigError
from campaign.sections import HOUSE, Digest, Notices, Section, Weekday, known_locale, known_zone, variable

FILE = "config.toml"
#: Section and key of what `init` of an older release wrote, and what means nothing any more: it is passed over, so that
#: what ran before a new release runs after it.
_RETIRED = (("worker", "engine"),)


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


class Fetch(Section):
    """What may be reached."""

    #: Hosts, addresses or networks beside the public internet, such as "127.0.0.1" or "10.0.0.0/8".
    allow: tuple[str, ...] = ()

    @field_validator("allow")
    @classmethod
    def _known_networks(cls, allow: tuple[str, ...]) -> tuple[str, ...]:
        for one in allow:
            if "/" in one:
                ipaddress.ip_network(one, strict=False)
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


class Config(BaseSettings):
    """All settings of one installation; `folder` and `database_url` are absolute."""

    model_config = SettingsConfigDict(env_prefix="CAMPAIGN_", env_nested_delimiter="__", extra="forbid", frozen=True)

    database: Database = Database()
    data: Data = Data()
    web: Web = Web()
    worker: Worker = Worker()
    preflight: Preflight = Preflight()
    fetch: Fetch = Fetch()
    rewriter: Rewriter = Rewriter()
    notices: Notices = Notices()
    reports: Reports = Reports()
    cost: Cost = Cost()
    digest: Digest = Digest()
    defaults: Defaults = Defaults()

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.data.folder

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the queue's database."""
        return self.database.url or f"sqlite:///{self.folder / 'campaign.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The file is handed in as initial values, so variables have to come before them."""
        return env_settings, init_settings


def find_file(given: Path | None = None) -> Path | None:
    """The settings file that counts: the given one, ./config.toml, or the user's."""
    if given is not None:
        if not given.is_file():
            raise ConfigError("there is no such file", path=str(given))
        return given
    home = Path(os.environ.get("XDG_CONFIG_HOME", "~/.config")).expanduser() / "hashtag-campaign" / FILE
    return next((path for path in (Path(FILE), home) if os.path.isfile(path)), None)  # noqa: PTH113 - never raises


def load(given: Path | None = None, *, database_url: str | None = None) -> Config:
    """Reads the settings. Raises `ConfigError` in one sentence that names the file, the key and what is wrong."""
    path = find_file(given)
    values = _read(path) if path else {}
    try:
        config = Config(**values)
    except ValidationError as error:
        raise _explain(error, str(path or "settings")) from None
    base = (path.parent if path else Path()).resolve()
    folder = base / config.folder.expanduser()
    url = _absolute(database_url or config.database.url, base)
    return config.model_copy(update={"data": Data(folder=folder), "database": Database(url=url)})


def _read(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"this is not TOML: {error}.", path=str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"it cannot be read: {error}.", path=str(path)) from None
    for section, key in _RETIRED:
        if isinstance(of_it := values.get(section), dict):
            of_it.pop(key, None)
    return values


def _absolute(url: str, base: Path) -> str:
    """SQLite's relative paths count from the file that names them."""
    head = "sqlite:///"
    if not url.startswith(head) or url.startswith(f"{head}/"):
        return url
    return head + str(base / url.removeprefix(head))


def _explain(error: ValidationError, path: str) -> ConfigError:
    first = error.errors()[0]
    key = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(first["loc"][-1]), _names(first["loc"][:-1]), 1, cutoff=0.5)
        return ConfigError(f"{key}: unknown key{f' ({near[0]}?)' if near else ''}.", path=path, key=key)
    words = str(first["msg"]).removeprefix("Value error, ")
    return ConfigError(f"{key}: {words}.", path=path, key=key)


def _names(location: Iterable[int | str]) -> list[str]:
    fields: Mapping[str, FieldInfo] = Config.model_fields
    for part in location:
        kind = fields[str(part)].annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = kind.model_fields
    return list(fields)
