"""What a post costs: the less it should be made, the more. The cheapest way through an article is its cut.

A post costs something, so that posts are well filled. What a post says too much, too little or in the wrong place costs
more. Leaving a sentence out costs most of all, so that nothing is lost for the looks. A long article has enough to say:
what is brief, beside the point, or begins within a paragraph is called bad by readers about twice as often as the rest,
and costs more in it than in a short one.
"""

from __future__ import annotations

from collections.abc import Sequence

from posts.cut.cohesion import Tie
from posts.cut.edits import LABEL
from posts.cut.references import Need
from posts.cut.salience import Weights
from posts.cut.sentence import Sentence
from posts.cut.sentences import halved
from posts.cut.standing import is_clear
from posts.cut.terms import Terms

POST = 0.35
LEAVE_OUT = (3.0, 1.6)  # a sentence; in a short article, and in one of
LONG = 40  # sentences or more
WEIGHTY = (1.2, 2.6)  # the same, times its salience
LEAVE_OUT_OF_THREAD = 50.0

# How its first sentence had to be changed, or what had to come before it.
STRIPPED = {Tie.ADDS: 0.15, Tie.OPPOSES: 0.5, Tie.ILLUSTRATES: 0.5}
LED = 0.1
NAMED = 0.4
VOICED = 0.5  # with the name of whose words it is
REPEATED = 0.8  # a sentence that another post says too, for the sake of what hangs on it
TRIMMED = 0.3
GIVEN = 0.4  # it begins with what a reader is taken to know
ADRIFT = 1.0  # inside a paragraph, with a sentence that names nothing of what its section is about
UNTOLD = 4.0  # and takes what that is about for known, too: "The neck has lost its curve"
UNHEADED = 0.5  # with the first one of a section, if it names nothing of that either
UNTHEMED = 0.6  # it takes for known what the article is about, and has no room to say it
WITHIN = (0.0, 0.8)  # a post begins inside a paragraph
PARTED = 0.45  # a post begins or ends inside a sentence

# Where it begins and ends.
TORN = 2.5  # between the two sides of a contrast that would fit
TOGETHER = 2  # so many sentences before the second side at most
LEFT_HANGING = 0.25  # right before what hangs on its last sentence
UNANSWERED = 2.0  # with a question
OPEN_IN_THREAD = 0.5
LEADS_OUT_IN_THREAD = 0.6

# What goes together in it.
KEPT_TOGETHER = -0.3  # a sentence with the one that it hangs on
LOOSE = 0.5  # a sentence that could open a post itself,
ALIKE = -1.0  # unless it is like the one before it
IN_LIST = 0.1  # an item that is nothing without what introduces it, with another one behind that
ONE_OF_MANY = 0.4  # one item only of a list that is introduced
NEW_BLOCK = 0.4
BEHIND_LIST = 1.0
IN_THREAD = 0.2  # of all these, where the posts follow each other

# How it looks.
EMPTY = (0.6, 1.5)  # as the post is emptier than
FILLED = 140  # so many code points, or half of the limit
TOO_SHORT = (0.6, 2.5)
SHORT_BYTES = 60
NO_POST = 5.0  # it says nothing: what it says is rather left out
NO_POST_BYTES = 18
UNBALANCED = 1.2


class Costs:
    """The costs of the posts of one article. ``sizes``: what each sentence takes of a post, in the platform's units."""

    def __init__(self, sentences: Sequence[Sentence], sizes: Sequence[int], weights: Weights, terms: Terms) -> None:
        self.sentences = sentences
        self.sizes = sizes
        self.weights = weights
        self.terms = terms
        self.room = terms.room
        self._length = min(len(sentences) / LONG, 1.0)
        # What a sentence costs where it stands is the same in every post.
        self._bonds = [self._bond(at) if at else 0.0 for at in range(len(sentences))]
        #: What it costs more that a post begins with a sentence which names nothing of what its section is about.
        self.adrift = [self._drifts(at) if terms.alone else 0.0 for at in range(len(sentences))]
        self._changes = [STRIPPED.get(one.opening.tie, 0.0) for one in sentences]
        self._torn = [self._tears(at) for at in range(len(sentences))]
        self._left = [self._leaves(at) for at in range(len(sentences))]

    def leave_out(self, index: int) -> float:
        """What it costs that no post says a sentence."""
        if not self.terms.alone:
            return LEAVE_OUT_OF_THREAD
        weighty = _at_length(WEIGHTY, self._length) * self.weights.salience[index]
        return _at_length(LEAVE_OUT, self._length) + weighty

    def post(self, first: int, last: int, body: str) -> float:
        """What it costs to say these sentences, both ends included, in one post with this body."""
        return self._post(first, last, self._looks(first, last, body))

    def least(self, first: int, last: int) -> float:
        """The same whatever the body, which costs nothing where it looks well."""
        return self._post(first, last, 0.0)

    def _looks(self, first: int, last: int, body: str) -> float:
        """What it costs that a post is nearly empty, short, or holds half a quotation.

        One that is all of its section cannot be fuller, however long the article is: its author may have parted it so.
        """
        length = 0.0 if self._is_section(first, last) else self._length
        emptiness = max(1 - len(body) / min(FILLED, self.terms.most / 2), 0.0)
        size = len(body.encode()) if len(body) < SHORT_BYTES else SHORT_BYTES
        short = _at_length(TOO_SHORT, length) * (size < SHORT_BYTES) + NO_POST * (size < NO_POST_BYTES)
        return _at_length(EMPTY, length) * emptiness + short + UNBALANCED * halved(body)

    def _is_section(self, first: int, last: int) -> bool:
        section = self.sentences[first].section
        begins = not first or self.sentences[first - 1].section != section
        return begins and (last + 1 == len(self.sentences) or self.sentences[last + 1].section != section)

    def _post(self, first: int, last: int, look: float) -> float:
        edges = self._alone(first, last) if self.terms.alone else self._in_thread(first, last)
        return POST + edges + look + sum(self._bonds[first + 1 : last + 1])

    def _alone(self, first: int, last: int) -> float:
        opener, closing = self.sentences[first], self.sentences[last]
        parted = opener.is_second + closing.is_first
        within = first > 0 and self.sentences[first - 1].block == opener.block and not opener.is_second
        changed = (
            self._changes[first]
            + _at_length(WITHIN, self._length) * within
            + PARTED * parted
            + GIVEN * _is_given(opener)
            + self.adrift[first]
        )
        return changed + self._torn[first] + self._left[last]

    def _in_thread(self, first: int, last: int) -> float:
        return OPEN_IN_THREAD * self.sentences[first].tied + LEADS_OUT_IN_THREAD * self.sentences[last].leads_in

    def _drifts(self, at: int) -> float:
        """What it costs that only its heading, or the sentence that it goes on with, says what a sentence is about."""
        here = self.sentences[at]
        above = here.heading
        if above is None or here.listed or here.voice or here.reference.supplies & Need.NAME:
            return 0.0
        if not (above.topic and above.topic.isdisjoint(here.reference.stems)):
            return 0.0
        if here.first and not here.is_second:
            return UNHEADED * (not above.is_title)
        goes_on = at > 0 and here.block == self.sentences[at - 1].block
        named = any(one.naming is not None for one in here.called)
        return goes_on * (ADRIFT + UNTOLD * (_is_given(here) and not named))

    def _tears(self, first: int) -> float:
        """What it costs that a post begins with the other side of what the sentence before it says.

        Nothing where no post could say both: then it is this side alone, or neither.
        """
        here = self.sentences[first]
        if not first or not here.opening.opposes:
            return 0.0
        size = self.sizes[first] + 2 * here.opening.length + _saying_whose(here)
        for begin in range(first - 1, max(first - 1 - TOGETHER, -1), -1):
            size += self.sizes[begin] + 1
            if self.sentences[begin].section != here.section or size > self.room:
                return 0.0
            if is_clear(self.sentences[begin : first + 1]):
                return TORN
        return 0.0

    def _leaves(self, last: int) -> float:
        """What it costs that the next sentence hangs on the post's last one, or answers it."""
        here = self.sentences[last]
        after = self.sentences[last + 1] if last + 1 < len(self.sentences) else None
        if after is None or after.section != here.section:
            return 0.0
        return LEFT_HANGING * after.tied + UNANSWERED * here.asks

    def _bond(self, at: int) -> float:
        """What it costs that a sentence is in the post of the one before it."""
        here, before = self.sentences[at], self.sentences[at - 1]
        together = here.tied or _is_given(here) or here.opening.opposes or before.asks or here.whole == before.whole
        if not together and here.needs_lead and before.needs_lead and here.lead == before.lead:
            bond = IN_LIST
        else:
            bond = KEPT_TOGETHER if together else LOOSE + ALIKE * self.weights.likeness[at]
        bond += NEW_BLOCK * (here.block != before.block and not here.item) + BEHIND_LIST * (before.listed > here.listed)
        return bond if self.terms.alone else IN_THREAD * bond


def _is_given(sentence: Sentence) -> bool:
    """Whether it begins with a bare noun that a reader is taken to know."""
    return sentence.reference.given is not None and sentence.reference.given.bare


def _saying_whose(sentence: Sentence) -> int:
    """About how much it takes to say whose words a sentence is."""
    name = sentence.voice.name if sentence.voice else None
    return name[1] - name[0] + len(LABEL) if name else 0


def _at_length(cost: tuple[float, float], length: float) -> float:
    """What something costs, of what it does in a short and in a long article; ``length``: from 0, short, to 1, long."""
    return cost[0] + (cost[1] - cost[0]) * length
