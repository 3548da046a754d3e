r"""An article from wherever it lies, as one canonical plain text with blocks.

``load`` is the door: a path, a URL or ``-`` becomes an `Article`. What happens on the way, a file each::

    source ─sources→ bytes and hints ─formats→ which format ─plain · markdown · html · docx · pdf→ Draft
      ─boilerplate→ Draft without what is no article ─canonical→ Article

docx, PDF, HTML and large Markdown are read by `child`, a process of its own with limits (`apart`).

The text is NFC with LF line ends and no soft hyphens. Every block is a half-open range of code points in it; blocks
come in order, never overlap, neither begin nor end with white space, and are parted by one blank line, items of a
list too: what lies between two blocks is always ``"\\n\\n"``. Only code keeps its line ends inside a block. The title,
where there is one, is the first block. Footnotes, alternative texts of pictures and plain table cells are no part of
the text; marks of citation such as ``[12]`` are, since they stand in the source. Pictures are kept beside it
(`Article.images`, from HTML, Markdown and docx), and so is where its author wants posts to end (`Article.splits`).
"""

from __future__ import annotations

from posts.article.model import Article, Block, Image, Kind
from posts.article.sources import load

__all__ = ["Article", "Block", "Image", "Kind", "load"]
