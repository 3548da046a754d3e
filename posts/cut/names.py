"""The names in an article, known by how the article itself writes them: no list of names is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from posts.cut.cues import Word
from posts.cut.tokens import Token

#: A person has no more names than this.
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Names:
    """The names of an article, in lower case, word by word."""

    #: Written with a capital letter inside sentences, and never without one.
    all: frozenset[str] = frozenset()
    #: Those that are people's.
    people: frozenset[str] = frozenset()
    #: Those that mostly follow "in", "at", "from".
    places: frozenset[str] = frozenset()
    #: Those that say something, and are surely nothing but people's: no place's, and no thing's ("the Union").
    speaking: frozenset[str] = frozenset()


class _Counts:
    """How often each word stands how."""

    def __init__(self) -> None:
        self.inside, self.placed, self.definite, self.acting = (Counter[str]() for _ in range(4))
        self.lower: set[str] = set()
        self.spoken: set[str] = set()

    def take(self, words: Sequence[Token]) -> None:
        """Counts the words of one sentence."""
        self.lower.update([token.word for token in words if not token.capital])
        for index, token in [(index, token) for index, token in enumerate(words) if token.capital]:
            before = words[index - 1] if index else None
            if before:
                self.inside[token.word] += 1
                self.placed[token.word] += bool(before.sort & Word.LOCATING)
                self.definite[token.word] += bool(before.sort & Word.DEFINITE)
            if not token.sort & (Word.LIGHT | Word.POINTING):
                self.acting[token.word] += _acts(words, index)
                if _speaks(words, index):
                    self.spoken.add(token.word)

    def answer(self, words: Sequence[Token], after: Sequence[Token]) -> None:
        """A sentence that is all name is a person's where the next begins with "he": "Thomas Hill. He was …"."""
        alone = 1 < len(words) <= MOST_NAMES and all(token.capital and not token.sort & Word.LIGHT for token in words)
        if alone and after and after[0].sort & Word.SUBJECT:
            self.acting[words[-1].word] += 1
            self.spoken.add(words[-1].word)


def names(sentences: Iterable[Sequence[Token]], *, lone: bool = False) -> Names:
    """What an article's sentences show of its names.

    ``lone``: they are all there is, too few to show how a word is written elsewhere; a capital letter then counts for
    a person's name wherever it stands.
    """
    counts = _Counts()
    for words, after in pairwise(chain(sentences, [()])):
        counts.take(words)
        counts.answer(words, after)
    known = frozenset({*counts.inside, *counts.acting} - counts.lower)
    places = frozenset(w for w in known - counts.spoken if counts.placed[w] > counts.acting[w])
    acting = {
        word
        for word in known
        if (lone and counts.inside[word])
        or (counts.acting[word] and (lone or counts.inside[word] or word in counts.spoken))
    }
    people = frozenset(w for w in acting - places if 2 * counts.definite[w] <= counts.inside[w])
    speaking = frozenset(w for w in people & counts.spoken if not counts.placed[w] and not counts.definite[w])
    return Names(known, people, places, speaking)


def _speaks(words: Sequence[Token], index: int) -> bool:
    """Whether a title stands before a name, or a verb of saying on either side."""
    before = words[index - 1] if index else None
    after = words[index + 1] if index + 1 < len(words) else None
    return bool(
        (before and before.sort & (Word.TITLE | Word.SAYS) and not before.sort & Word.LIGHT and not words[index].apart)
        or (after and not after.capital and after.sort & Word.SAYS)
    )


def _acts(words: Sequence[Token], index: int) -> bool:
    """Whether a name is a person's by what stands beside it, or begins a sentence that goes on in lower case."""
    after = words[index + 1] if index + 1 < len(words) else None
    begins = index == 0 or (index == 1 and words[0].capital and not words[0].sort & Word.LIGHT)
    begins |= index > 1 and words[index - 1].capital and words[index - 1].apart and not words[index].apart
    return _speaks(words, index) or bool(begins and after and not after.capital and not after.sort & Word.FRONTING)
