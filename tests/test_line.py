"""The whole line, from a file to a report, as a person walks it."""

import json
import subprocess
import sys

import pytest

ARTICLE = """Why rest helps

Rest helps the body to heal. It gives the muscles time.

Sleep is the best rest. Most people need eight hours of it."""


@pytest.fixture
def home(tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE)
    return tmp_path


@pytest.fixture
def campaign(home):
    def run(*words, code=0):
        command = [sys.executable, "-m", "campaign", *words, "--config", str(home / "config.toml")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr

    (home / "config.toml").write_text("")
    return run


def test_an_article_becomes_published_posts_and_a_report(campaign, home):
    campaign("init")
    campaign("accounts", "add", "clinic", "--platform", "feed", "--option", "limits=x")
    campaign("new", "rest", "--hashtag", "#RestHelps", "--account", "clinic", "--every", "1s")
    added = json.loads(campaign("add", "rest", str(home / "article.txt"), "--approve", "--json"))
    assert all("#RestHelps" in one["text"] for one in added["deliveries"])

    last = added["deliveries"][-1]["scheduled_for"]
    settled = json.loads(campaign("tick", "--now", last, "--json"))
    assert [one["state"] for one in settled] == ["published"] * len(added["ids"])

    report = json.loads(campaign("report", "rest", "--json"))
    assert report["counts"]["published"] == len(added["ids"])
    assert all(part in ARTICLE for part in report["posts"][0]["source"].split(" … "))
    assert (home / "data" / "feed" / "clinic" / "timeline.html").read_text().count("<article") == len(added["ids"])
