"""A paragraph or an item that begins with what it is about: "Bed rest. A day is fine.", "Walk. Five minutes do."."""

from __future__ import annotations

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
    yield from _counting(tuple(_told(sentences, flats, words, blocks, known)), flats, known)


def _told(
    sentences: Sequence[Sentence],
    flats: Sequence[str],
    words: Sequence[Words],
    blocks: Sequence[Block],
    known: Cues,
) -> Iterator[Sentence]:
    label: int | None = None
    for at, one in enumerate(sentences):
        goes_on = at + 1 < len(sentences) and sentences[at + 1].block == one.block
        begins = not at or sentences[at - 1].block != one.block
        under = begins and label is not None and _is_under(blocks, sentences[label].block, one.block)
        if begins and not under:
            label = at if goes_on and _is_label(one, flats[at], words[at], known) else None
        if label == at:
            yield one._replace(labels=True)
        elif label is not None and (label == at - 1 or one.listed or under):
            yield one._replace(label=label)
        elif known.spaced and one.asks and len(words[at]) <= MOST_ASKING:
            yield one._replace(labels=True)
        else:
            yield one


def _is_under(blocks: Sequence[Block], above: int, block: int) -> bool:
    """Whether a block is an item of the list that lies in another one's item."""
    return all(one.level > blocks[above].level for one in blocks[above + 1 : block + 1]) and blocks[above].level > 0


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
    for at, (one, flat) in enumerate(zip(sentences, flats, strict=True)):
        following = sentences[at + 1] if at + 1 < len(sentences) else None
        heads = following is not None and following.labels and following.section == one.section and not one.labels
        short = len(flat.encode()) <= CALL_BYTES and not one.asks
        if not (heads and short and (known.figures.search(flat) or _FEW.search(flat))):
            yield one
            continue
        later = (after for after in sentences[at + 1 :] if after.section == one.section)
        many = sum(after.labels and not after.asks for after in later)
        yield one._replace(leads_in=True, counted=max(many, one.counted)) if many > 1 else one
