"""A digest as an e-mail: plain text and HTML that say the same, with its charts as pictures inside."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined

from campaign.digests import wording
from campaign.digests.value import Digest
from campaign.errors import CampaignError
from campaign.markup import coded
from campaign.reports.charts import described
from campaign.reports.document import Document
from campaign.reports.forms import png

log = logging.getLogger("digest")
#: Of more campaigns than these no chart is shown: a mail has its limits.
_CHARTS = 12


@dataclass(frozen=True, slots=True)
class Picture:
    """A campaign's chart."""

    png: bytes
    #: What is told to who does not see it.
    said: str


@dataclass(frozen=True, slots=True)
class Post:
    """Whom a mail is from and to, and by what it is known."""

    sender: str
    to: tuple[str, ...]
    #: The same for the same edition, so that a mailbox knows a repetition: ``<digest.…@example.org>``.
    message_id: str
    now: datetime


def pictures(digest: Digest) -> dict[str, Picture]:
    """Campaign → its chart. None at all where they cannot be drawn: the numbers stand in the text."""
    parts = [part for part in digest.parts if part.chart][:_CHARTS]
    sections = tuple(replace(part.chart, key=f"chart-{number}") for number, part in enumerate(parts) if part.chart)
    zone = digest.period.zone
    drawn = Document("digest", "", digest.period, zone, digest.made_at, (), sections)
    try:
        found = png.charts(drawn)
    except CampaignError as error:
        log.error("a digest goes without its charts: %s", error)  # noqa: TRY400 - it says why
        return {}
    return {
        part.campaign: Picture(one, described(section, tuple(section.table.rows), zone))
        for part, section, one in zip(parts, sections, found, strict=True)
    }


def page(digest: Digest) -> str:
    """The HTML by itself, in one file: its pictures are in it."""
    drawn = pictures(digest)
    inside = {name: f"data:image/png;base64,{base64.b64encode(one.png).decode()}" for name, one in drawn.items()}
    return html(digest, drawn, inside)


def html(digest: Digest, drawn: Mapping[str, Picture], sources: Mapping[str, str]) -> str:
    """The HTML, with its style at each of its elements; ``sources`` says where each campaign's picture is."""
    template = _templates().get_template("digest.html")
    made = template.render(digest=digest, say=wording, pictures=drawn, sources=sources)
    return css_inline.CSSInliner(load_remote_stylesheets=False).inline(made)


def message(digest: Digest, post: Post) -> EmailMessage:
    """The mail."""
    made = EmailMessage()
    made["From"], made["To"] = post.sender, ", ".join(post.to)
    made["Subject"] = wording.subject(digest)
    made["Date"] = format_datetime(post.now)
    made["Message-ID"] = post.message_id
    # No machine is to answer: https://www.rfc-editor.org/rfc/rfc3834#section-5
    made["Auto-Submitted"] = "auto-generated"
    drawn = pictures(digest)
    # Short, so that no line with it is folded, which not every mail program reads.
    own = hashlib.blake2b(post.message_id.encode(), digest_size=8).hexdigest()
    ids = {name: f"chart-{number}@{own}.digest" for number, name in enumerate(drawn)}
    made.set_content(wording.plain(digest), cte="quoted-printable")
    sources = {name: f"cid:{one}" for name, one in ids.items()}
    made.add_alternative(html(digest, drawn, sources), subtype="html", cte="quoted-printable")
    page_part = list(made.iter_parts())[-1]
    assert isinstance(page_part, EmailMessage)
    for name, one in drawn.items():
        page_part.add_related(one.png, "image", "png", cid=f"<{ids[name]}>", disposition="inline")
    return made


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("campaign.digests"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["coded"] = coded
    return environment
