"""Ours and the others: each takes articles and a frame, and gives cuts as ``campaign cut --json`` prints them.

Every cut keeps room for the frame's hashtags. Only the cutting itself is timed, in CPU seconds, the best of `ROUNDS`.
"""

import json
import re
import subprocess
import sys
import time

from sentencex import get_sentence_boundaries

from posts.compose import compose, holds, room
from posts.cut import Brief, cut, to_json
from posts.measure import length
from tests.benchmarks.annotated import ROOT

ROUNDS = 3
WORD = re.compile(r"\S+")
RIVALS_PYTHON = ROOT / ".cache" / "rivals" / "bin" / "python"


def ours(articles, frame, *, thread=False):
    """The cutter: (cuts, seconds)."""
    brief = Brief(frame, thread=thread)
    made, seconds = timed(lambda article: cut(article, brief), articles)
    return [to_json(one) for one in made], seconds


def packed(articles, frame):
    """Sentences packed one after another while they fit, as most tools for threads do it: (cuts, seconds)."""
    return _by_sentences(lambda one: pack(one.text, frame, _sentences(one, frame)), articles, frame)


def single(articles, frame):
    """One sentence, one post: (cuts, seconds)."""
    return _by_sentences(lambda one: [[span] for span in _sentences(one, frame)], articles, frame)


def rival(name, articles, frame):
    """A library of others, in its own environment and by its own count of characters: (cuts, seconds)."""
    asked = {"rival": name, "room": room(frame), "rounds": ROUNDS, "texts": [one.text for one in articles]}
    script = ROOT / "tests" / "benchmarks" / "rivals" / "split.py"
    done = subprocess.run([RIVALS_PYTHON, script], input=json.dumps(asked), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{name} could not be measured:\n{done.stderr}")
    answer = json.loads(done.stdout)
    cuts = [
        as_json(article, frame, [[span] for span in spans])
        for article, spans in zip(articles, answer["spans"], strict=True)
    ]
    return cuts, answer["seconds"]


def timed(work, articles, *, rounds=ROUNDS):
    """What the work makes of each article, and the CPU seconds of the best round."""
    seconds = []
    for _ in range(rounds):
        begun = time.process_time()
        made = [work(article) for article in articles]
        seconds.append(time.process_time() - begun)
    return made, min(seconds)


def pack(text, frame, pieces):
    """Groups of spans: as many of the pieces, one after another, as fit into a post together."""
    groups = []
    for piece in pieces:
        if groups and holds(frame, _body(text, [*groups[-1], piece])):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def as_json(article, frame, posts):
    """A cut of posts, each given by its spans alone."""
    return {"article": {"text": article.text}, "posts": [_post(article.text, frame, spans) for spans in posts]}


def _post(text, frame, spans):
    said = compose(frame, _body(text, spans))
    return {"text": said, "length": length(said, frame.limits), "limit": frame.limits.most, "spans": spans, "edits": []}


def _by_sentences(work, articles, frame):
    made, seconds = timed(work, articles)
    return [as_json(article, frame, posts) for article, posts in zip(articles, made, strict=True)], seconds


def _body(text, spans):
    return " ".join(text[start:end] for start, end in spans)


def _sentences(article, frame):
    """The spans of sentences; one too long for a post is broken between words, since a post must go out."""
    text = article.text
    for found in get_sentence_boundaries(article.language or "en", text):
        words = [word.span() for word in WORD.finditer(text, found["start_index"], found["end_index"])]
        if words and holds(frame, text[words[0][0] : words[-1][1]]):
            yield words[0][0], words[-1][1]
        else:
            yield from ((part[0][0], part[-1][1]) for part in pack(text, frame, words))
