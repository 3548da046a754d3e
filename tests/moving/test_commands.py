"""`campaign db …` as a person types it."""

import json

import pytest

from campaign import app as composing
from campaign.cli import main
from campaign.desk import backing
from campaign.states import State


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Runs a command in a folder of its own; its exit code, its output, and what it complained of."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    assert run("init")[0] == 0
    assert run("accounts", "add", "clinic", "--platform", "feed")[0] == 0
    return run


def test_a_backup_is_made_and_put_back(call):
    code, said, _ = call("db", "backup", "b.db")
    assert code == 0
    assert said.startswith("b.db holds 0 campaigns, 1 account, 0 deliveries, 0 attempts.\n")
    assert "the key that opens the accounts' secrets (apart from the backup)" in said
    assert call("accounts", "remove", "clinic")[0] == 0
    code, said, _ = call("db", "restore", "b.db", "--force", "--json")
    assert code == 0
    assert json.loads(said)["rows"]["accounts"] == 1
    assert "clinic" in call("accounts", "list")[1]


def test_a_post_that_has_a_lost_ones_number_after_a_restore_has_a_name_of_its_own_and_the_person_is_told(
    call, tmp_path
):
    def queued(text):
        (tmp_path / "article.txt").write_text(f"Why rest helps\n\n{text}\n")
        assert call("add", "rest", "article.txt")[0] == 0
        return json.loads(call("queue", "--json")[1])[-1]

    assert call("new", "rest", "--hashtag", "#RestHelps", "--account", "clinic", "--at", "daily 09:00")[0] == 0
    queued("Rest helps the body to heal.")
    assert call("db", "backup", "b.db")[0] == 0
    lost = queued("It gives the muscles time to recover.")
    said = call("db", "restore", "b.db", "--force")[1]
    new = queued("Sleep is the best rest of all.")
    assert (new["id"], new["uid"] != lost["uid"]) == (lost["id"], True)
    assert "New posts may have numbers that others had since the backup" in said


def test_a_refusal_is_one_sentence_and_exit_code_1(call):
    assert call("db", "backup", "b.db")[0] == 0
    for words in (("backup", "b.db"), ("restore", "config.toml"), ("restore", "b.db"), ("unseal",)):
        code, said, complaint = call("db", *words)
        assert (code, said, complaint.count("\n")) == (1, "", 1), words


def test_a_target_that_is_no_address_of_a_database_is_told_what_one_looks_like(call):
    code, _, complaint = call("db", "copy", "--to", "new.db")
    assert code == 2
    assert complaint.startswith("This is no database URL, such as sqlite:////srv/campaign.db or ")


def test_a_move_says_what_to_write_into_the_settings(call, tmp_path):
    code, said, _ = call("db", "copy", "--to", "sqlite:///other.db")
    assert code == 0
    assert f'url = "sqlite:///{tmp_path}/other.db"' in said
    for words in (("accounts", "pause", "clinic"), ("tick",), ("init",), ("key", "rotate")):
        code, _, complaint = call(*words)
        assert code == 1, words
        assert f"was moved to sqlite:///{tmp_path}/other.db" in complaint, words
    assert call("history")[0] == call("queue")[0] == call("accounts", "list")[0] == 0
    assert "was moved to" in call("doctor")[1]
    assert call("db", "unseal", "--yes", "--json")[0] == 0
    assert call("accounts", "pause", "clinic")[0] == 0


def test_a_restore_says_what_to_do_with_what_waits_and_may_be_out(house, tmp_path, capsys, monkeypatch):
    backing.back_up(house.app, tmp_path / "b.db", force=False)
    house.leases_end()
    monkeypatch.setattr(composing, "system_clock", lambda: house.app.clock)
    warned = sorted((house.keys[State.PROPOSED], house.keys[State.HELD]))
    words = ("--config", str(house.app.config.folder.parent / "config.toml"), "--database", house.url, "--force")
    assert main(["db", "restore", str(tmp_path / "b.db"), *words]) == 0
    _, told = capsys.readouterr().out.split(f"perhaps out already: {warned[0]}, {warned[1]}.\n")
    first, *orders = [line.strip() for line in told.splitlines() if line.startswith("  campaign ")]
    assert first == f"campaign queue {warned[0]} {warned[1]}"
    assert [one.split()[1] for one in orders] == ["approve", "release", "cancel"]
    assert "Failed, missed or cancelled, and perhaps sent since and out: 3 deliveries.\n" in told
