"""The contract: OpenAPI of the routes, with the scope that each asks for, and all that it may answer instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from campaign.web.api.problems import KINDS, MEDIA, Problem
from campaign.web.security.answers import API
from campaign.web.security.rules import kind_of, rule_of

Json: TypeAlias = dict[str, Any]

_ABOUT = """Everything that the dashboard and the command line do, for programs.

Say who you are with a token: `Authorization: Bearer hcs_…`, made by `campaign tokens add NAME --scope read`.
Things are known by their `uid`. Whatever writes takes `?dry_run=true`. Whatever makes something takes an
`Idempotency-Key`. Lists go on by `?after=` with the `next` of the page before. What is not done is
answered by a problem (RFC 9457).
"""
_TOKEN = "token"  # noqa: S105 - a name
_WRITES = ("post", "patch", "put", "delete")
#: The guards' own answers, which have no type.
_GUARDS = {413: "The body is too large", 421: "This server does not go by that name"}


@dataclass(frozen=True, slots=True)
class Verb:
    """An operation as a person reads of it."""

    method: str
    path: str
    name: str
    summary: str
    scope: str
    tag: str


def document(made: FastAPI) -> Json:
    """The whole document."""
    spec = get_openapi(title=made.title, version=made.version, description=_ABOUT, routes=made.routes)
    mount = API.rstrip("/")
    spec["paths"] = {f"{mount}{path}": item for path, item in spec["paths"].items()}
    for path, method, operation in _operations(spec):
        _complete(path, method, operation)
    schemas = spec["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    spec["components"]["responses"] = {_named(status): _response(status) for status in _statuses()}
    spec["components"]["securitySchemes"] = {
        _TOKEN: {"type": "http", "scheme": "bearer", "description": "Made by `campaign tokens add`; shown once."}
    }
    return spec


def verbs(spec: Json) -> list[Verb]:
    """All operations, in the order of the document."""
    return [
        Verb(method.upper(), path, one["operationId"], one["summary"], one["x-scope"], one["tags"][0])
        for path, method, one in _operations(spec)
    ]


def _operations(spec: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: Json) -> None:
    rule = rule_of(path)
    scope = kind_of(rule, method.upper()) if rule else None
    operation["summary"] = operation.pop("description").partition("\n")[0]
    operation["description"] = f"Needs the scope `{scope}`."
    operation["x-scope"] = str(scope)
    operation["security"] = [{_TOKEN: []}]
    answers = operation["responses"]
    for status in _may_be(method):
        answers[str(status)] = {"$ref": f"#/components/responses/{_named(status)}"}


def _may_be(method: str) -> Iterator[int]:
    """The statuses of the problems that an operation may answer."""
    yield from (401, 403, 404, 421, 422, 503)
    if method in _WRITES:
        yield from (409, 413, 502)


def _statuses() -> list[int]:
    return sorted({*(one.status for one in KINDS.values()), *_GUARDS} - {500})


def _named(status: int) -> str:
    return f"Problem{status}"


def _response(status: int) -> Json:
    kinds = [one for one in KINDS.values() if one.status == status]
    said = "; or: ".join(f"{one.title}. {one.meaning}" for one in kinds) or f"{_GUARDS[status]}."
    return {"description": said, "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
