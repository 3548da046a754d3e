"""A rewritten post beside what it is to stand for: each function here finds one thing that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import regex

from posts.cut.cohesion import plain
from posts.cut.cues import Cues, Word, cues
from posts.cut.pattern import NOTHING
from posts.cut.tokens import tokens
from posts.rewriting import wording
from posts.rewriting.alignment import Gap, Pairs, align, gaps
from posts.rewriting.numerals import numbers
from posts.rewriting.wording import MARKER, NUMBER, WORD, Piece

#: So much of what a rewritten post says must be in the post, its context or the title: all of it, for one word is
#: enough to make "ease pain" a claim about cancer. So much of it must be in the post itself, and so much of the post be
#: kept.
LEAST_KNOWN = 1.0
LEAST_OWN = 0.5
LEAST_KEPT = 0.6
#: In every language that parts its words, so many of a text's words hold it together: "the", "of".
LEAST_LIGHT = 0.15
#: … unless it is so short that this is chance.
FEW_WORDS = 12

#: Languages that write every noun with a capital: there a lost capital is no lost name.
_CAPITAL_NOUNS = frozenset({"de", "lb"})
_UNSPACED = regex.compile(f"[{wording.UNSPACED}]")
_ENDED = regex.compile(r"[\p{P}\p{So}]\Z")
_LEAK = regex.compile(
    r"\b(?:as an? (?:ai|language model|assistant)|language model|system prompt|(?:previous|prior|above|these|my|your) "
    r"instructions?|i (?:cannot|can't|am unable to)|i'm sorry|rewritten|here(?:'s| is) (?:the|a|your) |"
    r"(?:note|post|output|answer|context|title):|stand(?:s)? alone|character limit)",
    regex.IGNORECASE,
)


@dataclass(frozen=True)
class Case:
    """One candidate beside what it is to stand for."""

    unit: str
    context: str
    title: str
    candidate: str
    language: str | None
    hashtags: tuple[str, ...]

    @cached_property
    def words(self) -> Cues:
        """The language’s cues."""
        return cues(self.language)

    @cached_property
    def known(self) -> str:
        """All that the rewriter may take its words from."""
        return "\n".join((self.unit, self.context, self.title, *self.hashtags))

    @cached_property
    def known_words(self) -> set[str]:
        """The stems of these words."""
        return wording.content(self.known, self.words)

    @cached_property
    def before(self) -> list[Piece]:
        """What the unit says, in order."""
        return wording.pieces(self.unit, self.words, self.language)

    @cached_property
    def after(self) -> list[Piece]:
        """What the candidate says, in order."""
        return wording.pieces(self.candidate, self.words, self.language)

    @cached_property
    def pairs(self) -> Pairs:
        """What both say in the same order, as places in `before` and `after`."""
        return align(self.before, self.after)

    @cached_property
    def gaps(self) -> list[Gap]:
        """What stands between these pairs."""
        return gaps(self.pairs, len(self.before), len(self.after))

    def is_new(self, at: int) -> bool:
        """Whether this piece of the candidate is a word that the rewriter was not shown."""
        piece = self.after[at]
        return piece.kind == WORD and piece.said not in self.known_words


#: What is wrong, or not, with a candidate.
Predicate: TypeAlias = Callable[[Case], bool]
#: What a text holds of something, and how often.
Read: TypeAlias = Callable[[str], Counter[str]]


def unknown_language(case: Case) -> bool:
    """Nobody has written down all the words that must not get lost, or the text is of another language."""
    words = case.words
    if NOTHING in (words.negations, words.hedges, words.conditions, words.caveats, words.claims):
        return True
    return not _is_of(case.unit, words)


def _is_of(text: str, words: Cues) -> bool:
    """Whether a text is of a language, as far as its signs or its commonest words tell."""
    if not words.spaced:
        letters = regex.findall(r"\p{L}", text)
        return 2 * sum(bool(_UNSPACED.match(letter)) for letter in letters) > len(letters)
    said = tokens(plain(text), words)
    return len(said) < FEW_WORDS or sum(bool(one.sort & Word.LIGHT) for one in said) >= LEAST_LIGHT * len(said)


def strange_sign(case: Case) -> bool:
    """Characters that are not seen, and more lines than there were."""
    return bool(
        wording.invisible(case.candidate) - wording.invisible(case.unit)
        or case.candidate.count("\n") > case.unit.count("\n")
        or case.candidate != case.candidate.strip()
    )


def rare_sign(case: Case) -> bool:
    """Markup, currencies and the like that the unit does not have."""
    return not wording.rare_signs(case.candidate) <= wording.rare_signs(case.unit + "".join(case.hashtags))


def unfinished(case: Case) -> bool:
    """It ends or begins in the middle of a sentence, and the unit does not."""
    ends = bool(_ENDED.search(case.unit)) and not _ENDED.search(case.candidate) and not _ends_with_tag(case)
    return ends or (case.candidate[:1].islower() and not case.unit[:1].islower())


def _ends_with_tag(case: Case) -> bool:
    last = case.candidate.split()[-1]
    return last.casefold() in {tag.casefold() for tag in case.hashtags}


def new_hashtag(case: Case) -> bool:
    """The campaign's own tags may be said, each once."""
    allowed = wording.hashtags(case.unit) | wording.hashtags(" ".join(dict.fromkeys(case.hashtags)))
    return bool(wording.hashtags(case.candidate) - allowed)


def other_script(case: Case) -> bool:
    """A letter of a script that was not there: another language, or a look-alike."""
    return not wording.scripts(case.candidate) <= wording.scripts(case.known)


def prompt_leak(case: Case) -> bool:
    """It speaks of its task, or to whoever asked."""
    shown = {one.lower() for one in _LEAK.findall(case.known)}
    return any(one.lower() not in shown for one in _LEAK.findall(case.candidate))


def _values(text: str, case: Case) -> Counter[str]:
    return Counter(number.value for number in numbers(text, case.language))


def adds_number(case: Case) -> bool:
    """A number that the unit does not say: one of the context may be a number of something else."""
    return not _values(case.candidate, case) <= _values(case.unit, case)


def drops_number(case: Case) -> bool:
    """A number of the unit that is gone."""
    return not _values(case.unit, case) <= _values(case.candidate, case)


def changes_number(case: Case) -> bool:
    """A number with another sign or small word beside it than in the unit."""
    before, after = (Counter(wording.measures(text, case.words, case.language)) for text in (case.unit, case.candidate))
    return before != after


def adds(read: Read) -> Predicate:
    """Whether the candidate holds more of something than the unit."""
    return lambda case: bool(read(case.candidate) - read(case.unit))


def drops(read: Read) -> Predicate:
    """Whether the candidate holds less of something than the unit."""
    return lambda case: bool(read(case.unit) - read(case.candidate))


def changes(key: str) -> Predicate:
    """Whether a cue of the language is said more or less often, or in other words."""

    def changed(case: Case) -> bool:
        pattern = getattr(case.words, key)
        return wording.said(pattern, case.unit) != wording.said(pattern, case.candidate)

    return changed


def lost_caveat(case: Case) -> bool:
    """A warning of the unit that is gone, or said in other words."""
    return bool(wording.said(case.words.caveats, case.unit) - wording.said(case.words.caveats, case.candidate))


def _claims(text: str, case: Case) -> set[str]:
    """The stems of the words that claim a benefit, and of those beside them in the same cue."""
    return wording.content(" ; ".join(wording.said(case.words.claims, text)), case.words)


def new_claim(case: Case) -> bool:
    """A benefit that the unit does not claim."""
    return not _claims(case.candidate, case) <= _claims(case.unit, case)


def new_name(case: Case) -> bool:
    """A capital that the rewriter was not shown; in a script without capitals every word may be a name."""
    known = {one.word for one in wording.capitals(case.known)}
    lower = {word.lower() for word in regex.findall(r"[\p{L}\p{M}\p{Nd}]+", case.known)}
    for one in wording.capitals(case.candidate):
        ordinary = one.word.lower() in lower or case.words.sort(one.word.lower())
        if one.word not in known and not (one.opens and ordinary):
            return True
    return any(case.is_new(at) and wording.uncased(case.after[at].said) for at in range(len(case.after))) or any(
        not _covered(run, case.known) for run in wording.runs(case.candidate)
    )


def _covered(run: str, known: str) -> bool:
    """Whether a run of signs without spaces is put together from parts of what is known, two signs or longer.

    One sign between two parts may be any that is known: a particle.
    """
    at, alone = 0, False
    while at < len(run):
        end = at + 1
        while end < len(run) and run[at : end + 1] in known:
            end += 1
        single = end == at + 1
        if single and (alone or run[at] not in known) and len(run) > 1:
            return False
        at, alone = end, single
    return True


def lost_name(case: Case) -> bool:
    """A capital in the middle of a sentence that is gone."""
    if case.language in _CAPITAL_NOUNS:
        return False
    kept = {one.word for one in wording.capitals(case.candidate)}
    return any(not one.opens and one.word not in kept for one in wording.capitals(case.unit))


def moved_words(case: Case) -> bool:
    """What is in both, but not in the same order; of a text that says "A beats B" this leaves only "A beats B"."""
    paired = {one for one, _ in case.pairs}, {other for _, other in case.pairs}
    loose = {piece for at, piece in enumerate(case.before) if at not in paired[0]}
    return any(piece in loose for at, piece in enumerate(case.after) if at not in paired[1])


def new_words(case: Case) -> bool:
    """Words that the rewriter was not shown, or more of the context than of the post."""
    said = [at for at, piece in enumerate(case.after) if piece.kind == WORD]
    known = len(said) - sum(map(case.is_new, said))
    return known < LEAST_KNOWN * len(said) or len(case.pairs) < LEAST_OWN * len(case.after)


def replaced_words(case: Case) -> bool:
    """Something stands where something else stood: nothing here knows whether it means the same."""
    return any(gap.before and gap.after for gap in case.gaps)


def lost_words(case: Case) -> bool:
    """Too few of the unit’s words; or one that a negation, doubt, condition or number stands before."""
    kept = {one for one, _ in case.pairs}
    words = [at for at, piece in enumerate(case.before) if piece.kind == WORD]
    if sum(at in kept for at in words) < LEAST_KEPT * len(words):
        return True
    bound = (at + 1 for at, piece in enumerate(case.before) if piece.kind in (MARKER, NUMBER))
    return any(at < len(case.before) and at not in kept for at in bound)
