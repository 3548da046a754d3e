"""What counts of a setting that is said in more than one place, and where it was said. Pure.

::

    our own default < config.toml < chosen while it runs < a CAMPAIGN_DEFAULTS__… variable

What is chosen counts before the file, since `campaign init` writes every key there; a variable counts before both,
since who sets one has the last word on the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import get_args

from campaign.errors import UsageError
from campaign.planning import zones
from campaign.sections import Defaults, Weekday, known_locale, known_zone


class Origin(StrEnum):
    """Where a setting was said that counts."""

    DEFAULT = "default"
    FILE = "file"
    CHOSEN = "chosen"
    VARIABLE = "variable"


@dataclass(frozen=True, slots=True)
class Setting:
    """One that can be chosen, as it is now."""

    #: What counts.
    value: str
    origin: Origin
    #: The variable that sets it, so that nothing else can.
    variable: str | None
    #: What counts where nothing is chosen.
    otherwise: str


#: Those that can be chosen, as `[defaults]` calls them: each with its name in a sentence.
NAMES: Mapping[str, str] = MappingProxyType(
    {"timezone": "time zone", "locale": "locale", "first_weekday": "first day of the week"}
)


def counting(base: Defaults, chosen: Mapping[str, str], locked: Mapping[str, str]) -> Defaults:
    """What counts: ``base`` is what defaults, file and variables come to, ``locked`` names what the variables set."""
    counts = {name: value for name, value in chosen.items() if name in NAMES and name not in locked}
    return base.model_copy(update=counts) if counts else base


def settings(base: Defaults, chosen: Mapping[str, str], locked: Mapping[str, str]) -> dict[str, Setting]:
    """All that can be chosen, by name, and where each comes from."""
    counts = counting(base, chosen, locked)
    return {
        name: Setting(
            value=shown(name, getattr(counts, name)),
            origin=_origin(name, base, chosen, locked),
            variable=locked.get(name),
            otherwise=shown(name, getattr(base, name)),
        )
        for name in NAMES
    }


def checked(name: str, given: str) -> str:
    """The value as it is kept. Raises `UsageError` for one that there is not."""
    try:
        return _CHECKS[name](given.strip())
    except ValueError as error:
        words = str(error)
        raise UsageError(
            f"{words[0].upper()}{words[1:]}{'' if words.endswith(('.', '?')) else '.'}", field=name
        ) from None


def shown(name: str, value: str) -> str:
    """As people and other programs write it: the locale "fr-CA" is "fr_CA" inside."""
    return value.replace("_", "-") if name == "locale" else value


def _origin(name: str, base: Defaults, chosen: Mapping[str, str], locked: Mapping[str, str]) -> Origin:
    if name in locked:
        return Origin.VARIABLE
    if name in chosen:
        return Origin.CHOSEN
    return Origin.FILE if name in base.model_fields_set else Origin.DEFAULT


def _zone(given: str) -> str:
    return known_zone(zones.named(given).key)


def _weekday(given: str) -> str:
    day = given.casefold()
    if day not in get_args(Weekday):
        raise ValueError(f"“{given}” is no day of the week: write it as monday or sunday")
    return day


_CHECKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"timezone": _zone, "locale": known_locale, "first_weekday": _weekday}
)
