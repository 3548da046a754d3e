"""A post's body becomes the text of a variant: with link, tags and numbering, by a Jinja2 template."""

from posts.compose.checking import check_template
from posts.compose.facets import Facet, byte_range, facets
from posts.compose.framing import Frame, TagsAt, compose, holder, holds, room
from posts.compose.template import TEMPLATE
from posts.compose.tracking import tracked

__all__ = [
    "TEMPLATE",
    "Facet",
    "Frame",
    "TagsAt",
    "byte_range",
    "check_template",
    "compose",
    "facets",
    "holder",
    "holds",
    "room",
    "tracked",
]
