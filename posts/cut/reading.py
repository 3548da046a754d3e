"""An article read for cutting: its sentences in order, each with its place and its ties."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from posts.article.model import Article, Block
from posts.cut.abbreviations import spelled_out
from posts.cut.announcing import announcing
from posts.cut.calling import callings, in_full
from posts.cut.cohesion import Tie, opposed, parallel, plain
from posts.cut.cues import Cues, cues
from posts.cut.interviews import Answer, answers
from posts.cut.kinds import kinds_called
from posts.cut.labelling import labelling
from posts.cut.marks import number
from posts.cut.names import Names, names
from posts.cut.naming import Spoken, names_in, namings
from posts.cut.placing import APART, BODY, placed
from posts.cut.recalling import recalling
from posts.cut.sentence import Sentence, Voice
from posts.cut.themes import Theme, theme
from posts.cut.tokens import Words, tokens
from posts.cut.tying import CALL_BYTES, STOPS, Ties
from posts.cut.voices import Voices
from posts.cut.why import Why

#: So many items at most are said together where they are counted; more seldom fit, and nobody takes three for nine.
MOST_COUNTED = 4
#: An answer of so many words is none without its question; the second, where no verb is in it or a heading asks.
MOST_ANSWERED, MOST_UNASKED = 3, 6
#: What may close a sentence behind its stop, or introduces in its own way.
_CLOSES = (":", "：", '"', "”", "»", ")", "]", "）")
#: A number of items.
_FEW = regex.compile(r"(?<![\w.,])[2-4](?![\w.,%])")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's sentences, their words, and the names among these."""

    sentences: tuple[Sentence, ...]
    words: tuple[Words, ...]
    names: Names
    theme: Theme | None = None


def read(article: Article) -> Reading:
    """The sentences of the article's paragraphs, list items and quotes, in order."""
    return read_with(article, None, lone=False)


def read_with(article: Article, known_names: Names | None, *, lone: bool = True) -> Reading:
    """The same of a text whose names are known already, or that is too short to show them (``lone``)."""
    known = cues(article.language)
    found = tuple(placed(article, known))
    flats = [plain(sentence.text) for sentence in found]
    words = tuple(tokens(flat, known) for flat in flats)
    numbers = [number(flat) for flat in flats]
    row = frozenset(numbers)
    ties = Ties(known, known_names or names(words, lone=lone))
    goes_on = [one.block == after.block for one, after in pairwise(found)] + [False] * bool(found)
    tied = [
        ties.tie(one, flat, said, _lead(one, found), counted=_is_counted(at, row), goes_on=more)
        for one, flat, said, at, more in zip(found, flats, words, numbers, goes_on, strict=True)
    ]
    spoken = [
        Spoken(flat, one.start, one.section, one.block, said, one.reference, bool(one.quoted[0]))
        for flat, one, said in zip(flats, tied, words, strict=True)
    ]
    said_names = [tuple(names_in(one, ties.names)) for one in spoken]
    meant = tuple(namings(spoken, said_names, ties.names, article.title))
    called = callings(spoken, said_names, ties.names, meant)
    meant = tuple(in_full(meant, spoken, said_names, article.text))
    kinds = kinds_called(spoken, said_names, known)
    named = [
        one._replace(naming=naming, called=calls + of_kinds + spelled)
        if naming or calls or of_kinds or spelled
        else one
        for one, naming, calls, of_kinds, spelled in zip(
            tied, meant, called, kinds, spelled_out(spoken, article.text), strict=True
        )
    ]
    named = [*recalling(named, words)]
    quoted = Voices(article, named, spoken, said_names, ties.names).all()
    answered = answers(article, named, words, known)
    named = [_said(one, voice, own) for one, voice, own in zip(named, quoted, answered, strict=True)]
    named = [*_inviting(_answering(named, flats, words, known))]
    rows = _before_rows(tuple(_sides(named, flats, known)), flats, known)
    counted = tuple(_counting(tuple(rows), flats, known))
    announced = tuple(announcing(counted, flats, words, known))
    labelled = tuple(labelling(announced, flats, words, article.blocks, known))
    return Reading(labelled, words, ties.names, theme(article, words, known))


def _said(one: Sentence, quoted: Voice | None, answer: Answer) -> Sentence:
    """The sentence with whose words it is, in a quotation or an interview."""
    opening = one.opening._replace(length=0, tie=Tie.HANGS) if answer.verbless else one.opening
    voice, asks = quoted or answer.voice, one.asks or answer.asks
    same = voice is None and asks == one.asks and opening is one.opening
    return one if same else one._replace(voice=voice, asks=asks, opening=opening)


def unread(article: Article) -> Iterator[Block]:
    """The blocks that no sentence is read from though they are no headings: code and captions."""
    return (block for block in article.blocks if block.kind not in BODY | APART)


def _lead(sentence: Sentence, found: tuple[Sentence, ...]) -> str:
    """What introduces the list of a sentence: another one, else the heading above it; empty where nothing does."""
    if sentence.lead is not None:
        return found[sentence.lead].text
    return sentence.heading.text if sentence.item and sentence.heading else ""


def _answering(
    sentences: Sequence[Sentence], flats: Sequence[str], words: Sequence[Words], known: Cues
) -> Iterator[Sentence]:
    """The sentences; what is too little of an answer to be one by itself hangs on its question: "You can."."""
    for before, here, flat, said in zip((None, *sentences), sentences, flats, words, strict=False):
        asked = before is not None and before.asks and before.block == here.block
        if not (asked or here.first):  # as nearly all are
            yield here
            continue
        says = known.finite.search(flat) is not None
        headed = _is_asked(here)
        most = MOST_ANSWERED if says and not headed else MOST_UNASKED
        brief = known.spaced and len(said) <= most and not here.asks and (asked or headed)
        named = asked and before is not None and before.hangs and not says
        if named or brief or (not says and _is_verdict(here, said)):
            yield here._replace(opening=here.opening._replace(length=0, tie=Tie.HANGS))
        else:
            yield here


def _is_verdict(first: Sentence, words: Words) -> bool:
    """Whether two or three words are all that is said of a heading that no post can lend: "Mostly myth."."""
    above = first.heading
    brief = first.first and 0 < len(words) <= MOST_ANSWERED and not first.item
    return brief and above is not None and not (above.is_label or above.is_question or above.is_title)


def _is_asked(first: Sentence) -> bool:
    """Whether the first sentence under a heading answers that, which no post can lend it."""
    above = first.heading
    return above is not None and first.first and above.asks and not above.is_question


def _inviting(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """The sentences; a short question that a call to act answers calls too: "Want to know more? Book a visit."."""
    found = tuple(sentences)
    for here, after in pairwise(found):
        called = here.asks and after.apart is Why.CALL and after.block == here.block
        yield here._replace(apart=Why.CALL) if called and len(here.text.encode()) <= CALL_BYTES else here
    yield from found[-1:]


def _sides(sentences: Sequence[Sentence], flats: Sequence[str], known: Cues) -> Iterator[Sentence]:
    """The sentences, each set against the one before where the two tell of two times or two things."""
    yield from sentences[:1]
    for (before, here), (earlier, flat) in zip(pairwise(sentences), pairwise(flats), strict=True):
        if opposed(earlier, flat, known) or parallel(before.reference, here.reference):
            yield here._replace(opening=here.opening._replace(opposes=True))
        else:
            yield here


def _before_rows(sentences: Sequence[Sentence], flats: Sequence[str], known: Cues) -> Iterator[Sentence]:
    """The sentences; a short one before a "First, …" introduces the row: "There were three reasons.".

    With a figure it counts those of the row that its section tells of.
    """
    later = Counter(one.section for one in sentences if one.opening.adds)
    for one, flat, after in zip(sentences, flats, (*flats[1:], ""), strict=False):
        later[one.section] -= one.opening.adds
        short = len(one.text.encode()) <= CALL_BYTES and not one.asks
        if short and known.at("first", after):
            row = later[one.section]
            counts = row > 1 and known.figures.search(flat)
            yield one._replace(leads_in=True, counted=row if counts else 0)
        else:
            yield one


def _counting(sentences: Sequence[Sentence], flats: Sequence[str], known: Cues) -> Iterator[Sentence]:
    """The sentences; one that introduces a short list and has a figure counts its items: "There are two reasons:"."""
    items = defaultdict[int, list[int]](list)
    for one in sentences:
        if one.lead is not None:
            items[one.lead].append(one.block)
    lacking = {one.lead for one in sentences if one.needs_lead}
    # "Call us if" goes on in each item, with a stop or without.
    open_ended = {at for at in items if not sentences[at].item and not flats[at].endswith((*STOPS, *_CLOSES))}
    for at, (one, flat) in enumerate(zip(sentences, flats, strict=True)):
        if at not in items:
            yield one._replace(needs_lead=True) if one.item and one.lead in open_ended else one
            continue
        many = len(items[at])
        counts = 1 < many <= MOST_COUNTED and (known.figures.search(flat) or _FEW.search(flat))
        # Items that are sentences lose nothing where their introduction is left out.
        counts = counts or (many > 1 and at not in lacking and known.all_of.search(flat))
        goes_on = many > MOST_COUNTED and at in lacking and not counts and _says_how_many(flat, many, known)
        if at in open_ended and one.apart is Why.FRAGMENT:
            one = one._replace(apart=None)  # noqa: PLW2901 — the same, since its items end it
        told = (items[at][0], items[at][-1])
        names = one.item and one.needs_lead  # what has items of its own introduces them
        several = 2 if many > 1 and known.sets.search(flat) else 0
        counted = many if counts else max(one.counted, several)
        yield one._replace(
            leads_in=one.leads_in or names or at in open_ended, counted=counted, many=goes_on, items=told
        )


def _says_how_many(flat: str, many: int, known: Cues) -> bool:
    """Whether an introduction counts so many items, in figures, or in words, which are not read."""
    return bool(known.figures.search(flat) or regex.search(rf"(?<![\w.,]){many}(?![\w.,%])", flat))


def _is_counted(one: int | None, row: frozenset[int | None]) -> bool:
    """Whether a number at the start of a sentence is one of a row: "3. Oktober" alone is a date."""
    return one is not None and (one - 1 in row or one + 1 in row)
