"""The frame of a post: what goes round its body, and whether the two fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from posts import hashtags
from posts.compose.template import TEMPLATE, compiled, fault
from posts.measure import Limits, fits, length

TagsAt: TypeAlias = Literal["end", "inline"]
#: ``(i, n)``: the i-th post of a thread of n; None for a post that stands alone.
Thread: TypeAlias = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Frame:
    """All that goes round the bodies of a cut, known before it is made."""

    limits: Limits
    #: The campaign's tag first; each with its hash.
    hashtags: tuple[str, ...] = ()
    link: str | None = None
    title: str = ""
    template: str = TEMPLATE
    #: Where the tags stand: after the text, or "inline" where it says their words, and the rest after it.
    tags_at: TagsAt = "end"
    #: Where the link leads, if that is a short one that leads elsewhere; no post says it.
    target: str | None = None


def compose(frame: Frame, body: str, thread: Thread = None) -> str:
    """The text that goes out: the body in its frame, with each tag that is not said there already.

    Raises `posts.errors.TemplateError` for a template that `check_template` would refuse.
    """
    bare = _filled(frame, body, (), thread)
    said = tuple(tag.text for tag in hashtags.find(bare, frame.limits.platform))
    tags = _missing(frame, said)
    return _filled(frame, body, tags, thread) if tags else bare


def holds(frame: Frame, body: str, thread: Thread = None) -> bool:
    """Whether the body fits into its frame within the platform's limit: exactly, by the text that would go out."""
    return holder(frame, thread)(body)


@lru_cache(maxsize=256)
def holder(frame: Frame, thread: Thread = None) -> Callable[[str], bool]:
    """`holds` for many bodies, made to be asked for every candidate: what goes round most of them is found once."""
    untagged = not any(map(_may_tag, _around(frame, (), thread)))
    before, after = _around(frame, _missing(frame, ()), thread)

    def holds_body(body: str) -> bool:
        text = compose(frame, body, thread) if _may_tag(body) or not untagged else f"{before}{body}{after}".strip()
        return fits(text, frame.limits)

    return holds_body


def _may_tag(text: str) -> bool:
    return "#" in text or "＃" in text


@lru_cache(maxsize=256)
def room(frame: Frame, thread: Thread = None) -> int:
    """How long a body may be that says no tag itself, in the platform's measure: what to aim at. `holds` decides."""
    return frame.limits.most + length("a", frame.limits) - length(compose(frame, "a", thread), frame.limits)


@lru_cache(maxsize=256)
def _missing(frame: Frame, said: tuple[str, ...]) -> tuple[str, ...]:
    return hashtags.within(frame.hashtags, frame.limits, said=said)


def _filled(frame: Frame, body: str, tags: tuple[str, ...], thread: Thread) -> str:
    before, after = _around(frame, tags, thread)
    return f"{before}{body}{after}".strip()


#: Stands in for the body: private-use characters, that no title and no link has.
_BODY = "\ue000\uf8ff\ue001"


# A template cannot look at the text (`compiled` refuses one that does): what goes round one body goes round all.
@lru_cache(maxsize=1024)
def _around(frame: Frame, tags: tuple[str, ...], thread: Thread) -> tuple[str, str]:
    template = compiled(frame.template)
    n, of = thread or (None, None)
    link, said = frame.link or "", " ".join(tags)
    parts = template.render(
        {"text": _BODY, "title": frame.title, "link": link, "hashtags": said, "n": n, "of": of}
    ).split(_BODY)
    if len(parts) != 2:
        raise fault(template.line_of("text"), "{{ text }}, the words of the post, must stand in every post once")
    return parts[0], parts[1]
