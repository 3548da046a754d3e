"""Logging in and out, and who is behind a session: what stands between a browser and the verbs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from campaign import passwords
from campaign.app import App
from campaign.errors import NotFound, Refused
from campaign.rights import LOCAL, Person
from campaign.store.database import Transaction
from campaign.store.events import Act, Note, record
from campaign.store.people import sessions, tries, users
from campaign.store.people.tries import COUNTS_FOR, Tries
from campaign.store.values import fingerprint

#: A session ends when nobody came back for so long.
LASTS = timedelta(days=14)
#: Its end moves on no more often than this: looking at pages is no load of writes.
_MOVES_BY = timedelta(hours=1)
#: Failed logins within `COUNTS_FOR` that let the next one wait. A name's own is high: to shut its owner out, somebody
#: would have to come from many addresses.
MOST = Tries(both=5, name=50, address=25)
#: Where who is logged in already and changes the password is counted to come from.
_CHANGING = "password"


@dataclass(frozen=True, slots=True)
class Entered:
    """A login that succeeded: who, and what the cookie holds."""

    name: str
    secret: str = field(repr=False)


def waits(found: Tries) -> bool:
    """Whether so many failed that another login is not even looked at."""
    return found.both >= MOST.both or found.name >= MOST.name or found.address >= MOST.address


def log_in(app: App, name: str, password: str, address: str, old: str | None = None) -> Entered:
    """Begins a session, always under a new id; the one that the browser came with (``old``) ends.

    Raises `Refused`, with the same words for a wrong name and a wrong password, and after the same work.
    """
    who = fingerprint(name.casefold())
    _count(app, who, address)
    with app.store.read() as connection:
        found = next((one for one in users.users(connection) if one.name == name), None)
    if not passwords.fits(password, found.password if found else None) or found is None:
        if found:
            _note(app, found.name, "login failed", address)
        raise Refused("That name and that password do not go together.")
    secret, now = secrets.token_urlsafe(32), app.clock.now()
    with app.store.write() as connection:
        # Once more: the password may have been changed, or the user removed, since it was looked at.
        if not _is_still(connection, found.name, found.password):
            raise Refused("That name and that password do not go together.")
        tries.forgive(connection, who, address)
        if old:
            sessions.end(connection, fingerprint(old))
        sessions.begin(connection, fingerprint(secret), found.id, now, now + LASTS)
    _note(app, found.name, "logged in", address)
    return Entered(found.name, secret)


def log_out(app: App, secret: str) -> None:
    """Ends the session."""
    with app.store.write() as connection:
        found = sessions.find(connection, fingerprint(secret), app.clock.now())
        sessions.end(connection, fingerprint(secret))
    if found:
        _note(app, found[0].name, "logged out")


def who(app: App, secret: str | None) -> Person | None:
    """Who comes with this session: None where a login is needed; as long as there is no user, who sits here."""
    store, now = app.store, app.clock.now()
    if secret and (found := store.glance(lambda connection: sessions.find(connection, fingerprint(secret), now))):
        person, ends_at = found
        _move_on(app, secret, ends_at)
        return person
    return None if store.glance(users.is_anybody) else LOCAL


def _move_on(app: App, secret: str, ends_at: datetime) -> None:
    until = app.clock.now() + LASTS
    if until - ends_at >= _MOVES_BY:
        with app.store.write() as connection:
            sessions.move_on(connection, fingerprint(secret), until)


def _count(app: App, name_sha256: str, address: str) -> None:
    """Counts this try before it is looked at. Raises `Refused` where there were too many."""
    now = app.clock.now()
    with app.store.write() as connection:
        too_many = waits(tries.count(connection, name_sha256, address, now))
        if not too_many:
            tries.add(connection, name_sha256, address, now)
    if too_many:
        minutes = COUNTS_FOR // timedelta(minutes=1)
        raise Refused(f"Too many logins have failed: wait {minutes} minutes, then try again.")


def _is_still(connection: Transaction, name: str, password: str) -> bool:
    try:
        return users.user(connection, name).password == password
    except NotFound:
        return False


def _note(app: App, name: str, kind: str, address: str | None = None) -> None:
    with app.store.write() as connection:
        record(connection, Act(name, app.clock.now()), [Note(kind, details={"from": address} if address else {})])


def change_password(app: App, person: Person, old: str, new: str, secret: str | None) -> None:
    """Gives who is logged in another password, if they know the old one. Raises `Refused`."""
    with app.store.read() as connection:
        found = next((one for one in users.users(connection) if one.id == person.user_id), None)
    if found is None:
        raise Refused("You have no password yet: add yourself as a user first.")
    _count(app, fingerprint(found.name.casefold()), _CHANGING)
    if not passwords.fits(old, found.password):
        raise Refused("That is not your password.")
    kept = passwords.hashed(new)
    with app.store.write() as connection:
        users.set_password(connection, found.name, kept, app.act())
        sessions.end_others(connection, found.id, fingerprint(secret) if secret else None)
        tries.forgive(connection, fingerprint(found.name.casefold()), _CHANGING)
