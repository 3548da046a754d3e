"""What the words of a language tell of a sentence's ties, read from ``languages/CODE.toml``.

A language without a file gets cues that never match: then only rules that need no words apply.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

import regex

Pattern: TypeAlias = regex.Pattern[str]

_NOTHING = regex.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Cues:
    """One language's cues. What each means stands beside its words in ``languages/en.toml``.

    Patterns see text whose apostrophes are straight. ``strip``, ``linking`` and ``paired`` are for the start of a
    sentence, ``nowhere``, ``clauses`` and ``keep`` for anywhere in it, the rest for whole lower-case words.
    """

    strip: Pattern = _NOTHING
    linking: Pattern = _NOTHING
    pointing: Pattern = _NOTHING
    determiners: Pattern = _NOTHING
    person: Pattern = _NOTHING
    plural: Pattern = _NOTHING
    thing: Pattern = _NOTHING
    nowhere: Pattern = _NOTHING
    light: Pattern = _NOTHING
    people: Pattern = _NOTHING
    clauses: Pattern = _NOTHING
    keep: Pattern = _NOTHING
    paired: Pattern = _NOTHING


@lru_cache
def cues(language: str | None) -> Cues:
    """The cues of a language (ISO 639-1 code), or none at all where nobody has written them."""
    known = {file.name: file for file in (files("posts.cut") / "languages").iterdir()}
    file = known.get(f"{language}.toml")
    return _compiled(tomllib.loads(file.read_text(encoding="utf-8"))) if file else Cues()


def _compiled(words: dict[str, list[str]]) -> Cues:
    anywhere = {name: _any(words[name], r"\b{}\b") for name in ("nowhere", "keep")}
    whole = ("pointing", "determiners", "person", "plural", "thing", "light", "people")
    return Cues(
        strip=_any(words["strip"], r"{}\s*[,:，：]\s*"),
        linking=_any(words["linking"], r"{}\b"),
        clauses=_any(words["clauses"], "{}"),
        paired=_any(words["paired"], r"{}\b"),
        **anywhere,
        **{name: _any(words[name], r"{}\Z") for name in whole},
    )


def _any(entries: Sequence[str], form: str) -> Pattern:
    """Any of the entries; the longest alternative first, for the first that matches is taken."""
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    among = "(?:" + "|".join(longest_first) + ")"
    return regex.compile(form.replace("{}", among), regex.IGNORECASE) if entries else _NOTHING
