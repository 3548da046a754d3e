"""What the API answers when it does not do what it was asked: a problem (RFC 9457), in the error's own sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from typing import Any, cast

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from campaign import mistakes
from campaign.desk import outside
from campaign.desk.answering import KeyInUse, KeyUsed
from campaign.errors import CampaignError, ConfigError, NotFound, Refused, StateError, StoreError
from posts.errors import PlatformError, PostsError

log = structlog.get_logger("web")
MEDIA = "application/problem+json"
#: Where people read what each type means; the types are addresses below it.
PAGE = "/api"
#: A path below what has a name too, that does not go on with a uid.
_BY_NAME = re.compile(r"(?P<all>/api/v1/(?P<noun>campaign|account)s)/(?![\da-f-]{36}(?:/|$))")


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of problem: the status, its title, and what it means."""

    status: int
    title: str
    meaning: str

    def type_of(self, name: str) -> str:
        """The address by which programs know it."""
        return f"{PAGE}#{name}"


#: Name → what it is; the order is that of the page.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "invalid": Kind(422, "The request cannot be read", "A field is missing, unknown or of another type: `errors`."),
        "refused": Kind(422, "This was not done", "It is understood, and cannot be done as it was asked."),
        "key-used": Kind(422, "The key was used", "This Idempotency-Key was said with another request."),
        "not-found": Kind(404, "Not found", "Nothing goes by that uid, or there is no such path."),
        "state": Kind(409, "This cannot be done now", "The delivery is in a state from which it cannot go there."),
        "key-in-use": Kind(409, "The first request is not done", "Ask again in a moment with the same key."),
        "settings": Kind(409, "The settings do not allow this", "An operator has to set something up first."),
        "nobody": Kind(401, "Nobody asks", "There is no token, or one that opens nothing."),
        "forbidden": Kind(403, "This is not yours to do", "The token's scopes, or its maker's role, do not hold it."),
        "platform": Kind(502, "The platform did not take it", "Another server had to be asked, and answered this."),
        "unavailable": Kind(503, "The database cannot be used now", "Nothing was changed: try again later."),
        "fault": Kind(500, "Something went wrong here", "A fault of ours; the log says more."),
    }
)


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str = Field(description="Where: body, query, path or header, then its name.", examples=["body.hashtags"])
    detail: str


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="allow")
    type: str = Field(description="An address that says what it is.", examples=["/api#refused"])
    title: str
    status: int
    detail: str = Field(description="One sentence: what is wrong, and what to do.")
    errors: list[FieldProblem] | None = Field(None, description="Per field, where the request cannot be read.")
    delivery_uid: str | None = Field(None, description="Of which delivery the sentence speaks.")


def answer(name: str, detail: str, **more: Any) -> JSONResponse:  # noqa: ANN401 - JSON
    """The problem of that name."""
    kind = KINDS[name]
    told = {"type": kind.type_of(name), "title": kind.title, "status": kind.status, "detail": detail, **more}
    return JSONResponse(told, kind.status, media_type=MEDIA)


def _named(name: str, _request: Request, error: Exception) -> JSONResponse:
    return answer(name, str(error))


def _refused(request: Request, error: Exception) -> JSONResponse:
    field = cast("Refused", error).field
    place = "query" if request.method == "GET" else "body"
    more = {"errors": [{"field": f"{place}.{field}", "detail": str(error)}]} if field else {}
    return answer("refused", str(error), **more)


def _state(request: Request, error: Exception) -> JSONResponse:
    key = cast("StateError", error).delivery
    return answer("state", str(error), delivery_uid=outside.uids_of(request.app.state.desk, [key])[0])


def _busy(_request: Request, error: Exception) -> JSONResponse:
    told = answer("key-in-use", str(error))
    told.headers["Retry-After"] = "1"
    return told


def _invalid(request: Request, error: Exception) -> JSONResponse:
    found = [_field(one, request.scope.get("route")) for one in cast("RequestValidationError", error).errors()]
    return answer("invalid", found[0].detail, errors=[one.model_dump() for one in found])


def _nowhere(path: str) -> str:
    """What is said of a path that there is not: what has a name is often called by it."""
    if found := _BY_NAME.match(path):
        return f"A path names this {found['noun']} by its uid, which {found['all']} lists beside its name."
    return "There is no such path."


def _http(request: Request, error: Exception) -> JSONResponse:
    error = cast("HTTPException", error)
    if error.status_code == 400:
        # What FastAPI says of bytes that are no text, or JSON that is nested without end.
        return answer("invalid", "The body is no JSON.")
    name = {401: "nobody", 403: "forbidden", 404: "not-found"}.get(error.status_code)
    taken = (error.headers or {}).get("Allow")
    detail = {404: _nowhere(request.url.path), 405: f"This path takes {taken}."}.get(
        error.status_code, f"{error.detail}."
    )
    if name:
        told = answer(name, detail)
    else:
        blank = {"type": "about:blank", "title": error.detail, "status": error.status_code, "detail": detail}
        told = JSONResponse(blank, error.status_code, media_type=MEDIA)
    told.headers.update(error.headers or {})
    return told


def _fault(request: Request, error: Exception) -> JSONResponse:
    log.error("the API failed", path=getattr(request.scope.get("route"), "path", ""), exc_info=error)
    return answer("fault", "This is a fault of ours; the log says more. The queue is unharmed.")


#: Error → its problem; the nearest class counts.
SHOWN: Mapping[type[Exception], Callable[[Request, Exception], JSONResponse]] = {
    NotFound: partial(_named, "not-found"),
    StateError: _state,
    Refused: _refused,
    KeyUsed: partial(_named, "key-used"),
    KeyInUse: _busy,
    ConfigError: partial(_named, "settings"),
    StoreError: partial(_named, "unavailable"),
    CampaignError: partial(_named, "refused"),
    PlatformError: partial(_named, "platform"),
    PostsError: partial(_named, "refused"),
    RequestValidationError: _invalid,
    HTTPException: _http,
    Exception: _fault,
}


def _field(error: Mapping[str, Any], route: BaseRoute | None) -> FieldProblem:
    """One of pydantic's findings, in a sentence."""
    place = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        name = str(error["loc"][-1])
        near = get_close_matches(name, _names(error["loc"], route), 1)
        return FieldProblem(
            field=place, detail=f"There is no field “{name}”{f': did you mean “{near[0]}”?' if near else '.'}"
        )
    if error["type"] == "json_invalid":
        return FieldProblem(field="body", detail=f"The body is no JSON: {error['ctx']['error']}.")
    if error["loc"] == ("body",):
        return FieldProblem(
            field="body", detail="Send an object of JSON, with the header Content-Type: application/json."
        )
    return FieldProblem(field=place, detail=f"“{named(error['loc'])}” cannot be used: {mistakes.clause(error)}.")


def named(place: Sequence[str | int]) -> str:
    """The field at a place; of one of several values, the field that they are of."""
    return next((one for one in reversed(place) if isinstance(one, str)), str(place[-1]))


def _names(place: Sequence[str | int], route: BaseRoute | None) -> list[str]:
    """The fields that there are beside one that there is not."""
    dependant = getattr(route, "dependant", None)
    parameters = getattr(dependant, "body_params" if place[0] == "body" else "query_params", [])
    models = [one.field_info.annotation for one in parameters]
    return [name for model in models for name in getattr(model, "model_fields", {})]
