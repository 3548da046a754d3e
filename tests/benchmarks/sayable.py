"""The most that whole sentences could say, had a cutter known all that the annotation knows.

A post here is a run of neighbouring whole sentences under one heading that fits the platform and in which the scorer
finds nothing unresolved. Every such post counts, even one that shares a sentence with another, or in which a reader
would miss something: a cutter that leaves sentences whole cannot say more. One that shortens them, or puts a name for
a pronoun, can.
"""

from itertools import accumulate, groupby

from posts.compose import holds
from tests.benchmarks.score_cut import unresolved


def sayable(pieces, frame):
    """The share of the characters of all sentences that some post of whole sentences could say."""
    body = said = 0
    for piece in pieces:
        for under_a_heading in _sections(piece.gold["sents"]):
            able = {one for run in _runs(piece, under_a_heading, frame) for one in run}
            body += sum(map(_length, under_a_heading))
            said += sum(map(_length, able))
    return said / body


def _sections(sentences):
    """The sentences (first character, end) between each heading and the next."""
    for heading, some in groupby(sentences, key=lambda one: bool(one[2])):
        if not heading:
            yield [(start, end) for start, end, *_ in some]


def _runs(piece, sentences, frame):
    """The neighbours that may be a post together."""
    for first in range(len(sentences)):
        for run in accumulate([one] for one in sentences[first:]):
            span = run[0][0], run[-1][1]
            if not holds(frame, piece.source[slice(*span)]):
                break
            if not unresolved(piece.gold, [span]):
                yield run


def _length(span):
    return span[1] - span[0]
