"""A page, read for its article."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from urllib.parse import urlsplit

import requests

from posts.errors import ArticleError
from posts.wire.errors import WireError
from posts.wire.session import Session

_ACCEPT = {"Accept": "text/html,application/xhtml+xml,text/markdown,text/plain,application/pdf;q=0.9,*/*;q=0.5"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: the bytes, and what its server says they are."""

    body: bytes
    #: In lower case, without parameters; "application/octet-stream" where the server says nothing.
    media_type: str
    #: As the server names it, in lower case; None where it does not.
    charset: str | None
    #: The address after redirects.
    url: str


def fetch(url: str, session: Session, *, most_bytes: int = 5_000_000, seconds: float = 20) -> Fetched:
    """Reads a page over http(s). Raises `posts.errors.ArticleError` with one sentence."""
    try:
        request = session.prepare_request(requests.Request("GET", url, headers=_ACCEPT))
        answer = session.send(request, call=session.bounds(seconds=seconds, most_bytes=most_bytes))
    except WireError as error:
        raise ArticleError(f"{_shown(url)} cannot be read. {error}") from error
    if answer.status_code != HTTPStatus.OK:
        raise ArticleError(f"{_shown(url)} cannot be read: its server says {_words(answer.status_code)}.")
    kind = Message()
    kind["content-type"] = answer.headers.get("content-type") or "application/octet-stream"
    return Fetched(answer.content, kind.get_content_type(), kind.get_content_charset(), answer.url)


def _shown(url: str) -> str:
    """The address without what may be secret in it: user, password, query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "The page"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
