"""The users, for owners."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.desk import users
from campaign.rights import Role
from campaign.web.asking import Desk, Text
from campaign.web.pages.settings.shared import Who, done, sections
from campaign.web.rendering import page

_HERE = "/settings/users"
router = APIRouter(prefix=_HERE)
Chosen = Annotated[Role, Form()]


@router.get("")
def show(request: Request, desk: Desk, who: Who) -> HTMLResponse:
    """The page."""
    found = users.listed(desk)
    return page(request, desk, "settings/users.html", who=who, sections=sections(who), users=found, roles=list(Role))


@router.post("/add")
def add(desk: Desk, name: Text = "", password: Text = "", role: Chosen = Role.VIEWER) -> RedirectResponse:
    """Adds one."""

    def act() -> str:
        added = users.add(desk, name.strip(), password, role)
        return f"{added.name} is added as {added.role}."

    return done(_HERE, act)


@router.post("/role")
def change_role(desk: Desk, name: Text = "", role: Chosen = Role.VIEWER) -> RedirectResponse:
    """Gives one another role."""
    return done(_HERE, lambda: f"{name} is {users.set_role(desk, name, role).role} now.")


@router.post("/password")
def change_password(desk: Desk, name: Text = "", password: Text = "") -> RedirectResponse:
    """Gives one another password, which ends their sessions."""
    return done(_HERE, lambda: f"{users.set_password(desk, name, password).name} has a new password.")


@router.post("/remove")
def remove(desk: Desk, name: Text = "") -> RedirectResponse:
    """Removes one."""

    def act() -> str:
        users.remove(desk, name)
        return f"{name} is removed, with their tokens and links."

    return done(_HERE, act)
