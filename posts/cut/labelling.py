"""A paragraph or an item that begins with what it is about: "Bed rest. A day is fine.", "Walk. Five minutes do."."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from posts.article.model import Block
from posts.cut.cues import Cues
from posts.cut.pattern import NOTHING
from posts.cut.sentence import Sentence
from posts.cut.tokens import Words
from posts.cut.tying import CALL_BYTES

#: A label is no longer: in words, in a list and elsewhere, where a sentence may have a verb that is not known; and in
#: code points, where words are not spaced. An aside in brackets is none of it.
MOST_LISTED, MOST_WORDS, MOST_POINTS = 5, 4, 12
#: So few words ask for what comes next: "Questions?".
MOST_ASKING = 2
_STOPS = (".", "!", "。", "！", "…")
_ASIDE = regex.compile(r"\s*[(（][^()（）]*[)）](?=\W*\Z)")
_FEW = regex.compile(r"(?<![\w.,])[2-9](?![\w.,%])")


def labelling(
    sentences: Sequence[Sentence],
    flats: Sequence[str],
    words: Sequence[Words],
    blocks: Sequence[Block],
    known: Cues,
) -> Iterator[Sentence]:
    """The sentences; what tells of a label is said with it: the next sentence, of an item all, and those in it.

    One that counts the labels that follow introduces them: "There are three candidates.".
    """
    labels = [
        after is not None and after.block == one.block and _is_label(one, flat, said, known)
        for one, after, flat, said in zip(sentences, (*sentences[1:], None), flats, words, strict=False)
    ]
    yield from _counting(tuple(_told(sentences, labels, words, blocks, known)), flats, known)


def _told(
    sentences: Sequence[Sentence], labels: Sequence[bool], words: Sequence[Words], blocks: Sequence[Block], known: Cues
) -> Iterator[Sentence]:
    """The sentences; ``labels`` says of each whether it can be a label where its block begins with it."""
    label: int | None = None
    for at, one in enumerate(sentences):
        begins = not at or sentences[at - 1].block != one.block
        under = begins and label is not None and _is_under(one, sentences[label], blocks)
        if begins and not under:
            label = at if labels[at] else None
        if label == at:
            yield one._replace(labels=True)
        elif label is not None and (label == at - 1 or one.listed or under):
            yield one._replace(label=label)
        elif known.spaced and one.asks and len(words[at]) <= MOST_ASKING:
            yield one._replace(labels=True)
        else:
            yield one


def _is_under(one: Sentence, label: Sentence, blocks: Sequence[Block]) -> bool:
    """Whether it begins an item of the list that lies in the item of a label."""
    return one.section == label.section and blocks[one.block].level > blocks[label.block].level > 0


def _is_label(one: Sentence, flat: str, words: Words, known: Cues) -> bool:
    """Whether a sentence is a name and a stop, or in a list what to do: "Bed rest.", "Mash."."""
    if one.quote or one.leads_in or (one.tied and not one.item) or one.apart or not flat.endswith(_STOPS):
        return False
    if not known.spaced:
        return one.item and len(flat) <= MOST_POINTS
    aside = _ASIDE.search(flat)
    named = sum(start < aside.start() for start in words.starts) if aside else len(words)
    if not 0 < named <= (MOST_LISTED if one.item else MOST_WORDS) or (known.finite is NOTHING and not one.item):
        return False
    # "Marked genes.": no sentence that states something begins with its verb.
    return known.finite.search(flat, words.starts[1] if len(words) > 1 else len(flat)) is None


def _counting(sentences: Sequence[Sentence], flats: Sequence[str], known: Cues) -> Iterator[Sentence]:
    """The sentences; a short one with a figure, right before several labels of its section, counts those."""
    later = Counter(one.section for one in sentences if one.labels and not one.asks)
    for one, after, flat in zip(sentences, (*sentences[1:], None), flats, strict=False):
        later[one.section] -= one.labels and not one.asks
        heads = after is not None and after.labels and after.section == one.section and not (one.labels or one.asks)
        short = len(flat.encode()) <= CALL_BYTES
        counts = heads and short and later[one.section] > 1 and (known.figures.search(flat) or _FEW.search(flat))
        yield one._replace(leads_in=True, counted=max(later[one.section], one.counted)) if counts else one
