"""Tokens for programs: made once, shown once, revoked for good."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from uuid_utils import uuid7

from campaign.app import App
from campaign.errors import NotFound, Refused, UsageError
from campaign.rights import Kind, Person
from campaign.store.people import tokens
from campaign.store.people.values import Token
from campaign.store.values import fingerprint

_MARK = "hcs"


@dataclass(frozen=True, slots=True)
class Made:
    """A new token, and the only sight of its secret."""

    token: Token
    secret: str = field(repr=False)


def add(app: App, name: str, scopes: Sequence[str], maker: Person | None = None, *, dry_run: bool = False) -> Made:
    """Makes a token that may do what is in its scopes, and never more than its maker.

    Its text is ``hcs_UID_SECRET``. Raises `Refused` for a scope that there is not, or that the maker lacks.
    """
    if not name.strip() or len(name) > 100:
        raise UsageError("A token needs a name of up to 100 characters, by which it is known when it is to be revoked.")
    kinds = _kinds(scopes)
    if maker and (more := [kind for kind in kinds if not maker.may(kind)]):
        raise Refused(f"Your role may not do what “{more[0]}” stands for, so a token of yours may not either.")
    uid, secret = str(uuid7()), secrets.token_urlsafe(32)
    with app.store.write(dry_run=dry_run) as connection:
        owner = maker.user_id if maker else None
        kept = tokens.add_token(connection, uid, fingerprint(secret), name.strip(), kinds, owner, app.act())
    return Made(kept, f"{_MARK}_{uid}_{secret}")


def listed(app: App, owner: int | None = None) -> list[Token]:
    """All tokens, or a user's own."""
    with app.store.read() as connection:
        return tokens.tokens(connection, owner)


def revoke(app: App, uid: str, owner: Person | None = None, *, dry_run: bool = False) -> Token:
    """Lets a token open nothing any more. Raises `NotFound`, for who has no say over others' also for those."""
    with app.store.write(dry_run=dry_run) as connection:
        found = tokens.token(connection, uid)
        if owner and not owner.may(Kind.PEOPLE) and found.user != owner.name:
            raise NotFound("token", uid)
        return tokens.revoke_token(connection, uid, app.act())


def who(app: App, text: str) -> Person | None:
    """Who asks with this token; None for one that opens nothing."""
    mark, _, rest = text.partition("_")
    uid, _, secret = rest.partition("_")
    with app.store.read() as connection:
        found = tokens.find(connection, uid) if mark == _MARK else None
        known = found is None or tokens.used_lately(connection, uid, app.clock.now())
    if found is None or not secrets.compare_digest(found[1], fingerprint(secret)):
        return None
    if not known:
        with app.store.write() as connection:
            tokens.note_use(connection, uid, app.clock.now())
    return found[0]


def _kinds(scopes: Sequence[str]) -> list[Kind]:
    if not scopes:
        raise UsageError(f"Say what the token may do: {', '.join(Kind)}.")
    for scope in scopes:
        if scope not in list(Kind):
            raise UsageError(f"There is no scope “{scope}”; there are {', '.join(Kind)}.")
    return [kind for kind in Kind if kind in scopes]
