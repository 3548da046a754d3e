"""The lead of a scraped article, where tags, a label, the title and the first sentence were glued to one line.

``#tag Title: The Healing Power of Massage Massage is an old art. …`` has the title "The Healing Power of Massage" and
the body "Massage is an old art. …". Where they meet is called the seam. It is looked for by the surest sign first;
where no sign is sure, no title is taken: a sentence is never torn.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: Titles are short: a seam lies within so many words.
_MOST_WORDS = 30
#: What the text says elsewhere is looked up in so many characters.
_EVIDENCE = 50_000
#: A title and a sentence together have more words than this.
_FEW = 6
#: A label of the body stands within so many characters.
_HEAD = 300
#: A title that no label announces has at least so many words, and of those that no title writes small.
_LEAST_UNLABELLED, _LEAST_CONTENT = 4, 3
_TAGS = re.compile(r"(?:[#＃]\w+[ \t]*)+$|(?:[#＃]\w+[ \t]+)+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
#: The end of a sentence, but not of "Dr.", "No.", "U.S.".
_STOP = re.compile(r"(?:[^\W\d_]{4,}|(?<!\w)(?!etc)[a-zß-ÿ]{3}|\d|[)\"”’])\.[\"”’)]?$|[^\W_][?!][\"”’)]?$")
_SENTENCE = re.compile(r"[.!?…]['\"”’»)]?(?:\s|$)|[。！？]")
_SEPARATORS = " \t|–—-:•·»"


@dataclass(frozen=True, slots=True)
class Lead:
    """A first line in its parts. ``title`` is empty where none could be told; ``body`` may be."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a line after tags and label, and what is known of them."""

    #: Its first words; the last of them is all the rest.
    words: tuple[str, ...]
    #: A label announced a title.
    labelled: bool
    #: Tags stood before it.
    tagged: bool
    #: The text, for what it says elsewhere.
    text: str

    @property
    def announced(self) -> bool:
        return self.labelled or self.tagged


def part(line: str, rest: str = "") -> Lead | None:
    """The parts of a text's first line, None where it is an ordinary line. ``rest`` is the text after it."""
    tags = _TAGS.match(line.strip())
    bare = line.strip()[tags.end() :] if tags else line.strip()
    label = _label().match(bare)
    text = bare[label.end() :] if label else bare
    if not text:
        return Lead("", "") if tags or label else None
    if label and (split := _body().search(text, 0, _HEAD)):
        return Lead(text[: split.start()].strip(_SEPARATORS), text[split.end() :].strip())
    words = _Words(tuple(text.split(maxsplit=2 * _MOST_WORDS)), bool(label), bool(tags), f"{text}\n{rest}"[:_EVIDENCE])
    seam = _seam(words)
    # A body is made of sentences; a line without one is a title as it stands, or nothing that can be parted.
    if seam is None or not _SENTENCE.search(" ".join(words.words[seam:])):
        return _unparted(line.strip(), text, words, followed=bool(rest.strip()))
    title, body = " ".join(words.words[:seam]), " ".join(words.words[seam:])
    return Lead(title.rstrip(_SEPARATORS + "."), body.lstrip(_SEPARATORS))


def _unparted(line: str, text: str, words: _Words, *, followed: bool) -> Lead | None:
    """A line in which no seam is sure: all title, where a label says so and it is short; else all body."""
    if words.labelled and followed and len(words.words) <= _MOST_WORDS and not re.search(r"[.。]\s", text):
        return Lead(text.rstrip("."), "")
    many = line.startswith(("#", "＃")) and len(re.findall(r"[#＃]\w+\s", line[: len(line) - len(text)])) > 1
    if words.labelled or (many and not text[:1].islower()):
        return Lead("", text)
    return None


def _seam(words: _Words) -> int | None:
    """The index of the body's first word: what the surest sign says."""
    signs: tuple[Callable[[_Words], int | None], ...] = (
        _by_script,
        _by_repetition,
        _by_capitals,
        _by_case,
        _by_starter,
        _by_stop,
    )
    return next((at for sign in signs if (at := sign(words)) is not None), None)


def _by_script(words: _Words) -> int | None:
    """In Chinese and Japanese a space parts, where a label announced a title."""
    first = words.words[0]
    return 1 if words.labelled and len(words.words) > 1 and len(_CJK.findall(first)) > len(first) / 2 else None


def _by_repetition(words: _Words) -> int | None:
    """The body begins with what the title ended or began with: "… for Sciatica Sciatica, a condition …"."""
    plain = [_plain(word) for word in words.words[: 2 * _MOST_WORDS]]
    for at in range(1, min(len(plain), _MOST_WORDS)):
        before = words.words[:at]
        if not words.words[at][:1].isupper() or before[-1].endswith((",", ".", ";")) or not _titled(words, at):
            continue
        if plain[at - 1] == plain[at] and plain[at] not in _lists()["small"]:
            return at
        if any(plain[at - size : at] == plain[at : at + size] for size in range(2, at + 1)):
            return at
        if at > 2 and plain[:2] == plain[at : at + 2] and _is_content(plain[0]):
            return at
    return None


def _by_capitals(words: _Words) -> int | None:
    """A title all in capitals ends where the capitals do."""
    run = 0
    while run < len(words.words) and _shouts(words.words[run]):
        run += 1
    # A capital "A" or "I" at the end of the run is the body's first word.
    if 0 < run < len(words.words) and words.words[run - 1] in {"A", "I"}:
        run -= 1
    letters = sum(map(str.isalpha, "".join(words.words[:run])))
    return run if 2 < run < len(words.words) and letters > 12 and words.words[run][:1].isupper() else None


def _by_case(words: _Words) -> int | None:
    """The title's words are capitalised; the last capitalised word before ordinary ones begins the body."""
    run = _run(words)
    if run is None:
        return None
    last = max((at for at in range(run) if words.words[at][:1].isupper()), default=0)
    if not _titled(words, last):
        return None
    if _plain(words.words[last]) in _lists()["starters"]:
        return last
    return _inside(words, last) or (last if words.announced and _is_common(words, last) else None)


def _run(words: _Words) -> int | None:
    """How many words at the start are written as titles are; None where the text ends before an ordinary word."""
    for at, word in enumerate(words.words[:_MOST_WORDS]):
        if at and _STOP.search(words.words[at - 1]):
            return None
        if word[:1].islower() and _plain(word) not in _lists()["small"]:
            return at or None
    return None


def _inside(words: _Words, last: int) -> int | None:
    """A capital "The" or "In" within a title that writes such words small: "… for Sciatica The New York Times says"."""
    for at in range(3, last):
        word, before = words.words[at], words.words[at - 1]
        small = any(other in _lists()["small"] and other.isalpha() for other in words.words[1:at])
        if (
            small
            and word in {"The", "In", "A", "An", "At", "On", "For", "As"}
            and before[-1:].isalnum()
            and _titled(words, at)
        ):
            return at
    return None


def _is_common(words: _Words, at: int) -> bool:
    """Whether a capitalised word is capital only for beginning a sentence: the text writes it small elsewhere.

    Not where the text also has it after the same neighbour: "Deep Tissue massage" begins with "Deep".
    """
    word, before = _plain(words.words[at]), _plain(words.words[at - 1])
    pair = re.findall(rf"\b{re.escape(before)}\W+{re.escape(word)}\b", words.text, re.IGNORECASE)
    return len(pair) == 1 and bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", words.text))


def _by_starter(words: _Words) -> int | None:
    """An announced title in sentence case: the first "The", "It", "When" between no stop and a small word."""
    if not words.labelled:
        return None
    for at in range(3, min(len(words.words) - 1, _MOST_WORDS)):
        word, before, after = words.words[at], words.words[at - 1], words.words[at + 1]
        if _STOP.search(before):
            return None
        if (
            word[:1].isupper()
            and before[-1:].isalnum()
            and after[:1].islower()
            and _plain(word) in _lists()["starters"]
        ):
            return at
    return None


def _by_stop(words: _Words) -> int | None:
    """An announced title that ends with a stop of its own."""
    if not words.labelled:
        return None
    stops = (at for at, word in enumerate(words.words[:_MOST_WORDS], 1) if _STOP.search(word))
    at = next(stops, len(words.words))
    # Before a full stop there may be a title and a sentence; in so few words there is only one of them.
    most = _FEW if words.words[at - 1].rstrip('"”’)').endswith(".") else _MOST_WORDS // 2
    return at if at < len(words.words) and words.words[at][:1].isupper() and at <= most else None


def _titled(words: _Words, at: int) -> bool:
    """Whether the words before ``at`` can be a title: labelled, or four in title case."""
    before = words.words[:at]
    if not before:
        return False
    if words.labelled:
        return at > 1 or before[0].casefold() == _plain(words.words[at])
    content = [word for word in before if _is_content(_plain(word))]
    capital = all(word[:1].isupper() or not word[:1].isalpha() for word in content)
    return capital and before[0][:1].isupper() and at >= _LEAST_UNLABELLED and len(content) >= _LEAST_CONTENT


def _is_content(word: str) -> bool:
    return word not in _lists()["small"]


def _plain(word: str) -> str:
    return word.replace("’", "'").casefold().strip(".,;:!?()[]\"“”'«»")


def _shouts(word: str) -> bool:
    return not any(map(str.islower, word)) and (any(map(str.isupper, word)) or not any(map(str.isalpha, word)))


@cache
def _lists() -> dict[str, frozenset[str]]:
    source = resources.files("posts.article").joinpath("lead.toml").read_text("utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(source).items()}


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"[*_\s]*(?:{_either('labels')})[*_\s]*[:：][*_\s]*", re.IGNORECASE)


@cache
def _body() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:{_either('bodies')})\s*[:：]\s", re.IGNORECASE)


def _either(name: str) -> str:
    return "|".join(map(re.escape, sorted(_lists()[name], key=len, reverse=True)))
