"""How fast the cutter cuts: loaded articles to posts for X with a tag, in CPU time; nothing else is timed."""

import statistics
from itertools import cycle, islice

from posts.article import Kind
from posts.compose import Frame
from posts.cut import Brief, cut
from posts.measure import LIMITS
from tests.assembling import assembled
from tests.benchmarks.annotated import gum
from tests.benchmarks.cutters import ours, timed

FRAME = Frame(LIMITS["x"], ("#massagetherapyforsciatica",))
SIZES = (100_000, 300_000, 1_000_000)
#: The articles whose time a person feels: so many, of so many characters.
MANY, SIZE = 200, 5_000


def run():
    """Characters per CPU second over all articles and over ever longer ones, and the time that one article takes."""
    articles = [piece.article for piece in gum()]
    _, seconds = ours(articles, FRAME)
    yield _speed("24 articles, best of 3", articles, seconds)
    pieces = [_piece(article, block) for article in articles for block in article.blocks]
    for size in SIZES:
        long = [_article(cycle(pieces), size)]
        yield _speed(f"one article of {size:,} characters, best of 3", long, timed(_cut, long)[1])
    took = [timed(_cut, [article], rounds=1)[1] * 1000 for article in _of_one_size(pieces)]
    yield f"an article of {SIZE:,} characters, p50 of {MANY}", statistics.median(took), "ms"
    yield f"an article of {SIZE:,} characters, p95 of {MANY}", statistics.quantiles(took, n=20)[-1], "ms"


def _cut(article):
    return cut(article, Brief(FRAME))


def _speed(what, articles, seconds):
    return what, sum(len(article.text) for article in articles) / seconds / 1000, "kchar/CPU-s"


def _piece(article, block):
    """A block as part of a longer article, whose title is another's heading."""
    kind = Kind.HEADING if block.kind is Kind.TITLE else block.kind
    return kind, block.level, article.of(block)


def _article(pieces, size):
    """The first pieces that make so many characters; the last one is cut off."""
    taken, left = [], size
    for kind, level, text in pieces:
        taken.append((kind, level, text[:left]))
        left -= len(text) + len("\n\n")
        if left <= 0:
            break
    return assembled(taken)


def _of_one_size(pieces):
    """Articles of one size, each beginning at another place of all that there is."""
    step = len(pieces) // MANY
    for first in range(MANY):
        yield _article(islice(cycle(pieces), first * step, None), SIZE)
