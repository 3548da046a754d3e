"""Who asks, and whether they may: what each page depends on before it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Form, Request
from starlette.exceptions import HTTPException

from campaign.desk import tokens
from campaign.rights import RIGHTS, Kind, Person
from campaign.web.security.answers import API
from campaign.web.security.rules import kind_of, rule_of


def current(request: Request) -> Person:
    """Who asks. Sends who has not logged in to the login page, and a program away with 401."""
    by_token = "authorization" in request.headers
    is_api = request.url.path.startswith(API)
    if by_token and not is_api:
        # A token makes no other tokens, and changes no password.
        raise HTTPException(403, f"A token opens what is below {API} and nothing else")
    person: Person | None = request.state.person
    if person is not None:
        return person
    if is_api:
        words = "This token opens nothing: it is over, or never was" if by_token else "Say who you are with a token"
        raise HTTPException(401, words, {"WWW-Authenticate": "Bearer"})
    raise HTTPException(303, "Log in first", {"Location": f"/login?next={quote(_here(request), safe='/')}"})


def may(kind: Kind) -> Callable[[Request], Person]:
    """The dependency of a route that does what is of this kind: 403 for who may not."""

    def check(request: Request) -> Person:
        return _allowed(current(request), kind)

    return check


async def approving(request: Request, approve: Annotated[str, Form()] = "") -> bool:
    """Whether a form asks that what it queues go out without another look: 403 for who may not say so."""
    if approve:
        _allowed(current(request), Kind.APPROVE)
    return bool(approve)


Approving = Annotated[bool, Depends(approving)]


async def approver(request: Request) -> bool:
    """Whether who asks may let posts go out."""
    return current(request).may(Kind.APPROVE)


Approver = Annotated[bool, Depends(approver)]


def subscribed(request: Request, key: str = "") -> None:
    """The dependency of the plan as a file: who is logged in, or a program whose address has a key of this scope alone.

    A token that may do more has no business in an address, which is kept in logs and handed on: 403.
    """
    if not key:
        _allowed(current(request), Kind.READ)
        return
    person = tokens.who(request.app.state.desk, key)
    if person is None or person.scopes != {Kind.CALENDAR} or not person.may(Kind.CALENDAR):
        raise HTTPException(403, "This key does not open the calendar: make a token whose only scope is “calendar”")


async def entitled(request: Request) -> None:
    """The dependency of every page: what `campaign.web.security.rules` asks for its path."""
    rule = rule_of(request.url.path)
    if rule is None:
        raise HTTPException(403, "Nobody has said yet who may open this")
    kind = kind_of(rule, request.method)
    if kind is not None:
        _allowed(current(request), kind)


def _allowed(person: Person, kind: Kind) -> Person:
    if person.may(kind):
        return person
    if kind in RIGHTS[person.role]:
        # Whoever made the token may: it is the token that was not given it.
        raise HTTPException(403, f"This token has no scope “{kind}”: make one that has it")
    raise HTTPException(403, f"Your role, {person.role}, may not do this: ask an owner")


def _here(request: Request) -> str:
    """Where to go on after the login: only what a link leads to, never what was to be sent."""
    if request.method != "GET":
        return "/"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
