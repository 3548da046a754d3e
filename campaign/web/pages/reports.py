"""Reports: which there are; one of them with its charts and tables; and the file of each form."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from threading import BoundedSemaphore
from typing import IO, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from markupsafe import Markup

from campaign.desk import looking
from campaign.desk.reporting import Days, kinds
from campaign.desk.reporting.kinds import KINDS, Asked, ReportKind
from campaign.errors import NotFound, Refused, on_pages
from campaign.reports.document import Document
from campaign.reports.forms import FORMS, html
from campaign.web.asking import Desk, of_one_moment
from campaign.web.rendering import page, shown

router = APIRouter(prefix="/reports")
#: Files are made two at a time: the other threads stay free for pages.
_TURNS = BoundedSemaphore(2)
_PART = 2**16
_FILED = re.compile(r'href="(file:///[^"]+)"')


class Wanted:
    """Of what a report is asked, as it stands in the address."""

    def __init__(
        self,
        campaign: Annotated[tuple[str, ...], Query()] = (),
        account: Annotated[str, Query()] = "",
        since: Annotated[str, Query(description="The first day.")] = "",
        until: Annotated[str, Query(description="The last day.")] = "",
        by: Annotated[str, Query(description="How its course is told: day, week or month.")] = "",
    ) -> None:
        self.campaigns = tuple(filter(None, campaign))
        self.values = {"campaign": self.campaigns, "account": account, "since": since, "until": until, "by": by}
        self.asked = Asked(self.campaigns, account or None, Days(since or None, until or None), by or None)

    def lacks(self, kind: ReportKind) -> bool:
        """Whether a campaign or an account is still to be chosen."""
        return len(self.campaigns) < kind.campaigns[0] or bool(self.asked.account) < kind.accounts[0]


@router.get("")
@of_one_moment
def show(request: Request, desk: Desk) -> HTMLResponse:
    """Which there are."""
    return page(request, desk, "reports.html", kinds=KINDS, names=looking.names(desk))


@router.get("/{name}")
@of_one_moment
def one(request: Request, desk: Desk, name: str, wanted: Annotated[Wanted, Depends()]) -> HTMLResponse:
    """The page of one; only its form, as long as something has to be chosen."""
    kind = _kind(name)
    document, refused = None, ""
    if not wanted.lacks(kind):
        try:
            # One row more than is shown: so the page says that there are more.
            _, document = kinds.made(desk, name, replace(wanted.asked, most=html.ON_PAGE + 1))
        except Refused as error:
            refused = on_pages(error)
    return page(
        request,
        desk,
        "report.html",
        status=422 if refused else 200,
        name=name,
        kind=kind,
        wanted=wanted,
        refused=refused,
        document=document,
        report=_fragment(document) if document else "",
        forms=FORMS,
        names=looking.names(desk),
    )


@router.get("/{name}/{form}")
def file(desk: Desk, name: str, form: str, wanted: Annotated[Wanted, Depends()]) -> StreamingResponse:
    """The file of one form. It is made whole before the first of it leaves: nothing half-written is ever read."""
    _kind(name)
    if form not in FORMS:
        raise NotFound("form", form, f"There are {', '.join(FORMS)}.")
    document = kinds.made(desk, name, wanted.asked)[1]
    made = tempfile.TemporaryFile()  # noqa: SIM115 - closed once it is sent
    try:
        with _TURNS:
            FORMS[form].write(document, made)
    except BaseException:
        made.close()
        raise
    media, suffix = FORMS[form].media, FORMS[form].suffix
    if form == "csv" and len(document.sections) > 1:
        media, suffix = "application/zip", "zip"
    size = str(made.tell())
    headers = {"Content-Disposition": _disposition(document, suffix), "Content-Length": size}
    return StreamingResponse(_parts(made), media_type=media, headers=headers)


def _fragment(document: Document) -> Markup:
    """The report as a part of its page, from which the embedded feed's posts are reached as from every other page."""
    made = _FILED.sub(lambda found: f'href="{shown(found[1])}"', html.fragment(document))
    return Markup(made)  # noqa: S704 - escaped by its own template


def _parts(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        made.seek(0)
        while part := made.read(_PART):
            yield part


def _disposition(document: Document, suffix: str) -> str:
    """What the file is called: by what it says, and of which days (RFC 6266)."""
    title = re.sub(r"[^\w-]+", "-", document.title)[:60].strip("-")
    days = f"{document.period.first}" + (f"–{document.period.last}" if document.period.days > 1 else "")
    plain = f"{document.key}-{document.period.first}.{suffix}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(f'{title} {days}.{suffix}')}"


def _kind(name: str) -> ReportKind:
    if name not in KINDS:
        raise NotFound("report", name, f"There are {', '.join(KINDS)}.")
    return KINDS[name]
