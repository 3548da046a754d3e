"""Lengths, URLs and validity agree with the official counters on every case that they publish or were asked."""

import json
from pathlib import Path

import pytest
import yaml

from posts.measure import LIMITS, fits, length
from posts.measure.urls import urls

DATA = Path(__file__).parent.parent / "data"
COUNTED = json.loads((DATA / "lengths/reference-counts.json").read_text("utf-8"))["cases"]
VALIDATE, EXTRACT, TLDS = (
    yaml.load((DATA / f"twitter-text/{name}.yml").read_text("utf-8"), yaml.CSafeLoader)["tests"]
    for name in ("validate", "extract", "tlds")
)
X, BLUESKY, PLAIN = LIMITS["x"], LIMITS["bluesky"], LIMITS["plain"]


def cases(suite, *sections):
    return [pytest.param(case, id=case["description"]) for section in sections for case in suite[section]]


def said(text):
    return [text[start:end] for start, end in urls(text)]


def test_the_reference_holds_all_its_cases():
    assert len(COUNTED) == 334


@pytest.mark.parametrize("case", COUNTED, ids=[f"{n}" for n in range(len(COUNTED))])
def test_each_text_of_the_reference_counts_as_the_official_counters_count_it(case):
    text = case["text"]
    assert length(text, X) == case["x_weighted_length"]
    assert fits(text, X) == case["x_valid"]
    assert said(text) == case["x_urls"]
    assert length(text, BLUESKY) == case["graphemes"]
    assert length(text, PLAIN) == case["code_points"]


@pytest.mark.parametrize(
    "case", cases(VALIDATE, "WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")
)
def test_each_case_of_configuration_3_has_its_weight_and_validity(case):
    weight = length(case["text"], X)
    assert weight == case["expected"]["weightedLength"]
    assert weight * 1000 // X.most == case["expected"]["permillage"]
    assert fits(case["text"], X) == case["expected"]["valid"]


@pytest.mark.parametrize("case", cases(EXTRACT, "urls", "tco_urls_with_params") + cases(TLDS, "country", "generic"))
def test_each_url_that_twitter_text_finds_is_found_and_no_other(case):
    assert said(case["text"]) == case["expected"]


@pytest.mark.parametrize("case", cases(EXTRACT, "urls_with_indices", "urls_with_directional_markers"))
def test_each_url_is_found_where_twitter_text_finds_it(case):
    assert [list(span) for span in urls(case["text"])] == [found["indices"] for found in case["expected"]]
    assert said(case["text"]) == [found["url"] for found in case["expected"]]
