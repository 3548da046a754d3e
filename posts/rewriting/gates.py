"""Whether a rewritten post may be used: it must say what the post said, all that limits it, and nothing else.

The gates know no grammar. They compare words, numbers and signs, and the order in which these stand; where they cannot
tell, they refuse, for the post as it was cut is always there. What they do not see: what a word means, and what changes
when one is left out, or one of the article is put beside another. So a rewritten post is marked, and both texts are
kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Protocol, TypeAlias

from posts.rewriting import comparing, wording
from posts.rewriting.comparing import Case, Predicate, adds, changes, drops


class Refusal(StrEnum):
    """Why a rewritten post is not used, in words that can stand in a list."""

    NO_ANSWER = "no_answer"
    UNCHANGED = "unchanged"
    UNKNOWN_LANGUAGE = "unknown_language"
    STRANGE_SIGN = "strange_sign"
    TOO_LONG = "too_long"
    UNFINISHED = "unfinished"
    NEW_LINK = "new_link"
    LOST_LINK = "lost_link"
    NEW_MENTION = "new_mention"
    NEW_HASHTAG = "new_hashtag"
    NEW_EMOJI = "new_emoji"
    OTHER_SCRIPT = "other_script"
    PROMPT_LEAK = "prompt_leak"
    NEW_NUMBER = "new_number"
    LOST_NUMBER = "lost_number"
    #: With another sign or word beside it: "30 %" and "30", "by 5" and "to 5".
    CHANGED_NUMBER = "changed_number"
    CHANGED_NEGATION = "changed_negation"
    CHANGED_HEDGE = "changed_hedge"
    CHANGED_CONDITION = "changed_condition"
    #: How much, how many or how often, and on which side of it: "all", "most", "completely", "over", "before".
    CHANGED_DEGREE = "changed_degree"
    LOST_CAVEAT = "lost_caveat"
    NEW_CLAIM = "new_claim"
    NEW_NAME = "new_name"
    LOST_NAME = "lost_name"
    #: Words that are in neither the post nor its context.
    NEW_WORDS = "new_words"
    LOST_WORDS = "lost_words"
    #: Other words of the article in the place of the post's own.
    REPLACED_WORDS = "replaced_words"
    #: The same words in another order: who does what to whom may have changed.
    MOVED_WORDS = "moved_words"
    #: It has a flaw that the post did not have: see `posts.cut.check`.
    FLAWED = "flawed"


class Flawed(Protocol):
    """A finding of `posts.cut.check`."""

    @property
    def flaw(self) -> object:
        """What is wrong."""
        ...


#: Text and language → what is wrong with the text as a post.
Check: TypeAlias = Callable[[str, str | None], Iterable[Flawed]]


def accepts(  # noqa: PLR0917 - the things that are compared
    unit: str,
    context: str,
    title: str,
    candidate: str,
    language: str | None,
    fits: Callable[[str], bool],
    hashtags: Sequence[str],
    check: Check = lambda _text, _language: (),
) -> Refusal | None:
    """Why the candidate may not be said in place of the unit; None where it may.

    ``context`` and ``title`` are what of the article the rewriter was shown, ``hashtags`` the campaign's own, which it
    may say. ``fits`` measures a body with all that goes round it. A language without cues accepts nothing.
    """
    case = Case(unit, context, title, candidate, language, tuple(hashtags))
    refused = next((reason for reason, broken in _FIRST if broken(case)), None)
    if refused:
        return refused
    if not fits(candidate):
        return Refusal.TOO_LONG
    refused = next((reason for reason, broken in _THEN if broken(case)), None)
    if refused:
        return refused
    had = {found.flaw for found in check(unit, language)}
    return Refusal.FLAWED if any(found.flaw not in had for found in check(candidate, language)) else None


_Gate: TypeAlias = tuple[Refusal, Predicate]

#: Before anything is measured.
_FIRST: tuple[_Gate, ...] = (
    (Refusal.NO_ANSWER, lambda case: not case.candidate.strip()),
    (Refusal.UNCHANGED, lambda case: case.candidate == case.unit),
    (Refusal.UNKNOWN_LANGUAGE, comparing.unknown_language),
    (Refusal.STRANGE_SIGN, comparing.strange_sign),
)
_THEN: tuple[_Gate, ...] = (
    (Refusal.NEW_LINK, adds(wording.links)),
    (Refusal.LOST_LINK, drops(wording.links)),
    (Refusal.NEW_MENTION, adds(wording.mentions)),
    (Refusal.NEW_HASHTAG, comparing.new_hashtag),
    (Refusal.NEW_EMOJI, adds(wording.emoji)),
    (Refusal.STRANGE_SIGN, comparing.rare_sign),
    (Refusal.UNFINISHED, comparing.unfinished),
    (Refusal.OTHER_SCRIPT, comparing.other_script),
    (Refusal.PROMPT_LEAK, comparing.prompt_leak),
    (Refusal.NEW_NUMBER, comparing.adds_number),
    (Refusal.LOST_NUMBER, comparing.drops_number),
    # A negation more changes as much as one less; so do a doubt and a condition ("should", "must").
    (Refusal.CHANGED_NEGATION, changes("negations")),
    (Refusal.CHANGED_HEDGE, changes("hedges")),
    (Refusal.CHANGED_CONDITION, changes("conditions")),
    (Refusal.CHANGED_DEGREE, changes("degrees")),
    (Refusal.CHANGED_DEGREE, changes("relations")),
    (Refusal.LOST_CAVEAT, comparing.lost_caveat),
    (Refusal.NEW_CLAIM, comparing.new_claim),
    (Refusal.NEW_NAME, comparing.new_name),
    (Refusal.LOST_NAME, comparing.lost_name),
    (Refusal.MOVED_WORDS, comparing.moved_words),
    (Refusal.CHANGED_NUMBER, comparing.changes_number),
    (Refusal.NEW_WORDS, comparing.new_words),
    (Refusal.REPLACED_WORDS, comparing.replaced_words),
    (Refusal.LOST_WORDS, comparing.lost_words),
)
