"""Whether a template can be trusted with a campaign: it is tried on every kind of post before it is kept."""

from __future__ import annotations

from itertools import product

from posts.compose.facets import facets
from posts.compose.framing import Frame, Thread, compose
from posts.compose.template import compiled, fault
from posts.hashtags import find, same
from posts.measure import LIMITS

_TAGS = ("#SampleCampaign", "#SecondTag")
_LINK = "https://example.com/an-article?from=sample"
# They end with a letter: what is glued to them is seen.
_BODIES = (
    "Gentle pressure helps",
    "Gentle #samplecampaign pressure helps",
    "#SampleCampaign #SecondTag pressure helps",
)
_LINKS = (None, _LINK)
_TITLES = ("", "A title: {{ text }} 100 %")
_THREADS: tuple[Thread, ...] = (None, (3, 12))
_UNUSED = "it never uses {{ hashtags }}, so posts would go out without the campaign's tag"
_LOST = "it drops or repeats {{ hashtags }}, or glues it to other text, so that the campaign's tag is not seen once"
#: The platforms between whose grammars all others lie.
_STRICTEST = ("x", "bluesky", "mastodon")


def check_template(source: str) -> str:
    """The template, if it keeps the text and the tags of every kind of post.

    Raises `posts.errors.TemplateError` with the line and the reason: it is broken, names what there is not, changes or
    drops the text, drops or doubles a tag, or glues something to a tag or link so that platforms do not see it.
    """
    for title, link, thread, body in product(_TITLES, _LINKS, _THREADS, _BODIES):
        frame = Frame(LIMITS["plain"], _TAGS, link, title, source)
        _check_post(frame, compose(frame, body, thread))
    return source


def _check_post(frame: Frame, post: str) -> None:
    line_of = compiled(frame.template).line_of
    for platform in _STRICTEST:
        said = find(post, platform)
        if any(sum(same(tag, found.text) for found in said) != 1 for tag in frame.hashtags):
            raise fault(line_of("hashtags"), _LOST if line_of("hashtags") else _UNUSED)
        if _LINK in post and not any(facet.value == _LINK for facet in facets(post, platform)):
            raise fault(line_of("link"), "it glues {{ link }} to other text, so that it cannot be clicked")
