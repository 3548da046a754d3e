"""An article read for cutting: its sentences in order, each with its place and its ties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import regex

from posts.article.model import Article, Block, Kind
from posts.cut import cohesion
from posts.cut.cues import Cues, cues
from posts.cut.sentences import sentences

#: What posts are made of.
BODY = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.QUOTE})
#: What parts sections.
APART = frozenset({Kind.TITLE, Kind.HEADING})

_CLOSING = r"[\p{Pe}\p{Pf}\p{Pi}\p{So}\p{M}\s\"'*\u200d]"
#: A stop, then at most closing marks, emoji, hashtags or a footnote's number.
_ENDED = regex.compile(rf"[.!?…。！？।॥؟።။](?:{_CLOSING}|[#＃]\w+|(?<!\p{{Nd}}\.)\[?\p{{Nd}}{{1,3}})*\Z")
_LEADS_IN = regex.compile(r"[:：][\p{Pf}\"')*]*\Z")
#: Below this size in UTF-8 bytes, what does not end like a sentence is a label, a date line, a caption.
LABEL_BYTES = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article's body: ``text`` lies at ``start`` in the article's text, end exclusive."""

    start: int
    end: int
    text: str
    #: Index of its block in the article, and of its section: both rise through the article.
    block: int
    section: int
    #: How many code points at its start are connectives that may go.
    connective: int = 0
    #: Whether it hangs on the sentence before it.
    points_back: bool = False
    #: Whether it is no sentence and no part of a list.
    fragment: bool = False
    #: Whether it introduces what follows it.
    leads_in: bool = False
    #: Whether a list item begins with it.
    item: bool = False
    #: Index of the sentence that introduces its list, which a post that opens here repeats.
    lead: int | None = None


def read(article: Article) -> tuple[Sentence, ...]:
    """The sentences of the article's paragraphs, list items and quotes, in order."""
    words = cues(article.language)
    return tuple(_tied(sentence, words) for sentence in _placed(article))


def unread(article: Article) -> Iterator[Block]:
    """The blocks that no sentence is read from though they are no headings: code and captions."""
    return (block for block in article.blocks if block.kind not in BODY | APART)


def _placed(article: Article) -> Iterator[Sentence]:
    """Every sentence with its place."""
    section, count = 0, 0
    leads = _Leads()
    for number, block in enumerate(article.blocks):
        if block.kind in APART:
            section, leads = section + 1, _Leads()
        if block.kind not in BODY:
            continue
        lead = leads.of(block) if block.kind is Kind.LIST_ITEM else None
        for start, end in sentences(article.text, (block.start, block.end), article.language):
            first = block.kind is Kind.LIST_ITEM and start == block.start
            text = article.text[start:end]
            yield Sentence(start, end, text, number, section, item=first, lead=lead if first else None)
            count += 1
        leads.take(block, article.of(block), count - 1)


@dataclass(slots=True)
class _Leads:
    """What introduces a list: the sentence right before it in its section, for an inner list its item with a colon."""

    #: Index of the sentence, by the level from which on it introduces.
    by_level: dict[int, int] = field(default_factory=dict)

    def of(self, block: Block) -> int | None:
        """What introduces this list item; None where nothing does."""
        levels = [level for level in self.by_level if level <= block.level]
        return self.by_level[max(levels)] if levels else None

    def take(self, block: Block, text: str, last: int) -> None:
        """Goes on to behind the block, whose last sentence has this index."""
        if block.kind is not Kind.LIST_ITEM:
            self.by_level = {0: last}
            return
        self.by_level = {level: lead for level, lead in self.by_level.items() if level <= block.level}
        if _LEADS_IN.search(text):
            self.by_level[block.level + 1] = last


def _tied(sentence: Sentence, words: Cues) -> Sentence:
    """The sentence with what its own words tell of its ties."""
    text = sentence.text
    connective = cohesion.connective(text, words)
    rest = text[connective : connective + 1].upper() + text[connective + 1 :] if connective else text
    whole = bool(_ENDED.search(text)) or (len(text.encode()) >= LABEL_BYTES and not sentence.item)
    introduced = sentence.lead is not None
    return replace(
        sentence,
        connective=connective,
        points_back=cohesion.points_back(rest, words) or (introduced and not whole),
        fragment=not whole and not introduced and not _LEADS_IN.search(text),
        leads_in=bool(_LEADS_IN.search(text)),
    )
