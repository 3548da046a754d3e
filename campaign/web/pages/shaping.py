"""The form by which one post of a draft is shaped, as the desk takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form

from campaign.errors import Refused
from campaign.web.asking import Number, Text
from posts.shaping import Aim, Change, Drop, Merge, Split, Tag, TakeBack, TakeUp, Untag, Write

_DONE = {
    "merge": "The two posts are one.",
    "split": "The post is two now.",
    "drop": "The post is dropped; it can be taken back.",
    "take_back": "The post is taken back.",
    "write": "The text is saved.",
    "tag": "The tag is added.",
    "untag": "The tag is gone.",
    "aim": "The accounts are saved.",
    "take_up": "It is a post now.",
}


@dataclass(frozen=True)
class Changed:
    """What a form of the draft's page sends."""

    version: Number
    do: Text
    sheet: Number = 0
    post: Number = 0
    #: The first post of the page that sent it.
    first: Number = 0
    #: Where to split, in code points.
    at: Number = 0
    text: Text = ""
    tag: Text = ""
    #: Which of what was left out.
    place: Number = 0
    accounts: Annotated[tuple[str, ...], Form()] = ()

    def change(self) -> Change:
        """The change. Raises `Refused` for a button that there is not."""
        known: dict[str, Change] = {
            "merge": Merge(),
            "split": Split(self.at),
            "drop": Drop(),
            "take_back": TakeBack(),
            "write": Write(self.text),
            "tag": Tag(self.tag),
            "untag": Untag(self.tag),
            "aim": Aim(tuple(self.accounts)),
            "take_up": TakeUp(self.place),
        }
        if self.do not in known:
            raise Refused(f"Nothing can be done to a post that is called “{self.do}”.")
        return known[self.do]

    def done(self) -> str:
        """What was done, in a sentence."""
        return _DONE[self.do]
