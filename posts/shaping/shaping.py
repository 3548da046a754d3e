"""What a person does to one post of a sheet: each change a new sheet, nothing of the article lost without a word."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias, assert_never

from posts import hashtags
from posts.article.model import Article
from posts.compose import compose
from posts.cut import Post
from posts.errors import ShapeError
from posts.measure import fits, length
from posts.shaping.dividing import divided
from posts.shaping.model import (
    Aim,
    Change,
    Drop,
    Merge,
    Shaped,
    Sheet,
    Split,
    Tag,
    TakeBack,
    TakeUp,
    Untag,
    Write,
)
from posts.shaping.uniting import united

#: What a person may write into one post, in code points: more than any platform takes.
MOST_WRITTEN = 20_000
_FIRST_SIGN = 0x20

_OfOne: TypeAlias = Split | Drop | TakeBack | Write | Tag | Untag | Aim


def changed(article: Article, sheet: Sheet, index: int, change: Change) -> Sheet:
    """The sheet after the change to its post ``index``. Raises `ShapeError` or `TagError` in one sentence.

    A post may become too long by what a person writes or takes up, and is marked then (`looks`); a merge or a tag
    that would make it so is refused.
    """
    match change:
        case TakeUp():
            return _take_up(article, sheet, change.place)
        case Merge():
            return _merge(article, sheet, index)
        case _:
            return _with(sheet, index, *_instead(article, sheet, index, change))


def _instead(article: Article, sheet: Sheet, index: int, change: _OfOne) -> tuple[Shaped, ...]:
    """What stands in the place of one post after a change that concerns no other."""
    one = _at(sheet, index)
    match change:
        case Split():
            return tuple(replace(one, post=half) for half in divided(article.text, one.post, change.at))
        case Drop() | TakeBack():
            return (replace(one, kept=isinstance(change, TakeBack)),)
        case Write():
            return (replace(one, post=_written(one.post, change.text)),)
        case Tag():
            return (_tagged(sheet, index, change.tag),)
        case Untag():
            return (replace(one, tags=tuple(tag for tag in one.tags if not hashtags.same(tag, change.tag))),)
        case Aim():
            return (replace(one, accounts=_aimed(sheet, change.accounts)),)
        case _:
            assert_never(change)


def _at(sheet: Sheet, index: int) -> Shaped:
    if not 0 <= index < len(sheet.posts):
        raise ShapeError("There is no such post in this draft: load the page again.")
    return sheet.posts[index]


def _with(sheet: Sheet, index: int, *instead: Shaped, until: int | None = None) -> Sheet:
    """The sheet with other posts in the place of one, or of all up to ``until`` that are kept."""
    end = index if until is None else until
    dropped = (one for one in sheet.posts[index + 1 : end] if not one.kept)
    return replace(sheet, posts=(*sheet.posts[:index], *instead, *dropped, *sheet.posts[end + 1 :]))


def _merge(article: Article, sheet: Sheet, index: int) -> Sheet:
    one = _at(sheet, index)
    following = next((at for at in range(index + 1, len(sheet.posts)) if sheet.posts[at].kept), None)
    if not one.kept or following is None:
        raise ShapeError("There is no post behind this one to merge it with.")
    other = sheet.posts[following]
    if one.accounts != other.accounts:
        raise ShapeError("The two posts go to different accounts: let both go to the same ones first.")
    tags = hashtags.once([*one.tags, *other.tags])
    ways = united(article.text, sheet.frame, one.post, other.post)
    made = [_with(sheet, index, replace(one, post=post, tags=tags), until=following) for post in ways]
    fitting = (way for way in made if not _over(way, index))
    found = next(fitting, None)
    if found is None:
        over = _over(made[-1], index)
        raise ShapeError(f"Merged, the two posts would be too long {over}: shorten one of them first.")
    return found


def _over(sheet: Sheet, index: int) -> str:
    """By how much the post is too long, in words; empty for one that fits."""
    one, frame = sheet.posts[index], sheet.frame_for(sheet.posts[index])
    text = compose(frame, one.post.said, sheet.number(index))
    if fits(text, frame.limits):
        return ""
    over = length(text, frame.limits) - frame.limits.most
    return f"by {over}" if over > 0 else "in bytes"


def _written(post: Post, text: str) -> Post:
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise ShapeError("A post without words cannot go out: drop it instead.")
    if len(said) > MOST_WRITTEN:
        raise ShapeError(f"That is too long for any platform: {MOST_WRITTEN:,} characters are the most.")
    if any(ord(sign) < _FIRST_SIGN and sign not in "\n\t" for sign in said) or _torn(said):
        raise ShapeError("The text holds a sign that cannot be sent: write it again by hand.")
    return post if said == post.said else replace(post, rewritten=None if said == post.body else said, rewriter=None)


def _torn(text: str) -> bool:
    """Whether half of a character is in it, which no platform takes."""
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def _tagged(sheet: Sheet, index: int, word: str) -> Shaped:
    one = sheet.posts[index]
    tag = hashtags.check(word, sheet.frame.limits.platform)
    made = replace(one, tags=hashtags.once([*one.tags, tag]))
    if (over := _over(_with(sheet, index, made), index)) and not _over(sheet, index):
        raise ShapeError(f"With {tag} the post would be too long {over}.")
    return made


def _aimed(sheet: Sheet, accounts: tuple[str, ...]) -> tuple[str, ...] | None:
    chosen = tuple(name for name in sheet.accounts if name in accounts)
    if sheet.thread:
        raise ShapeError("The parts of a thread go to the same accounts.")
    if not chosen:
        raise ShapeError("A post goes to one account at least: drop it if nobody is to say it.")
    return None if chosen == sheet.accounts else chosen


def _take_up(article: Article, sheet: Sheet, place: int) -> Sheet:
    if not 0 <= place < len(sheet.left_out):
        raise ShapeError("That is in a post already: load the page again.")
    taken = sheet.left_out[place]
    post = Post(article.text[taken.start : taken.end], ((taken.start, taken.end),))
    at = next((at for at, one in enumerate(sheet.posts) if _begin(one) > taken.start), len(sheet.posts))
    left = (*sheet.left_out[:place], *sheet.left_out[place + 1 :])
    return replace(sheet, posts=(*sheet.posts[:at], Shaped(post), *sheet.posts[at:]), left_out=left)


def _begin(one: Shaped) -> int:
    return one.post.spans[-1][0] if one.post.spans else -1
