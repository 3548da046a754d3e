"""What findings and reasons say to a person who never programs: one sentence each."""

from __future__ import annotations

from posts.cut.findings import Finding, Flaw
from posts.cut.why import Why

_FLAWS = {
    Flaw.OPEN_REFERENCE: "“{said}”: somebody who reads only this post cannot know what is meant.",
    Flaw.GOES_ON: "It begins with “{said}”, as if something had been said before.",
    Flaw.FRAGMENT: "“{said}” is no whole sentence.",
    Flaw.LEAD_IN: "It ends with “{said}”, which introduces something that is not in the post.",
    Flaw.CALL: "“{said}” asks to do something and says nothing else.",
    Flaw.AUTHOR: "“{said}” is about the author or a picture, not the matter.",
    Flaw.ABOUT_TEXT: "“{said}” speaks of the article, which is not in the post.",
    Flaw.STALE: "“{said}” will mean another day when the post goes out.",
    Flaw.SURNAME: "“{said}” is named by the last name only; the article has “{hint}”.",
    Flaw.MENTION: "{said} would be notified of the post.",
    Flaw.HALVED: "A quotation or a bracket is opened or closed, but not both.",
    Flaw.VOICE: "It is a quotation, and does not say whose.",
    Flaw.NAMED: "The name “{hint}” comes from another sentence of the article: make sure that it is meant here.",
}
_REASONS = {
    Why.TOO_LONG: "too long for a post, with no safe way to shorten it",
    Why.POINTS_BACK: "means something said before that no post could say with it",
    Why.VOICE: "a quotation, and no post can say whose",
    Why.UNANSWERED: "asks, and no post has room for the answer",
    Why.LEAD_IN: "introduces what is not in the same post",
    Why.FRAGMENT: "no whole sentence",
    Why.CALL: "asks to do something and says nothing else",
    Why.AUTHOR: "about the author or a picture",
    Why.ABOUT_TEXT: "about the text itself",
    Why.REPEATS: "another post says nearly the same",
    Why.NOT_CHOSEN: "other posts say more",
    Why.STRIPPED: "a connective to a sentence in another post",
    Why.TRIMMED: "taken out so that the rest fits",
    Why.REPLACED: "a pronoun: the post says the name",
    Why.CITATION: "a mark of citation",
    Why.CODE: "program code",
    Why.CAPTION: "a caption",
}
#: What goes without being missed: words that join, marks, a pronoun for a name.
SMALL = frozenset({Why.STRIPPED, Why.CITATION, Why.REPLACED})
#: What is shown of a long passage, in characters.
_MOST = 60


def said(finding: Finding, text: str) -> str:
    """The finding in a sentence. ``text`` is what was looked at."""
    passage = text[finding.start : finding.end].strip(" ,")
    short = passage if len(passage) <= _MOST else passage[: _MOST - 1].rstrip() + "…"
    return _FLAWS[finding.flaw].format(said=short, hint=finding.hint)


def why(reason: Why) -> str:
    """Why something is in no post, to stand behind the passage."""
    return _REASONS[reason]
