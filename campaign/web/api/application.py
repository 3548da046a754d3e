"""The API put together: its routes behind their rules, its problems, its contract."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import JSONResponse

from campaign import __version__
from campaign.app import App
from campaign.web.api import ROUTERS, contract, problems
from campaign.web.security.guards import entitled

PREFIX = "/v1"


def _together() -> APIRouter:
    """The routes of all nouns, each behind the scope that it asks for."""
    found = APIRouter(dependencies=[Depends(entitled)], generate_unique_id_function=lambda route: route.name)
    for router in ROUTERS:
        found.include_router(router, prefix=PREFIX)
    return found


#: Of no installation, as the pages' are.
_ROUTES = _together().routes


def make(app: App) -> FastAPI:
    """What `campaign.web.application` serves below ``/api``; the guards before it are the pages' own."""
    made = FastAPI(
        title="campaign",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        routes=_ROUTES,
        dependencies=[Depends(entitled)],
    )
    made.state.desk = app
    for error, shown in problems.SHOWN.items():
        made.add_exception_handler(error, shown)
    made.openapi = cache(lambda: contract.document(made))  # type: ignore[method-assign]

    @made.get(f"{PREFIX}/openapi.json", include_in_schema=False)
    def openapi() -> JSONResponse:
        return JSONResponse(made.openapi())

    return made
