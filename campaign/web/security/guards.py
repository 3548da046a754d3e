"""What a route asks of who comes to it: ``Depends(may(Kind.WRITE))``. A route without such a rule fails a test."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import Request
from starlette.exceptions import HTTPException

from campaign.rights import Kind, Person
from campaign.web.security.answers import API

_LOGIN = "/login"


def current(request: Request) -> Person:
    """Who asks. Sends who has not logged in to the login page, and a program away with 401."""
    person: Person | None = request.state.person
    if person is not None:
        return person
    if request.url.path.startswith(API) or "authorization" in request.headers:
        raise HTTPException(401, "Say who you are with a token", {"WWW-Authenticate": "Bearer"})
    raise HTTPException(303, "Log in first", {"Location": f"{_LOGIN}?next={quote(_here(request), safe='/')}"})


def may(kind: Kind) -> Callable[[Request], Person]:
    """The dependency of a route that does what is of this kind: 403 for who may not."""

    def check(request: Request) -> Person:
        person = current(request)
        if not person.may(kind):
            raise HTTPException(403, f"Your role, {person.role}, may not do this: ask an owner")
        return person

    check.kind = kind  # type: ignore[attr-defined]  # by which a test knows what each route asks for
    return check


def _here(request: Request) -> str:
    """Where to go on after the login: only what a link leads to, never what was to be sent."""
    if request.method != "GET":
        return "/"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
