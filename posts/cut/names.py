"""The names in an article, known by how the article itself writes them: no list of names is needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, pairwise

from posts.cut.cues import Word
from posts.cut.tokens import NO_WORDS, Words

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
        self.inside, self.placed, self.definite, self.acting = (defaultdict[str, int](int) for _ in range(4))
        self.lower: set[str] = set()
        self.spoken: set[str] = set()

    def take(self, words: Words) -> None:
        """Counts the words of one sentence."""
        forms = words.forms
        self.lower.update([form.word for form in forms if not form.capital])
        for index in words.capitals:
            word, _, sort, _, _, _ = forms[index]
            if index:
                before = words.sorts[index - 1]
                self.inside[word] += 1
                self.placed[word] += bool(before & Word.LOCATING)
                self.definite[word] += bool(before & Word.DEFINITE)
            if not sort & (Word.LIGHT | Word.POINTING):
                self.acting[word] += _acts(words, index)
                if _speaks(words, index):
                    self.spoken.add(word)

    def answer(self, words: Words, after: Words) -> None:
        """A sentence that is all name is a person's where the next begins with "he": "Thomas Hill. He was …"."""
        short = 1 < len(words) <= MOST_NAMES and not words.any & Word.LIGHT
        if short and after and after.sorts[0] & Word.SUBJECT and all(form.capital for form in words.forms):
            self.acting[words.forms[-1].word] += 1
            self.spoken.add(words.forms[-1].word)


def names(sentences: Iterable[Words], *, lone: bool = False) -> Names:
    """What an article's sentences show of its names.

    ``lone``: they are all there is, too few to show how a word is written elsewhere; a capital letter then counts for
    a person's name wherever it stands.
    """
    counts = _Counts()
    for words, after in pairwise(chain(sentences, [NO_WORDS])):
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


def _speaks(words: Words, index: int) -> bool:
    """Whether a title stands before a name, or a verb of saying on either side."""
    if not words.any & (Word.TITLE | Word.SAYS):
        return False
    before = words.sorts[index - 1] if index and not words.apart[index] else 0
    after = words.forms[index + 1] if index + 1 < len(words) else None
    said = after is not None and not after.capital and after.sort & Word.SAYS
    return bool(said or (before & (Word.TITLE | Word.SAYS) and not before & Word.LIGHT))


def _acts(words: Words, index: int) -> bool:
    """Whether a name is a person's by what stands beside it, or begins a sentence that goes on in lower case."""
    forms, apart = words.forms, words.apart
    after = forms[index + 1] if index + 1 < len(forms) else None
    begins = index == 0 or (index == 1 and forms[0].capital and not words.sorts[0] & Word.LIGHT)
    begins |= index > 1 and forms[index - 1].capital and apart[index - 1] and not apart[index]
    return _speaks(words, index) or bool(begins and after and not after.capital and not after.sort & Word.FRONTING)
