"""What holds of lengths whatever the text."""

import re
from functools import partial
from unicodedata import normalize

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from posts import hashtags
from posts.measure import LIMITS, fits, length
from posts.measure.graphemes import _SOLITARY, graphemes
from posts.measure.urls import MASTODON, X, tlds, urls

PIECES = [
    "word", "Satz", "日本語", "한글", "e\u0301", "é", "ﬁ", "\r\n", "\n", " ", ".", ",", "’", "…", "€", "#tag", "@user", "@a@b.example",
    "👋", "👋🏽", "👩‍💻", "👩‍👩‍👧‍👦", "🇩🇪", "🇩", "1️⃣", "❤️", "❤", "\u200d", "\ufe0f", "हिन्दी", "ก็", "\u1100", "\u1161", "\u3099", "か",
    "example.com", "README.md", "node.js", "https://example.com/a?b=c", "http://", "https://例え.jp/x", "xn--r8jz45g.jp", "(", ")", "/",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join)


def x_length(text):
    return length(text, LIMITS["x"])


@given(texts, texts)
def test_two_texts_with_a_space_between_weigh_on_x_what_they_weigh_alone_and_one(one, other):
    # A word goes before the other: an accented letter joins a bare domain behind it only after another character.
    other = f"then {other}"
    assert x_length(f"{one} {other}") == x_length(one) + 1 + x_length(other)


@given(texts)
def test_composed_and_decomposed_letters_weigh_the_same_on_x(text):
    assert x_length(normalize("NFC", text)) == x_length(normalize("NFD", text)) == x_length(text)


@given(texts)
def test_on_x_nothing_weighs_more_than_two_but_a_url(text):
    assert x_length(text) <= 2 * len(normalize("NFC", text)) + len(urls(normalize("NFC", text))) * 23


@given(st.text(st.characters(max_codepoint=0x10FF, exclude_characters="."), max_size=60).map(partial(normalize, "NFC")))
def test_the_scripts_below_georgian_weigh_one_a_letter_on_x_and_others_two(text):
    assert x_length(text) == len(text) + sum(letter > "\u10ff" for letter in text)


@given(st.from_regex(r"[a-z]([a-z0-9-]{0,40}[a-z0-9])?", fullmatch=True), st.sampled_from(sorted(tlds())))
def test_a_bare_domain_under_a_known_top_level_domain_weighs_23_on_x(label, tld):
    alone = f"{label}.{tld}"
    assert x_length(alone) == 23
    assert x_length(f"see {alone} now") == 4 + 23 + 4


@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3096), min_size=1, max_size=40))
def test_a_host_in_another_script_is_a_url_as_long_as_dns_can_hold_it(label):
    label = normalize("NFC", label)
    fits_dns = len(label.encode("punycode")) + len("xn--") <= 63
    url = f"https://{label}.jp/"
    assert urls(url, X) == (((0, len(url)),) if fits_dns else ())
    assert urls(url, MASTODON) == urls(url, X)


@given(texts)
def test_urls_come_in_order_and_apart(text):
    for grammar in (X, MASTODON):
        edges = [edge for span in urls(text, grammar) for edge in span]
        assert edges == sorted(edges)


@given(texts)
def test_the_short_cuts_to_graphemes_count_what_unicode_counts(text):
    assert graphemes(text) == len(regex.findall(r"\X", text))


def test_the_letters_of_the_short_cut_never_join():
    lonely = regex.compile(r"[\p{GCB=Other}\p{GCB=Control}\p{GCB=CR}\p{GCB=LF}]")
    assert all(lonely.fullmatch(letter) for letter in map(chr, range(0x110000)) if _SOLITARY.fullmatch(letter))


@given(texts)
def test_mastodon_counts_graphemes_where_there_is_neither_url_nor_mention(text):
    text = text.replace("@", "").replace("://", "")
    assert length(text, LIMITS["mastodon"]) == length(text, LIMITS["bluesky"])


@given(texts)
def test_threads_counts_at_least_the_code_points_and_at_most_the_bytes(text):
    assert len(text) <= length(text, LIMITS["threads"]) <= len(text.encode())


def little_text(text):
    """The text as LinkedIn is sent it: its markup's signs behind backslashes, its tags as hashtag templates.

    https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format
    """
    pieces, at = [], 0
    for tag in hashtags.find(text, "linkedin"):
        pieces += [escaped(text[at : tag.start]), rf"{{hashtag|\{text[tag.start]}|{escaped(tag.text)}}}"]
        at = tag.end
    return "".join((*pieces, escaped(text[at:])))


def escaped(text):
    return re.sub(r"[\\|{}\[\]()<>#＃*_~@]", r"\\\g<0>", text)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Plain words, 5 % off.", "Plain words, 5 % off."),
        ("(a) [b] {c} <d>", r"\(a\) \[b\] \{c\} \<d\>"),
        ("a*b_c~d|e@f\\g", r"a\*b\_c\~d\|e\@f\\g"),
        ("It helps. #massagetherapy", r"It helps. {hashtag|\#|massagetherapy}"),
        ("#a_b", r"{hashtag|\#|a\_b}"),
        ("＃日本", r"{hashtag|\＃|日本}"),
        ("C# and #1", r"C\# and \#1"),
    ],
)
def test_linkedin_counts_signs_behind_backslashes_and_tags_as_templates(text, sent):
    assert little_text(text) == sent
    assert len(sent) <= length(text, LIMITS["linkedin"])


@given(texts)
def test_linkedin_is_never_sent_more_than_was_counted(text):
    assert len(little_text(text).encode("utf-16-le")) // 2 <= length(text, LIMITS["linkedin"])


@given(texts, st.sampled_from(sorted(LIMITS)))
def test_what_fits_is_no_longer_than_the_limit(text, kind):
    limits = LIMITS[kind]
    if fits(text * 20, limits):
        assert length(text * 20, limits) <= limits.most
