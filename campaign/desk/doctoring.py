"""What is wrong with an installation, and how to mend it. Looks at everything, changes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from campaign import config as settings
from campaign import keyring
from campaign.app import App, open_app
from campaign.desk import stopping
from campaign.errors import CampaignError
from campaign.reasons import words
from campaign.states import State
from campaign.store import accounts, history, queue
from campaign.store.values import Account

#: A worker that was not heard of for so long is taken for dead; it says a word every ten seconds.
SILENT = timedelta(seconds=60)
#: Something that is due waits this long at most while all is well.
WAITING = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    what: str
    #: What to do about it; empty where nothing is to be done.
    mend: str = ""


def examine(file: Path | None, database_url: str | None, *, only_alive: bool = False) -> list[Finding]:
    """Looks at settings, folder, key, database, worker, queue and accounts, in this order; or no further than workers.

    A container is not sick because a login was refused: its health is that the worker lives.
    """
    findings: list[Finding] = []
    try:
        config = settings.load(file, database_url=database_url)
        where = file or settings.find_file()
        findings.append(Finding(True, f"Settings: {where or 'the defaults, there is no config.toml'}."))
        findings.append(_folder(config.folder))
        findings.append(Finding(True, f"Key: {keyring.load(config.folder).source}."))
        app = open_app(file, database_url=database_url)
    except CampaignError as error:
        return [*findings, Finding(False, str(error), "See above; `campaign init` makes what is missing.")]
    try:
        findings.append(Finding(True, f"Database: {app.store.name()}."))
        for look in (_worker,) if only_alive else (_worker, _halts, _queue, _doubts, _accounts):
            findings.extend(look(app))
    finally:
        app.close()
    return findings


def _folder(folder: Path) -> Finding:
    if folder.is_dir() and os.access(folder, os.W_OK):
        return Finding(True, f"Data folder: {folder}.")
    return Finding(
        False, f"The data folder {folder} cannot be written.", "Make it, or give it to the user who runs us."
    )


def _worker(app: App) -> Iterator[Finding]:
    with app.store.read() as connection:
        beats = [one for one in history.heartbeats(connection) if one.stopped_at is None]
    now = app.clock.now()
    alive = [one for one in beats if now - one.heartbeat_at <= SILENT]
    if alive:
        seen = (now - alive[0].heartbeat_at).total_seconds()
        yield Finding(True, f"Worker: {len(alive)} alive, last heard of {seen:.0f} s ago.")
    else:
        yield Finding(False, "No worker is running: nothing will be published.", "Start it: campaign run")


def _queue(app: App) -> Iterator[Finding]:
    with app.store.read() as connection:
        due = queue.next_due(connection)
        states = queue.count_states(connection)
    if due is not None and app.clock.now() - due > WAITING:
        since = app.clock.now() - due
        yield Finding(False, f"A post has been due for {since}.", "Is the worker running, and its log without errors?")
    else:
        following = f"the next is due {due:%Y-%m-%d %H:%M} UTC" if due else "nothing is due"
        yield Finding(True, f"Queue: {states.get(State.QUEUED, 0)} queued; {following}.")


def _halts(app: App) -> Iterator[Finding]:
    """What a person lets be silent is no fault; that everything is, somebody may have forgotten."""
    for one in stopping.halts(app):
        said = words(one.reason) if one.reason else f"It is {one.state}"
        if one.what == "everything":
            yield Finding(False, f"Everything is stopped. {said}.", "Let it go on: campaign start")
        elif one.state == "paused":
            yield Finding(True, f"{one.what.capitalize()} {one.name} is paused. {said}.")


def _doubts(app: App) -> Iterator[Finding]:
    with app.store.read() as connection:
        doubts = queue.count_states(connection).get(State.IN_DOUBT, 0)
    if doubts:
        mend = "Look whether they are out, then: campaign resolve ID --published URL, or --not-published"
        yield Finding(False, f"In doubt: {doubts}; `campaign queue --in-doubt` lists them.", mend)


def _accounts(app: App) -> Iterator[Finding]:
    with app.store.read() as connection:
        found = accounts.accounts(connection)
    for one in found:
        if one.state == "held":
            why = words(one.reason) if one.reason else "Its login was refused"
            mend = f"Renew its login: campaign accounts renew {one.name}"
            yield Finding(False, f"Account {one.name} is held. {why}.", mend)
        elif problem := _cannot_open(app, one):
            yield Finding(False, f"Account {one.name}: {problem}", "Bring back the key that sealed it, or add it anew.")


def _cannot_open(app: App, account: Account) -> str | None:
    try:
        app.keyring.open(account.secrets)
    except CampaignError as error:
        return str(error)
    return None
