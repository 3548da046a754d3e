"""What every post of a cut must keep to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from posts import compose, hashtags
from posts.compose import Frame
from posts.cut.cues import Cues
from posts.cut.edits import Draft, draft, renames
from posts.cut.lending import with_name
from posts.cut.sentence import Sentence
from posts.measure import length

#: By so much a post may be shorter than its sentences with a space between each two: a name takes the place of a
#: pronoun, and some languages set no spaces.
SHRINKING = 8


@dataclass(frozen=True)
class Terms:
    """The article's text, the frame round each post, and what is asked of a post by itself."""

    text: str
    frame: Frame
    words: Cues
    #: The numberings that a post must have room for; ``(None,)`` outside of threads.
    numbers: tuple[tuple[int, int] | None, ...] = (None,)
    #: Whether a post must make sense by itself; in a thread it follows the one before.
    alone: bool = True

    @property
    def single(self) -> bool:
        """Whether a post is none of a thread."""
        return self.numbers == (None,)

    @cached_property
    def most(self) -> int:
        """The platform's limit, in its own units."""
        return self.frame.limits.most

    @cached_property
    def room(self) -> int:
        """How long a body may be that says no tag itself."""
        return min(compose.room(self.frame, number) for number in self.numbers)

    @cached_property
    def reach(self) -> int:
        """How long sentences may be together to be tried as one post: all of the limit where they may say a tag."""
        tagged = self.frame.tags_at == "inline" or "#" in self.text or "＃" in self.text
        return self.most if tagged else min(self.room + SHRINKING, self.most)

    def size(self, sentence: Sentence) -> int:
        """The least that a sentence takes of a post, in the platform's units: without what may be taken out of it."""
        text = sentence.text
        for gone in (*reversed(sentence.marks), *reversed(sentence.leaning)) if self.alone else ():
            text = text[: gone.start - sentence.start] + text[gone.end - sentence.start :]
        return length(text, self.frame.limits) - 2 * sentence.opening.length

    def draft(self, members: Sequence[Sentence]) -> Draft | None:
        """The sentences as a post, or None where they do not fit or nothing but marks is at an end."""
        calls = self.alone and any(map(renames, members))
        return (self._draft(members, called=True) if calls else None) or self._draft(members, called=False)

    def _draft(self, members: Sequence[Sentence], *, called: bool) -> Draft | None:
        whole = self._begun(members) if called else members
        made = draft(self.text, whole, self.frame, alone=self.alone, called=called)
        sound = made.body and made.body == made.body.strip() and not self._says_twice(made.body)
        return made if sound and self.hold(made.body) else None

    def _begun(self, members: Sequence[Sentence]) -> Sequence[Sentence]:
        """The members; where "The city" would begin a post its name does, lent from where the article has it."""
        call = next(iter(members[0].called), None)
        if call is None or call.naming is None:
            return members
        lent = with_name(members[0]._replace(naming=call.naming), self.text, self.words)
        return (*lent, *members[1:]) if lent else members

    def _says_twice(self, body: str) -> bool:
        """Whether the platform would see one of the frame's tags twice."""
        if "#" not in body and "＃" not in body:
            return False
        said = [found.text for found in hashtags.find(body, self.frame.limits.platform)]
        return any(sum(hashtags.same(one, tag) for one in said) > 1 for tag in self.frame.hashtags)

    def hold(self, body: str) -> bool:
        """Whether the body fits into its frame under every numbering."""
        return all(holds(body) for holds in self._holders)

    @cached_property
    def _holders(self) -> Sequence[Callable[[str], bool]]:
        return [compose.holder(self.frame, number) for number in self.numbers]
