"""Where platforms see a tag, which tags a campaign may use, and how many a post gets."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from posts.errors import TagError
from posts.hashtags import check, find, has, normalise, same, within
from posts.measure import LIMITS

DATA = Path(__file__).parent.parent / "data"
EXTRACT, VALIDATE = (
    yaml.load((DATA / f"twitter-text/{name}.yml").read_text("utf-8"), yaml.CSafeLoader)["tests"]
    for name in ("extract", "validate")
)
COUNTED = json.loads((DATA / "lengths/reference-counts.json").read_text("utf-8"))["cases"]
GRAMMARS = yaml.safe_load((DATA / "hashtags/grammars.yml").read_text("utf-8"))


def names(text, platform):
    return [tag.text for tag in find(text, platform)]


@pytest.mark.parametrize("section", ["hashtags", "hashtags_from_astral"])
def test_x_sees_the_tags_that_twitter_text_sees(section):
    assert {case["text"]: names(case["text"], "x") for case in EXTRACT[section]} == {
        case["text"]: case["expected"] for case in EXTRACT[section]
    }


def test_x_sees_each_tag_where_twitter_text_sees_it():
    for case in EXTRACT["hashtags_with_indices"]:
        found = [{"hashtag": tag.text, "indices": [tag.start, tag.end]} for tag in find(case["text"], "x")]
        assert found == case["expected"], case["description"]


def test_x_sees_the_tags_of_every_text_of_the_reference():
    assert [names(case["text"], "x") for case in COUNTED] == [case["x_hashtags"] for case in COUNTED]


@pytest.mark.parametrize("case", VALIDATE["hashtags"], ids=lambda case: case["description"])
def test_a_tag_is_valid_on_x_where_twitter_text_says_so(case):
    if case["expected"]:
        assert check(case["text"], "x") == case["text"]
    else:
        with pytest.raises(TagError):
            check(case["text"], "x")


@pytest.mark.parametrize("platform", ["x", "bluesky", "mastodon"])
@pytest.mark.parametrize("case", GRAMMARS, ids=lambda case: case["text"])
def test_each_platform_sees_tags_by_its_own_grammar(case, platform):
    assert names(case["text"], platform) == case[platform]


@given(
    st.text(st.sampled_from("#＃aé日1_-·. \n(🎉\ufe0f"), max_size=20),
    st.sampled_from(["x", "bluesky", "mastodon", "plain"]),
)
def test_a_tag_stands_where_it_is_said_to_stand(text, platform):
    for tag in find(text, platform):
        assert text[tag.start] in "#＃"
        assert text[tag.start + 1 : tag.end] == tag.text


def test_a_tag_is_said_in_any_case_and_only_as_a_whole():
    assert has("All on #MassageTherapy today", "#massagetherapy")
    assert has("all on ＃STRASSE", "#straße")
    assert has("#Cafe\u0301", "café")
    assert not has("#massagetherapyforsciatica", "#massagetherapy")
    assert not has("massagetherapy", "#massagetherapy")


def test_a_tag_in_brackets_counts_where_the_platform_sees_it():
    assert has("(#tag)", "#tag", "x")
    assert not has("(#tag)", "#tag", "mastodon")
    assert not has("(#tag)", "#tag", "bluesky")


@pytest.mark.parametrize("written", ["massagetherapy", "#massagetherapy", "＃massagetherapy", "  ##massagetherapy "])
def test_a_tag_is_kept_with_one_hash(written):
    assert normalise(written) == "#massagetherapy"


def test_an_empty_tag_is_refused():
    for written in ("", " ", "#", "＃ "):
        with pytest.raises(TagError, match="empty"):
            normalise(written)


@pytest.mark.parametrize(
    ("tag", "platform", "message"),
    [
        ("#massage-therapy", "x", "#massage-therapy breaks at the hyphen: X sees only #massage. Use #MassageTherapy."),
        ("massage therapy", "mastodon", "#massage therapy breaks at the space: Mastodon sees only #massage. Use #MassageTherapy."),
        ("#r&d", "x", "#r&d breaks at the ampersand: X sees only #r. Use #RAndD."),
        ("#it’s", "linkedin", "#it’s breaks at the apostrophe: LinkedIn sees only #it. Use #Its."),
        ("#🎉party", "x", "#🎉party breaks at “🎉”: X sees no hashtag. Use #Party."),
        ("#one#two", "x", "#one#two breaks at the second hash: X sees no hashtag. Use #OneTwo."),
        ("#2026", "x", "#2026 has no letter in it, so X does not take it for a hashtag. Use one with letters in it."),
        ("#tag·", "mastodon", "#tag· breaks at “·”: Mastodon sees only #tag. Use #Tag."),
        ("#" + "a" * 65, "bluesky", f"#{'a' * 65} is too long for Bluesky. Use a shorter one."),
        ("#" + "a" * 51, "threads", f"#{'a' * 51} is too long for Threads. Use a shorter one."),
    ],
)  # fmt: skip
def test_a_tag_that_breaks_is_refused_with_the_reason_and_one_that_works(tag, platform, message):
    with pytest.raises(TagError) as refused:
        check(tag, platform)
    assert str(refused.value) == message


def test_bluesky_takes_a_hyphen():
    assert check("#massage-therapy", "bluesky") == "#massage-therapy"


@given(
    st.text(st.sampled_from("aZé日1_-·. &#(🎉’"), min_size=1, max_size=12),
    st.sampled_from(["x", "bluesky", "mastodon", "threads"]),
)
def test_a_tag_that_passes_is_seen_whole_and_a_suggestion_passes(written, platform):
    try:
        tag = check(written, platform)
    except TagError as refused:
        if " Use #" in str(refused):
            suggestion = str(refused).rpartition(" Use ")[2].removesuffix(".")
            assert check(suggestion, platform) == suggestion
    else:
        assert names(f"before {tag} after", platform) == [tag[1:]]


def test_secondary_tags_are_cut_to_what_the_platform_takes():
    tags = ("#Campaign", "#One", "#Two", "#Three", "#Four", "#Five")
    assert within(tags, LIMITS["instagram"]) == tags[:5]
    assert within(tags, LIMITS["threads"]) == ("#Campaign",)
    assert within(tags, LIMITS["x"]) == tags


def test_tags_of_the_text_itself_take_places_too():
    tags = ("#Campaign", "#One", "#Two", "#Three", "#Four", "#Five")
    assert within(tags, LIMITS["instagram"], said=["other", "campaign"]) == ("#One", "#Two", "#Three")
    assert within(tags, LIMITS["threads"], said=["other"]) == ("#Campaign",)


tag_lists = st.lists(st.sampled_from(["#a", "#A", "#b", "#ß", "#SS", "#c", "#d", "#e", "#f"]), min_size=1, max_size=9)


@given(tag_lists, tag_lists, st.sampled_from(sorted(LIMITS)))
def test_the_campaigns_tag_is_never_lost_and_none_is_doubled(tags, said, kind):
    added = within(tags, LIMITS[kind], said=said)
    everything = [*said, *added]
    assert sum(same(tag, tags[0]) for tag in everything) >= 1
    for tag in added:
        assert sum(same(tag, other) for other in everything) == 1
    most = LIMITS[kind].most_hashtags
    assert most is None or len(added) <= max(1, most - len(said))
