"""What an article spells out once, so that no post says only the letters: "Free Software Foundation (FSF)".

Only a name is spelled out again, behind its letters, and only as the article spells it: every letter begins a word of
it. What is short for a common thing ("SEO") is mostly better known than what it stands for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import regex

from posts.cut.calling import Calling, in_quotation
from posts.cut.cohesion import plain
from posts.cut.cues import Word
from posts.cut.model import Edit
from posts.cut.naming import Spoken

_SPELLED = regex.compile(r"\s\((\p{Lu}{2,8})\)")
#: What stands between two words of a name that it is spelled out by, but for white space.
_WITHIN = frozenset({"-", " & ", ". ", "'s "})
#: What stands right behind letters that are part of more, or own something.
_MORE = ("'", "-", ")")


def spelled_out(sentences: Sequence[Spoken], text: str) -> Iterator[tuple[Calling, ...]]:
    """For each sentence of an article's text, in order, where it says a name's letters that an earlier one spells out.

    And where it says the name, too.
    """
    whole: dict[str, str] = {}
    for one in sentences:
        defined = {letters: name for letters, name in _defined(one, text) if whole.setdefault(letters, name) == name}
        known = {letters: name for letters, name in whole.items() if letters not in defined and letters in one.text}
        said = [Calling(letters, None) for letters, name in whole.items() if plain(name) in one.text]
        yield (*said, *_bare(one, known)) if whole else ()


def _defined(one: Spoken, text: str) -> Iterator[tuple[str, str]]:
    """The letters that a sentence has in brackets behind the name that they are short for."""
    for match in _SPELLED.finditer(one.text) if "(" in one.text else ():
        begins = _begins(one, match.start(), match[1].lower())
        if begins is not None and not one.quoted:
            yield match[1], text[one.start + begins : one.start + match.start()]


def _begins(one: Spoken, end: int, letters: str) -> int | None:
    """Where the words before a place begin that begin with these letters, small words between them aside."""
    left, words = len(letters), one.words
    for at in range(bisect_left(words.starts, end) - 1, -1, -1):
        form = words.forms[at]
        if one.text[words.end(at) : end].lstrip() and one.text[words.end(at) : end] not in _WITHIN:
            return None
        end = words.starts[at]
        if form.capital and form.word.startswith(letters[left - 1]):
            left -= 1
        elif form.capital or not form.sort & Word.LIGHT:
            return None
        if not left:
            return end
    return None


def _bare(one: Spoken, known: dict[str, str]) -> Iterator[Calling]:
    """Where a sentence says letters, in its own words and by themselves, and what has to stand behind them."""
    for at in one.words.capitals if known else ():
        begin, end = one.words.starts[at], one.words.end(at)
        name = known.get(one.text[begin:end])
        inside = one.text[end : end + 1] in _MORE or one.text[begin - 1 : begin] in ("-", "(", "#", "@")
        if name and not inside and not in_quotation(one, begin):
            yield Calling(one.text[begin:end], Edit("name", one.start + end, one.start + end, f" ({name})"))
