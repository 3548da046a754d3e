"""The values that a person's changes work on: frozen, each change giving new ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from posts.compose import Frame
from posts.cut import Cut, LeftOut, Post


@dataclass(frozen=True, slots=True)
class Shaped:
    """A post of a sheet. What a person wrote is its post's ``rewritten``, without the name of a rewriter."""

    post: Post
    #: False once it was dropped: it stays where it is, and can be taken back.
    kept: bool = True
    #: Tags after the frame's own.
    tags: tuple[str, ...] = ()
    #: The accounts that say it; None for all of its sheet.
    accounts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The posts of an article for one set of limits, as they are worked on."""

    #: What goes round each post; how it was when the sheet was made, or anew from its campaign.
    frame: Frame
    #: Whose frame that is, by name.
    accounts: tuple[str, ...]
    posts: tuple[Shaped, ...]
    left_out: tuple[LeftOut, ...]
    #: Whether the posts answer each other.
    thread: bool = False

    def frame_for(self, one: Shaped) -> Frame:
        """What goes round this post, with its own tags."""
        return replace(self.frame, hashtags=(*self.frame.hashtags, *one.tags)) if one.tags else self.frame

    @property
    def speaks(self) -> bool:
        """Whether any of its posts goes out."""
        return any(one.kept for one in self.posts)

    def whole(self, *, kept: bool) -> Sheet:
        """The sheet with all of its posts dropped, or all of them taken back."""
        return replace(self, posts=tuple(replace(one, kept=kept) for one in self.posts))

    def number(self, index: int) -> tuple[int, int] | None:
        """The post's number among those that are kept, and how many these are; None where posts stand alone."""
        if not self.thread:
            return None
        before = sum(one.kept for one in self.posts[:index])
        return before + 1, max(sum(one.kept for one in self.posts), before + 1)


def sheet_of(made: Cut, accounts: tuple[str, ...]) -> Sheet:
    """A cut as it is to be worked on."""
    posts = tuple(Shaped(replace(post, thread=None)) for post in made.posts)
    return Sheet(made.brief.frame, accounts, posts, made.left_out, made.brief.thread)


@dataclass(frozen=True, slots=True)
class Merge:
    """The post and the next one that is kept become one."""


@dataclass(frozen=True, slots=True)
class Split:
    """The post becomes two at a place in what it says, in code points; a word is never parted."""

    at: int


@dataclass(frozen=True, slots=True)
class Drop:
    """The post does not go out."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A dropped post goes out after all."""


@dataclass(frozen=True, slots=True)
class Write:
    """The post says this instead; what was cut stays beside it. The cut's own words undo it."""

    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """The post gets a tag besides the campaign's."""

    tag: str


@dataclass(frozen=True, slots=True)
class Untag:
    """A tag that only this post has goes."""

    tag: str


@dataclass(frozen=True, slots=True)
class Aim:
    """Only these accounts say the post."""

    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeUp:
    """What was left out becomes a post, by its place in the sheet's list; the post that is named does not matter."""

    place: int


Change: TypeAlias = Merge | Split | Drop | TakeBack | Write | Tag | Untag | Aim | TakeUp
