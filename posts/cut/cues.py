"""What the words of a language tell of a sentence's ties, read from ``languages/CODE.toml``.

A language without a file gets cues that never match: then only rules that need no words apply. What each key means
stands beside its words in ``languages/en.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from importlib.resources import files
from operator import or_
from typing import Any, NamedTuple, TypeVar

import regex

from posts.cut.pattern import NOTHING, Found, Pattern

_Told = TypeVar("_Told")


class Word:
    """What a single word may be, as bits: one word may be several of these.

    They are plain numbers, since they are met by the million.
    """

    POINTING = 1 << 0
    DETERMINER = 1 << 1
    PERSON = 1 << 2
    PLURAL = 1 << 3
    THING = 1 << 4
    SUBJECT = 1 << 5
    OWNER = 1 << 6
    LIGHT = 1 << 7
    PEOPLE = 1 << 8
    TITLE = 1 << 9
    SAYS = 1 << 10
    KIND = 1 << 11
    FRONTING = 1 << 12
    CONJOINING = 1 << 13
    LOCATING = 1 << 14
    DEFINITE = 1 << 15
    JOINING = 1 << 16
    GIVEN = 1 << 17
    SEVERAL = 1 << 18
    MANY = 1 << 19
    TAKING_UP = 1 << 20
    SPEAKER = 1 << 21
    TOLD = 1 << 22
    SINGLE = 1 << 23
    RELATIVE = 1 << 24
    FEMALE = 1 << 25
    ONESELF = 1 << 26
    ADDRESSED = 1 << 27
    LOOSE = 1 << 28
    OURSELVES = 1 << 29
    # Of few words: from here on Python's integers are two digits long, and take longer.
    HEALTH = 1 << 30
    MONEY = 1 << 31
    LAW = 1 << 32
    BODY = 1 << 33
    EVENT = 1 << 34
    STATEMENT = 1 << 35
    NAMELESS = 1 << 36
    OBJECT = 1 << 37
    NARRATOR = 1 << 38


class Begun:
    """What is looked for in every sentence, and may begin with a word of it, as bits."""

    NOWHERE = 1 << 0
    ABOUT_TEXT = 1 << 1
    AUTHOR = 1 << 2
    CAVEAT = 1 << 3
    ADDITIVE = 1 << 4
    RESUMING = 1 << 5


#: The key of a language's file in which the words of each sort stand.
_SORTS: Mapping[str, int] = {
    "pointing": Word.POINTING,
    "narrators": Word.NARRATOR,
    "determiners": Word.DETERMINER,
    "person": Word.PERSON,
    "plural": Word.PLURAL,
    "thing": Word.THING,
    "subject": Word.SUBJECT,
    "owner": Word.OWNER,
    "female": Word.FEMALE,
    "objects": Word.OBJECT,
    "oneself": Word.ONESELF,
    "ourselves": Word.OURSELVES,
    "addressed": Word.ADDRESSED,
    "light": Word.LIGHT,
    "people": Word.PEOPLE,
    "titles": Word.TITLE,
    "says": Word.SAYS,
    "kinds": Word.KIND,
    "bodies": Word.BODY,
    "fronting": Word.FRONTING,
    "loose": Word.LOOSE,
    "conjoining": Word.CONJOINING,
    "locating": Word.LOCATING,
    "definite": Word.DEFINITE,
    "joining": Word.JOINING,
    "many": Word.MANY,
    "several": Word.SEVERAL,
    "given": Word.GIVEN,
    "taking_up": Word.TAKING_UP,
    "events": Word.EVENT,
    "statements": Word.STATEMENT,
    "nameless": Word.NAMELESS,
    "speakers": Word.SPEAKER,
    "told": Word.TOLD,
    "single": Word.SINGLE,
    "relative": Word.RELATIVE,
    "health": Word.HEALTH,
    "money": Word.MONEY,
    "law": Word.LAW,
}
#: At the start of a sentence, with a comma or colon after it, and with what follows that.
_SET_OFF = ("strip", "contrast", "example", "first", "counting")
#: At the start of a sentence.
_AT_START = ("bare", "linking", "paired", "both", "calls", "leading", "nowadays", "another", "doing", "lacking")
#: Anywhere, between the edges of words.
_ANYWHERE = (
    "nowhere", "about_text", "author", "stale", "negations", "hedges", "conditions", "degrees", "relations",
    "caveats", "claims",
    "finite", "steps", "denials", "supposing", "figures", "formerly",
    "interviewing", "resuming", "all_of", "relating", "goalless", "framing", "eliding", "sets", "titling", "warning",
)  # fmt: skip
#: Anywhere, as they are written.
_AS_WRITTEN = ("clauses", "halves", "more", "listing", "additive", "being")
#: What is no pattern, and no sort of words.
_OTHERS = frozenset({"spaced", "owning", "one", "endings", "before_names", "before_figures", "before_ordinals"})
#: Of those that stand anywhere, those that are looked for in every sentence, and so only where they may begin.
_BEGUN: Mapping[str, int] = {
    "nowhere": Begun.NOWHERE,
    "about_text": Begun.ABOUT_TEXT,
    "author": Begun.AUTHOR,
    "caveats": Begun.CAVEAT,
    "additive": Begun.ADDITIVE,
    "resuming": Begun.RESUMING,
}
#: Those that are looked for where a text, or what is left of one, begins: the words in so many signs rule most out.
_OPENING, _HEAD = (*_SET_OFF, *_AT_START, "against", "opening"), 8
#: What of a word is a prefix or ending that any word may have, and so is no plain word.
_PLAIN = regex.compile(r"[\p{L}\p{M}\p{Nd}' -]+")


#: What a text may have right behind a word that a cue goes on with.
_BEHIND_WORD = " '-,.:;)/،"
#: How much of a word's start makes two forms of it the same word: "relieve", "relief".
STEM = 5
#: How many words of a language, and heads of its texts, are kept with what they may be.
_MOST_KNOWN = 50_000


class _Known(dict[str, _Told]):
    """What was told of words, or of the heads of texts: a language has so many of them, and the same ones recur."""

    def __init__(self, tell: Callable[[str], _Told]) -> None:
        self._tell = tell

    def __missing__(self, word: str) -> _Told:
        told = self._tell(word)
        if len(self) < _MOST_KNOWN:
            self[word] = told
        return told


class Form(NamedTuple):
    """A word as it is written: ``word`` is its lower-case form without an ending after an apostrophe."""

    word: str
    #: How many code points it has without that ending.
    length: int
    #: Bits of `Word`.
    sort: int
    capital: bool
    #: The start of the word.
    stem: str
    #: Bits of `Begun`.
    begins: int


@dataclass(frozen=True, slots=True)
class Cues:
    """One language's cues. Patterns see text whose apostrophes are straight."""

    #: Whether the language sets spaces between words; where it does not, words are looked for at the start only.
    spaced: bool = True
    strip: Pattern = NOTHING
    contrast: Pattern = NOTHING
    example: Pattern = NOTHING
    first: Pattern = NOTHING
    counting: Pattern = NOTHING
    bare: Pattern = NOTHING
    linking: Pattern = NOTHING
    paired: Pattern = NOTHING
    both: Pattern = NOTHING
    calls: Pattern = NOTHING
    leading: Pattern = NOTHING
    formerly: Pattern = NOTHING
    interviewing: Pattern = NOTHING
    resuming: Pattern = NOTHING
    all_of: Pattern = NOTHING
    relating: Pattern = NOTHING
    eliding: Pattern = NOTHING
    sets: Pattern = NOTHING
    titling: Pattern = NOTHING
    warning: Pattern = NOTHING
    goalless: Pattern = NOTHING
    framing: Pattern = NOTHING
    lacking: Pattern = NOTHING
    nowadays: Pattern = NOTHING
    another: Pattern = NOTHING
    doing: Pattern = NOTHING
    nowhere: Pattern = NOTHING
    about_text: Pattern = NOTHING
    author: Pattern = NOTHING
    stale: Pattern = NOTHING
    negations: Pattern = NOTHING
    hedges: Pattern = NOTHING
    conditions: Pattern = NOTHING
    degrees: Pattern = NOTHING
    relations: Pattern = NOTHING
    caveats: Pattern = NOTHING
    claims: Pattern = NOTHING
    finite: Pattern = NOTHING
    steps: Pattern = NOTHING
    denials: Pattern = NOTHING
    supposing: Pattern = NOTHING
    figures: Pattern = NOTHING
    clauses: Pattern = NOTHING
    halves: Pattern = NOTHING
    more: Pattern = NOTHING
    listing: Pattern = NOTHING
    additive: Pattern = NOTHING
    being: Pattern = NOTHING
    #: A word of ``contrast`` between two commas.
    between: Pattern = NOTHING
    #: A pointing word at the very start.
    opening: Pattern = NOTHING
    #: A word of ``contrast`` with or without a comma: at the start, and behind a comma or the like.
    against: Pattern = NOTHING
    turning: Pattern = NOTHING
    #: A name that owns what follows, ``{}`` for the name; empty where the language has no such form.
    owning: str = ""
    #: What may stand behind a word and an apostrophe, and is no part of the word; empty where anything may.
    endings: frozenset[str] = frozenset()
    #: What is short for something and so, with its stop, is no end before a name, or before a figure.
    before_names: frozenset[str] = frozenset()
    before_figures: frozenset[str] = frozenset()
    #: Behind these, in small letters, a figure and a stop counts: "der 3. Platz".
    before_ordinals: frozenset[str] = frozenset()
    #: What ``another`` is where nothing was said of the first; empty where the language has no such form.
    one: str = ""
    #: Whether words that name several things can be told by their form.
    plurals: bool = False
    words: Mapping[str, int] = field(default_factory=dict)
    forms: Sequence[tuple[Pattern, int]] = ()
    #: What may begin with a word, and how this is told of the word.
    begun: Sequence[tuple[Pattern, int]] = ()
    _sorts: _Known[int] = field(init=False, compare=False, repr=False)
    _forms: _Known[Form] = field(init=False, compare=False, repr=False)
    _heads: _Known[frozenset[str]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sorts", _Known(self._sort))
        object.__setattr__(self, "_forms", _Known(self._form))
        object.__setattr__(self, "_heads", _Known(self._head))

    def sort(self, word: str) -> int:
        """What the word, in lower case, may be."""
        return self._sorts[word]

    def spelled(self, said: Iterable[str]) -> list[Form]:
        """What the words, as they stand in a text with straight apostrophes, may be."""
        return [*map(self._forms.__getitem__, said)]

    def openings(self, flat: str, at: int = 0) -> frozenset[str]:
        """The names of the cues, of those that open a text, that may stand at this place."""
        signs = flat[at : at + _HEAD]
        # Whole words, where there are: "but" that must not stand before "is" may stand before the half of "island".
        return self._heads[signs.rpartition(" ")[0] or signs]

    def at(self, cue: str, flat: str, at: int = 0) -> Found | None:
        """The cue of this name, one of those that open a text, where it stands at this place."""
        if cue not in self.openings(flat, at):
            return None
        pattern: Pattern = getattr(self, cue)
        return pattern.match(flat, at)

    def _sort(self, word: str) -> int:
        return reduce(or_, (sort for form, sort in self.forms if form.match(word)), self.words.get(word, 0))

    def _form(self, said: str) -> Form:
        base, *endings = self._parted(said)
        word = base.lower()
        begins = (sort for cue, sort in self.begun if _may_begin(cue, (word, *endings)))
        return Form(word, len(base), self.sort(word), base[0] != word[0], word[:STEM], reduce(or_, begins, 0))

    def _parted(self, said: str) -> list[str]:
        """A word and its endings; what is no ending behind an apostrophe is the word's: "Hawai'i", "O'Brien"."""
        parts = said.split("'")
        if not self.endings or len(parts) == 1:
            return parts
        whole = next((at for at in range(len(parts), 1, -1) if parts[at - 1].lower() not in self.endings), 1)
        return ["'".join(parts[:whole]), *parts[whole:]]

    def _head(self, head: str) -> frozenset[str]:
        return frozenset(cue for cue in _OPENING if getattr(self, cue).may_begin(head))


def _may_begin(cue: Pattern, parts: Iterable[str]) -> bool:
    """Whether a cue may begin with one of a word's parts, or with the space before it."""
    return any(_begins(cue, part) or _begins(cue, f" {part}") for part in parts)


def _begins(cue: Pattern, said: str) -> bool:
    """Whether a cue may begin with a whole word: "another" does not begin with "a"."""
    return cue.may_begin(said) and (bool(cue.match(said)) or any(cue.may_begin(said + sign) for sign in _BEHIND_WORD))


@lru_cache
def cues(language: str | None) -> Cues:
    """The cues of a language (ISO 639-1 code), or none at all where nobody has written them."""
    known = {file.name: file for file in (files("posts.cut") / "languages").iterdir()}
    file = known.get(f"{language}.toml")
    return _compiled(tomllib.loads(file.read_text(encoding="utf-8"))) if file else Cues()


def _compiled(read: Mapping[str, Any]) -> Cues:
    """The cues of one file. Raises `KeyError` for a key that means nothing."""
    spaced = bool(read.get("spaced", True))
    edge = r"\b" if spaced else ""
    forms = {
        **dict.fromkeys(_SET_OFF, r"{}\s*[,:，、：،]\s*"),
        **dict.fromkeys(_AT_START, rf"{{}}{edge}"),
        **dict.fromkeys(_ANYWHERE, rf"{edge}{{}}{edge}"),
        **dict.fromkeys(_AS_WRITTEN, "{}"),
    }
    if unknown := read.keys() - forms.keys() - _SORTS.keys() - _OTHERS:
        raise KeyError(f"no rule reads {', '.join(sorted(unknown))}")
    patterns: dict[str, Any] = {name: _any(read.get(name, ()), form) for name, form in forms.items()}
    return Cues(
        spaced=spaced,
        opening=_any(read.get("pointing", ()), rf"{{}}{edge}"),
        against=_any(read.get("contrast", ()), rf"{{}}{edge}"),
        turning=_any(read.get("contrast", ()), rf"[,;，；]\s*{{}}{edge}"),
        begun=tuple((_any(read[key], "{}"), sort) for key, sort in _BEGUN.items() if key in read),
        plurals="several" in read,
        between=_any(read.get("contrast", ()), r",\s*{}\s*(?=,)"),
        owning=str(read.get("owning", "")),
        one=str(read.get("one", "")),
        endings=frozenset(read.get("endings", ())),
        before_names=_raised(read.get("before_names", ())),
        before_figures=_raised(read.get("before_figures", ())),
        before_ordinals=frozenset(read.get("before_ordinals", ())),
        words=_plain_words(read),
        forms=tuple(
            (_any([one for one in read.get(key, ()) if not _PLAIN.fullmatch(one)], r"{}\Z"), sort)
            for key, sort in _SORTS.items()
            if any(not _PLAIN.fullmatch(one) for one in read.get(key, ()))
        ),
        **patterns,
    )


def _plain_words(read: Mapping[str, Sequence[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, sort in _SORTS.items():
        for word in filter(_PLAIN.fullmatch, read.get(key, ())):
            found[word.lower()] = found.get(word.lower(), 0) | sort
    return found


def _raised(words: Iterable[str]) -> frozenset[str]:
    """The words, and the same with a capital letter."""
    return frozenset(form for word in words for form in (word, word[0].upper() + word[1:]))


def _any(entries: Iterable[str], form: str) -> Pattern:
    """Any of the entries; the longest alternative first, for the first that matches is taken."""
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    if not longest_first:
        return NOTHING
    return Pattern(form.replace("{}", f"(?:{'|'.join(longest_first)})"))
