"""`--rewrite`, from the settings to the report: only when asked for, marked, and both texts kept."""

import json

import pytest

from campaign.cli import main
from campaign.config import load
from campaign.errors import ConfigError
from tests.rewriting.chat_fake import KEY, MODEL, ChatFake
from tests.rewriting.test_applying import TEXT, better
from tests.wire.loopback import Told, serving

VARIABLE = "KEY_OF_THE_REWRITER"


@pytest.fixture
def campaign(tmp_path, capsys, monkeypatch):
    """The program with a rewriter at this address set up; gives what it prints."""
    monkeypatch.setenv(VARIABLE, KEY)
    (tmp_path / "article.txt").write_text(f"Rest and massage therapy\n\n{TEXT}\n")
    said = []

    def run(*words, code=0):
        ended = main([*words, "--config", str(tmp_path / "config.toml")])
        told = capsys.readouterr()
        said.append(told.out + told.err)
        assert ended == code, told.err
        return told.out if code == 0 else told.err

    def settings(url="", model=MODEL, key=VARIABLE):
        lines = [
            "[fetch]",
            'allow = ["127.0.0.1"]',
            "[rewriter]",
            f'url = "{url}"',
            f'model = "{model}"',
            f'key = "{key}"',
        ]
        (tmp_path / "config.toml").write_text("\n".join(lines))

    run.settings, run.said, run.article = settings, said, str(tmp_path / "article.txt")
    return run


@pytest.fixture
def good(campaign):
    fake = ChatFake(lambda material: better(material["post"]), KEY)
    with serving(fake) as url:
        campaign.settings(f"{url}/v1")
        yield fake


def test_nothing_is_asked_unless_it_is_asked_for(campaign, good):
    campaign("cut", campaign.article)
    assert good.asked == []


def test_cut_marks_what_was_rewritten_and_counts_the_rest(campaign, good):
    shown = campaign("cut", campaign.article, "--hashtag", "#RestHelps", "--rewrite")
    assert f"rewritten by {MODEL}" in shown
    assert f"Rewritten by {MODEL}: " in shown
    found = json.loads(
        campaign("cut", campaign.article, "--rewrite", "--json", "--platform", "x", "--platform", "mastodon")
    )
    assert list(found["rewriting"]) == ["rewriter", "asked", "accepted", "refused", "trouble"]
    assert found["rewriting"]["accepted"] == sum(post["rewritten"] is not None for post in found["posts"]) > 0
    assert found["rewriting"]["asked"] == len(found["posts"])
    assert all(post["rewritten"] in post["text"] for post in found["posts"] if post["rewritten"])
    assert all(post["length"] <= post["limit"] for post in found["posts"])


def test_without_rewrite_the_json_says_nothing_of_it(campaign, good):
    found = json.loads(campaign("cut", campaign.article, "--json"))
    assert "rewriting" not in found
    assert {post["rewritten"] for post in found["posts"]} == {None}


def test_a_rewritten_post_is_marked_from_the_queue_to_the_report_with_both_texts(campaign, good, tmp_path):
    campaign("init")
    campaign("accounts", "add", "clinic", "--platform", "feed", "--option", "limits=x")
    campaign("new", "rest", "--hashtag", "#RestHelps", "--account", "clinic", "--every", "1s")
    shown = campaign("add", "rest", campaign.article, "--approve", "--rewrite", "--dry-run")
    assert f"(rewritten by {MODEL})" in shown
    added = json.loads(campaign("add", "rest", campaign.article, "--approve", "--rewrite", "--json"))
    queued = json.loads(campaign("queue", "--json"))
    changed = [one for one in queued if one["rewriter"]]
    assert added["rewriting"]["accepted"] == len(changed) > 0
    assert all(one["rewriter"] == MODEL and better(one["body"]) in one["text"] for one in changed)
    assert f"(rewritten by {MODEL})" in campaign("queue")
    campaign("tick", "--now", added["deliveries"][-1]["scheduled_for"])
    assert f"(rewritten by {MODEL})" in campaign("history")
    assert MODEL in campaign("history", "--csv", "-")
    assert any(one["rewriter"] == MODEL for one in json.loads(campaign("history", "--json")))
    page = campaign("report", "rest", "--html", "-")
    assert page.count(f"rewritten by {MODEL}") == len(changed)
    for one in changed:
        assert one["body"] in page
        assert better(one["body"]) in page
    reported = json.loads(campaign("report", "rest", "--json"))["posts"]
    assert [one["rewriter"] for one in reported].count(MODEL) == len(changed)


def test_posts_of_an_article_that_was_added_without_it_are_as_they_were_cut(campaign, good):
    campaign("init")
    campaign("accounts", "add", "clinic", "--platform", "feed", "--option", "limits=x")
    campaign("new", "rest", "--hashtag", "#RestHelps", "--account", "clinic", "--every", "1s")
    assert "rewriting" not in json.loads(campaign("add", "rest", campaign.article, "--json"))
    assert {one["rewriter"] for one in json.loads(campaign("queue", "--json"))} == {None}


def test_an_endpoint_that_fails_leaves_every_post_as_it_was_cut_and_says_why(campaign):
    with serving(ChatFake(lambda material: Told(500))) as url:
        campaign.settings(f"{url}/v1")
        shown = campaign("cut", campaign.article, "--rewrite")
    assert f"Rewritten by {MODEL}: 0 of " in shown
    assert "no answer" in shown
    assert "HTTP 500" in shown
    plain = campaign("cut", campaign.article)
    assert shown.startswith(plain[: plain.index("Hashtags that would fit")])


def test_without_a_rewriter_in_the_settings_the_command_refuses_in_one_sentence(campaign):
    campaign.settings("", "")
    for command in (("cut", campaign.article, "--rewrite"),):
        assert "give [rewriter] url in config.toml, or leave --rewrite out." in campaign(*command, code=2)
    campaign.settings("http://127.0.0.1:9/v1", "")
    assert "give [rewriter] model in config.toml" in campaign("cut", campaign.article, "--rewrite", code=2)
    campaign.settings("http://127.0.0.1:9/v1", key="NO_SUCH_VARIABLE_HERE")
    assert "environment variable NO_SUCH_VARIABLE_HERE" in campaign("cut", campaign.article, "--rewrite", code=2)


def test_adding_without_a_rewriter_queues_nothing(campaign):
    campaign.settings()
    campaign("init")
    campaign("accounts", "add", "clinic", "--platform", "feed", "--option", "limits=x")
    campaign("new", "rest", "--hashtag", "#RestHelps", "--account", "clinic", "--every", "1s")
    assert "no rewriter is set up" in campaign("add", "rest", campaign.article, "--rewrite", code=2)
    assert json.loads(campaign("queue", "--json")) == []


def test_the_key_is_nowhere_though_the_server_echoes_it(campaign, tmp_path):
    with serving(ChatFake(lambda material: "Yes.", "another")) as url:
        campaign.settings(f"{url}/v1")
        campaign("cut", campaign.article, "--rewrite")
        campaign("cut", campaign.article, "--rewrite", "--json")
    assert "HTTP 401" in campaign.said[-1]
    everything = "\n".join(campaign.said).encode()
    everything += b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert KEY.encode() not in everything


def test_a_key_in_the_settings_is_refused_and_not_repeated(tmp_path):
    (tmp_path / "config.toml").write_text(f'[rewriter]\nkey = "{KEY}"\n')
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.toml")
    (tmp_path / "config.toml").unlink()
    assert "rewriter.key: give the name of an environment variable" in str(caught.value)
    assert KEY not in str(caught.value)
