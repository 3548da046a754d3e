"""Settings: defaults < config.toml < ``CAMPAIGN_WEB__PORT``-style variables < options of the command line.

Some may be chosen while it runs, and count before the file: `campaign.settled`.

The file is ./config.toml, else the one in the user's configuration folder, else the one that ``--config`` names. Paths
in it are relative to it. An unknown key is an error with its dotted name and the nearest name that exists.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from campaign import mistakes
from campaign.errors import ConfigError
from campaign.sections import (
    Cost,
    Data,
    Database,
    Defaults,
    Digest,
    Fetch,
    Notices,
    Preflight,
    Reports,
    Rewriter,
    Web,
    Worker,
)

FILE = "config.toml"
#: Where one of these keys stands, a secret may be put into the one beside it.
_OF_SECRETS = frozenset({"password", "secret", "key"})
#: Section and key of what `init` of an older release wrote, and what means nothing any more: in a file or a variable it
#: is passed over, so that what ran before a new release runs after it.
_RETIRED = (("worker", "engine"),)


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

    @model_validator(mode="before")
    @classmethod
    def without_retired(cls, values: dict[str, Any]) -> dict[str, Any]:
        """What the file and the variables say together, without what means nothing any more."""
        for section, key in _RETIRED:
            if isinstance(of_it := values.get(section), dict):
                values = {**values, section: {name: one for name, one in of_it.items() if name != key}}
        return values

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
            raise ConfigError("there is no such file.", path=str(given))
        return given
    home = Path(os.environ.get("XDG_CONFIG_HOME", "~/.config")).expanduser() / "hashtag-campaign" / FILE
    return next((path for path in (Path(FILE), home) if os.path.isfile(path)), None)  # noqa: PTH113 - never raises


def load(given: Path | None = None, *, database_url: str | None = None, is_to_be: bool = False) -> Config:
    """Reads the settings. Raises `ConfigError` in one sentence that names the file, the key and what is wrong.

    The given file may be one that ``is_to_be``: it is not there yet, and says nothing.
    """
    path = given if is_to_be else find_file(given)
    values = _read(path) if path and not is_to_be else {}
    try:
        config = Config(**values)
    except ValidationError as error:
        raise _explain(error, str(path or "settings")) from None
    except SettingsError:
        raise _unreadable() from None
    base = (path.parent if path else Path()).resolve()
    folder = base / config.folder.expanduser()
    url = _absolute(database_url or config.database.url, base)
    return config.model_copy(update={"data": Data(folder=folder), "database": Database(url=url)})


def _read(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_not_toml(error), path=str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"it cannot be read: {error}.", path=str(path)) from None
    return values


def _not_toml(error: tomllib.TOMLDecodeError) -> str:
    """What is wrong with the file; mostly a section was written below one of that name that had its place already."""
    twice = re.match(r"Cannot declare \((.+)\) twice \(at line (\d+)", str(error))
    if not twice:
        return f"this is not TOML: {error}."
    section = ".".join(re.findall(r"'([^']+)'", twice[1]))
    return f"[{section}] stands there twice, the second time at line {twice[2]}: put both into one."


def _absolute(url: str, base: Path) -> str:
    """SQLite's relative paths count from the file that names them."""
    head = "sqlite:///"
    if not url.startswith(head) or url.startswith(f"{head}/"):
        return url
    return head + str(base / url.removeprefix(head))


def _explain(error: ValidationError, path: str) -> ConfigError:
    first = error.errors()[0]
    key = ".".join(map(str, first["loc"]))
    # A variable comes before the file: where there is one, it is what was read.
    path = _variables().get(_variable(*map(str, first["loc"])), path)
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(first["loc"][-1]), _names(first["loc"][:-1]), 1, cutoff=0.5)
        return ConfigError(f"{key}: unknown key{f' ({near[0]}?)' if near else ''}.", path=path, key=key)
    # A password that was put beside its place would be in the log.
    hides = not _OF_SECRETS.isdisjoint(_names(first["loc"][:-1]))
    return ConfigError(f"{key}: {mistakes.clause(first, hides=hides)}.", path=path, key=key)


def _unreadable() -> ConfigError:
    """Which variable of a whole section is no JSON: pydantic-settings says it of none."""
    there = _variables()
    for section in Config.model_fields:
        name = there.get(_variable(section), "")
        try:
            json.loads(os.environ.get(name, "{}"))
        except ValueError:
            words = (
                'it is no JSON: write the section as {"timezone": "Europe/London"}, or each key in its own variable.'
            )
            return ConfigError(words, path=name, key=section)
    return ConfigError("a variable of the environment cannot be read.", path="settings")


def variables(section: str) -> dict[str, str]:
    """Key → the variable that sets it in this section, before the file and before what is chosen while it runs."""
    there = _variables()
    whole = there.get(_variable(section))
    of_whole = dict.fromkeys(json.loads(os.environ[whole]), whole) if whole else {}
    return of_whole | {key: there[name] for key in _names([section]) if (name := _variable(section, key)) in there}


def _variables() -> dict[str, str]:
    """The name of each variable in capitals, in which ours are known → as the environment spells it."""
    return {name.upper(): name for name in os.environ}


def _variable(*location: str) -> str:
    return "CAMPAIGN_" + "__".join(location).upper()


def _names(location: Iterable[int | str]) -> list[str]:
    fields: Mapping[str, FieldInfo] = Config.model_fields
    for part in location:
        kind = fields[str(part)].annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = kind.model_fields
    return list(fields)
