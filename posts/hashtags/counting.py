"""How often an article says each run of words, and what stands around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from posts.hashtags.words import Run, Vocabulary, Word

#: The most words of one phrase.
MOST_WORDS = 4

#: A phrase's words, each without what only inflects it.
Key: TypeAlias = tuple[str, ...]


@dataclass(slots=True)
class Said:
    """What was counted of one phrase."""

    #: Where it is said first, as a code point of the article's text.
    start: int
    count: int = 0
    #: How often it is said, where a title's and a heading's words count more.
    weight: int = 0
    in_title: bool = False
    forms: Counter[tuple[str, ...]] = field(default_factory=Counter)
    #: How often it is all that stands between two stop words or signs.
    alone: int = 0
    #: How often it stands where only a verb can, and where only a noun can.
    as_verb: int = 0
    as_noun: int = 0
    #: How often a capital could show that its last word is a name or, in German, a noun; and how often it did.
    shown: int = 0
    capitals: int = 0

    def take(self, part: Sequence[Word], run: Run, words: Vocabulary) -> None:
        """Counts one more place where it is said."""
        self.count += 1
        self.weight += run.weight
        self.in_title |= run.in_title
        self.forms[tuple([word.text for word in part])] += 1
        self.alone += len(part) == len(run.words)
        before, last = part[0].after, part[-1]
        self.as_verb += before in words.before_verbs
        self.as_noun += before in words.articles
        if run.weight == 1 and not last.opens:
            self.shown += 1
            self.capitals += last.text[0].isupper()


def counted(runs: Sequence[Run], words: Vocabulary) -> Mapping[Key, Said]:
    """Every part of every run that can be a phrase, by its key, in the article's order.

    Outside of titles and headings that is only what is made of words that come again.
    """
    often = Counter([word.key for run in runs for word in run.words])
    said: dict[Key, Said] = {}
    for run in runs:
        for part in _parts(run, often):
            key = tuple([word.key for word in part])
            one = said.get(key)
            if one is None:
                one = said[key] = Said(part[0].start)
            one.take(part, run, words)
    return said


def _parts(run: Run, often: Mapping[str, int]) -> Iterator[Sequence[Word]]:
    words = run.words
    for first in range(len(words)):
        for last in range(first + 1, min(first + MOST_WORDS, len(words)) + 1):
            if run.weight == 1 and often[words[last - 1].key] == 1:
                break
            yield words[first:last]
