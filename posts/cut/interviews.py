"""Who answers in an interview: there an "I" is not whoever posts, and a post has to say who it is.

An interview is told by its title, or by its form: again and again a paragraph, or a heading, that asks a "you", and an
"I" in the paragraph behind it. Where readers ask, they ask as an "I", or it is a "we" that answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from posts.article.model import Article
from posts.cut.cohesion import plain
from posts.cut.cues import Cues, Word
from posts.cut.names import MOST_NAMES
from posts.cut.placing import APART
from posts.cut.sentence import NOBODY, Sentence, Voice
from posts.cut.tokens import Words, tokens

_OWN = Word.ONESELF | Word.OURSELVES
#: So many questions with an answer in the first person make an interview.
FEWEST = 3
_ASKS = regex.compile(r"[?？؟]\W*\Z")
_QUESTION_MARKS = ("?", "？", "؟")
_END = regex.compile(r"[,;:(–—]|[\s.:!?…]*\Z")
#: What ends before the title says that somebody is asked: "“Nobody was lazy.” A conversation with …".
_STOP = regex.compile(r"[.!?…:][\"”’»]*\s+")
_NAME = regex.compile(rf"\p{{Lu}}[\p{{L}}.'’-]*(?:\s\p{{Lu}}[\p{{L}}.'’-]*){{1,{MOST_NAMES - 1}}}")
#: What follows where not one person but several are asked.
_MORE = regex.compile(r"\s*(?:,\s*)?(\p{L}+|&)\s+\p{Lu}")


class Answer(NamedTuple):
    """What a sentence is in an interview."""

    #: Who says it, where it says "I" or "you"; None where it stands without that.
    voice: Voice | None = None
    #: Whether it is of a paragraph that asks, though it may tell something first.
    asks: bool = False
    #: Whether it answers without a verb, and is nothing without the question: "Passing a law that helps people."
    verbless: bool = False


def answers(article: Article, sentences: Sequence[Sentence], words: Sequence[Words], known: Cues) -> Iterator[Answer]:
    """What each sentence of an article is in an interview; of another article nothing."""
    asked = _questions(article, sentences, words, known)
    if not asked:
        yield from [Answer()] * len(sentences)
        return
    asker, answerer = _voices(article, known)
    begins = {one.block: one.start for one in reversed(sentences)}
    for one, said in zip(sentences, words, strict=True):
        if one.block in asked:
            # Who asks is said once, before the first question of a paragraph.
            voice = asker if one.start == begins[one.block] else Voice(begins[one.block], asks=True)
            yield Answer(voice if asked[one.block] else None, asks=True)
        else:
            own = answerer.name != asker.name or one.asks or _has(said, _OWN)
            says = own and one.block > min(asked)
            yield Answer(answerer if says else None, verbless=says and _is_verbless(one, said, known))


def _is_verbless(one: Sentence, said: Words, known: Cues) -> bool:
    """Whether a sentence begins with what is done, and nobody does it, clauses that tell of something aside."""
    flat = plain(one.text)
    if known.at("doing", flat) is None:
        return False
    end = next((said.starts[at] for at in said.of(Word.RELATIVE | Word.DETERMINER)), len(flat))
    return known.finite.search(flat[:end]) is None


def _questions(
    article: Article, sentences: Sequence[Sentence], words: Sequence[Words], known: Cues
) -> Mapping[int, bool]:
    """The blocks of an interview that ask, by their index, and whether they ask a "you"; none in another article."""
    places = [place for place, block in enumerate(article.blocks) if _is_question(article.of(block))]
    called = known.interviewing.search(plain(article.title)) is not None
    if len(places) < (1 if called else FEWEST):
        return {}
    own = _OWN if called else Word.ONESELF
    answers = {one.block for one, said in zip(sentences, words, strict=True) if _has(said, own)}
    # Who asks says "we" as well: "We take that as a compliment. Did it go as planned?"
    themselves = {one.block for one, said in zip(sentences, words, strict=True) if _has(said, Word.ONESELF)}
    flats = {place: plain(article.of(article.blocks[place])) for place in places if place not in themselves}
    asked = {place: _has(tokens(flat, known), Word.ADDRESSED) for place, flat in flats.items()}
    answered = [place for place, to_you in asked.items() if place + 1 in answers and (called or to_you)]
    return asked if len(answered) >= (1 if called else FEWEST) else {}


def _is_question(text: str) -> bool:
    return any(map(text.__contains__, _QUESTION_MARKS)) and _ASKS.search(text) is not None


def _has(words: Words, sort: int) -> bool:
    return bool(words.any & sort)


def _voices(article: Article, known: Cues) -> tuple[Voice, Voice]:
    """Who asks, and who answers: what the title says of both, and the person it names, if that is only one."""
    block = article.blocks[0]
    title = article.of(block)
    asks = known.interviewing.search(plain(title))
    if asks is None or block.kind not in APART:
        return NOBODY, NOBODY
    whole = (block.start, block.end)
    begin = max((stop.end() for stop in _STOP.finditer(title, 0, asks.start())), default=0)
    end = next(_END.finditer(title, asks.end())).start()
    both = Voice(block.start, (block.start + begin, block.start + end), whole)
    name = _NAME.match(title, asks.end())
    if name and not _joined(title, name.end(), known):
        whose = both._replace(name=(block.start + name.start(), block.start + name.end()))
    else:
        whose = both
    return both._replace(asks=True), whose


def _joined(title: str, at: int, known: Cues) -> bool:
    after = _MORE.match(title, at)
    return after is not None and (after[1] == "&" or bool(known.sort(after[1].lower()) & Word.JOINING))
