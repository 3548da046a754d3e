"""Where the sentences of an article stand: in which block and section, under which heading, behind which lead-in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import regex

from posts.article.model import ITEMS, Article, Kind
from posts.cut.cues import Cues, Word
from posts.cut.headings import Heading, goal, heading
from posts.cut.leads import Leads, leads_in
from posts.cut.model import Span
from posts.cut.quoting import quoted
from posts.cut.sentence import Sentence
from posts.cut.sentences import sentences
from posts.cut.tying import STOPS

#: What posts are made of.
BODY = frozenset({Kind.PARAGRAPH, Kind.QUOTE, *ITEMS})
#: What parts sections.
APART = frozenset({Kind.TITLE, Kind.HEADING})
#: A footnote's figure inside of what was taken for one sentence: "Körper. 4 Die …".
_FOOTNOTE_WITHIN = regex.compile(r"(?<=\p{Ll}{4}[.!?][\"”’)]*)\s+\p{Nd}{1,3}(?=\s+(\p{Lu}\p{Ll}*)\s)")
#: Where none can be none is looked for, which takes longer.
_MAY_BE_FOOTNOTE = re.compile(r"[.!?][\"”’)]*\s+\d{1,3}\s")
#: A footnote's figure that begins what was taken for a sentence, or is all of it: "4 Even though …".
_FOOTNOTE = regex.compile(r"\p{Nd}{1,3}(?:\s+(?=(\p{Lu}\p{Ll}*)\s)|\Z)")


def placed(article: Article, known: Cues) -> Iterator[Sentence]:
    """Every sentence with its place. A mark at which the author wants posts to end begins a section of its own."""
    section, count = 0, 0
    leads = Leads()
    above, title, aim = None, None, None
    first = False
    splits = frozenset(article.splits)
    for place, block in enumerate(article.blocks):
        if block.kind in APART:
            section, leads = section + 1, Leads()
            names_all = block.kind is Kind.TITLE
            above, first = heading(article.of(block), block.start, known, title, is_title=names_all), True
            title, aim = (above, goal(above, known)) if names_all else (title, aim)
            above = aim or title if title and title.names_goal and above.lacks_goal else above
            above = aim if aim and above.is_step else above
        section += block.start in splits
        if block.kind not in BODY:
            continue
        goes_on = _goes_on(article, place)
        for sentence in _of(article, place, section, leads.of(block), above, known, first=first, goes_on=goes_on):
            yield sentence
            first, count = False, count + 1
        leads.take(block, count - 1, introduces=leads_in(article.of(block)) or _has_items(article, place))


def _has_items(article: Article, place: int) -> bool:
    """Whether an item that is a mere name has items of its own: "Income"."""
    block, after = article.blocks[place], article.blocks[place + 1 : place + 2]
    inner = bool(after) and block.kind in ITEMS and after[0].kind in ITEMS and after[0].level > block.level
    return inner and not article.of(block).endswith(STOPS)


def _goes_on(article: Article, place: int) -> bool:
    """Whether the next paragraph begins with a straight quotation mark."""
    after = next((block for block in article.blocks[place + 1 : place + 4] if block.kind in BODY | APART), None)
    return after is not None and article.text.startswith('"', after.start)


def _of(
    article: Article,
    place: int,
    section: int,
    lead: int | None,
    above: Heading | None,
    known: Cues,
    *,
    first: bool,
    goes_on: bool,
) -> Iterator[Sentence]:
    """The sentences of one block; only the first of them may be the first under its heading, and an item's start."""
    block = article.blocks[place]
    spans = _footnoted(article.text, sentences(article.text, (block.start, block.end), article.language), known)
    texts = [article.text[start:end] for start, end in spans]
    marks = quoted(texts, quote=block.kind is Kind.QUOTE, goes_on=goes_on)
    listed = block.kind in ITEMS
    for (start, end), text, open_marks in zip(spans, texts, marks, strict=True):
        begins = start == spans[0][0]
        yield Sentence(
            start,
            end,
            text,
            place,
            section,
            item=listed and begins,
            lead=lead if begins else None,
            heading=above,
            first=first and begins,
            listed=listed,
            depth=block.level if listed else 0,
            step=block.kind is Kind.STEP,
            quote=block.kind is Kind.QUOTE,
            quoted=open_marks,
        )


def _parted(text: str, span: Span, known: Cues) -> Iterator[Span]:
    """A sentence; two where a footnote's figure before the second kept them together, the figure with the first."""
    start, end = span
    for figure in _FOOTNOTE_WITHIN.finditer(text, start, end):
        if known.sort(figure[1].lower()) & Word.LIGHT:
            yield start, figure.end()
            start = figure.end() + len(text[figure.end() : end]) - len(text[figure.end() : end].lstrip())
    yield start, end


def _footnoted(text: str, spans: Sequence[Span], known: Cues) -> Sequence[Span]:
    """The sentences; a footnote's figure at the start of one belongs to the one before: "… their rights. 4 Even so, …".

    A light word in capitals behind it tells that a sentence begins there; "12 Monkeys" begins one itself.
    """
    if spans and _MAY_BE_FOOTNOTE.search(text, spans[0][0], spans[-1][1]):
        spans = [part for span in spans for part in _parted(text, span, known)]
    found = list(spans[:1])
    for start, end in spans[1:]:
        figure = _FOOTNOTE.match(text, start, end) if text[start].isdecimal() else None
        begins = start
        if figure and (figure[1] is None or known.sort(figure[1].lower()) & Word.LIGHT):
            found[-1] = (found[-1][0], start + len(figure[0].rstrip()))
            begins = figure.end()
        if begins < end:
            found.append((begins, end))
    return found
