"""What the page after a form says: what was done, how to undo it, or why it was not. Kept in a cookie for one page."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from campaign.web.asking import local
from campaign.web.security.rules import kind_of, rule_of

_COOKIE = "flash"
#: What browsers surely keep is 4096 bytes with the cookie's name; who did more at once has no button to undo it.
_MOST = 3500


@dataclass(frozen=True, slots=True)
class Undo:
    """A form with one button that takes it back."""

    #: The path it is sent to.
    action: str
    fields: Mapping[str, str | list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flash:
    """One or two sentences."""

    words: str
    #: Whether it was refused; told at once, not when the reader has time.
    refused: bool = False
    undo: Undo | None = None
    #: The delivery that it is about, which the page puts the focus on.
    about: int | None = None


def redirect(to: str, flash: Flash) -> RedirectResponse:
    """See the page ``to``, which says it. Nothing is sent twice by loading that page again."""
    answer = RedirectResponse(to, status_code=303)
    answer.set_cookie(_COOKIE, _packed(flash), max_age=60, httponly=True, samesite="lax", path="/")
    return answer


def take(request: Request) -> Flash | None:
    """What this page has to say; `forget` it with the answer. Nothing where only a part of one is asked for."""
    if _is_for_a_part(request):
        return None
    try:
        values = json.loads(urlsafe_b64decode(request.cookies.get(_COOKIE, "").encode()))
        undo = values.pop("undo")
        return Flash(**values, undo=_offered(request, Undo(local(undo["action"]), undo["fields"])) if undo else None)
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error):
        # No cookie, or not one of ours.
        return None


def _offered(request: Request, undo: Undo) -> Undo | None:
    """The button, for who may press it: an editor may hold a post, and not release it."""
    person, rule = getattr(request.state, "person", None), rule_of(undo.action)
    kind = kind_of(rule, "POST") if rule else None
    return undo if person is not None and kind is not None and person.may(kind) else None


def _is_for_a_part(request: Request) -> bool:
    """Whether an open page has a part of itself made anew: that may come between a form and the page it leads to.

    A form or a link that htmx follows is boosted, and is for a whole page.
    """
    return "hx-request" in request.headers and "hx-boosted" not in request.headers


def forget(answer: Response) -> None:
    """It was said."""
    answer.delete_cookie(_COOKIE, path="/")


def _packed(flash: Flash) -> str:
    packed = urlsafe_b64encode(json.dumps(asdict(flash)).encode()).decode()
    if len(packed) <= _MOST:
        return packed
    words = flash.words if len(flash.words) < 1000 else f"{flash.words[:999]}…"
    return urlsafe_b64encode(json.dumps(asdict(Flash(words, flash.refused))).encode()).decode()
