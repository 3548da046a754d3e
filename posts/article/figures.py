"""The pictures of a page: those among its text, and the one that its metadata name first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from posts.article import naming, pictures
from posts.article.canonical import flat, fold
from posts.article.model import Image

#: Around an article, not of it.
_AROUND = frozenset({"nav", "aside", "footer", "form", "header", "noscript", "button"})
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-caption-text|caption|figcaption|image-caption|img-caption|bildunterschrift)(?:$|\s)"
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LONGEST_CAPTION = 600
_DEEPEST = 60


def read(page: Any, kept: Sequence[str], url: str | None) -> tuple[Image, ...]:  # noqa: ANN401 — lxml has no types
    """The pictures of a page whose article's blocks are ``kept``, each folded. Their addresses are absolute where the
    page's own is known.
    """
    base = _joined(page, url)
    body = (_absolute(image, base) for image in _body(page, frozenset(kept)))
    lead = pictures.of_element(
        {
            "src": naming.meta(page, "og:image") or naming.meta(page, "twitter:image"),
            "alt": naming.meta(page, "og:image:alt"),
        }
    )
    return pictures.with_lead(lead and _absolute(lead, base), body)


def captions(page: Any) -> frozenset[str]:  # noqa: ANN401
    """What stands under the page's pictures, each folded."""
    return frozenset(filter(None, (fold(flat(_text(one))) for one in _captions(page))))


def _captions(element: Any) -> Iterator[Any]:  # noqa: ANN401
    for one in element.iter("figcaption", "p", "div", "span", "dd"):
        if (one.tag == "figcaption" or _CAPTION.search(one.get("class") or "")) and (
            len(one.text_content()) <= _LONGEST_CAPTION
        ):
            yield one


def _text(caption: Any) -> str:  # noqa: ANN401
    """What a caption says; its lines and paragraphs are no single word where they meet."""
    for one in caption.iter("br", "p", "div"):
        if one is not caption:
            one.text, one.tail = f" {one.text or ''}", f" {one.tail or ''}"
    return str(caption.text_content())


def _joined(page: Any, url: str | None) -> str | None:  # noqa: ANN401
    base = page.find(".//base[@href]")
    return url if base is None else pictures.joined(url or "", str(base.get("href")))


def _absolute(image: Image, base: str | None) -> Image:
    return pictures.at(image, base) if base else image


def _body(page: Any, kept: frozenset[str]) -> Iterator[Image]:  # noqa: ANN401
    """The pictures between the first heading or kept block of a page and the last of these."""
    elements = list(page.iter("img", "p", "li", "blockquote", "h1", "h2", "h3", "h4", "td", "pre"))
    of_text = [at for at, one in enumerate(elements) if one.tag != "img" and _says(one, kept)]
    first = next((at for at, one in enumerate(elements) if one.tag == "h1"), len(elements))
    start, end = min([first, *of_text[:1]]), of_text[-1] if of_text else -1
    for at, one in enumerate(elements):
        inside = start < at < end or (of_text and end < at and _shares(one, elements[end]))
        if one.tag == "img" and inside and not _is_around(one) and (image := _image(one)):
            yield image


def _says(element: Any, kept: frozenset[str]) -> bool:  # noqa: ANN401
    return fold(flat(element.text_content()[:_LONGEST_BLOCK])) in kept


def _shares(element: Any, last: Any) -> bool:  # noqa: ANN401
    """Whether a picture behind the last block stands in it, or beside it."""
    parents = list(element.iterancestors())[:3]
    return last in parents or last.getparent() in parents[:2]


def _is_around(element: Any) -> bool:  # noqa: ANN401
    for _, parent in zip(range(_DEEPEST), element.iterancestors(), strict=False):
        if parent.tag in _AROUND and not (parent.tag == "header" and _is_in(parent, "article")):
            return True
        if _HIDDEN.search(parent.get("style") or ""):
            return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _is_in(element: Any, tag: str) -> bool:  # noqa: ANN401
    return next(element.iterancestors(tag), None) is not None


def _image(element: Any) -> Image | None:  # noqa: ANN401
    """A picture with what its figure says of it."""
    found = pictures.of_element({str(key): str(value) for key, value in element.attrib.items()})
    picture = next(element.iterancestors("picture"), None)
    if found is None and picture is not None:
        sets = (pictures.first_of(one.get("srcset") or one.get("data-srcset") or "") for one in picture.iter("source"))
        src = next(filter(None, sets), "")
        found = pictures.of_element({**{str(key): str(value) for key, value in element.attrib.items()}, "src": src})
    figure = next((one for one in list(element.iterancestors())[:5] if _is_figure(one)), None)
    if found is None or figure is None:
        return found
    caption = next((_text(one) for one in _captions(figure)), found.caption)
    return Image(found.src, found.alt, caption)


def _is_figure(element: Any) -> bool:  # noqa: ANN401
    return element.tag == "figure" or "wp-caption" in (element.get("class") or "").split()


_LONGEST_BLOCK = 20_000
