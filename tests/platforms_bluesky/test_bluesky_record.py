"""The record that a post becomes is what the official lexicon allows, and the same every time."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.compose import Facet
from posts.measure import LIMITS, Limits
from posts.platforms.base import Message
from posts.platforms.bluesky import Bluesky, record
from posts.platforms.tid import tid
from tests.platforms_bluesky.lexicon import problems

POST = "app.bsky.feed.post"
DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)
REFERENCE = {"uri": "at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a", "cid": "bafyrei" + "a" * 52}

word = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8)


@st.composite
def messages(draw):
    """Texts of words, of which some are tags and some links; no longer than 300 signs, as no post is that is composed."""
    text, facets = "", []
    for kind, value in draw(st.lists(st.tuples(st.sampled_from(["word", "tag", "link"]), word), max_size=9)):
        shown = {"word": value, "tag": f"#{value}", "link": f"https://clinic.example/{value}"}[kind]
        start = len(text)
        text += shown + " "
        if kind != "word":
            facets.append(Facet(kind, start, start + len(shown), value if kind == "tag" else shown))
    return Message(
        key=tid(draw(st.uuids()).hex, DUE),
        text=text,
        facets=tuple(facets),
        link=draw(st.sampled_from([None, "https://clinic.example/a"])),
        language=draw(st.sampled_from([None, "en", "pt-BR"])),
        reply_to=draw(st.sampled_from([None, {**REFERENCE, "root": REFERENCE}])),
        options=draw(st.sampled_from([{}, {"title": "Sciatica"}, {"title": "Sciatica", "description": "It hurts."}])),
    )


@given(messages())
def test_every_record_is_what_the_lexicon_allows(message):
    assert problems(record(message), POST) == []


@given(messages())
def test_every_facet_is_cut_from_the_utf8_where_the_text_has_it(message):
    sent = message.text.encode()
    for facet, made in zip(message.facets, record(message).get("facets", ()), strict=True):
        cut = sent[made["index"]["byteStart"] : made["index"]["byteEnd"]]
        assert cut.decode() == message.text[facet.start : facet.end]


@given(messages())
def test_the_same_message_makes_the_same_record(message):
    assert record(message) == record(message)


def test_the_limits_are_those_of_the_lexicon():
    text = "a" * 301
    assert problems({"text": text, "createdAt": "2026-11-23T09:00:00Z"}, POST) == [
        "grapheme too big (maximum 300, got 301) at $.text"
    ]
    limits: Limits = Bluesky.limits(None)
    assert limits == LIMITS["bluesky"]
    assert (limits.most, limits.most_bytes) == (300, 3000)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"text": None}, "Invalid string (got None) at $.text"),
        ({"text": "é" * 1501}, "string too big (maximum 3000, got 3002) at $.text"),
        ({"createdAt": "2026-11-23"}, 'Invalid datetime (got "2026-11-23") at $.createdAt'),
        ({"langs": ["en"] * 4}, "array too big (maximum 3, got 4) at $.langs"),
        ({"lang": "en"}, 'Unknown key "lang" at $'),
        ({"reply": {"root": REFERENCE}}, 'Missing required key "parent" at $.reply'),
        ({"facets": [{"features": [], "index": {"byteStart": -1, "byteEnd": 1}}]}, "Invalid integer (got -1)"),
        ({"embed": {"$type": "app.bsky.embed.card"}}, "Unknown type 'app.bsky.embed.card' at $.embed"),
    ],
)
def test_the_check_finds_what_the_lexicon_forbids(changed, problem):
    good = {"$type": POST, "text": "Hello", "createdAt": "2026-11-23T09:00:00Z"}
    assert problems(good, POST) == []
    assert problem in "; ".join(problems(good | changed, POST))
