"""Whether an address answers at all: for links, before they go out."""

from __future__ import annotations

from http import HTTPStatus

import requests

from posts.wire.errors import TooLarge, WireError
from posts.wire.session import Session

#: By which a server says that nothing is there, or nothing any more.
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


def problem(url: str, session: Session, *, seconds: float = 6) -> str | None:
    """Why a reader would find nothing there, in a few words; None where it answers with 2xx, or 3xx that ends in one.

    Asks by HEAD, and by GET where the server does not like that; ``seconds`` are for both.
    """
    found = _asked(url, session, seconds)
    return _words(found) if isinstance(found, int) else found


def gone(url: str, session: Session, *, seconds: float = 6) -> str | None:
    """The same where its server itself says so; None where it says anything else, or nothing just now."""
    found = _asked(url, session, seconds)
    return _words(found) if isinstance(found, int) and found in _GONE else None


def _words(status: int) -> str:
    return f"its server says {status}"


def _asked(url: str, session: Session, seconds: float) -> int | str | None:
    """The status that says no, or why there is none; None where it answers."""
    found: int | str | None = None
    for method in ("HEAD", "GET"):
        try:
            request = session.prepare_request(requests.Request(method, url))
            answer = session.send(request, call=session.bounds(seconds=seconds / 2))
        except TooLarge:
            return None
        except WireError as error:
            found = str(error).rstrip(".")
        else:
            if answer.status_code < HTTPStatus.BAD_REQUEST:
                return None
            found = answer.status_code
    return found
