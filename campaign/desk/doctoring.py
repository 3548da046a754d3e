"""What is wrong with an installation, and how to mend it. Looks at everything, changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

from campaign import config as settings
from campaign import health, keyring, machine
from campaign.app import App, open_app
from campaign.desk import digesting, engaging, notifying, stopping
from campaign.errors import CampaignError, ConfigError, StoreError
from campaign.health import Finding
from campaign.reasons import words
from campaign.watching.facts import gather


def examine(
    file: Path | None, database_url: str | None, *, only_alive: bool = False, tell: bool = False
) -> list[Finding]:
    """Looks at settings, folder, key and database, and then at all that `campaign.health` knows; or only at workers.

    With ``tell`` those whom the settings name are told too. Raises `ConfigError` where they name nobody.
    """
    found: list[Finding] = []
    full: list[Finding] = []
    try:
        config = settings.load(file, database_url=database_url)
        where = file or settings.find_file() or "the defaults, there is no config.toml"
        found.append(health.fine("settings", f"Settings: {where}."))
        found.append(_folder(config.folder))
        full = list(health.room(machine.disk(config.folder)))
        found.append(health.fine("key", f"Key: {keyring.load(config.folder).source}."))
        app = open_app(file, database_url=database_url)
    except CampaignError as error:
        return [*found, *full, health.failure("broken", str(error), _mend(error))]
    try:
        found.append(health.fine("database", f"Database: {app.store.name()}."))
        facts = gather(app)
        looked = health.alive(facts) if only_alive else health.findings(facts)
        if tell:
            notifying.tell(app, looked)
        looked += [] if only_alive else [*_pauses(app), *_counts(app), *digesting.said(app)]
    finally:
        app.close()
    return found + looked


def look(app: App) -> list[Finding]:
    """Looks at an installation that is open: all that `campaign.health` knows."""
    return health.findings(gather(app))


def _pauses(app: App) -> list[Finding]:
    """What a person lets be silent is no fault, and yet worth a word."""
    return [
        health.fine("paused", f"{one.what.capitalize()} {one.name} is paused. {words(one.reason)}.")
        for one in stopping.halts(app)
        if one.state == "paused" and one.reason
    ]


def _counts(app: App) -> list[Finding]:
    """What is read for reports, and what that costs."""
    return [health.fine("engagement", one) for one in engaging.said(app)]


def _mend(error: CampaignError) -> str:
    """What to do about what keeps an installation from being opened; what is merely missing is made."""
    if isinstance(error, StoreError) or (isinstance(error, ConfigError) and error.key):
        return "Mend that, then ask `campaign doctor` again."
    return "See above; `campaign init` makes what is missing."


def _folder(folder: Path) -> Finding:
    if not folder.is_dir():
        return health.failure("folder", f"There is no data folder {folder}.", "`campaign init` makes it.")
    if os.access(folder, os.W_OK):
        return health.fine("folder", f"Data folder: {folder}.")
    words = f"The data folder {folder} cannot be written."
    return health.failure("folder", words, "Give it to the user who runs us, on a disk that takes writes.")
