"""The rules of hashtags: where a platform sees one, whether it sees a campaign's, and how many a post may have."""

from posts.hashtags.finding import Tag, find, has, same
from posts.hashtags.rules import check, normalise, once, within

__all__ = ["Tag", "check", "find", "has", "normalise", "once", "same", "within"]
