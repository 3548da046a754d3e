"""What introduces a list: the sentence right before it in its section, for an inner list its item with a colon."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from posts.article.model import ITEMS, Block, Kind

_COLON = regex.compile(r"[:：][\p{Pf}\"')*]*\Z")


def leads_in(text: str) -> bool:
    """Whether a text ends with a colon."""
    return (":" in text or "：" in text) and _COLON.search(text) is not None


@dataclass(slots=True)
class Leads:
    """What introduces the lists of one section, as far as it was read."""

    #: Index of the sentence, by the level from which on it introduces.
    by_level: dict[int, int] = field(default_factory=dict)
    #: Of which kind the items of the list were, by their level: where it changes, another list begins.
    kinds: dict[int, Kind] = field(default_factory=dict)

    def of(self, block: Block) -> int | None:
        """Index of the sentence that introduces this list item; None where nothing does, or for no item."""
        if block.kind not in ITEMS:
            return None
        if self.kinds.get(block.level, block.kind) is not block.kind:
            self.by_level = {level: lead for level, lead in self.by_level.items() if level > block.level}
        levels = [level for level in self.by_level if level <= block.level]
        return self.by_level[max(levels)] if levels else None

    def take(self, block: Block, last: int, *, introduces: bool) -> None:
        """Goes on to behind the block, whose last sentence has this index and ends with a colon or not."""
        if block.kind not in ITEMS:
            self.by_level, self.kinds = {0: last}, {}
            return
        self.kinds = {level: kind for level, kind in self.kinds.items() if level < block.level}
        self.kinds[block.level] = block.kind
        self.by_level = {level: lead for level, lead in self.by_level.items() if level <= block.level}
        if introduces:
            self.by_level[block.level + 1] = last
