"""A model's answer without what models like to put round it."""

from __future__ import annotations

from unicodedata import normalize

import regex

_THINKING = regex.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", regex.DOTALL)
_FENCE = regex.compile(r"\A```[\w-]*[ \t]*\n(.*?)\n?```\Z", regex.DOTALL)
_PREAMBLE = regex.compile(
    r"\A(?:(?:sure|certainly|of course|okay|ok|absolutely)\b[!,.]?\s*)?"
    r"(?:here(?:'s|’s| is| are)\b[^\n:]{0,80}:|(?:the )?(?:rewritten |revised |new )?post:)\s*",
    regex.IGNORECASE,
)
_QUOTES = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’"), ("'", "'"), ("「", "」"), ("`", "`"))


def bare(answer: str, unit: str) -> str:
    """The answer's own words in NFC: without a model's thoughts, a code fence, "Here is …:" or quotes round it all.

    Quotes stay where the ``unit`` that was to be rewritten stands in such quotes itself.
    """
    said = _THINKING.sub("", normalize("NFC", answer)).strip()
    # Each may hold the next: a preamble a fence, a fence a quotation.
    said = _unfenced(_PREAMBLE.sub("", said, count=1).strip())
    said = _PREAMBLE.sub("", said, count=1).strip()
    return _unquoted(said, unit)


def _unfenced(said: str) -> str:
    fenced = _FENCE.match(said)
    return fenced[1].strip() if fenced else said


def _unquoted(said: str, unit: str) -> str:
    for first, last in _QUOTES:
        inner = said[1:-1]
        wrapped = len(said) > 2 and said.startswith(first) and said.endswith(last)
        if wrapped and first not in inner and last not in inner and not unit.startswith(first):
            return inner.strip()
    return said
