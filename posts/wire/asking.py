"""Whether an address answers at all: for links, before they go out."""

from __future__ import annotations

from http import HTTPStatus

import requests

from posts.wire.errors import TooLarge, WireError
from posts.wire.session import Session


def problem(url: str, session: Session, *, seconds: float = 6) -> str | None:
    """Why a reader would find nothing there, in a few words; None where it answers with 2xx, or 3xx that ends in one.

    Asks by HEAD, and by GET where the server does not like that; ``seconds`` are for both.
    """
    found: str | None = None
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
            found = f"its server says {answer.status_code}"
    return found
