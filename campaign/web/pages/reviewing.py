"""What a reviewer sees who comes by a link: a page shows it, a button acts, since mail scanners follow links too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from campaign.desk import links
from campaign.errors import CampaignError, NotFound, StoreError, on_pages
from campaign.store.values import fingerprint
from campaign.web.asking import Desk, Number, form, lines
from campaign.web.rendering import templates_of

# Referrer-Policy is same-origin, as everywhere: with no-referrer browsers would send our own forms with Origin: null
# (https://fetch.spec.whatwg.org/#append-a-request-origin-header), and we would refuse them.
router = APIRouter(prefix="/review/{secret}")
#: What stands before a post's number in the field of what is said of it.
_WORDS = "words:"


@dataclass(frozen=True)
class Sent:
    """All that stands in the page's form, whichever of its buttons was pressed: what is refused comes back with it."""

    #: What is chosen to be approved: which post, and which text of it was read.
    read: tuple[str, ...] = ()
    #: What is written beside posts, by the post's number.
    words: Mapping[str, str] = field(default_factory=dict)


async def _sent(request: Request) -> Sent:
    """The form, with the fields whose names depend on what waits."""
    fields = await form(request)
    written = {name[len(_WORDS) :]: lines(str(text)) for name, text in fields.items() if name.startswith(_WORDS)}
    return Sent(tuple(map(str, fields.getlist("read"))), written)


Form = Annotated[Sent, Depends(_sent)]


@router.get("")
def show(desk: Desk, secret: str) -> HTMLResponse:
    """The page."""
    return _done(desk, secret, Sent(), lambda: "")


@router.post("/approve")
def approve(desk: Desk, secret: str, sent: Form) -> HTMLResponse:
    """Lets go what was chosen, and passes on what is written beside it, which stands nowhere once it is approved."""
    written = dict(sent.words)

    def act() -> str:
        pairs = [one.partition(":") for one in sent.read]
        texts = {int(key): text for key, _, text in pairs if key.isdecimal() and key.isascii() and len(key) < 18}
        approved = links.approve(desk, secret, texts) if texts else []
        for key in approved:
            if written.get(str(key), "").strip():
                links.comment(desk, secret, key, written.pop(str(key)))
        return f"{len(approved)} approved. Thank you." if approved else "Choose at least one post."

    return _done(desk, secret, Sent(sent.read, written), act)


@router.post("/comment")
def comment(desk: Desk, secret: str, post: Number, sent: Form) -> HTMLResponse:
    """Says something about a post."""
    written = dict(sent.words)

    def act() -> str:
        links.comment(desk, secret, post, written.get(str(post), ""))
        del written[str(post)]
        return "Your comment is passed on. Thank you."

    return _done(desk, secret, Sent(sent.read, written), act)


def _done(desk: Desk, secret: str, sent: Sent, act: Callable[[], str]) -> HTMLResponse:
    """The page after it, or that the link is over; both without the frame of other pages, which shows more."""
    try:
        said, status = _tried(act)
        values = {"review": links.review(desk, secret), "sent": sent, "said": said, "here": f"/review/{secret}"}
    except links.Over:
        return HTMLResponse(templates_of(desk).get_template("over.html").render(), 404)
    shown = templates_of(desk).get_template("review.html").render(values, sum=fingerprint, now=desk.clock.now())
    return HTMLResponse(shown, status)


def _tried(act: Callable[[], str]) -> tuple[str, int]:
    """What came of it, in words and as a status."""
    try:
        return act(), 200
    except (NotFound, StoreError):
        raise
    except CampaignError as error:
        return on_pages(error), 409
