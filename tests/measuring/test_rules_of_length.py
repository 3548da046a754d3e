"""Length on the platforms that publish no counter, by cases; and what fits."""

from pathlib import Path

import pytest
import yaml

from posts.measure import LIMITS, Limits, fits, length

RULES = yaml.safe_load((Path(__file__).parent.parent / "data/lengths/rules.yml").read_text("utf-8"))
CASES = [
    pytest.param(LIMITS[kind], case, id=f"{kind}: {case['why']}") for kind, found in RULES.items() for case in found
]


@pytest.mark.parametrize(("limits", "case"), CASES)
def test_a_text_counts_as_the_platform_says(limits, case):
    assert length(case["text"], limits) == case["length"]


def test_a_server_may_count_urls_otherwise():
    hollo = Limits("mastodon", LIMITS["mastodon"].counting, 10_000, url_length=256)
    assert length("see https://example.com", hollo) == 260


def test_bluesky_refuses_what_fits_in_graphemes_and_not_in_bytes():
    family = "👩‍👩‍👧‍👦"
    assert length(family * 121, LIMITS["bluesky"]) == 121
    assert fits(family * 120, LIMITS["bluesky"])
    assert not fits(family * 121, LIMITS["bluesky"])


def test_the_limit_itself_fits_and_one_more_does_not():
    for limits in LIMITS.values():
        assert fits("a" * limits.most, limits)
        assert not fits("a" * (limits.most + 1), limits)


def test_x_takes_no_empty_text_and_no_byte_order_mark():
    assert not fits("", LIMITS["x"])
    assert not fits("\ufeffHello", LIMITS["x"])
    assert fits("Hello", LIMITS["x"])


def test_a_hostile_word_of_a_million_letters_is_measured_in_no_time():
    assert length("あ" * 500_000 + "3.5" + "あ" * 500_000, LIMITS["x"]) == 2_000_003


@pytest.mark.parametrize("tail", ["/" + "." * 2_000, "/" + "(" * 2_000, "/" + "(a" * 1_000, "." * 2_000, ".a" * 1_000])
@pytest.mark.parametrize("kind", ["x", "mastodon"])
def test_a_url_made_to_confuse_is_measured_in_no_time(kind, tail):
    assert length("https://example.com" + tail, LIMITS[kind]) >= 23
