"""The dashboard put together: the pages, what guards them, and what an error looks like."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import anyio.to_thread
import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from campaign import __version__, mistakes
from campaign.app import App
from campaign.errors import CampaignError, ConfigError, NotFound, StoreError, on_pages
from campaign.web import live, rendering
from campaign.web.api import application as api
from campaign.web.clicks import Clicks
from campaign.web.headers import SecurityHeaders
from campaign.web.pages import PAGES
from campaign.web.security.answers import API, problem
from campaign.web.security.chain import guards
from campaign.web.security.guards import entitled
from posts.errors import PostsError

log = structlog.get_logger("web")
#: Pages that are made at the same time. Each holds a connection to the database; the worker has its own.
_THREADS = 4


def _together() -> APIRouter:
    """The routes of all pages, each behind what it asks of who comes."""
    found = APIRouter()
    for router in (*PAGES, live.router):
        found.include_router(router, include_in_schema=False, dependencies=[Depends(entitled)])
    return found


#: Of no installation: FastAPI works out once a process, at the first request, what each of them takes and gives.
_ROUTES = _together().routes


def make(app: App, middleware: Sequence[Middleware] = ()) -> FastAPI:
    """The application that serves an installation, guarded; ``middleware`` stands between the guards and the pages."""
    made = FastAPI(
        title="campaign",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        routes=_ROUTES,
        middleware=[Middleware(SecurityHeaders), *guards(app), *middleware],
        lifespan=_lifespan,
    )
    for error, shown in _SHOWN.items():
        made.add_exception_handler(error, shown)
    made.state.desk, made.state.live, made.state.clicks = app, live.Live(app), Clicks(app)
    made.state.api = api.make(app)
    made.mount("/api", made.state.api)
    made.mount("/static", StaticFiles(directory=rendering.STATIC))
    return made


@asynccontextmanager
async def _lifespan(made: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
    yield
    made.state.live.close()
    made.state.clicks.close()


def _refused(_request: Request, error: Exception) -> HTMLResponse:
    match error:
        case NotFound():
            return _page(404, "Not found", on_pages(error))
        case StoreError() | ConfigError():
            return _page(503, "The dashboard cannot do this now", on_pages(error))
        case _:
            return _page(409, "This was not done", on_pages(error))


def _not_understood(_request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return _page(422, "This was not done", f"“{first['loc'][-1]}” cannot be used: {mistakes.clause(first)}.")


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(API):
        # A line feed in a path leads past what is mounted.
        return problem(request.url.path, error.status_code, "There is no such path.")
    words = "There is no such page." if error.status_code == 404 else f"{error.detail}."
    answer = _page(error.status_code, "Not found" if error.status_code == 404 else "This was not done", words)
    answer.headers.update(error.headers or {})
    return answer


def _fault(request: Request, error: Exception) -> HTMLResponse:
    # Not the path itself: some hold a secret.
    log.error("a page failed", page=getattr(request.scope.get("route"), "path", ""), exc_info=error)
    return _page(500, "Something went wrong here", "This is a fault of ours; the log says more. The queue is unharmed.")


_SHOWN: Mapping[type[Exception], Callable[[Request, Exception], Response]] = {
    CampaignError: _refused,
    PostsError: _refused,
    RequestValidationError: _not_understood,
    HTTPException: _http,
    Exception: _fault,
}


def _page(status: int, title: str, words: str) -> HTMLResponse:
    """Without the database: it may be what is wrong."""
    template = rendering.templates().get_template("error.html")
    return HTMLResponse(template.render(title=title, words=words), status_code=status)
