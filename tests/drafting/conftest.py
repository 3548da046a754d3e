"""Articles of many kinds, and the sheets that are cut of them."""

from pathlib import Path

import pytest

from posts.article import load
from posts.compose import Frame
from posts.cut import Brief, cut
from posts.measure import LIMITS
from posts.shaping import sheet_of

ARTICLES = sorted(Path("articles").glob("*.txt")) + sorted(Path("articles").glob("*.md"))


def sheet(article, platform="x", *tags, **brief):
    tags_at = brief.pop("tags_at", "end")
    frame = Frame(LIMITS[platform], tags or ("#RestHelps",), title=article.title, tags_at=tags_at)
    return sheet_of(cut(article, Brief(frame, **brief)), ("one", "two"))


@pytest.fixture(scope="session")
def article():
    """The first article, read once."""
    return load(str(ARTICLES[0]), session=None)
