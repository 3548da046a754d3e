"""What a page is handed of a request: the installation, in the name of who asks, and where it leads back to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends, Form, Path, Request
from starlette.datastructures import FormData

from campaign.app import App

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


async def desk(request: Request) -> App:
    """The installation as it is now, in the name of who asks, once the guards have said who that is."""
    app: App = request.app.state.desk
    # A new one each time: what is chosen of the settings is asked for once for each request.
    return replace(app, actor=getattr(request.state, "actor", None) or app.actor)


def of_one_moment(show: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """A page that reads all it shows in one transaction; not for one that may have to ask a platform."""

    @wraps(show)
    def shown(*given: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        app = named["desk"]
        assert isinstance(app, App)
        with app.store.one_moment():
            return show(*given, **named)

    return shown


def local(path: str) -> str:
    """A path on this server, whatever a form may say: else home."""
    # “//host” and “/\host” are other servers to a browser.
    return path if path[:1] == "/" and path[1:2] not in ("/", "\\") and path.isprintable() else "/"


async def back(back: Annotated[str, Form()] = "/") -> str:
    """Where a form that says so in its field ``back`` leads to."""
    return local(back)


async def form(request: Request) -> FormData:
    """All fields that were sent, for forms whose fields are not known beforehand."""
    return await request.form(max_fields=_MOST_FIELDS, max_files=0)


def lines(text: str) -> str:
    """What was typed into a field of several lines, with line ends as a post has them."""
    # Browsers send them as two characters (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html).
    return text.replace("\r\n", "\n")


#: Twenty accounts with a week of a dozen times each.
_MOST_FIELDS = 2000

#: What a database can hold, and one more than that; a larger number is the number of nothing.
_LARGEST = 2**62
#: By which a path names something.
Key = Annotated[int, Path(le=_LARGEST)]
#: A field that holds words. It may come empty: the verbs say in words what is missing.
Text = Annotated[str, Form()]
#: A field that is a whole number.
Number = Annotated[int, Form(ge=-_LARGEST, le=_LARGEST)]
Desk = Annotated[App, Depends(desk)]
Back = Annotated[str, Depends(back)]
