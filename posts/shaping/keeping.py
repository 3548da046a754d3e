"""A sheet as values that JSON holds, and back: how it is kept while a person works on it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeAlias

from posts.compose import Frame
from posts.cut import Edit, LeftOut, Post, Why
from posts.measure import Counting, Limits
from posts.shaping.model import Shaped, Sheet

Json: TypeAlias = dict[str, Any]


def to_json(sheet: Sheet) -> Json:
    """The sheet as plain values."""
    return {
        "frame": asdict(sheet.frame),
        "accounts": list(sheet.accounts),
        "posts": [_shaped(one) for one in sheet.posts],
        "left_out": [[one.start, one.end, str(one.reason)] for one in sheet.left_out],
        "thread": sheet.thread,
    }


def from_json(values: Json) -> Sheet:
    """The sheet that `to_json` gave."""
    return Sheet(
        frame=_frame(values["frame"]),
        accounts=tuple(values["accounts"]),
        posts=tuple(map(_of_shaped, values["posts"])),
        left_out=tuple(LeftOut(start, end, Why(reason)) for start, end, reason in values["left_out"]),
        thread=values["thread"],
    )


def _frame(values: Json) -> Frame:
    limits = Limits(**{**values["limits"], "counting": Counting(values["limits"]["counting"])})
    return Frame(**{**values, "limits": limits, "hashtags": tuple(values["hashtags"])})


def _shaped(one: Shaped) -> Json:
    post = one.post
    return {
        "body": post.body,
        "spans": [list(span) for span in post.spans],
        "edits": [[edit.op, edit.start, edit.end, edit.text] for edit in post.edits],
        "score": post.score,
        "rewritten": post.rewritten,
        "rewriter": post.rewriter,
        "kept": one.kept,
        "tags": list(one.tags),
        "accounts": None if one.accounts is None else list(one.accounts),
    }


def _of_shaped(values: Json) -> Shaped:
    post = Post(
        body=values["body"],
        spans=tuple((start, end) for start, end in values["spans"]),
        edits=tuple(Edit(*edit) for edit in values["edits"]),
        score=values["score"],
        rewritten=values["rewritten"],
        rewriter=values["rewriter"],
    )
    accounts = values["accounts"]
    return Shaped(post, values["kept"], tuple(values["tags"]), None if accounts is None else tuple(accounts))
