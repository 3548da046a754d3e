"""What can go wrong between an article and a platform. The class is the decision; the message is for a person.

PostsError
├─ ArticleError      the source is unreadable, empty, too large, or no article
├─ CutError          a single word or URL is longer than the limit
├─ ShapeError        a post cannot be merged, split or changed like that
├─ TagError          a hashtag that would break, with the one that would not
├─ TemplateError     a template of the campaign's is broken or drops the tag
└─ PlatformError     what a platform said, sorted by what may be done about it
   ├─ Unavailable    surely nothing was accepted     → try again later
   ├─ RateLimited    refused for now                 → try again, not before ``until``
   ├─ Rejected       refused for good                → failed
   ├─ Unauthorized   the login was refused           → refresh once, then hold the account
   ├─ Duplicate      "you said that already"         → look it up
   └─ AnswerLost     it may have been accepted       → in doubt, never sent again blindly

A stranger's exception out of an adapter counts as ``AnswerLost``: what is unknown may have been published.
"""

from __future__ import annotations

from datetime import datetime


class PostsError(Exception):
    """Base of all errors of this package. ``str()`` is one sentence that a marketer understands."""


class ArticleError(PostsError):
    """The source holds no article that can be read."""


class CutError(PostsError):
    """A word or URL of the article is longer than the platform's limit, so no post can hold it."""


class ShapeError(PostsError):
    """A person's change to a post that cannot be made; nothing was changed."""


class TagError(PostsError):
    """A hashtag that platforms would cut short or not see; the message suggests one that works."""


class TemplateError(PostsError):
    """A campaign's template cannot be used; the message names the line and the reason."""


class PlatformError(PostsError):
    """A platform did not take a post. ``platform`` is its kind, ``status`` the HTTP status where there was one.

    ``said`` is what came from there alone, for a sentence that tells by itself what it means; by default the message.
    """

    def __init__(self, message: str, *, platform: str, status: int | None = None, said: str = "") -> None:
        super().__init__(message)
        self.platform = platform
        self.status = status
        self.said = said or message


class Unavailable(PlatformError):
    """Surely nothing was accepted: no connection, or the platform said so. It may be sent again."""


class RateLimited(PlatformError):
    """The platform asks us to wait. ``until`` is aware UTC, or None where it gave no time."""

    def __init__(
        self, message: str, *, platform: str, status: int | None = None, said: str = "", until: datetime | None = None
    ) -> None:
        super().__init__(message, platform=platform, status=status, said=said)
        self.until = until


class Rejected(PlatformError):
    """Refused for good: the text, the media or the permission. Sending it again cannot help."""


class Unauthorized(PlatformError):
    """The login was refused: expired, revoked or wrong; or the account cannot post until a person has acted."""


class Duplicate(PlatformError):
    """The platform says that the account has said this before. Evidence that an earlier attempt went out, no proof."""


class AnswerLost(PlatformError):
    """The request left, the answer did not come or says nothing: the post may be out."""
