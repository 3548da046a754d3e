"""An article from wherever it lies, as one canonical plain text with blocks.

``load`` is the door: a path, a URL or ``-`` becomes an `Article`. The text is NFC with LF line ends and no soft
hyphens; every block is a half-open range of code points in it, in order, none overlapping, parted by a blank line.
"""

from __future__ import annotations

from posts.article.model import Article, Block, Kind
from posts.article.sources import load

__all__ = ["Article", "Block", "Kind", "load"]
