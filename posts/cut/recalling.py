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
from posts.cut.references import Demand, Given, Need, is_plural
from posts.cut.sentence import Sentence
from posts.cut.tokens import Words

#: What stands before a noun without an article, and behind it.
_BEFORE = Word.FRONTING | Word.JOINING | Word.LOCATING


def recalling(sentences: Sequence[Sentence], words: Sequence[Words]) -> Iterator[Sentence]:
    """The sentences, with their words; one that begins with what was spoken of before demands it.

    The sentence before it gives it as well. What is said by its name instead demands nothing.
    """
    said: set[str] = set()
    for at, one in enumerate(sentences):
        given = one.reference.given
        known = given is not None and not _is_named(one) and _is_known(given, said, words[:at])
        yield _recalls(one, given) if given and known else one
        said |= one.reference.stems


def _is_known(given: Given, said: set[str], before: Sequence[Words]) -> bool:
    """Whether earlier sentences tell which it is: the same noun, or of an event in whatever words."""
    return (given.event and bool(before)) or (given.stem in said and not _is_no_single(given, before))


def _is_named(sentence: Sentence) -> bool:
    return any(one.naming is not None for one in sentence.called)


def _recalls(sentence: Sentence, given: Given) -> Sentence:
    demand = Demand(Need.BEFORE, 0, given.end, frozenset({given.stem}))
    points = sentence.reference._replace(demands=(demand, *sentence.reference.demands))
    return sentence._replace(reference=points, naming=None)


def _is_no_single(given: Given, before: Sequence[Words]) -> bool:
    """Whether the article has said the noun without an article: what has no plural is said so."""
    return not is_plural(given.word) and any(_says_bare(given.word, one) for one in before)


def _says_bare(word: str, words: Words) -> bool:
    return any(
        form.word == word
        and at > 0
        and words.sorts[at - 1] & _BEFORE
        and (at + 1 == len(words) or words.apart[at + 1] or words.sorts[at + 1] & Word.LIGHT)
        for at, form in enumerate(words.forms)
    )
