"""`campaign users`, `tokens` and `links`, as an operator types them; what is secret is shown once, or never."""

import io
import json

import pytest

from campaign import cli
from tests.people.conftest import PASSWORD, with_posts


@pytest.fixture
def typed(small, tmp_path, capsys, monkeypatch):
    """What a command prints, and how it ends; the words may be followed by what stands in its input."""

    def run(*words, given=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        code = cli.main([*words, "--config", str(tmp_path / "config.toml")])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.fixture
def anna(typed):
    assert typed("users", "add", "anna", "--password-stdin", given=f"{PASSWORD}\n")[0] == 0
    return "anna"


def test_the_first_user_is_an_owner_whose_password_is_not_shown(typed, anna):
    code, listed = typed("users", "list", "--json")
    assert code == 0
    assert [(one["name"], one["role"]) for one in json.loads(listed)] == [("anna", "owner")]
    assert PASSWORD not in listed
    assert "argon2" not in listed


def test_a_password_comes_from_a_file_too_and_a_short_one_is_refused(typed, tmp_path):
    (tmp_path / "password").write_text("short\n")
    code, said = typed("users", "add", "anna", "--password-file", str(tmp_path / "password"))
    assert code == 2
    assert "12 characters" in said
    assert len(said.strip().splitlines()) == 1
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    assert typed("users", "add", "anna", "--password-file", str(tmp_path / "password"))[0] == 0
    # What a test leaves behind is looked through for secrets.
    (tmp_path / "password").unlink()


def test_a_dry_run_adds_nobody(typed):
    code, said = typed("users", "add", "anna", "--password-stdin", "--dry-run", given=f"{PASSWORD}\n")
    assert code == 0
    assert "dry run" in said
    assert json.loads(typed("users", "list", "--json")[1]) == []


def test_a_role_is_changed_and_the_last_owner_stays(typed, anna):
    typed("users", "add", "ben", "--role", "viewer", "--password-stdin", given=f"{PASSWORD}\n")
    assert typed("users", "change", "ben", "--role", "editor")[0] == 0
    assert "editor" in typed("users", "list")[1]
    code, said = typed("users", "remove", "anna")
    assert code == 1
    assert "owner" in said
    assert typed("users", "remove", "ben")[0] == 0


def test_a_token_is_shown_once_listed_without_its_secret_and_revoked(typed, anna):
    code, said = typed("tokens", "add", "robot", "--scope", "read", "--json")
    assert code == 0
    made = json.loads(said)
    secret = made["token"].split("_", 2)[2]
    listed = typed("tokens", "list", "--json")[1]
    assert secret not in listed
    assert [one["name"] for one in json.loads(listed)] == ["robot"]
    assert typed("tokens", "revoke", json.loads(listed)[0]["uid"])[0] == 0
    assert json.loads(typed("tokens", "list", "--json")[1])[0]["revoked_at"]


def test_a_link_is_shown_once_and_revoked(typed, small, tmp_path):
    with_posts(small, tmp_path, "rest")
    code, said = typed("links", "add", "Doctor Who", "--campaign", "rest", "--json")
    assert code == 0
    address = json.loads(said)["url"]
    listed = typed("links", "list", "--json")[1]
    assert address.rpartition("/")[2] not in listed
    assert typed("links", "revoke", str(json.loads(listed)[0]["id"]))[0] == 0
    assert json.loads(typed("links", "list", "--json")[1])[0]["revoked_at"]


@pytest.mark.parametrize("words", [("users", "remove"), ("tokens", "revoke"), ("links", "revoke")])
def test_who_is_not_there_is_one_sentence(typed, words):
    code, said = typed(*words, "12345")
    assert code == 1
    assert len(said.strip().splitlines()) == 1
