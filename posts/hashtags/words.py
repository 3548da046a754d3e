"""An article's words as key phrases are made of them: in runs that no stop word and no sign interrupts."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

import regex

from posts.article.model import Article, Kind
from posts.hashtags import unspaced

#: How much more the words of a block count than those of a paragraph; what is not here counts once.
WEIGHTS: Mapping[Kind, int] = {Kind.TITLE: 4, Kind.HEADING: 2}
_UNREAD = frozenset({Kind.CODE, Kind.CAPTION})
#: What is no word of the article: addresses, and tags and names that somebody set.
_NO_WORDS = regex.compile(r"(?:https?://|www\.)\S+|\S+@\S+|[#＃@]\w+|\b[\w-]+(?:\.[a-z]{2,4})+(?:/\S*)?\b")
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々"
_PIECE = rf"[[\p{{L}}\p{{Nd}}]--[{_UNSPACED}]][[\p{{L}}\p{{M}}\p{{Nd}}]--[{_UNSPACED}]]*"
#: A word with what is before and after its apostrophes; "Nutzer*innen" are "Nutzer".
_WORD = regex.compile(
    rf"(?P<elided>\p{{L}}{{1,3}}['’]|\p{{L}}*ll['’])?(?P<word>{_PIECE}(?:[-‑_]{_PIECE})*)"
    rf"(?P<rest>['’]\p{{L}}*|[*:_]in(?:nen)?\b)?",
    regex.V1,
)
_ENDED = regex.compile(r"[.!?:;…。！？।؟•]|\n")
#: In Arabic "and", "with", "like", "for" and "the" are written as parts of the word that they stand before.
_ARABIC = regex.compile(r"^(?:[وف]?(?P<the>[بك]?ال|لل)(?=\p{L}{3})|[وف](?=\p{L}{4}))")
#: The languages in which an apostrophe parts an article from its noun.
_ELIDING = frozenset({"fr", "it", "ca", "oc"})
_POSSESSIVE = frozenset({"", "s"})
#: What stays of a word without its ending has so many letters.
_LEAST_STEM = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, and the key by which its forms are one."""

    text: str
    key: str
    start: int
    #: Whether a sentence begins with it, so that its first letter tells nothing.
    opens: bool
    #: The stop word before it, folded; empty where there is none.
    after: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that follow each other, and how much they count."""

    words: tuple[Word, ...]
    weight: int
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a language's words tell: its stop words, and what ``words.toml`` says of it."""

    language: str | None
    stop: frozenset[str]
    generic: frozenset[str]
    lone: frozenset[str]
    before_verbs: frozenset[str]
    articles: frozenset[str]
    verbs: tuple[str, ...]
    tails: tuple[str, ...]
    #: The longest first.
    endings: tuple[str, ...]

    def key(self, folded: str) -> str:
        """What the forms of a word have in common."""
        name = folded.removeprefix("ال") if self.language == "ar" and len(folded) > len("ال") + 2 else folded
        if self.language == "en" and name.endswith("ies"):
            return name[:-3] + "y"
        ending = next((one for one in self.endings if name.endswith(one) and len(name) - len(one) >= _LEAST_STEM), "")
        return name.removesuffix(ending)


@lru_cache
def vocabulary(language: str | None) -> Vocabulary:
    """The words of a language (ISO 639-1 code); nothing of one that nobody has written down."""
    known = _written().get(language or "", {})
    stop = _without_meaning().get(language or "", ())
    return Vocabulary(
        language,
        stop=frozenset(word.casefold() for word in stop) - set(known.get("keep", ())),
        generic=frozenset(known.get("generic", ())),
        lone=frozenset(known.get("lone", ())),
        before_verbs=frozenset(known.get("before_verbs", ())),
        articles=frozenset(known.get("articles", ())),
        verbs=tuple(known.get("verbs", ())),
        tails=tuple(known.get("tails", ())),
        endings=tuple(sorted(known.get("endings", ()), key=lambda one: (-len(one), one))),
    )


def runs(article: Article) -> Iterator[Run]:
    """The runs of an article's title, headings and text, in order block by block."""
    words = vocabulary(article.language)
    blocks = [block for block in article.blocks if block.kind not in _UNREAD]
    texts = [_NO_WORDS.sub(lambda match: "\n" * len(match[0]), article.of(block)) for block in blocks]
    for block, text, nouns in zip(blocks, texts, _unspaced(texts, article.language), strict=True):
        weight, in_title = WEIGHTS.get(block.kind, 1), block.kind is Kind.TITLE
        for run in _runs(text, block.start, words):
            yield Run(run, weight, in_title)
        for noun, at in nouns:
            if noun not in words.stop:
                yield Run((Word(noun, noun, block.start + at, opens=False),), weight, in_title)


def _unspaced(texts: Sequence[str], language: str | None) -> Sequence[Sequence[unspaced.Found]]:
    match language:
        case "zh":
            return unspaced.chinese(texts)
        case "ja":
            return [list(unspaced.japanese(text)) for text in texts]
        case _:
            return [()] * len(texts)


def _runs(text: str, at: int, words: Vocabulary) -> Iterator[tuple[Word, ...]]:
    """The runs of one block, whose text begins at ``at``."""
    run: list[Word] = []
    last, after = 0, ""
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[last:start]
        one = _looked_up(match[0], words.language)
        opens = not last or (gap != " " and bool(_ENDED.search(gap)))
        if run and (one.stops or one.article or not gap.isspace()):
            yield tuple(run)
            run = []
        if one.stops:
            after = one.whole
        else:
            before = one.article or ("" if opens else after)
            run.append(Word(one.said, one.key, at + start, opens, before))
            after = ""
            if one.owns:  # "the doctor's advice" are two phrases
                yield tuple(run)
                run = []
        last = end
    if run:
        yield tuple(run)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is to be known of a word as it is written."""

    #: As it is written, folded; and without an article and a sign of possession.
    whole: str
    said: str
    key: str
    #: The article that is written as one with it, folded.
    article: str
    owns: bool
    stops: bool


@lru_cache(maxsize=8_192)
def _looked_up(written: str, language: str | None) -> _Entry:
    """A word that `_WORD` has found. Half of an article's words were in it before, or in the last one."""
    match, words = _WORD.fullmatch(written), vocabulary(language)
    assert match is not None
    said, elided, rest = match["word"], match["elided"] or "", match["rest"] or ""
    owns = rest[:1] in ("'", "’") and rest[1:].lower() in _POSSESSIVE
    if language == "ar":
        said = _ARABIC.sub(lambda prefix: "ال" if prefix["the"] else "", said)
    if elided and language not in _ELIDING:  # O'Brien
        said, elided = elided + said, ""
    if rest[:1] in ("'", "’") and not owns:  # Vava'u
        said += rest
    whole, folded = written.casefold().replace("’", "'"), said.casefold()
    stops = whole in words.stop or folded in words.stop or (len(said) == 1 and said.isascii())
    return _Entry(whole, said, words.key(folded), elided[:-1].casefold(), owns, stops)


Toml: TypeAlias = Mapping[str, Mapping[str, Sequence[str]]]


@cache
def _written() -> Toml:
    return tomllib.loads((files("posts.hashtags") / "words.toml").read_text(encoding="utf-8"))


def _without_meaning() -> Mapping[str, Sequence[str]]:
    """The words of stopwordsiso, language by language.

    Read from its file, and not kept: the package itself keeps 57 languages, 1.7 MB, from its import on.
    """
    found = find_spec("stopwordsiso")
    assert found is not None
    assert found.origin is not None
    words: Mapping[str, Sequence[str]] = json.loads(Path(found.origin).with_name("stopwords-iso.json").read_bytes())
    return words
