"""What a program reads of a list are its rows; sentences for people stand on standard error."""

import pytest

from campaign import app as composing
from campaign import cli
from campaign.desk import accounts, adding, campaigns, stopping
from tests.desk.test_usage import commands, typer

#: Every command that lists; settings are always there.
LISTS = [
    name
    for name, _ in commands(typer.main.get_command(cli.app))
    if name.split()[-1] in ("list", "queue", "history") and name != "settings list"
]


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text("")
    (tmp_path / "article.txt").write_text("Why rest helps\n\nRest helps the body to heal.\n\nSleep is the best rest.\n")
    app, _ = composing.init(tmp_path / "config.toml", None)
    yield app
    app.close()


@pytest.fixture
def listed(app, capsys):
    def listed(*words):
        assert cli.main(words) == 0
        return capsys.readouterr()

    return listed


def test_there_are_many_lists():
    assert len(LISTS) >= 8


@pytest.mark.parametrize("words", [*LISTS, "queue --full", "queue --state failed", "list --archived"])
def test_a_list_of_nothing_has_no_row_and_says_so_beside(listed, words):
    rows, said = listed(*words.split())
    assert (rows, said.count("\n"), said[0].isupper()) == ("", 1, True)


def test_what_is_said_of_a_list_is_no_row_of_it(app, listed):
    accounts.add(app, accounts.Wish("clinic", "feed", options={"limits": "x"}))
    campaigns.new(app, "rest", campaigns.Wish(hashtags=["#RestHelps"], accounts=["clinic"], times=["daily 09:00"]))
    adding.add(app, "rest", "article.txt")
    stopping.stop(app, None)
    rows, said = listed("queue", "--limit", "1")
    assert (rows.count("\n"), rows[:2]) == (1, "1\t")
    assert [line.partition(" – ")[0] for line in said.splitlines()] == [
        "These are the first 1; --limit shows more.", "Everything is stopped",
    ]  # fmt: skip
    rows, said = listed("list")
    assert (rows, said[:21]) == ("rest\tactive\t#RestHelps\tclinic\n", "Everything is stopped")
