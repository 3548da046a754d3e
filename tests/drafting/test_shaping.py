"""A person changes posts: what becomes of them, and what is refused in one sentence."""

from dataclasses import replace

import pytest

from posts.article import Article, Block, Kind
from posts.cut import Edit, Post, replay
from posts.errors import ShapeError, TagError
from posts.shaping import (
    Aim,
    Drop,
    Merge,
    Shaped,
    Sheet,
    Split,
    Tag,
    TakeBack,
    TakeUp,
    Untag,
    Write,
    changed,
    looks,
)
from posts.shaping.keeping import from_json, to_json
from tests.drafting.conftest import sheet

TEXT = (
    "Why rest helps\n\nRest heals the body. However, few people rest.\n\n"
    "Anna Meyer leads the clinic. She counts hours of sleep, and her patients count them too."
)


def place(words):
    return TEXT.index(words), TEXT.index(words) + len(words)


def written(text=TEXT):
    blocks, at = [], 0
    for number, block in enumerate(text.split("\n\n")):
        blocks.append(Block(Kind.PARAGRAPH if number else Kind.TITLE, at, at + len(block)))
        at += len(block) + 2
    return Article(text.split("\n\n")[0], text, tuple(blocks), language="en")


def post(*words, edits=()):
    spans = tuple(place(one) for one in words)
    return Post(replay(TEXT, spans, tuple(edits)), spans, tuple(edits))


def of(*posts, platform="x"):
    made = sheet(written(), platform)
    return replace(made, posts=tuple(Shaped(one) for one in posts), left_out=())


def said(made: Sheet):
    return [one.post.said for one in made.posts]


def strip_however():
    at = place("However, few")[0]
    return Edit("strip", at, at + len("However, "), ""), Edit("capitalise", at + 9, at + 12, "Few")


def test_two_posts_that_follow_each_other_are_the_articles_own_words_again():
    two = of(post("Rest heals the body."), post("However, few people rest.", edits=strip_however()))
    assert said(two) == ["Rest heals the body.", "Few people rest."]
    assert said(changed(written(), two, 0, Merge())) == ["Rest heals the body. However, few people rest."]


def test_posts_of_different_paragraphs_are_joined_by_a_space():
    two = of(post("However, few people rest.", edits=strip_however()), post("Anna Meyer leads the clinic."))
    made = changed(written(), two, 0, Merge())
    assert said(made) == ["Few people rest. Anna Meyer leads the clinic."]
    assert made.posts[0].post.spans == (place("However, few people rest."), place("Anna Meyer leads the clinic."))


def test_a_name_that_was_lent_is_not_said_twice():
    start = place("She counts")[0]
    lent = post(
        "Anna Meyer",
        "She counts hours of sleep, and her patients count them too.",
        edits=(Edit("lend", place("Anna Meyer")[1], start, " "), Edit("name", start, start + 4, "")),
    )
    two = of(post("Anna Meyer leads the clinic."), lent)
    assert said(two)[1] == "Anna Meyer counts hours of sleep, and her patients count them too."
    assert said(changed(written(), two, 0, Merge())) == [
        "Anna Meyer leads the clinic. She counts hours of sleep, and her patients count them too."
    ]


def test_two_halves_of_a_sentence_are_the_whole_sentence():
    start, end = place("She counts hours of sleep, and her patients count them too.")
    middle, second = place(", and her")[0], place("her patients")[0]
    left = (Edit("trim", middle, end, "."),)
    right = (Edit("trim", start, second, ""), Edit("capitalise", second, second + 3, "Her"))
    whole = "She counts hours of sleep, and her patients count them too."
    two = of(post(whole, edits=left), post(whole, edits=right))
    assert said(two) == ["She counts hours of sleep.", "Her patients count them too."]
    assert said(changed(written(), two, 0, Merge())) == [whole]


def test_what_would_be_too_long_is_not_merged():
    two = of(post("Rest heals the body."), post("Anna Meyer leads the clinic."))
    two = changed(written(), two, 0, Write("long " * 50))
    with pytest.raises(ShapeError, match=r"too long by 9: shorten one of them first\.$"):
        changed(written(), two, 0, Merge())


def test_a_dropped_post_between_two_that_are_merged_is_still_there():
    three = of(*(post(words) for words in ("Rest heals the body.", "few people rest.", "Anna Meyer leads the clinic.")))
    made = changed(written(), changed(written(), three, 1, Drop()), 0, Merge())
    assert said(made) == ["Rest heals the body. Anna Meyer leads the clinic.", "few people rest."]
    assert [one.kept for one in made.posts] == [True, False]


def test_the_last_post_has_nothing_to_be_merged_with():
    two = changed(written(), of(post("Rest heals the body."), post("Anna Meyer leads the clinic.")), 1, Drop())
    for index in (0, 1):
        with pytest.raises(ShapeError, match="no post behind"):
            changed(written(), two, index, Merge())


@pytest.mark.parametrize("at", [20, 21, 23])
def test_a_split_inside_a_word_is_one_before_it(at):
    one = of(post("Rest heals the body. However, few people rest."))
    made = changed(written(), one, 0, Split(at))
    assert said(made) == ["Rest heals the body.", "However, few people rest."]
    assert all(replay(TEXT, each.post.spans, each.post.edits) == each.post.body for each in made.posts)


def test_a_split_keeps_each_edit_with_its_words():
    one = of(
        post("However, few people rest.", "Anna Meyer leads the clinic.", edits=strip_however()),
    )
    made = changed(written(), one, 0, Split(len("Few people rest. ")))
    assert said(made) == ["Few people rest.", "Anna Meyer leads the clinic."]
    assert [len(each.post.edits) for each in made.posts] == [2, 0]


@pytest.mark.parametrize("at", [-1, 0, 1, 20, 10_000])
def test_no_split_leaves_a_post_that_says_nothing(at):
    with pytest.raises(ShapeError, match="say nothing"):
        changed(written(), of(post("Rest heals the body.")), 0, Split(at))


def test_what_a_person_wrote_is_split_where_they_wrote_it_and_stays_traceable():
    one = changed(written(), of(post("Rest heals the body.")), 0, Write("Rest is good. It heals."))
    made = changed(written(), one, 0, Split(14))
    assert said(made) == ["Rest is good.", "It heals."]
    assert {each.post.body for each in made.posts} == {"Rest heals the body."}
    assert [look.origin for look in looks(written(), made)] == ["person", "person"]


def test_what_was_cut_stays_beside_what_a_person_wrote_and_its_own_words_bring_it_back():
    one = of(post("Rest heals the body."))
    edited = changed(written(), one, 0, Write("  Rest heals.\r\nAlways. "))
    assert (edited.posts[0].post.said, edited.posts[0].post.body) == ("Rest heals.\nAlways.", "Rest heals the body.")
    assert changed(written(), edited, 0, Write("Rest heals the body.")) == one


@pytest.mark.parametrize("text", ["", " \n\t ", "a\0b", "half \ud800 a sign", "x" * 20_001])
def test_what_no_platform_takes_is_not_written(text):
    with pytest.raises(ShapeError, match=r"^[^.]+\.?$|^That is too long"):
        changed(written(), of(post("Rest heals the body.")), 0, Write(text))


def test_what_a_person_writes_may_be_too_long_and_is_marked():
    made = changed(written(), of(post("Rest heals the body.")), 0, Write("a" * 400))
    (look,) = looks(written(), made)
    assert not look.fits
    assert (look.length, look.most) == (411, 280)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "مرحبا بالعالم #سلام",
        "休息治愈身体。睡眠也是。",
        "{{ text }} {% if %}",
        "\u202eevil",
    ],
)
def test_foreign_and_hostile_words_are_kept_to_the_letter(text):
    made = changed(written(), of(post("Rest heals the body.")), 0, Write(text))
    assert made.posts[0].post.said == text
    assert from_json(to_json(made)) == made
    (look,) = looks(written(), made)
    assert text in look.text
    assert "#RestHelps" in look.text


def test_dropped_is_not_gone():
    two = of(post("Rest heals the body."), post("Anna Meyer leads the clinic."))
    dropped = changed(written(), two, 0, Drop())
    assert [one.kept for one in dropped.posts] == [False, True]
    assert changed(written(), dropped, 0, TakeBack()) == two


def test_a_thread_counts_what_is_kept():
    three = of(*(post(words) for words in ("Rest heals the body.", "few people rest.", "Anna Meyer leads the clinic.")))
    thread = changed(written(), replace(three, thread=True), 1, Drop())
    assert [thread.number(index) for index in (0, 2)] == [(1, 2), (2, 2)]
    assert "1/2" in looks(written(), thread)[0].text


def test_a_post_may_have_a_tag_of_its_own():
    one = changed(written(), of(post("Rest heals the body.")), 0, Tag("sleep"))
    assert looks(written(), one)[0].text.endswith("#RestHelps #sleep")
    assert changed(written(), one, 0, Tag("#Sleep")).posts[0].tags == ("#sleep",)
    assert changed(written(), one, 0, Untag("sleep")).posts[0].tags == ()
    with pytest.raises(TagError, match="hyphen"):
        changed(written(), one, 0, Tag("deep-sleep"))


def test_a_tag_that_would_make_the_post_too_long_is_refused():
    one = changed(written(), of(post("Rest heals the body.")), 0, Write("a" * 265))
    with pytest.raises(ShapeError, match=r"^With #sleep the post would be too long by 3\.$"):
        changed(written(), one, 0, Tag("sleep"))


def test_a_post_goes_to_some_of_its_accounts():
    one = changed(written(), of(post("Rest heals the body.")), 0, Aim(("two", "stranger")))
    assert one.posts[0].accounts == ("two",)
    assert changed(written(), one, 0, Aim(("two", "one"))).posts[0].accounts is None
    with pytest.raises(ShapeError, match="one account at least"):
        changed(written(), one, 0, Aim(()))
    with pytest.raises(ShapeError, match="thread"):
        changed(written(), replace(one, thread=True), 0, Aim(("one",)))


def test_posts_for_different_accounts_are_not_merged():
    two = of(post("Rest heals the body."), post("Anna Meyer leads the clinic."))
    with pytest.raises(ShapeError, match="different accounts"):
        changed(written(), changed(written(), two, 0, Aim(("two",))), 0, Merge())


def test_what_was_left_out_becomes_a_post_at_its_place():
    sleep = "Sleep of eight hours lowers the pain of most people within a week, and lets the muscles of the back rest."
    article = written(f"{TEXT}\n\n{sleep} Most of them say that the first three nights were the hardest ones of all.")
    made = sheet(article, "x", max_posts=1)
    assert made.left_out
    taken = changed(article, made, 0, TakeUp(0))
    missed = made.left_out[0]
    assert article.text[missed.start : missed.end] in said(taken)
    assert len(taken.left_out) == len(made.left_out) - 1
    starts = [one.post.spans[-1][0] for one in taken.posts]
    assert starts == sorted(starts)
    with pytest.raises(ShapeError, match="already"):
        changed(written(), made, 0, TakeUp(99))


def test_there_is_no_post_of_that_number():
    for index in (-1, 1):
        with pytest.raises(ShapeError, match="no such post"):
            changed(written(), of(post("Rest heals the body.")), index, Drop())
