"""An article read for cutting: its sentences in order, each with its place and its ties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from posts.article.model import ITEMS, Article, Block, Kind
from posts.cut import cohesion
from posts.cut.cohesion import PLAIN, Opening, Tie, plain
from posts.cut.cues import NOTHING, Cues, cues
from posts.cut.leads import Leads
from posts.cut.marks import leaning, marks, number
from posts.cut.model import Edit, Span
from posts.cut.names import Names, names
from posts.cut.naming import Naming, Spoken, namings
from posts.cut.quoting import quoted
from posts.cut.references import NO_REFERENCE, Need, Reference
from posts.cut.sentences import sentences
from posts.cut.tokens import Token, tokens
from posts.cut.why import Why

#: What posts are made of.
BODY = frozenset({Kind.PARAGRAPH, Kind.QUOTE, *ITEMS})
#: What parts sections.
APART = frozenset({Kind.TITLE, Kind.HEADING})

_CLOSING = r"[\p{Pe}\p{Pf}\p{Pi}\p{So}\p{M}\s\"'*\u200d]"
#: A stop, then at most closing marks, emoji, hashtags or a footnote's number.
_ENDED = regex.compile(
    rf"[.!?…。！？।॥؟።။](?:{_CLOSING}|[#＃]\w+|(?<!\p{{Nd}}\.)\[?\p{{Nd}}{{1,3}}[\]\p{{Nd}}–, -]*)*\Z"
)
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
#: A heading of more words is no label.
MOST_WORDS = 10
_ASIDE = regex.compile(r"\([^()]*\)")
_ASKS = regex.compile(r"[?？؟][\p{Pf}\"')]*\Z")
_COLON = regex.compile(r"[:：][\p{Pf}\"')*]*\Z")
#: Below this size in UTF-8 bytes, what does not end like a sentence is a label, a date line, a caption.
LABEL_BYTES = 60
#: A call to act, or a bio, is not longer than this in UTF-8 bytes; what is says something beside.
CALL_BYTES = 160


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article's body: ``text`` lies at ``start`` in the article's text, end exclusive."""

    start: int
    end: int
    text: str
    #: Index of its block in the article, and of its section: both rise through the article.
    block: int
    section: int
    opening: Opening = PLAIN
    reference: Reference = NO_REFERENCE
    #: Whether it introduces what follows it.
    leads_in: bool = False
    #: Whether a list item begins with it.
    item: bool = False
    #: Index of the sentence that introduces its list, which a post that opens here repeats.
    lead: int | None = None
    #: Whether it can only be said with what introduces its list: an item that is no sentence, or a step to a goal.
    needs_lead: bool = False
    #: The heading above it, and whether it is the first sentence under that.
    heading: Span | None = None
    first: bool = False
    #: Whether it is a question.
    asks: bool = False
    #: Whether it lies in an item of a list, which begins with it or before it.
    listed: bool = False
    #: Whether that list is numbered, and whether it lies in a block quotation.
    step: bool = False
    quote: bool = False
    #: Whether the heading above it says that something is not so ("Myths"), and has to be said with it.
    denied: bool = False
    #: Whether it warns: then a heading may be lent to it wherever it stands, so that it is never lost.
    caveat: bool = False
    #: The quotation mark that is open before it, and the one that is open behind it.
    quoted: tuple[str, str] = ("", "")
    #: Why it is no post and no part of one, though its words would allow it.
    apart: Why | None = None
    #: What of it leans on the sentence before, though it is no connective at the start; it goes where a post opens.
    leaning: tuple[Edit, ...] = ()
    #: What of it means nothing outside of the article.
    marks: tuple[Edit, ...] = ()
    #: Whom its pronouns mean, where only they point back and it is plain.
    naming: Naming | None = None
    #: Whether it lends a post only a name: what stands between this and the next sentence, then.
    lends: str | None = None
    #: All of the sentence that it is half of, and what then ends it; for a whole one, its own place.
    within: Span | None = None
    stop: str = "."

    @property
    def whole(self) -> Span:
        """Where the whole sentence lies."""
        return self.within or (self.start, self.end)

    @property
    def hangs(self) -> bool:
        """Whether its first words go on with the sentence before it."""
        return self.opening.tie is Tie.HANGS

    @property
    def tied(self) -> bool:
        """Whether anything in it ties it to what is before it."""
        return self.opening.tie is not Tie.NONE or bool(self.reference.demands)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's sentences, their words, and the names among these."""

    sentences: tuple[Sentence, ...]
    words: tuple[tuple[Token, ...], ...]
    names: Names


def read(article: Article) -> Reading:
    """The sentences of the article's paragraphs, list items and quotes, in order."""
    return read_with(article, None, lone=False)


def read_with(article: Article, known_names: Names | None, *, lone: bool = True) -> Reading:
    """The same of a text whose names are known already, or that is too short to show them (``lone``)."""
    known = cues(article.language)
    placed = tuple(_placed(article))
    flats = [plain(sentence.text) for sentence in placed]
    words = tuple(tokens(flat, known) for flat in flats)
    numbers = frozenset(number(flat) for flat in flats)
    named = known_names or names(words, lone=lone)
    tied = tuple(
        _tied(
            article,
            sentence,
            flat,
            spoken,
            named,
            known,
            None if sentence.lead is None else placed[sentence.lead],
            counted=_is_counted(number(flat), numbers),
        )
        for sentence, flat, spoken in zip(placed, flats, words, strict=True)
    )
    spoken = [
        Spoken(flat, one.start, one.section, said, one.reference)
        for flat, one, said in zip(flats, tied, words, strict=True)
    ]
    found = namings(spoken, named, article.title)
    return Reading(tuple(replace(one, naming=name) for one, name in zip(tied, found, strict=True)), words, named)


def unread(article: Article) -> Iterator[Block]:
    """The blocks that no sentence is read from though they are no headings: code and captions."""
    return (block for block in article.blocks if block.kind not in BODY | APART)


def _placed(article: Article) -> Iterator[Sentence]:
    """Every sentence with its place. A mark at which the author wants posts to end begins a section of its own."""
    section, count = 0, 0
    leads = Leads()
    heading: Span | None = None
    fresh = False
    splits = frozenset(article.splits)
    for place, block in enumerate(article.blocks):
        if block.kind in APART:
            section, leads = section + 1, Leads()
            heading, fresh = (block.start, block.end), True
        if block.start in splits:
            section += 1
        if block.kind not in BODY:
            continue
        listed = block.kind in ITEMS
        lead = leads.of(block) if listed else None
        spans = sentences(article.text, (block.start, block.end), article.language)
        texts = [article.text[start:end] for start, end in spans]
        marked = quoted(texts, quote=block.kind is Kind.QUOTE)
        for (start, end), text, marks_open in zip(spans, texts, marked, strict=True):
            yield Sentence(
                start,
                end,
                text,
                place,
                section,
                item=listed and start == block.start,
                lead=lead if start == block.start else None,
                heading=heading,
                first=fresh,
                listed=listed,
                step=block.kind is Kind.STEP,
                quote=block.kind is Kind.QUOTE,
                quoted=marks_open,
            )
            fresh = False
            count += 1
        leads.take(block, count - 1, introduces=bool(_COLON.search(article.of(block))))


def _tied(
    article: Article,
    sentence: Sentence,
    flat: str,
    words: tuple[Token, ...],
    named: Names,
    known: Cues,
    lead: Sentence | None,
    *,
    counted: bool,
) -> Sentence:
    """The sentence with what its own words tell of its ties."""
    begins = cohesion.opening(flat, known)
    gone = tuple(marks(flat, sentence.start, known, listed=sentence.listed, counted=counted))
    size = len(flat.encode())
    whole = bool(_ENDED.search(flat)) or (size >= LABEL_BYTES and not sentence.item)
    denied = known.denials.search(_heading(sentence, article)) is not None
    if lead and _COLON.search(lead.text):
        clause = known.finite is NOTHING or known.finite.search(_ASIDE.sub("", flat)) is not None
        whole = whole and clause and not any(word.search(plain(lead.text)) for word in (known.denials, known.negations))
    heading = _heading(sentence, article)
    introduced = sentence.lead is not None or (sentence.item and " " in heading.strip() and is_label(heading, known))
    goal = (
        sentence.item
        and sentence.lead is None
        and is_label(heading, known)
        and (sentence.step or known.steps.search(heading))
    )
    colon = bool(_COLON.search(flat))
    points = cohesion.reference(flat, words, named, known, begins.length)
    leading = colon or (size <= CALL_BYTES and bool(known.leading.match(flat, begins.length)))
    return replace(
        sentence,
        opening=begins,
        reference=_ahead(points) if colon else points,
        leads_in=leading,
        needs_lead=bool((introduced and not whole) or goal),
        denied=denied,
        asks=bool(_ASKS.search(flat)),
        caveat=bool(points.demands) and known.caveats.search(flat) is not None,
        apart=_apart(_unmarked(flat, sentence.start, gone), begins.length, size, known)
        or (None if whole or introduced or colon else Why.FRAGMENT),
        leaning=tuple(leaning(flat, sentence.start, begins.length, known)),
        marks=gone,
    )


def _is_counted(one: int | None, numbers: frozenset[int | None]) -> bool:
    """Whether a number at the start of a sentence is one of a row: "3. Oktober" alone is a date."""
    return one is not None and (one - 1 in numbers or one + 1 in numbers)


def _ahead(points: Reference) -> Reference:
    """What a sentence that ends with a colon demands of what is before it: a "these" inside it means what follows."""
    return replace(
        points, demands=tuple(one for one in points.demands if one.need != Need.BEFORE or one.stems or not one.start)
    )


def _unmarked(flat: str, start: int, gone: Sequence[Edit]) -> str:
    """What is left of a sentence's text, as long as before."""
    for mark in gone:
        flat = flat[: mark.start - start] + " " * (mark.end - mark.start) + flat[mark.end - start :]
    return flat


def _heading(sentence: Sentence, article: Article) -> str:
    return article.text[slice(*sentence.heading)] if sentence.heading else ""


def is_label(heading: str, known: Cues) -> bool:
    """Whether a heading can introduce what stands under it: it names a matter, says and asks nothing, and is short."""
    says = heading.rstrip().endswith(("?", "？", "؟")) or known.finite.search(plain(heading)) is not None
    return not says and 0 < len(_LETTERS.findall(heading)) <= MOST_WORDS


def _apart(flat: str, at: int, size: int, known: Cues) -> Why | None:
    """Why a sentence is no post whatever goes with it."""
    if size <= CALL_BYTES and known.calls.match(flat, at):
        return Why.CALL
    if size <= 2 * CALL_BYTES and known.author.search(flat):
        return Why.AUTHOR
    if known.linking.fullmatch(flat.rstrip(" .!?,")):
        return Why.FRAGMENT
    return Why.ABOUT_TEXT if known.about_text.search(flat, at) else None
