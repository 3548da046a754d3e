"""Articles from a few lines, and the first real one."""

from pathlib import Path

import pytest

from posts.article import Article, Block, Kind

FIRST = Path(__file__).parents[2] / "articles" / "massage-therapy-for-sciatica.txt"


@pytest.fixture(scope="session")
def written():
    """A title and paragraphs → Article."""

    def article(title, *paragraphs, language="en"):
        text, blocks = title, [Block(Kind.TITLE, 0, len(title))] if title else []
        for said in paragraphs:
            text += "\n\n" * bool(text)
            blocks.append(Block(Kind.PARAGRAPH, len(text), len(text) + len(said)))
            text += said
        return Article(title, text, tuple(blocks), language=language)

    return article


@pytest.fixture(scope="session")
def first(written):
    """The first real article."""
    raw = FIRST.read_text(encoding="utf-8")
    body = raw[raw.index("Sciatica, a condition") : raw.index("Leave a Reply")].strip()
    return written("The Healing Power of Massage Therapy for Sciatica", body)
