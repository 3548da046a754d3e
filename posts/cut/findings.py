"""What is wrong with a text as a post that stands alone: one that somebody wrote as well as one that was cut.

Nothing here refuses: a finding is a place to look, for a person. Offsets are code points of the text, end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import regex

from posts.article.model import Article, Block, Kind
from posts.cut.cohesion import Tie, plain
from posts.cut.cues import Cues, cues
from posts.cut.model import Cut, Post, replay
from posts.cut.names import Names
from posts.cut.placing import APART
from posts.cut.quoting import CLOSING
from posts.cut.reading import read, read_with
from posts.cut.sentence import Sentence
from posts.cut.sentences import halved
from posts.cut.standing import open_references
from posts.cut.why import Why
from posts.measure.urls import urls


class Flaw(StrEnum):
    """What may be wrong, as it stands in JSON."""

    #: A word means something that the text does not name.
    OPEN_REFERENCE = "open_reference"
    #: The text begins as if something had been said before.
    GOES_ON = "goes_on"
    FRAGMENT = "fragment"
    #: It ends with what introduces something.
    LEAD_IN = "lead_in"
    CALL = "call"
    AUTHOR = "author"
    ABOUT_TEXT = "about_text"
    #: Words that mean another day when the post goes out.
    STALE = "stale"
    #: A surname without the first name that the article gives.
    SURNAME = "surname"
    #: An account that would be notified.
    MENTION = "mention"
    #: Half of a quotation or of a bracket.
    HALVED = "halved"
    #: A quotation without whoever says it.
    VOICE = "voice"
    #: A name in the place of the article's pronoun or of "the city", or before the sentence.
    NAMED = "named"


_OF_WHY = {
    Why.FRAGMENT: Flaw.FRAGMENT,
    Why.CALL: Flaw.CALL,
    Why.AUTHOR: Flaw.AUTHOR,
    Why.ABOUT_TEXT: Flaw.ABOUT_TEXT,
}
#: What the post before explains, in a thread.
_MET_BY_A_THREAD = frozenset({Flaw.OPEN_REFERENCE, Flaw.GOES_ON, Flaw.LEAD_IN, Flaw.FRAGMENT, Flaw.HALVED})
#: What stands for a link without its protocol.
_LINK = "\ufffc"
#: An emoji with its parts, or an arrow to what follows.
_SIGN = (
    r"(?:[0-9#*]\ufe0f?\u20e3"
    r"|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Block=Arrows}\ufe0f\u200d]+)"
)
#: A tag, a link, or a thread's number.
_WORD = rf"(?:[#＃][\w\p{{M}}]+|[(\[<]?(?:https?://|{_LINK})\S+|\d+/\d+)"
#: What says nothing, at the end of a line or alone in it; read from the end, so that it costs no more in a long line.
_TRAILING = regex.compile(rf"(?r)(?:(?:\s+(?:[–—|·]\s+)?|^){_WORD}|\s*{_SIGN})+\s*\Z")
#: Before what stands in a line's tail.
_BLANKS = frozenset(" \t\xa0")
#: Below a quotation, whose it is.
_CREDIT = regex.compile(r"— \S[^.!?]{0,60}\Z")
_ITEM = regex.compile(r"[–•*-]\s+")
#: A word with a capital letter that no other such word stands before; and two such words.
_LAST_NAME = regex.compile(r"(?<!\p{Lu}[\p{L}.]*\s)(?<![\p{L}\p{M}])\p{Lu}\p{Ll}\p{L}*")
_WHOLE_NAME = regex.compile(r"(?<!\p{L})(\p{Lu}\p{Ll}[\p{L}.]*)\s(\p{Lu}\p{Ll}\p{L}*)")
#: Nothing but signs, and a link.
_THEN_A_LINK = regex.compile(rf"\W*?(?:https?://|{_LINK})")
#: Whoever speaks stands behind the closing mark.
_SPEAKER = regex.compile(r"\p{L}{2}")
_MENTION = regex.compile(r"(?<![\w/@.])@\w[\w.-]*(?:@\w[\w.-]*\w)?")


#: What a heading explains that stands before a sentence, and what may be found in itself.
_MET_BY_A_HEADING = frozenset({Flaw.OPEN_REFERENCE, Flaw.GOES_ON, Flaw.FRAGMENT, Flaw.CALL})


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw, where it is, and what may help a person: the full name, for a surname."""

    flaw: Flaw
    start: int
    end: int
    hint: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """What an article tells of the texts that are made of it; equal to itself alone, which costs nothing to see."""

    language: str | None
    names: Names
    #: By a last name in lower case, the name with the first name.
    whole: Mapping[str, str]


#: How many articles, and how many texts, are remembered: a page of a draft is asked for after each change of one post,
#: and what it says of the others is the same.
_ARTICLES, _TEXTS = 8, 512


@lru_cache(_ARTICLES)
def source_of(article: Article) -> Source:
    """Read once, however many texts are looked at."""
    reading, known = read(article), cues(article.language)
    said = [one.text for one in reading.sentences]
    said += [article.of(block) for block in article.blocks if block.kind in APART]
    found = [match for text in said for match in _WHOLE_NAME.finditer(text, overlapped=True)]
    named = [(match[2].lower(), match[0]) for match in found if _may_name(match[1].lower(), known)]
    return Source(article.language, reading.names, {last: name for last, name in named if last in reading.names.people})


def _may_name(first: str, known: Cues) -> bool:
    """Whether a word may be a first name: it is none that the language uses for something, and no number."""
    return not known.sort(first.removesuffix(".")) and known.figures.fullmatch(first) is None


def check(text: str, language: str | None = None, source: Source | None = None) -> tuple[Finding, ...]:
    """What may be wrong with a text as a post, in order.

    ``language`` is an ISO 639-1 code; without one only rules that need no words apply. ``source``: what the text was
    made of, whose names it may use.
    """
    return _check(text, language, source)


@lru_cache(_TEXTS)
def _check(text: str, language: str | None, source: Source | None) -> tuple[Finding, ...]:
    known = cues(language)
    lines = _lines(text)
    article = Article("", *_stopped(text, lines, known), language=language)
    made = read_with(article, source.names if source else None)
    found = [*_standing(made.sentences, text), *_apart(made.sentences), *_words(text, known)]
    if source:
        found += _surnames(text, source)
    if halved("\n".join(text[block.start : block.end] for block in lines)):
        found.append(Finding(Flaw.HALVED, 0, len(text)))
    return tuple(sorted(set(found), key=lambda finding: (finding.start, finding.flaw)))


def review(post: Post, article: Article, source: Source | None = None) -> tuple[Finding, ...]:
    """What may be wrong with a post of a cut, in order. Offsets are of what it says, without its frame.

    ``source`` is the article's `source_of`, where several of its posts are looked at.
    """
    found = check(post.said, article.language, source or source_of(article))
    headed = _heading_lent(post, article)
    found = tuple(one for one in found if one.start > headed or one.flaw not in _MET_BY_A_HEADING) if headed else found
    if post.thread:
        return tuple(finding for finding in found if finding.flaw not in _MET_BY_A_THREAD)
    if post.rewritten is not None:
        return found
    more = (*_names_lent(post, article), *_voices(post))
    return tuple(sorted((*found, *more), key=lambda finding: (finding.start, finding.flaw)))


def reviews(made: Cut) -> tuple[tuple[Finding, ...], ...]:
    """What may be wrong with each post of a cut."""
    source = source_of(made.article)
    return tuple(review(post, made.article, source) for post in made.posts)


def _lines(text: str) -> list[Block]:
    """The lines that say something, as blocks; tags, links and emoji at their ends are no part of them."""
    blocks, at = list[Block](), 0
    for line in text.split("\n"):
        said = line[: _end(line)].rstrip()
        item = _ITEM.match(said)
        begin = item.end() if item else len(said) - len(said.lstrip())
        if said[begin:]:
            kind = Kind.LIST_ITEM if item else Kind.CAPTION if _CREDIT.match(said) else Kind.PARAGRAPH
            blocks.append(Block(kind, at + begin, at + len(said), 1 if item else 0))
        at += len(line) + 1
    return blocks


def _end(line: str) -> int:
    """Where a line ends, but for tags, links and emoji."""
    trailing = _TRAILING.search(_bare(line))
    return trailing.start() if trailing else len(line)


def _bare(text: str) -> str:
    """The text with a sign for each letter of a link."""
    for start, end in urls(text):
        text = text[:start] + _LINK * (end - start) + text[end:]
    return text


def _stopped(text: str, lines: Sequence[Block], known: Cues) -> tuple[str, tuple[Block, ...]]:
    """The text and its lines with a full stop wherever a tag, a link or an emoji ends a sentence in the place of one.

    Where a blank was, so that all offsets stay; and behind a verb: what has none is no sentence with a stop either.
    """
    signs, stopped = list(text), list[Block]()
    for line in lines:
        said, goes_on = text[line.start : line.end], text[line.end : line.end + 1]
        if goes_on in _BLANKS and said[-1].isalnum() and known.finite.search(plain(said)):
            signs[line.end] = "."
            stopped.append(replace(line, end=line.end + 1))
        else:
            stopped.append(line)
    return "".join(signs), tuple(stopped)


def _standing(sentences: Sequence[Sentence], text: str) -> Iterator[Finding]:
    """What a reader misses, at the start and further on."""
    if not sentences:
        return
    first, last = sentences[0], sentences[-1]
    if first.opening.tie is not Tie.NONE:
        said = first.text[: first.opening.length].rstrip() or first.text.split(None, 1)[0]
        yield Finding(Flaw.GOES_ON, first.start, first.start + len(said))
    for sentence, demand in open_references(sentences):
        yield Finding(Flaw.OPEN_REFERENCE, sentence.start + demand.start, sentence.start + demand.end)
    if last.leads_in and not _is_before_a_link(text, last.end):
        yield Finding(Flaw.LEAD_IN, last.start, last.end)


def _is_before_a_link(text: str, end: int) -> bool:
    """Whether nothing but signs stands between here and a link: “More: https://…” introduces that."""
    return _THEN_A_LINK.match(_bare(text), end) is not None


def _apart(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    for sentence in sentences:
        if sentence.apart in _OF_WHY:
            yield Finding(_OF_WHY[sentence.apart], sentence.start, sentence.end)


def _words(text: str, known: Cues) -> Iterator[Finding]:
    for match in known.stale.finditer(plain(text)):
        yield Finding(Flaw.STALE, *match.span())
    for match in _MENTION.finditer(text):
        yield Finding(Flaw.MENTION, *match.span())


def _surnames(text: str, source: Source) -> Iterator[Finding]:
    """The first time that somebody is called by a last name only, though the article has the whole one."""
    seen: set[str] = set()
    for match in _LAST_NAME.finditer(text):
        last = match[0].lower()
        whole = source.whole.get(last)
        if whole and last not in seen and whole not in text:
            yield Finding(Flaw.SURNAME, *match.span(), whole)
        seen.add(last)


def _heading_lent(post: Post, article: Article) -> int:
    """Where what follows the heading that a post begins with begins; 0 where it begins with none."""
    heading, mark = _lent(post, article)
    return len(heading) + len(mark) if heading and _is_headed(post, article) else 0


def _is_headed(post: Post, article: Article) -> bool:
    return any((block.start, block.end) == post.spans[0] for block in article.blocks if block.kind in APART)


def _lent(post: Post, article: Article) -> tuple[str, str]:
    """What another place of its article lends to a post, and what stands behind that; empty where nothing is lent."""
    gap = (post.spans[0][1], post.spans[1][0]) if len(post.spans) > 1 else None
    mark = next((edit.text for edit in post.edits if edit.op == "lend" and (edit.start, edit.end) == gap), None)
    if gap is None or mark is None:
        return "", ""
    return replay(article.text, post.spans[:1], tuple(edit for edit in post.edits if edit.end <= gap[0])), mark


def _voices(post: Post) -> Iterator[Finding]:
    """A quotation that begins the post without whoever says it."""
    if post.edits and any(edit.op == "quote" and edit.start == edit.end for edit in post.edits[:2]):
        first = post.body[:1]
        if first in CLOSING and not _SPEAKER.search(post.body.rpartition(CLOSING[first])[2]):
            yield Finding(Flaw.VOICE, 0, len(post.body))


def _names_lent(post: Post, article: Article) -> Iterator[Finding]:
    """The name that a post takes from another sentence of its article."""
    name, _ = _lent(post, article)
    if name and not _is_headed(post, article):
        yield Finding(Flaw.NAMED, 0, len(name), name)
    for edit in post.edits:
        if edit.op == "name" and edit.text and edit.start < edit.end:
            at = post.body.index(edit.text)
            yield Finding(Flaw.NAMED, at, at + len(edit.text), edit.text)
