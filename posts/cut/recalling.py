"""What an article has spoken of before, and a sentence takes for known: a post that begins with it lacks what it is.

Behind "A document was found on the street" a sentence may begin with "The document"; by itself it leaves a reader to
ask which. Of the sentences of https://github.com/amir-zeldes/gum that begin so with what was said before, four in five
point back by people's annotation. So does "The announcement" or "At the meeting", though the article said it in other
words. What an article also says without an article ("the pain", where it speaks of "relief
from pain") is no single thing, and asks for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from posts.cut.cues import Word
from posts.cut.given import Given, is_plural, tells
from posts.cut.references import Demand, Need
from posts.cut.sentence import Sentence
from posts.cut.tokens import Words

#: What stands before a noun without an article, and behind it.
_BEFORE = Word.FRONTING | Word.JOINING | Word.LOCATING
#: What ends a noun that stands before it.
_ENDS = Word.LIGHT | Word.LOOSE


def recalling(sentences: Sequence[Sentence], words: Sequence[Words]) -> Iterator[Sentence]:
    """The sentences, with their words; one that begins with what was spoken of before demands it.

    The sentence before it gives it as well. What is said by its name instead demands nothing.
    """
    said, bare = set[str](), set[str]()
    for at, (one, own) in enumerate(zip(sentences, words, strict=True)):
        given = one.reference.given
        # Earlier sentences tell which it is: they have the same noun, or tell of an event in whatever words.
        known = given and ((at and given.event) or (given.stem in said and not _is_no_single(given, bare)))
        recalled = _recalls(one, given) if given and known and not _is_named(one) else one
        event = _event(own) if at and recalled is one else None
        yield _demands(recalled, event) if event else recalled
        said |= one.reference.stems
        bare.update(_bare(own))


def _is_named(sentence: Sentence) -> bool:
    return any(one.naming is not None for one in sentence.called)


def _recalls(sentence: Sentence, given: Given) -> Sentence:
    return _demands(sentence, Demand(Need.BEFORE, 0, given.end, frozenset({given.stem}), recalled=True))._replace(
        naming=None
    )


def _demands(sentence: Sentence, demand: Demand) -> Sentence:
    points = sentence.reference._replace(demands=(demand, *sentence.reference.demands))
    return sentence._replace(reference=points)


def _event(words: Words) -> Demand | None:
    """What further on in a sentence takes up what happened: "they looked into the incident"."""
    if not words.any & Word.GIVEN:
        return None
    for at in range(1, len(words)):
        if words.sorts[at] & Word.EVENT and words.sorts[at - 1] & Word.GIVEN and _is_alone(words, at):
            form = words.forms[at]
            return Demand(Need.BEFORE, words.starts[at - 1], words.end(at), frozenset({form.stem}), recalled=True)
    return None


def _is_alone(words: Words, at: int) -> bool:
    """Whether neither the sentence so far nor what follows a noun tells which it is."""
    form = words.forms[at]
    if any(one.stem == form.stem for one in words.forms[:at]):
        return False
    if at + 1 == len(words) or words.apart[at + 1]:
        return True
    behind = words.sorts[at + 1]
    if behind & Word.JOINING:  # "the jury and was …" says no more of it, "the jury and the judge" may
        behind = words.sorts[at + 2] & ~Word.JOINING if at + 2 < len(words) else 0
        return bool(behind & _ENDS) and not tells(behind) and not behind & (Word.DEFINITE | Word.POINTING)
    return bool(behind & _ENDS) and not tells(behind) and not behind & Word.POINTING


def _is_no_single(given: Given, bare: set[str]) -> bool:
    """Whether the article has said the noun without an article: what has no plural is said so."""
    return given.word in bare and not is_plural(given.word)


def _bare(words: Words) -> Iterator[str]:
    """The words that a sentence says without an article, if they are nouns."""
    last = len(words) - 1
    for at in words.of(_BEFORE):
        if at < last and (at + 1 == last or words.apart[at + 2] or words.sorts[at + 2] & Word.LIGHT):
            yield words.forms[at + 1].word
