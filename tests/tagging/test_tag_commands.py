"""What `campaign cut` says of hashtags."""

import json
from pathlib import Path

import pytest

from campaign.cli import main

FIRST = str(Path(__file__).parents[2] / "articles" / "massage-therapy-for-sciatica.txt")
TAG = "#massagetherapyforsciatica"


@pytest.fixture
def campaign(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_last_line_of_a_cut_names_hashtags_that_would_fit(campaign):
    _, said, _ = campaign("cut", FIRST, "--hashtag", TAG, "--platform", "x", "--platform", "mastodon")
    assert said.splitlines()[-1] == "Hashtags that would fit: #MassageTherapy #Sciatica #DeepTissueMassage"


def test_a_cut_with_tags_inline_says_them_where_the_words_stand(campaign):
    _, said, _ = campaign(
        "cut", FIRST, "--hashtag", TAG, "--hashtag", "#MassageTherapy", "--tags-at", "inline", "--json"
    )
    made = json.loads(said)
    assert "#MassageTherapy" not in [one["tag"] for one in made["suggestions"]]
    assert all(one.keys() == {"tag", "phrase", "score", "count"} for one in made["suggestions"])
    assert any(
        edit["op"] == "tag" and edit["with"] == "#MassageTherapy" for post in made["posts"] for edit in post["edits"]
    )


def test_another_place_for_tags_is_refused_in_a_sentence(campaign):
    code, _, said = campaign("cut", FIRST, "--tags-at", "front")
    assert code == 2
    assert "--tags-at is end or inline, not “front”." in said
