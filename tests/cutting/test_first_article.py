"""The first real article, cut for three platforms; a person has read every line of tests/data/cuts.

After a change that is meant, write the files anew, and read them:  CAMPAIGN_GOLDEN=write pytest tests/cutting/test_first_article.py
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from posts.compose import compose
from posts.cut import cut, to_json

ROOT = Path(__file__).parents[2]
TAG = "#massagetherapyforsciatica"
TITLE = "The Healing Power of Massage Therapy for Sciatica"
PLATFORMS = ["x", "bluesky", "mastodon"]
#: What no post may open with: it leaves a reader asking what is meant.
OPENINGS = re.compile(
    r"(?:It|This|These|They|However|Therefore|Additionally|In conclusion|Sometimes, it)\b(?!’s crucial)"
)


@pytest.fixture(scope="module")
def article(written):
    raw = (ROOT / "articles" / "massage-therapy-for-sciatica.txt").read_text(encoding="utf-8")
    body = raw[raw.index("Sciatica, a condition") : raw.index("Leave a Reply")].strip()
    return written(body, title=TITLE)


def page(made):
    """A cut as a person reads it."""
    frame, text = made.brief.frame, made.article.text
    posts = [compose(frame, post.body, post.thread) for post in made.posts]
    left_out = [f"({part.reason}) {text[part.start : part.end]}" for part in made.left_out]
    return "\n---\n".join(posts) + "\n=== left out\n" + "\n".join(left_out) + "\n"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_posts_are_those_that_a_person_has_read(article, brief, platform):
    golden = ROOT / "tests" / "data" / "cuts" / f"massage-therapy-for-sciatica.{platform}.txt"
    said = page(cut(article, brief(platform, TAG)))
    if os.environ.get("CAMPAIGN_GOLDEN") == "write":
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_post_opens_with_what_it_does_not_name(article, brief, platform):
    assert [post.body for post in cut(article, brief(platform, TAG)).posts if OPENINGS.match(post.body)] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_post_says_the_tag_once_and_begins_and_ends_as_a_sentence(article, brief, platform):
    made = cut(article, brief(platform, TAG))
    for post in made.posts:
        assert compose(made.brief.frame, post.body).count(TAG) == 1
        assert post.body[0].isupper() or post.body.startswith(TAG)
        assert post.body.endswith(".")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_caveat_stays_with_its_claim(article, brief, platform):
    posts = [post.body for post in cut(article, brief(platform, TAG)).posts]
    assert sum("While massage therapy can provide" in body and "it’s not a cure." in body for body in posts) == 1


def test_the_same_bytes_come_out_whatever_the_hash_seed():
    seen = set()
    for seed in ("0", "1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, cwd=ROOT, capture_output=True, check=True
        )
        seen.add(done.stdout)
    assert len(seen) == 1
    assert b"Sciatica" in seen.pop()


SCRIPT = f"""
import json
from posts.article import Article, Block, Kind
from posts.compose import Frame
from posts.cut import Brief, cut, to_json
from posts.measure import LIMITS

text = open("articles/massage-therapy-for-sciatica.txt", encoding="utf-8").read()
article = Article({TITLE!r}, text, (Block(Kind.PARAGRAPH, 0, len(text)),), language="en")
for platform in {PLATFORMS!r}:
    print(json.dumps(to_json(cut(article, Brief(Frame(LIMITS[platform], ({TAG!r},)), max_posts=5)))))
"""


def test_the_json_has_the_keys_that_others_build_on(article, brief):
    made = to_json(cut(article, brief("x", TAG, link="https://clinic.example/sciatica")))
    assert list(made) == ["article", "posts", "left_out"]
    assert list(made["article"]) == ["title", "url", "language", "text", "sha256", "images", "around"]
    keys = ["platform", "text", "length", "limit", "hashtags", "link", "spans", "edits", "thread", "score"]
    keys += ["rewritten", "findings"]
    assert all(list(post) == keys for post in made["posts"])
    assert all(post["length"] <= post["limit"] == 280 for post in made["posts"])
    assert all(post["hashtags"] == [TAG] and post["link"] in post["text"] for post in made["posts"])
    assert {tuple(part) for part in made["left_out"]} == {("span", "reason")}
    edits = [edit for post in made["posts"] for edit in post["edits"]]
    assert {"op": "strip", "with": ""} in [{"op": edit["op"], "with": edit["with"]} for edit in edits]
    text = made["article"]["text"]
    assert "In conclusion, " in [text[slice(*edit["span"])] for edit in edits if edit["op"] == "strip"]
