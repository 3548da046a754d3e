"""What a guard answers by itself: one sentence, as a page's text or as an API's problem (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse, PlainTextResponse, Response

#: Below it programs ask.
API = "/api/"


def problem(path: str, status: int, words: str) -> Response:
    """The answer."""
    if path.startswith(API):
        told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": words}
        return JSONResponse(told, status, media_type="application/problem+json")
    return PlainTextResponse(f"{words}\n", status)
