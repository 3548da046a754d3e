"""Articles as the loader would make them, from a few lines."""

import pytest

from posts.article import Article, Block, Kind
from posts.compose import Frame
from posts.cut import Brief
from posts.measure import LIMITS, Counting, Limits

KINDS = {"#": Kind.HEADING, "-": Kind.LIST_ITEM, ">": Kind.QUOTE, "`": Kind.CODE, "!": Kind.CAPTION}


@pytest.fixture(scope="session")
def written():
    """Lines → Article: a first sign of "#", "-", ">", "`" or "!" and a space tell what a block is."""

    def article(*lines, title="", language="en"):
        blocks, text = [], ""
        for kind, said in [(Kind.TITLE, title)] * bool(title) + [_block(line) for line in lines]:
            text += "\n\n" * bool(text)
            blocks.append(Block(kind, len(text), len(text) + len(said)))
            text += said
        return Article(title, text, tuple(blocks), language=language)

    return article


def _block(line):
    if line[:1] in KINDS and line[1:2] == " ":
        return KINDS[line[0]], line[2:]
    return Kind.PARAGRAPH, line


@pytest.fixture(scope="session")
def brief():
    """A platform, or a number of code points, → Brief."""

    def make(limit="x", *tags, **rest):
        limits = LIMITS[limit] if isinstance(limit, str) else Limits("plain", Counting.CODE_POINTS, limit)
        frame = {name: rest.pop(name) for name in ("link", "title", "template") if name in rest}
        return Brief(Frame(limits, tags, **frame), **rest)

    return make
