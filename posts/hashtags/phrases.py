"""An article's key phrases: what it says often, in as many words as it says it.

By C-value (Frantzi, Ananiadou and Mima, 2000): a phrase is worth as much as it is said, more the more words it has, and
less as far as it is only said inside longer phrases. Nothing but counting, so that no language needs a model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from posts.article.model import Article
from posts.hashtags.counting import Key, Said, counted
from posts.hashtags.words import Vocabulary, runs, vocabulary

#: A single word is said so often; one of the title, in an article of less than so many characters, once less.
_LEAST, _LONG = 3, 2_000
#: A phrase that only the title says has so many words at most, and is worth no more than one said so often.
_MOST_WORDS_ONCE, _WORTH_ONCE = 3, 2
#: What a word is worth that is neither a name nor in the title, and a phrase with a word that says little at an end.
_LONE, _VAGUE = 0.45, 0.6
#: The languages that write their nouns with a capital, and how often at least.
_CAPITAL_NOUNS, _MOSTLY = frozenset({"de", "lb"}), 0.8
#: The languages that write compounds as one word without spaces round it, and of how many signs those are.
_UNSPACED, _COMPOUND = frozenset({"ja", "zh"}), 4
#: What is said inside one longer phrase so often, and never by itself, is no phrase.
_ALWAYS = 0.8


@dataclass(frozen=True, slots=True)
class Phrase:
    """A key phrase, in the form in which the article writes it most often."""

    words: tuple[str, ...]
    key: Key
    #: Only to be compared within one article.
    score: float
    #: How often the article says it, in any form.
    count: int
    #: Where it says it first, as a code point of its text.
    start: int


def phrases(article: Article) -> list[Phrase]:
    """The article's key phrases, the best first; a tie goes to the one that is said first."""
    words = vocabulary(article.language)
    said = counted(list(runs(article)), words)
    inside = _inside(said)
    least = _LEAST if len(article.text) >= _LONG else _LEAST - 1
    found = []
    for key, one in said.items():
        # Told apart first: hardly anything that was counted is said often enough.
        if _often(key, one, least) and not _only_inside(one, inside.get(key, ())):
            form = _form(one, key, words)
            if _tells(key, form, one, words):
                worth = _worth(key, form, one, inside.get(key, ()), words)
                found.append(Phrase(form, key, worth, one.count, one.start))
    return sorted((one for one in found if one.score > 0), key=lambda one: (-one.score, one.start, -len(one.words)))


def _inside(said: Mapping[Key, Said]) -> Mapping[Key, Sequence[Said]]:
    """The longer phrases, said more than once, that each phrase is a part of."""
    inside: dict[Key, list[Said]] = defaultdict(list)
    for key, one in said.items():
        if one.count > 1 and len(key) > 1:
            for part in {key[a:b] for a in range(len(key)) for b in range(a + 1, len(key) + 1)} - {key}:
                inside[part].append(one)
    return inside


def _often(key: Key, one: Said, least: int) -> bool:
    if len(key) == 1:
        return one.count >= (least if one.in_title else _LEAST)
    return one.count > 1 or (one.in_title and one.alone == 1 and len(key) <= _MOST_WORDS_ONCE)


def _only_inside(one: Said, longer: Sequence[Said]) -> bool:
    return not one.alone and any(other.count >= _ALWAYS * one.count for other in longer)


def _form(one: Said, key: Key, words: Vocabulary) -> tuple[str, ...]:
    """The form to show: the commonest, all in capitals only if there is no other; in Korean the one without endings."""
    if words.language == "ko" and len(one.forms) > 1:
        return key
    ranked = sorted(one.forms, key=lambda form: (all(part.isupper() for part in form), -one.forms[form]))
    return ranked[0]


def _tells(key: Key, form: Sequence[str], one: Said, words: Vocabulary) -> bool:
    """Whether it can be what the article is about, as far as its looks and its neighbours tell."""
    first, last = form[0].casefold(), form[-1].casefold()
    is_noun = words.language not in _CAPITAL_NOUNS or one.capitals >= _MOSTLY * one.shown
    is_definite = words.language != "ar" or last.startswith("ال")
    is_verb = 2 * one.as_verb > one.count or (2 * one.as_noun <= one.count and first.endswith(words.verbs))
    if not is_noun or not is_definite or any(part[0].isdigit() for part in key) or last.endswith(words.tails):
        return False
    if len(key) > 1:
        return not is_verb and not {first, last} <= words.generic
    is_long = len(last) > 3 or form[0].isupper() or not last.isascii()
    return is_long and not (is_verb and not one.capitals) and not {last, key[0]} & (words.generic | words.lone)


def _worth(key: Key, form: Sequence[str], one: Said, longer: Sequence[Said], words: Vocabulary) -> float:
    taken = [other.weight for other in longer]
    if len(key) == 1:
        is_compound = words.language in _UNSPACED and len(form[0]) >= _COMPOUND
        is_named = one.in_title or is_compound or 2 * one.capitals > one.shown > 0
        return (one.weight - sum(taken)) * (1 if is_named else _LONE)
    said = one.weight - sum(taken) / len(taken) if taken else one.weight
    is_vague = form[0].casefold() in words.generic or form[-1].casefold() in words.generic
    return log2(1 + len(key)) * (said if one.count > 1 else _WORTH_ONCE) * (_VAGUE if is_vague else 1)
