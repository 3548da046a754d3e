"""What a rewriter is to the rest of the program."""

from __future__ import annotations

from typing import Protocol


class Rewriter(Protocol):
    """Says a post anew, so that it stands alone better. It is never believed: see `posts.rewriting.accepts`."""

    @property
    def name(self) -> str:
        """What the rows that it wrote are marked with: the model's name."""
        ...

    @property
    def trouble(self) -> str | None:
        """Why the last call came to nothing, in one sentence without a secret; None where none failed."""
        ...

    def rewrite(self, unit: str, context: str, title: str, limit: int, language: str | None) -> str | None:
        """The post said anew, or None where no answer can be had. Never raises.

        ``unit`` is the post as it was cut, ``context`` what of the article stands before it, ``title`` the article's.
        ``limit`` is how long the answer may be in the platform's own units (X counts otherwise than Mastodon):
        something to aim at, that is measured again afterwards. ``language`` is an ISO 639-1 code.
        """
        ...
