"""The settings that can be chosen, as programs see and change them."""

import json

import pytest

from campaign import cli
from campaign.desk import choosing, users
from campaign.rights import Kind
from tests.api.conftest import problem, program, told
from tests.people.conftest import PASSWORD


def test_settings_are_shown_with_where_they_come_from(client):
    assert told(client.get("/settings"))["timezone"] == {
        "value": "UTC",
        "origin": "default",
        "variable": None,
        "otherwise": "UTC",
    }


def test_the_api_says_what_the_command_line_prints(small, tmp_path, capsys):
    choosing.choose(small, {"locale": "fr-CA"})
    assert cli.main(["settings", "--json", "--config", str(tmp_path / "config.toml")]) == 0
    with program(small) as client:
        assert told(client.get("/settings")) == json.loads(capsys.readouterr().out)


def test_what_is_chosen_counts_at_once_and_null_gives_it_back(client):
    done = told(client.patch("/settings", json={"timezone": "Europe/Berlin", "first_weekday": "sunday"}))
    assert (done["changed"], done["dry_run"]) == (["timezone", "first_weekday"], False)
    assert told(client.get("/settings"))["timezone"]["origin"] == "chosen"
    done = told(client.patch("/settings", json={"timezone": None}))
    assert done["settings"]["timezone"]["value"] == "UTC"
    assert done["settings"]["first_weekday"]["value"] == "sunday"
    assert told(client.patch("/settings", json={}))["changed"] == []


def test_a_dry_run_changes_nothing(client):
    assert told(client.patch("/settings?dry_run=true", json={"locale": "de"}))["changed"] == ["locale"]
    assert told(client.get("/settings"))["locale"]["value"] == "en"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"timezone": "Berlin", "locale": "de"}, "refused"),
        ({"locale": "klingon"}, "refused"),
        ({"first_weekday": ""}, "refused"),
        ({"grace": "1h"}, "invalid"),
        ({"timezone": 1}, "invalid"),
        ({"timezone": "a\0b"}, "invalid"),
    ],
)
def test_a_wrong_value_is_a_problem_and_changes_nothing(client, body, name):
    before = told(client.get("/settings"))
    problem(client.patch("/settings", json=body), 422, name)
    assert told(client.get("/settings")) == before


def test_what_a_variable_sets_is_for_an_operator_to_change(client, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_DEFAULTS__TIMEZONE", "UTC")
    found = problem(client.patch("/settings", json={"timezone": "Asia/Tokyo"}), 409, "settings")
    assert "CAMPAIGN_DEFAULTS__TIMEZONE" in found["detail"]


def test_who_may_not_say_who_may_what_may_not_change_settings(small):
    users.add(small, "owner", PASSWORD)
    with program(small, Kind.READ, Kind.WRITE, Kind.APPROVE, Kind.ACCOUNTS) as client:
        told(client.get("/settings"))
        problem(client.patch("/settings", json={"timezone": "Asia/Tokyo"}), 403, "forbidden")
