"""Which of the possible posts a campaign takes, and in which order.

Nearly the same is not said twice. Of many the weightiest are taken, each weighed against what is said already (maximal
marginal relevance). What claims a benefit, in matters of health, money or law, is never without a caveat for long.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from math import ceil
from typing import NamedTuple

from posts.cut.candidates import Unit
from posts.cut.cohesion import plain
from posts.cut.cues import Cues, Word
from posts.cut.model import Brief
from posts.cut.pattern import Pattern
from posts.cut.reading import Reading
from posts.cut.salience import Weights
from posts.cut.sentence import Sentence
from posts.cut.tokens import Words
from posts.cut.why import Why

#: Two posts are nearly the same where so much of the shorter one's stems are in the other.
SAME = 0.8
#: … all of them where it has fewer than this.
SHORT = 12
#: A stem in more posts than this tells nothing of two of them.
MOST_POSTS = 200
#: How much a post's own weight counts against its likeness to those that are taken.
RELEVANCE = 0.72
#: For so many claims there is one caveat.
CLAIMS = 4
#: An article is of health, money or law with so many words of it, and one for so many of all.
LEAST_WORDS, WORDS = 5, 70
_NO_STEMS: frozenset[str] = frozenset()
_DELICATE = Word.HEALTH | Word.MONEY | Word.LAW


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen posts in the order in which they go out, and by a sentence's index why its post is not among them."""

    chosen: tuple[Unit, ...]
    dropped: Mapping[int, Why]


class _Post(NamedTuple):
    """A possible post as it is weighed against others."""

    unit: Unit
    score: float
    stems: frozenset[str]
    caveat: bool
    claim: bool


def score(unit: Unit, weights: Weights) -> float:
    """How much of the article's point the post carries, 0 to 1: as much as its weightiest sentence."""
    return round(max(weights.salience[unit.first : unit.last + 1]), 4)


def choose(
    units: Sequence[Unit], sentences: Sequence[Sentence], weights: Weights, brief: Brief, reading: Reading, cues: Cues
) -> Choice:
    """Chooses among the possible posts of an article that was read so; ``sentences`` are its parts."""
    delicate = is_delicate(reading.words)
    posts = [_post(unit, sentences, weights, cues, delicate=delicate) for unit in units]
    single = posts if brief.thread else _distinct(posts, cues)
    taken = _of_sections(single, sentences) if brief.per_section else single
    if brief.max_posts is not None and len(taken) > brief.max_posts:
        taken = _with_caveats(_varied(taken, brief.max_posts), taken)
    order = _ranked(taken) if brief.ranked else sorted(taken, key=lambda post: post.unit.first)
    chosen = order if brief.thread else _spread(order)
    kept, repeats = {id(post) for post in chosen}, {id(post) for post in single}
    dropped = {
        at: Why.NOT_CHOSEN if id(post) in repeats else Why.REPEATS
        for post in posts
        if id(post) not in kept
        for at in range(post.unit.first, post.unit.last + 1)
    }
    return Choice(tuple(post.unit for post in chosen), dropped)


def is_delicate(sentences: Sequence[Words]) -> bool:
    """Whether an article is of health, money or law: where a claim without its caveat does harm."""
    least = max(LEAST_WORDS, sum(map(len, sentences)) / WORDS)
    sorts = [words.sorts[at] for words in sentences for at in words.of(_DELICATE)]
    return any(sum(bool(sort & matter) for sort in sorts) >= least for matter in (Word.HEALTH, Word.MONEY, Word.LAW))


def _post(unit: Unit, sentences: Sequence[Sentence], weights: Weights, cues: Cues, *, delicate: bool) -> _Post:
    stems = _NO_STEMS.union(*[one.reference.stems for one in sentences[unit.first : unit.last + 1]])
    caveat = delicate and _says(unit.draft.body, cues.caveats)
    claim = delicate and not caveat and _says(unit.draft.body, cues.claims)
    return _Post(unit, score(unit, weights), stems, caveat, claim)


def _says(body: str, words: Pattern) -> bool:
    return bool(words.search(plain(body)))


def _contained(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller set is in the other, 0 to 1."""
    return len(one & other) / (min(len(one), len(other)) or 1)


def _distinct(posts: Sequence[_Post], cues: Cues) -> list[_Post]:
    """The posts without those of which a weightier one says nearly the same; a caveat outweighs what is none.

    What gives another figure, denies it or asks says something else.
    """
    taken: list[_Post] = []
    told = cache(partial(_told, cues))
    by_stem: dict[str, list[int]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: (not post.caveat, -post.score, post.unit.first)):
        shared = Counter(chain.from_iterable([by_stem[stem] for stem in post.stems if stem in by_stem]))
        near = (taken[at] for at, n in shared.items() if _is_near(n, post, taken[at]))
        if any(told(post.unit.draft.body, post.stems) == told(other.unit.draft.body, other.stems) for other in near):
            continue
        for stem in post.stems:
            if len(by_stem[stem]) < MOST_POSTS:
                by_stem[stem].append(len(taken))
        taken.append(post)
    return sorted(taken, key=lambda post: post.unit.first)


def _is_near(shared: int, one: _Post, other: _Post) -> bool:
    """Whether two posts share so much that one is enough; of a short one all."""
    least = min(len(one.stems), len(other.stems))
    return shared >= (least if least < SHORT else SAME * least)


def _told(cues: Cues, body: str, stems: frozenset[str]) -> tuple[object, ...]:
    """What makes another thing of nearly the same words: figures, denials, and whether it asks."""
    flat = plain(body).lower()
    numbers = sorted(stem for stem in stems if stem[0].isdecimal()) + sorted(cues.figures.findall(flat))
    return (tuple(numbers), tuple(sorted(cues.negations.findall(flat))), flat.rstrip("\"')").endswith(("?", "？", "؟")))


def _of_sections(posts: Sequence[_Post], sentences: Sequence[Sentence]) -> list[_Post]:
    """The weightiest post of each section; of some their caveat, where too many claims would go without one."""

    def section(post: _Post) -> int:
        return sentences[post.unit.first].section

    best: dict[int, _Post] = {}
    for post in posts:
        if section(post) not in best or post.score > best[section(post)].score:
            best[section(post)] = post
    return _with_caveats(list(best.values()), posts, section)


def _varied(posts: Sequence[_Post], most: int) -> list[_Post]:
    """The ``most`` posts that say most, each the best beside those before it. A tie goes to the earlier."""
    left, taken = list(posts), list[_Post]()
    alike = [0.0] * len(left)
    while left and len(taken) < most:
        worth = [RELEVANCE * post.score - (1 - RELEVANCE) * near for post, near in zip(left, alike, strict=True)]
        at = max(range(len(left)), key=lambda index: (worth[index], -left[index].unit.first))
        taken.append(left.pop(at))
        alike.pop(at)
        alike = [max(near, _contained(post.stems, taken[-1].stems)) for post, near in zip(left, alike, strict=True)]
    return taken


def _with_caveats(
    taken: Sequence[_Post], posts: Sequence[_Post], place: Callable[[_Post], int] = lambda _: 0
) -> list[_Post]:
    """As many posts, with a caveat for every few claims: the least of the others at its place makes room for it."""
    chosen = list(taken)
    spare = sorted((post for post in posts if post.caveat and post not in chosen), key=lambda post: -post.score)
    for caveat in spare:
        claims = sum(post.claim for post in chosen)
        if sum(post.caveat for post in chosen) >= ceil(claims / CLAIMS):
            break
        others = [post for post in chosen if not post.caveat and place(post) == place(caveat)]
        if others:
            chosen[chosen.index(min(others, key=lambda post: post.score))] = caveat
    return chosen


def _ranked(posts: Sequence[_Post]) -> list[_Post]:
    return sorted(posts, key=lambda post: (-post.score, post.unit.first))


def _spread(posts: Sequence[_Post]) -> list[_Post]:
    """The posts in their order, but a caveat comes forward where so many claims have gone without one.

    And back, where those behind it are too few for the claims that follow.
    """
    caveats = deque((at, post) for at, post in enumerate(posts) if post.caveat)
    others = deque((at, post) for at, post in enumerate(posts) if not post.caveat)
    order, since, left = list[_Post](), 0, sum(post.claim for post in posts)
    while caveats and others:
        next_is_caveat, enough = caveats[0][0] < others[0][0], len(caveats) > (left - 1) // CLAIMS
        _, post = (caveats if since >= CLAIMS or (next_is_caveat and enough) else others).popleft()
        order.append(post)
        since, left = (0 if post.caveat else since + post.claim), left - post.claim
    return [*order, *(post for _, post in (*caveats, *others))]
