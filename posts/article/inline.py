"""What elements inside a line say that their text alone does not: powers, quotations, what is struck out, credits."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from posts.article.canonical import flat
from posts.article.lines import ENDS

#: Text that its author took back.
STRUCK = frozenset({"del", "s", "strike"})
_POWER = re.compile(r"[-−+]?\d{1,4}")
_RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
_DASHES = ("—", "–", "-")
_LONGEST_CREDIT = 150


def raised(text: str) -> str:
    """What stands in a ``sup``: figures as raised ones, or 10⁶ would be 106; any other text as it is."""
    bare = text.strip()
    return bare.translate(_RAISED) if _POWER.fullmatch(bare) else text


def is_credit(text: str) -> bool:
    """Whether a line below a quotation says whose it is."""
    said = flat(text)
    return said.startswith(_DASHES) and len(said) < _LONGEST_CREDIT


def with_credit(text: str) -> list[str]:
    """A quotation, and apart from it its last line where that says whose it is."""
    said, _, last = text.rstrip().rpartition("\n")
    return [said, last] if flat(said) and is_credit(last) and not ENDS.search(flat(last)) else [text]


def write_out(page: Any) -> bool:  # noqa: ANN401 — lxml has no types
    """Writes into a page's text what its elements say; whether there was any such element."""
    below = page.iterfind(".//blockquote/cite"), page.iterfind(".//blockquote/footer")
    found = [*page.iter("sup", "q", *STRUCK), *chain.from_iterable(below)]
    for one in found:
        if one.getparent() is None:  # it stood in what is taken out
            continue
        if one.tag in STRUCK:
            one.drop_tree()
        elif one.tag == "sup":
            _raise(one)
        elif one.tag == "q":
            _quote(one)
        elif flat(one.text_content()):
            _credit(one)
    return bool(found)


def _raise(sup: Any) -> None:  # noqa: ANN401
    said = sup.text_content()
    if raised(said) != said:
        for child in list(sup):
            sup.remove(child)
        sup.text = raised(said)


def _quote(element: Any) -> None:  # noqa: ANN401
    """The marks that a browser shows, in the place of an element that would be taken for a block."""
    element.text = f"“{element.text or ''}"
    element.tail = f"”{element.tail or ''}"
    element.drop_tag()


def _credit(element: Any) -> None:  # noqa: ANN401
    """A line of its own, with the dash that shows it."""
    if not is_credit(element.text_content()):
        element.text = f"— {(element.text or '').lstrip()}"
    element.tag = "p"
