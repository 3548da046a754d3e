"""What an article is about, in the words of its title, said before a post that leaves it unsaid: "Root canals: We …".

A leaflet says "the tooth" and "before your visit" all through, and only its title what for. A campaign's hashtag may
say so, too: then no post needs more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from posts.article.model import Article, Kind
from posts.cut.cohesion import plain
from posts.cut.cues import Cues, Form, Word
from posts.cut.edits import ASIDE, ITEM, LABEL
from posts.cut.headings import TOLD_MORE, heading
from posts.cut.leads import leads_in
from posts.cut.model import Span
from posts.cut.references import Need
from posts.cut.sentence import Sentence
from posts.cut.tokens import Words, tokens

#: So many words of a title are a theme; of a title, or what stands before a colon in it, so many are one as they are.
LEAST_WORDS, MOST_WORDS, MOST_IN_TITLE = 2, 3, 5
#: No word of it is shorter.
SHORTEST = 3
#: So much of a word tells it, whatever its ending.
KEY = 4
#: What names nothing.
_LIGHT = Word.LIGHT | Word.OWNER | Word.PERSON | Word.PLURAL | Word.THING | Word.FRONTING | Word.CONJOINING
#: So many sentences name it, and such a part of all of them.
LEAST, LEAST_PART = 3, 0.05


@dataclass(frozen=True)
class Theme:
    """The words of a title: ``text`` lies at ``start`` in the article's text; ``within`` is all of the title."""

    start: int
    text: str
    within: Span
    #: The beginnings of its words.
    keys: frozenset[str]

    def is_said(self, text: str) -> bool:
        """Whether a text, or a hashtag, names any of it."""
        lower = text.casefold()
        return any(key in lower for key in self.keys)

    def lacks(self, members: Sequence[Sentence], body: str) -> bool:
        """Whether a post takes it for known that it is about the theme: it names nothing, and is no story."""
        first = next(one for one in members if one.lends is None)
        headed = members[0].lends in (LABEL, ITEM) and members[0].reference.supplies & Need.BEFORE
        named = (
            first.voice
            or first.narrates
            or first.reference.supplies & Need.NAME
            or (members[0].lends is not None and not headed)
        )
        return not named and bool(headed or first.assumes) and not self.is_said(body)

    def before(self, members: Sequence[Sentence]) -> Sequence[Sentence]:
        """The members of a post behind the theme."""
        labelled = members[0].lends in (LABEL, ITEM) or leads_in(members[0].text) or ":" in members[0].text
        end = self.start + len(self.text)
        lent = Sentence(self.start, end, self.text, -1, members[0].section, within=self.within, stop="")
        return (lent._replace(lends=ASIDE if labelled else LABEL), *members)


def theme(article: Article, words: Sequence[Words], known: Cues) -> Theme | None:
    """What the title says that the article is about; None where it does not, or in a language without spaces."""
    title = article.blocks[0] if article.blocks and article.blocks[0].kind is Kind.TITLE else None
    if title is None or not known.spaced:
        return None
    flat = plain(article.of(title))
    count = Counter(key for said in words for key in {_key(form) for form in said.forms if not form.sort & Word.LIGHT})
    least = max(LEAST, LEAST_PART * len(words))
    runs = _runs(tokens(flat, known), count, least, known)
    found = _head(flat, count, least, known) or max(
        runs, key=lambda run: min(count[key] for key in run.keys), default=None
    )
    if found is None:
        return None
    text = flat[found.start : found.end]
    return Theme(title.start + found.start, text, (title.start, title.end), frozenset(found.keys))


def _head(flat: str, count: Counter[str], least: float, known: Cues) -> _Run | None:
    """All of a short title, or what stands before its colon, where that names what the article speaks of.

    "Having a colonoscopy" does, though nothing more is said of having; "On Recent Events" is no name.
    """
    told = TOLD_MORE.search(flat)
    head = flat[: told.start()] if told else flat
    forms = tokens(head, known).forms
    keys = [_key(form) for form in forms if not _is_light(form)]
    short = head[:1].isalpha() and len(head.split()) <= MOST_IN_TITLE
    if not keys or not short or forms[0].sort & Word.FRONTING or not heading(head, 0, known).is_label:
        return None
    often = [count[key] for key in keys]
    return _Run(0, len(head), keys) if max(often) >= least and min(often[len(often) > 1 :]) > 1 else None


@dataclass(frozen=True)
class _Run:
    """Words of a title that follow each other, and that the article says often."""

    start: int
    end: int
    keys: Sequence[str]


def _runs(words: Words, count: Counter[str], least: float, known: Cues) -> Iterator[_Run]:
    """The words between light words or marks, as far as the article says them often, where none counts the rest."""
    run: list[int] = []
    for at, form in enumerate(words.forms):
        if run and (words.apart[at] or _is_light(form)):
            yield from _whole(run, words, count, least, known)
            run = []
        run += [] if _is_light(form) else [at]
    if run:
        yield from _whole(run, words, count, least, known)


def _whole(run: Sequence[int], words: Words, count: Counter[str], least: float, known: Cues) -> Iterator[_Run]:
    """The first words of a run, as many as the article says often: "sports massage" of "sports massage questions"."""
    often = [*takewhile(lambda at: count[_key(words.forms[at])] >= least, run)]
    first = words.forms[run[0]].word
    counts = first.isdecimal() or known.figures.fullmatch(first)
    if LEAST_WORDS <= len(often) <= MOST_WORDS and not counts:
        often += _of_what(often[-1] + 1, words, count, least)
        yield _Run(words.starts[often[0]], words.end(often[-1]), [_key(words.forms[at]) for at in often])


def _of_what(at: int, words: Words, count: Counter[str], least: float) -> Sequence[int]:
    """The word that a "for" right behind a run adds, if the article says it often: "Massage Therapy for Sciatica"."""
    if at + 1 >= len(words) or any(words.apart[at : at + 2]) or not words.sorts[at] & Word.FRONTING:
        return []
    ends = at + 2 == len(words) or words.apart[at + 2] or _is_light(words.forms[at + 2])
    named = not _is_light(words.forms[at + 1]) and count[_key(words.forms[at + 1])] >= least
    return [at + 1] if ends and named else []


def _is_light(form: Form) -> bool:
    return bool(form.sort & _LIGHT) or len(form.word) < SHORTEST


def _key(form: Form) -> str:
    """What "pump" and "pumps" have in common."""
    return form.stem[:KEY]
