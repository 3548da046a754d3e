"""The cutter beside what others use, on the same articles: how many posts are bad, and how fast they are made.

The articles are the 24 of GUM and the first one, each with a person's annotation, by which posts are judged: never by
the cutter's own rules. Every way of cutting has the same tag to keep room for.
"""

import json
from functools import partial

from posts.compose import Frame
from posts.measure import LIMITS, fits
from tests.benchmarks.annotated import first, gum
from tests.benchmarks.cutters import RIVALS_PYTHON, ours, packed, rival, single
from tests.benchmarks.sayable import sayable
from tests.benchmarks.score_cut import judge, score

TAG = "#massagetherapyforsciatica"
PLATFORMS = ("x", "bluesky", "mastodon")
RIVALS = ("langchain-text-splitters", "semantic-text-splitter")
COLUMNS = ("posts", "over", "mid-sentence", "unresolved", "bad", "torn, fit", "coverage", "kchar/CPU-s")
#: What the goals of the project are counted by: no tag, only annotations that others made.
SCORED = (("x", False), ("mastodon", False), ("x", True))


def run():
    """The lines of one table, and of the scorer alone."""
    pieces = [*gum(), first()]
    ways = _ways()
    yield f"{'':36}" + "".join(f"{name:>13}" for name in COLUMNS)
    for platform in PLATFORMS:
        frame = Frame(LIMITS[platform], (TAG,))
        yield f"{platform}, {frame.limits.most}"
        for name, way in ways.items():
            yield f"  {name:34}" + "".join(f"{cell:>13}" for cell in _row(way, pieces, frame))
    if not RIVALS_PYTHON.exists():
        yield f"{' and '.join(RIVALS)} are not installed: type ./run bench cutting, which adds them."
    yield "score_cut.py, GUM, no tag"
    for platform, thread in SCORED:
        yield f"  {platform}{', thread' * thread}: {_scored(gum(), Frame(LIMITS[platform]), thread=thread)}"
    for platform in ("x", "mastodon"):
        most = sayable(gum(), Frame(LIMITS[platform]))
        yield f"  {platform}: coverage of whole neighbouring sentences that the annotation lets stand, {most:.1%}"


def _ways():
    """Name → what makes (cuts, seconds) of articles and a frame."""
    others = RIVALS if RIVALS_PYTHON.exists() else ()
    return {
        "our cutter": ours,
        "our cutter, thread": partial(ours, thread=True),
        "greedy sentence packing": packed,
        "one sentence, one post": single,
        **{name: partial(rival, name) for name in others},
    }


def _row(way, pieces, frame):
    articles = [piece.article for piece in pieces]
    cuts, seconds = way(articles, frame)
    cases = [(piece.gold, piece.source, made) for piece, made in zip(pieces, cuts, strict=True)]
    summed = score(cases)
    bad = sum(_bad(*case, frame) for case in cases)
    over = sum(not fits(post["text"], frame.limits) for made in cuts for post in made["posts"])
    speed = sum(len(article.text) for article in articles) / seconds / 1000
    shares = (summed["mid_sentence"], summed["unresolved"], bad / summed["posts"])
    percent = [f"{share:.1%}" for share in shares]
    return [summed["posts"], over, *percent, summed["torn_fit"], f"{summed['coverage']:.1%}", f"{speed:,.0f}"]


def _bad(gold, source, made, frame):
    """How many posts are too long, begin or end inside a sentence, or speak of what they do not name."""
    verdicts = judge(gold, source, made)
    long = [not fits(post["text"], frame.limits) for post in made["posts"]]
    return sum(over or one.mid_sentence or one.unresolved for over, one in zip(long, verdicts, strict=True))


def _scored(pieces, frame, *, thread):
    cuts, _ = ours([piece.article for piece in pieces], frame, thread=thread)
    return json.dumps(score([(piece.gold, piece.source, made) for piece, made in zip(pieces, cuts, strict=True)]))
