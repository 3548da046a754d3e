"""A body in its frame: every part in its place, every tag once, and an exact answer to whether it fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.compose import TEMPLATE, Frame, compose, holds, room
from posts.errors import TemplateError
from posts.hashtags import find, has, same
from posts.measure import LIMITS, fits, length

TAG, LINK = "#massagetherapy", "https://example.com/healing?part=1#top"


def frame(kind="x", *, tags=(TAG,), link=LINK, title="", template=TEMPLATE):
    return Frame(LIMITS[kind], tags, link, title, template)


def test_a_post_is_its_body_its_link_and_its_tags_each_on_a_line_of_its_own():
    assert compose(frame(tags=(TAG, "#Sciatica")), "It helps.") == f"It helps.\n{LINK}\n{TAG} #Sciatica"


def test_a_part_of_a_thread_says_its_number():
    assert compose(frame(), "It helps.", (3, 12)) == f"It helps. 3/12\n{LINK}\n{TAG}"


@pytest.mark.parametrize(
    ("link", "tags", "thread", "expected"),
    [
        (None, (), None, "It helps."),
        (None, (TAG,), None, f"It helps.\n{TAG}"),
        (LINK, (), None, f"It helps.\n{LINK}"),
        (None, (), (1, 2), "It helps. 1/2"),
    ],
)
def test_a_missing_part_leaves_no_blank(link, tags, thread, expected):
    assert compose(frame(link=link, tags=tags), "It helps.", thread) == expected


def test_a_tag_that_the_body_says_is_not_said_again():
    body = "All about #MassageTherapy, friends."
    assert compose(frame(link=None), body) == body
    assert compose(frame(tags=(TAG, "#Sciatica"), link=None), body) == f"{body}\n#Sciatica"


def test_a_tag_that_the_platform_does_not_see_in_the_body_is_added():
    body = "It helps (#massagetherapy)."
    assert compose(frame("x", link=None), body) == body
    assert compose(frame("mastodon", link=None), body) == f"{body}\n{TAG}"


def test_a_longer_tag_in_the_body_is_another_tag():
    body = "All about #massagetherapyforsciatica."
    assert compose(frame(link=None), body).endswith(f"\n{TAG}")


def test_a_tag_in_the_title_counts_where_the_template_says_the_title():
    titled = frame(link=None, title=f"On {TAG}", template="{{ title }}: {{ text }}\n{{ hashtags }}")
    assert compose(titled, "It helps.") == f"On {TAG}: It helps."


def test_a_title_with_curly_braces_is_plain_text():
    titled = frame(link=None, title="{{ text }} {% for %}", template="{{ title }} – {{ text }}\n{{ hashtags }}")
    assert compose(titled, "{{ link }}") == "{{ text }} {% for %} – {{ link }}\n" + TAG


def test_threads_gets_one_tag_and_instagram_five():
    tags = (TAG, "#b", "#c", "#d", "#e", "#f")
    assert compose(frame("threads", tags=tags, link=None), "It helps.") == f"It helps.\n{TAG}"
    assert len(find(compose(frame("instagram", tags=tags, link=None), "With #g it helps."), "instagram")) == 5


def test_room_is_what_the_frame_leaves():
    for kind in ("x", "bluesky", "mastodon", "plain"):
        left = room(frame(kind), (3, 12))
        assert holds(frame(kind), "a" * left, (3, 12))
        assert not holds(frame(kind), "a" * (left + 1), (3, 12))


def test_the_link_takes_23_on_x_and_its_length_on_bluesky():
    bare, linked = frame(link=None), frame()
    assert room(bare) - room(linked) == 23 + 1
    assert room(frame("bluesky", link=None)) - room(frame("bluesky")) == len(LINK) + 1


def test_a_template_that_loses_the_text_makes_no_post():
    with pytest.raises(TemplateError, match=r"\{\{ text \}\}"):
        compose(frame(template="{{ hashtags }}"), "It helps.")


bodies = st.lists(
    st.sampled_from(
        ["It helps.", "日本語", "👩‍💻", "e\u0301", TAG, "#MassageTherapy", "(#massagetherapy)", "#other", "example.com", "a@b.de", "\n"]
    )
    | st.text(st.characters(exclude_categories=["Cs", "Co"]), max_size=80),
    max_size=8,
).map(" ".join)  # fmt: skip
frames = st.builds(
    frame,
    st.sampled_from(sorted(LIMITS)),
    tags=st.sampled_from([(TAG,), (TAG, "#Sciatica"), (TAG, "#sciatica", "#MASSAGETHERAPY", "#other")]),
    link=st.sampled_from([None, LINK, "https://例え.jp/x"]),
    template=st.sampled_from(
        [TEMPLATE, "{{ hashtags }}\n{{ text }}{% if of %}\n{{ n }} of {{ of }}{% endif %} {{ link }}"]
    ),
)
threads = st.sampled_from([None, (1, 2), (11, 12)])


@given(frames, bodies, threads)
def test_holds_is_the_platforms_own_answer_for_the_text_that_goes_out(asked, body, thread):
    post = compose(asked, body, thread)
    assert holds(asked, body, thread) == fits(post, asked.limits)
    assert body.strip() in post
    assert post == post.strip()


@given(frames, bodies, threads)
def test_the_campaigns_tag_is_in_every_post_and_added_only_if_it_is_missing(asked, body, thread):
    platform = asked.limits.platform
    post = compose(asked, body, thread)
    said_in = lambda text: sum(same(tag.text, TAG) for tag in find(text, platform))  # noqa: E731
    assert has(post, TAG, platform)
    assert said_in(post) == max(1, said_in(body))


@given(frames, st.text("ab cé日", min_size=1, max_size=300), threads)
def test_a_body_that_says_no_tag_fits_the_room_or_does_not(asked, body, thread):
    body = body.strip() or "a"
    if asked.limits.most_bytes is None:
        assert holds(asked, body, thread) == (length(body, asked.limits) <= room(asked, thread))
