"""Where the sentences of an article stand: in which block and section, under which heading, behind which lead-in."""

from __future__ import annotations

from collections.abc import Iterator

from posts.article.model import ITEMS, Article, Block, Kind
from posts.cut.cues import Cues
from posts.cut.headings import Heading, heading
from posts.cut.leads import Leads, leads_in
from posts.cut.quoting import quoted
from posts.cut.sentence import Sentence
from posts.cut.sentences import sentences

#: What posts are made of.
BODY = frozenset({Kind.PARAGRAPH, Kind.QUOTE, *ITEMS})
#: What parts sections.
APART = frozenset({Kind.TITLE, Kind.HEADING})


def placed(article: Article, known: Cues) -> Iterator[Sentence]:
    """Every sentence with its place. A mark at which the author wants posts to end begins a section of its own."""
    section, count = 0, 0
    leads = Leads()
    above: Heading | None = None
    first = False
    splits = frozenset(article.splits)
    for place, block in enumerate(article.blocks):
        if block.kind in APART:
            section, leads = section + 1, Leads()
            above, first = heading(article.of(block), block.start, known), True
        section += block.start in splits
        if block.kind not in BODY:
            continue
        goes_on = _goes_on(article, place)
        for sentence in _of(article, block, place, section, leads.of(block), above, first=first, goes_on=goes_on):
            yield sentence
            first, count = False, count + 1
        leads.take(block, count - 1, introduces=leads_in(article.of(block)))


def _goes_on(article: Article, place: int) -> bool:
    """Whether the next paragraph begins with a straight quotation mark."""
    after = next((block for block in article.blocks[place + 1 : place + 4] if block.kind in BODY | APART), None)
    return after is not None and article.text.startswith('"', after.start)


def _of(
    article: Article,
    block: Block,
    place: int,
    section: int,
    lead: int | None,
    above: Heading | None,
    *,
    first: bool,
    goes_on: bool,
) -> Iterator[Sentence]:
    """The sentences of one block; only the first of them may be the first under its heading, and an item's start."""
    spans = sentences(article.text, (block.start, block.end), article.language)
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
            step=block.kind is Kind.STEP,
            quote=block.kind is Kind.QUOTE,
            quoted=open_marks,
        )
