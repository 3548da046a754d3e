"""Words of texts that set no spaces, as far as they can be told without a dictionary.

Chinese: strings of Han that come again and again, and stand beside different signs. Japanese: what is written in Han or
Katakana between Hiragana. Nothing for Thai, Lao, Khmer and Burmese: a suggestion there would be a guess.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import regex

#: Such a string and where it begins.
Found: TypeAlias = tuple[str, int]

_LONGEST = 8
_LEAST = 3
#: What ends one piece of Chinese: signs that are mostly grammar.
_GRAMMAR = "的了是在和与及而且但也都就还又很更没有会能要把被让给从到向由于以之这那哪些个们你我他她它您吗呢吧啊着"
_HAN = regex.compile(rf"[\p{{Han}}--[{_GRAMMAR}]]+", regex.V1)
#: A noun, or a part of one, and what may follow a noun but no verb.
_JAPANESE = regex.compile(r"(?:[\p{Katakana}ー]{3,}|\p{Han}{2,})+(?![\p{Katakana}ー])")
_AFTER_NOUN = regex.compile(r"[はがをにのでともへやかだなすし]|[^\p{Hiragana}]|\Z|から|まで|より|など|さ")


def japanese(text: str) -> Iterator[Found]:
    """What looks like a noun in a Japanese text."""
    for match in _JAPANESE.finditer(text):
        if _AFTER_NOUN.match(text, match.end()):
            yield match[0], match.start()


def chinese(texts: Sequence[str]) -> list[list[Found]]:
    """What looks like a word in each of the Chinese texts, counted over all of them."""
    words = _repeated([match[0] for text in texts for match in _HAN.finditer(text)])
    longest_first = "|".join(sorted(words, key=lambda word: (-len(word), word)))
    pattern = regex.compile(longest_first or r"(?!)")
    return [[(match[0], match.start()) for match in pattern.finditer(text)] for text in texts]


def _repeated(pieces: Iterable[str]) -> set[str]:
    """Strings that come often, are not mostly a part of a longer one, and are not always beside the same signs."""
    count, before, after = Counter[str](), defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for number, piece in enumerate(pieces):
        for first in range(len(piece)):
            for last in range(first + 2, min(first + _LONGEST, len(piece)) + 1):
                part = piece[first:last]
                count[part] += 1
                # The end of a piece is a neighbour of its own each time.
                before[part].add(piece[first - 1] if first else str(number))
                after[part].add(piece[last : last + 1] or str(number))
    often = {part for part, n in count.items() if n >= _LEAST and min(len(before[part]), len(after[part])) > 1}
    inside = {
        part
        for longer in often
        for part in (longer[a:b] for a in range(len(longer)) for b in range(a + 2, len(longer) + 1))
        if part != longer and 2 * count[longer] > count[part]
    }
    return often - inside
