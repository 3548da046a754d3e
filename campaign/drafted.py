"""What a draft is: the cut of an article, or a single post, with all that a person has decided on it; and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from posts.shaping import Sheet
from posts.shaping.keeping import from_json, to_json

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CutDraft:
    """An article's cut while a person works on it."""

    #: One for each set of limits.
    sheets: tuple[Sheet, ...]
    link: str | None = None
    #: Tags after the campaign's own, of every post.
    more_tags: tuple[str, ...] = ()
    #: The sheets of the other shape (thread, or posts that stand alone) as they were left; empty until first wanted.
    aside: tuple[Sheet, ...] = ()
    #: Tags that would fit the article besides these; found once, since that takes as long as a page may.
    fitting: tuple[str, ...] = ()

    @property
    def thread(self) -> bool:
        """Whether its posts answer each other."""
        return any(sheet.thread for sheet in self.sheets)

    def to_json(self) -> Json:
        """As it is kept."""
        return {
            "sheets": [to_json(sheet) for sheet in self.sheets],
            "link": self.link,
            "more_tags": list(self.more_tags),
            "aside": [to_json(sheet) for sheet in self.aside],
            "fitting": list(self.fitting),
        }


def cut_draft(values: Mapping[str, Any]) -> CutDraft:
    """The draft that `CutDraft.to_json` gave."""
    return CutDraft(
        sheets=tuple(map(from_json, values["sheets"])),
        link=values["link"],
        more_tags=tuple(values["more_tags"]),
        aside=tuple(map(from_json, values["aside"])),
        # What an older release kept has none.
        fitting=tuple(values.get("fitting", ())),
    )


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A single post while a person writes it."""

    text: str = ""
    link: str | None = None
    #: Whether the link says which platform and campaign it was followed from.
    tracked: bool = False
    #: Account name → what it says instead.
    overrides: Mapping[str, str] = field(default_factory=dict)
    #: Who says it; None for every account of the campaign.
    accounts: tuple[str, ...] | None = None
    #: When, in the campaign's zone unless it names one ("2026-12-01T09:00"); None for the next free slots.
    when: str | None = None

    def said_by(self, account: str) -> str:
        """What an account is to say, before anything is put round it."""
        return self.overrides.get(account, self.text)

    def to_json(self) -> Json:
        """As it is kept."""
        return {
            "text": self.text,
            "link": self.link,
            "tracked": self.tracked,
            "overrides": dict(self.overrides),
            "accounts": None if self.accounts is None else list(self.accounts),
            "when": self.when,
        }


def post_draft(values: Mapping[str, Any]) -> PostDraft:
    """The draft that `PostDraft.to_json` gave."""
    accounts = values["accounts"]
    return PostDraft(**{**values, "accounts": None if accounts is None else tuple(accounts)})
