"""What introduces a list: the sentence right before it in its section, for an inner list its item with a colon."""

from __future__ import annotations

from dataclasses import dataclass, field

from posts.article.model import Block, Kind


@dataclass(slots=True)
class Leads:
    """What introduces the lists of one section, as far as it was read."""

    #: Index of the sentence, by the level from which on it introduces.
    by_level: dict[int, int] = field(default_factory=dict)

    def of(self, block: Block) -> int | None:
        """Index of the sentence that introduces this list item; None where nothing does."""
        levels = [level for level in self.by_level if level <= block.level]
        return self.by_level[max(levels)] if levels else None

    def take(self, block: Block, last: int, *, introduces: bool) -> None:
        """Goes on to behind the block, whose last sentence has this index and ends with a colon or not."""
        if block.kind is not Kind.LIST_ITEM:
            self.by_level = {0: last}
            return
        self.by_level = {level: lead for level, lead in self.by_level.items() if level <= block.level}
        if introduces:
            self.by_level[block.level + 1] = last
