"""`campaign settings`: what counts and why, set and given back at the command line."""

import json

import pytest

from campaign import cli
from tests.people.conftest import installation


@pytest.fixture
def typed(tmp_path, capsys):
    installation(tmp_path, settings='[defaults]\ntimezone = "Europe/London"\n').close()

    def run(*words, code=0):
        assert cli.main([*words, "--config", str(tmp_path / "config.toml")]) == code
        said = capsys.readouterr()
        return said.err if code else said.out

    return run


def table(said):
    return [line.split("\t") for line in said.splitlines()]


def test_settings_show_what_counts_and_why(typed, monkeypatch):
    typed("settings", "set", "locale", "de")
    monkeypatch.setenv("CAMPAIGN_DEFAULTS__FIRST_WEEKDAY", "sunday")
    assert table(typed("settings")) == [
        ["timezone", "Europe/London", "as config.toml says"],
        ["locale", "de", "chosen, else it would be en"],
        ["first_weekday", "sunday", "the variable CAMPAIGN_DEFAULTS__FIRST_WEEKDAY sets it"],
    ]
    assert json.loads(typed("settings", "--json"))["locale"] == {
        "value": "de",
        "origin": "chosen",
        "variable": None,
        "otherwise": "en",
    }


def test_a_setting_is_set_and_given_back(typed):
    said = typed("settings", "set", "timezone", "Europe/Berlin")
    assert said == "The time zone is Europe/Berlin: chosen, else it would be Europe/London.\n"
    assert "Nothing was changed." in typed("settings", "set", "timezone", "Europe/Berlin")
    assert typed("settings", "reset", "timezone") == "The time zone is Europe/London: as config.toml says.\n"
    assert typed("settings", "reset", "locale") == "The locale is en: nobody said another. Nothing was changed.\n"


def test_what_was_set_is_told_as_json_too(typed):
    done = json.loads(typed("settings", "set", "first_weekday", "Sunday", "--json"))
    assert (done["changed"], done["dry_run"]) == (["first_weekday"], False)
    assert done["settings"]["first_weekday"]["value"] == "sunday"
    assert json.loads(typed("settings", "reset", "first_weekday", "--json"))["changed"] == ["first_weekday"]


def test_a_dry_run_says_so_and_sets_nothing(typed):
    said = typed("settings", "set", "timezone", "Europe/Berlin", "--dry-run")
    assert said.startswith("The time zone is Europe/Berlin")
    assert "this was a dry run" in said
    assert table(typed("settings"))[0][1] == "Europe/London"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "timezone", "Berlin"), 'There is no time zone "Berlin": did you mean "Europe/Berlin"?\n'),
        (("set", "zone", "UTC"), "There is no setting “zone” that can be chosen: did you mean timezone?\n"),
        (("reset", "grace"), "There is no setting “grace” that can be chosen: there are timezone, locale, "),
    ],
)
def test_a_wrong_setting_is_one_sentence_and_exit_code_2(typed, words, said):
    assert typed("settings", *words, code=2).startswith(said)
    assert {row[2] for row in table(typed("settings"))} == {"as config.toml says", "nobody said another"}


def test_a_setting_that_a_variable_sets_is_refused_with_its_name(typed, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_DEFAULTS__TIMEZONE", "Asia/Tokyo")
    said = typed("settings", "set", "timezone", "UTC", code=2)
    assert "is set by the variable CAMPAIGN_DEFAULTS__TIMEZONE" in said


def test_options_that_stand_before_set_would_count_for_nothing_and_are_refused(typed):
    assert "say the options behind “set”" in typed("settings", "--json", "set", "timezone", "UTC", code=2)
