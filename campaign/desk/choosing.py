"""Settings that an owner chooses while everything runs: shown with where each comes from, chosen, and given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from campaign import settled
from campaign.app import App
from campaign.errors import ConfigError, UsageError
from campaign.settled import NAMES, Setting
from campaign.store import choices
from campaign.store.events import Note, record


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings after a change, and which of them it changed."""

    settings: Mapping[str, Setting]
    changed: tuple[str, ...]
    dry_run: bool


def settings(app: App) -> Mapping[str, Setting]:
    """All that can be chosen, by name: what counts, and where it was said."""
    return settled.settings(app.config.defaults, app.chosen, app.locked)


def choose(app: App, wanted: Mapping[str, str | None], *, dry_run: bool = False) -> Chosen:
    """Chooses the settings of these names, all or none; None: it is as config.toml says again.

    It counts at once, in every process. Raises `UsageError` for a value or a name that there is not, and `ConfigError`
    where a variable sets it.
    """
    kept = {name: _checked(app, name, value) for name, value in wanted.items()}
    with app.store.write(dry_run=dry_run) as connection:
        before = choices.chosen(connection)
        changes = {name: value for name, value in kept.items() if value != before.get(name)}
        for name, value in changes.items():
            if value is None:
                choices.forget(connection, name)
            else:
                choices.choose(connection, name, value)
        after = {name: value for name, value in (before | changes).items() if value is not None}
        was, now = (settled.settings(app.config.defaults, chosen, app.locked) for chosen in (before, after))
        record(connection, app.act(), [_note(name, was[name], now[name], value) for name, value in changes.items()])
    return Chosen(now, tuple(changes), dry_run)


def _checked(app: App, name: str, value: str | None) -> str | None:
    if name not in NAMES:
        near = get_close_matches(name, NAMES, 1, cutoff=0.5)
        there = f"did you mean {near[0]}?" if near else f"there are {', '.join(NAMES)}."
        raise UsageError(f"There is no setting “{name}” that can be chosen: {there}", field=name)
    if value is None:
        return None
    if variable := app.locked.get(name):
        words = f"The {NAMES[name]} is set by the variable {variable}, which comes before all else: change it there."
        raise ConfigError(words, key=f"defaults.{name}")
    return settled.checked(name, value)


def _note(name: str, was: Setting, now: Setting, value: str | None) -> Note:
    kind = "setting given back" if value is None else "setting chosen"
    return Note(kind, details={"setting": NAMES[name], "from": was.value, "to": now.value})
