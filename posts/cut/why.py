"""Why a part of an article is in no post."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """The reason, as it stands in JSON."""

    #: It does not fit into a post, and no cut inside it is safe.
    TOO_LONG = "too_long"
    #: It speaks of what an earlier sentence names, and no post says both: they do not fit, or do not stand together.
    POINTS_BACK = "points_back"
    #: It is somebody's words, and no post can say whose.
    VOICE = "voice"
    #: It asks, and its answer does not fit into the same post.
    UNANSWERED = "unanswered"
    #: It introduces what is not in the same post.
    LEAD_IN = "lead_in"
    #: It is no sentence: a date line, a label, a bare list item.
    FRAGMENT = "fragment"
    #: It calls to act and says nothing beside: "Sign up here."
    CALL = "call"
    #: It is about the article's author.
    AUTHOR = "author"
    #: It is about the text: "In this section …".
    ABOUT_TEXT = "about_text"
    #: Another post says nearly the same.
    REPEATS = "repeats"
    #: Other posts say more.
    NOT_CHOSEN = "not_chosen"
    #: A connective to a sentence that is not in the same post.
    STRIPPED = "stripped"
    #: Clauses of a sentence that is too long as a whole.
    TRIMMED = "trimmed"
    #: A pronoun in whose place a post says the name.
    REPLACED = "replaced"
    #: A mark of citation, or a pointer to a figure.
    CITATION = "citation"
    CODE = "code"
    CAPTION = "caption"
