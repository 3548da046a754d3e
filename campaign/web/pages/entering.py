"""The login and the way out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaign.desk import entering
from campaign.errors import Refused, on_pages
from campaign.web.asking import Desk, Text, local
from campaign.web.rendering import templates
from campaign.web.security import addresses, sessions
from campaign.web.security.starting import public_of

router = APIRouter()


@router.get("/login")
def show(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """The page; who is logged in already goes on."""
    if request.state.person:
        return RedirectResponse(local(next), status_code=303)
    return _page(next)


@router.post("/login")
def log_in(request: Request, desk: Desk, name: Text = "", password: Text = "", next: Text = "/") -> Response:  # noqa: A002
    """Begins a session, always under a new id."""
    public = public_of(desk.config)
    try:
        address = addresses.client(request.scope, public)
        entered = entering.log_in(desk, name.strip(), password, address, request.state.session)
    except Refused as error:
        return _page(next, name, on_pages(error))
    answer = RedirectResponse(local(next), status_code=303)
    sessions.keep(answer, request.scope, public, entered.secret)
    return answer


@router.post("/logout")
def log_out(request: Request, desk: Desk) -> Response:
    """Ends it."""
    if request.state.session:
        entering.log_out(desk, request.state.session)
    answer = RedirectResponse("/login", status_code=303)
    sessions.forget(answer, request.scope, public_of(desk.config))
    return answer


def _page(next: str, name: str = "", refused: str = "") -> HTMLResponse:  # noqa: A002 - as above
    values = {"next": local(next), "name": name, "refused": refused}
    return HTMLResponse(templates().get_template("login.html").render(values), 401 if refused else 200)
