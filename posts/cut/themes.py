"""What an article is about, in the words of its title, said before a post that leaves it unsaid: "Root canals: We …".

A leaflet says "the tooth" and "before your visit" all through, and only its title what for. A campaign's hashtag may
say so, too: then no post needs more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posts.article.model import Article, Kind
from posts.cut.cohesion import plain
from posts.cut.cues import Cues, Word
from posts.cut.edits import ASIDE, LABEL
from posts.cut.headings import TOLD_MORE, heading
from posts.cut.leads import leads_in
from posts.cut.model import Span
from posts.cut.references import Need
from posts.cut.sentence import Sentence
from posts.cut.tokens import Words, tokens

#: So many words of a title are a theme; of a title, or what stands before a colon in it, so many are one as they are.
LEAST_WORDS, MOST_WORDS, MOST_IN_TITLE = 2, 3, 5
#: So many sentences name it, and such a part of all of them.
LEAST, LEAST_PART = 3, 0.05


@dataclass(frozen=True)
class Theme:
    """The words of a title: ``text`` lies at ``start`` in the article's text; ``within`` is all of the title."""

    start: int
    text: str
    within: Span
    #: The stems of its words that the article says often.
    stems: frozenset[str]

    def is_said(self, text: str) -> bool:
        """Whether a text, or a hashtag, names any of it."""
        lower = text.casefold()
        return any(stem in lower for stem in self.stems)

    def lacks(self, members: Sequence[Sentence], body: str) -> bool:
        """Whether a post takes it for known that it is about the theme, and is of nobody and nothing by name."""
        first = next(one for one in members if one.lends is None)
        headed = members[0].lends == LABEL and members[0].reference.supplies & Need.BEFORE
        named = first.voice or first.reference.supplies & Need.NAME or (members[0].lends is not None and not headed)
        return not named and bool(headed or first.assumes) and not self.is_said(body)

    def before(self, members: Sequence[Sentence]) -> Sequence[Sentence]:
        """The members of a post behind the theme."""
        labelled = members[0].lends == LABEL or leads_in(members[0].text) or ":" in members[0].text
        end = self.start + len(self.text)
        lent = Sentence(self.start, end, self.text, -1, members[0].section, within=self.within, stop="")
        return (lent._replace(lends=ASIDE if labelled else LABEL), *members)


def theme(article: Article, words: Sequence[Words], known: Cues) -> Theme | None:
    """What the title says that the article is about; None where it does not, or in a language without spaces."""
    title = article.blocks[0] if article.blocks and article.blocks[0].kind is Kind.TITLE else None
    if title is None or not known.spaced:
        return None
    count = Counter(stem for said in words for stem in {form.stem for form in said.forms if not form.sort & Word.LIGHT})
    flat = plain(article.of(title))
    runs = list(_runs(tokens(flat, known), count, max(LEAST, LEAST_PART * len(words))))
    told = TOLD_MORE.search(flat)
    head = flat[: told.start()] if told else flat
    begins = head[:1].isalpha() and runs and runs[0].start < len(head) and len(head.split()) <= MOST_IN_TITLE
    if begins and heading(head, title.start, known).is_label:
        stems = frozenset(stem for run in runs if run.start < len(head) for stem in run.stems)
        return Theme(title.start, head, (title.start, title.end), stems)
    long = [run for run in runs if len(run.stems) >= LEAST_WORDS]
    if len(long) != 1:
        return None
    (run,) = long
    return Theme(title.start + run.start, flat[run.start : run.end], (title.start, title.end), frozenset(run.stems))


@dataclass(frozen=True)
class _Run:
    """Words of a title that follow each other, and that the article says often."""

    start: int
    end: int
    stems: Sequence[str]


def _runs(words: Words, count: Counter[str], least: float) -> Iterator[_Run]:
    run: list[int] = []
    for at, form in enumerate(words.forms):
        often = not form.sort & Word.LIGHT and count[form.stem] >= least
        if run and (not often or words.apart[at] or len(run) == MOST_WORDS):
            yield _run(run, words)
            run = []
        run += [at] if often else []
    if run:
        yield _run(run, words)


def _run(run: Sequence[int], words: Words) -> _Run:
    return _Run(words.starts[run[0]], words.end(run[-1]), [words.forms[at].stem for at in run])
