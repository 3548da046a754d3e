"""Settings that an owner chooses while everything runs: they count at once, everywhere, and say where they come from."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from campaign import app as composing
from campaign import settled
from campaign.app import open_app
from campaign.desk import campaigns, choosing, exporting, looking
from campaign.desk.calendar import first_weekday
from campaign.desk.campaigns import Wish
from campaign.desk.reporting import days
from campaign.errors import ConfigError, Refused
from campaign.sections import Defaults
from campaign.settled import Origin
from campaign.store import log
from tests.people.conftest import with_posts

ROOT = Path(composing.__file__).parents[1]
BERLIN, TOKYO = "Europe/Berlin", "Asia/Tokyo"


@pytest.fixture
def app(tmp_path, database_url):
    (tmp_path / "config.toml").write_text('[defaults]\ntimezone = "Europe/London"\n')
    opened, _ = composing.init(tmp_path / "config.toml", database_url)
    opened.store.written = lambda: None
    yield opened
    opened.close()


@pytest.fixture
def other(app, tmp_path, database_url):
    """Another process of the same installation, opened before anything is chosen."""
    opened = open_app(tmp_path / "config.toml", database_url=database_url)
    assert opened.defaults.timezone == "Europe/London"
    yield opened
    opened.close()


def values(app):
    return {name: (one.value, one.origin) for name, one in choosing.settings(app.as_of_now()).items()}


def events(app):
    with app.store.read() as connection:
        return [one for one in log.entries(connection, 10) if one.kind.startswith("setting")]


@pytest.mark.parametrize(
    ("said", "chosen", "locked", "counts", "origin"),
    [
        ({}, {}, {}, "UTC", Origin.DEFAULT),
        ({"timezone": "UTC"}, {}, {}, "UTC", Origin.FILE),
        ({}, {"timezone": BERLIN}, {}, BERLIN, Origin.CHOSEN),
        ({"timezone": "UTC"}, {"timezone": BERLIN}, {}, BERLIN, Origin.CHOSEN),
        ({"timezone": TOKYO}, {"timezone": BERLIN}, {"timezone": "VARIABLE"}, TOKYO, Origin.VARIABLE),
        ({"timezone": TOKYO}, {}, {"timezone": "VARIABLE"}, TOKYO, Origin.VARIABLE),
    ],
)
def test_what_is_chosen_comes_before_the_file_and_behind_a_variable(said, chosen, locked, counts, origin):
    base = Defaults(**said)
    assert settled.counting(base, chosen, locked).timezone == counts
    found = settled.settings(base, chosen, locked)["timezone"]
    assert (found.value, found.origin, found.variable) == (counts, origin, locked.get("timezone"))
    assert found.otherwise == base.timezone


def test_what_an_older_or_newer_release_has_chosen_changes_nothing_else():
    assert settled.counting(Defaults(), {"hours": "12", "colour": "red"}, {}) == Defaults()


def test_what_is_chosen_counts_at_once_for_another_process(app, other):
    choosing.choose(app, {"timezone": BERLIN, "locale": "fr-CA", "first_weekday": "sunday"})
    now = other.as_of_now()
    assert (now.defaults.timezone, now.defaults.locale, first_weekday(now)) == (BERLIN, "fr_CA", 6)
    assert (days.home(now), exporting.zone_of(now, None)) == (BERLIN, BERLIN)
    assert now.defaults.grace == other.config.defaults.grace
    assert values(other) == {
        "timezone": (BERLIN, Origin.CHOSEN),
        "locale": ("fr-CA", Origin.CHOSEN),
        "first_weekday": ("sunday", Origin.CHOSEN),
    }


def test_what_is_chosen_while_a_page_is_made_counts_for_the_next_one(app, other):
    with other.store.one_moment(), other.store.read() as connection:
        connection.exec_driver_sql("SELECT 1 FROM workspaces").all()
        choosing.choose(app, {"timezone": BERLIN})
        assert other.as_of_now().defaults.timezone == "Europe/London"
    assert other.as_of_now().defaults.timezone == BERLIN


def test_new_campaigns_get_the_chosen_zone_and_those_that_are_there_keep_theirs(app, tmp_path):
    with_posts(app, tmp_path, "before")
    choosing.choose(app, {"timezone": BERLIN})
    made = campaigns.new(app.as_of_now(), "after", Wish(("#RestHelps",), ("clinic",), ("daily 09:00",)))
    before, _ = looking.campaign(app, "before")
    assert (before.terms.timezone, made.terms.timezone) == ("Europe/London", BERLIN)


def test_who_chose_what_is_in_the_log_in_words(app):
    owner = replace(app, actor="ann")
    choosing.choose(owner, {"timezone": BERLIN})
    choosing.choose(owner, {"timezone": None})
    back, chosen = events(app)
    assert (chosen.actor, chosen.kind) == ("ann", "setting chosen")
    assert chosen.details == {"setting": "time zone", "from": "Europe/London", "to": BERLIN}
    assert (back.actor, back.kind) == ("ann", "setting given back")
    assert back.details == {"setting": "time zone", "from": BERLIN, "to": "Europe/London"}


def test_a_setting_that_is_given_back_is_as_the_file_says_and_what_is_chosen_already_is_no_change(app):
    assert choosing.choose(app, {"timezone": BERLIN, "locale": "de"}).changed == ("timezone", "locale")
    assert choosing.choose(app, {"timezone": BERLIN}).changed == ()
    done = choosing.choose(app, {"timezone": None, "first_weekday": None})
    assert done.changed == ("timezone",)
    assert done.settings["timezone"].value == "Europe/London"
    assert values(app)["timezone"] == ("Europe/London", Origin.FILE)
    assert values(app)["locale"] == ("de", Origin.CHOSEN)
    assert len(events(app)) == 3


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("timezone", "Berlin", 'There is no time zone "Berlin": did you mean "Europe/Berlin"?'),
        ("timezone", "", 'There is no time zone "": write a name such as "Europe/London".'),
        ("timezone", "../etc/passwd", "There is no time zone"),
        ("timezone", "Europe/Berlin\0", "There is no time zone"),
        ("locale", "klingon", 'There is no locale "klingon": write for example "de", "fr-CA" or "ja".'),
        ("locale", "", 'There is no locale ""'),
        ("first_weekday", "someday", "“someday” is no day of the week: write it as monday or sunday."),
        ("first_weekday", "", "“” is no day of the week"),
        ("timezon", "UTC", "There is no setting “timezon” that can be chosen: did you mean timezone?"),
        ("grace", "1h", "There is no setting “grace” that can be chosen: there are timezone, locale, first_weekday."),
    ],
)
def test_a_value_that_there_is_not_is_said_in_one_sentence_and_nothing_is_changed(app, name, value, said):
    with pytest.raises(Refused) as caught:
        choosing.choose(app, {"first_weekday": "sunday", name: value})
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
    assert (caught.value.field, events(app)) == (name, [])
    assert {origin for _, origin in values(app).values()} == {Origin.FILE, Origin.DEFAULT}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CAMPAIGN_DEFAULTS__TIMEZONE", TOKYO),
        ("campaign_defaults__timezone", TOKYO),
        ("CAMPAIGN_DEFAULTS", '{"timezone": "Asia/Tokyo"}'),
    ],
)
def test_what_a_variable_sets_is_locked_and_names_it(app, tmp_path, database_url, monkeypatch, variable, value):
    choosing.choose(app, {"timezone": BERLIN})
    monkeypatch.setenv(variable, value)
    locked = open_app(tmp_path / "config.toml", database_url=database_url)
    try:
        assert values(locked)["timezone"] == (TOKYO, Origin.VARIABLE)
        assert locked.defaults.timezone == TOKYO
        with pytest.raises(ConfigError, match=f"is set by the variable {variable}, ") as caught:
            choosing.choose(locked, {"locale": "de", "timezone": "UTC"})
        assert caught.value.key == "defaults.timezone"
        assert values(locked)["locale"] == ("en", Origin.DEFAULT)
        # What it hides can be given back all the same.
        assert choosing.choose(locked, {"timezone": None}).changed == ("timezone",)
    finally:
        locked.close()


def test_a_dry_run_says_what_would_count_and_changes_nothing(app):
    done = choosing.choose(app, {"timezone": BERLIN}, dry_run=True)
    assert (done.settings["timezone"].value, done.changed, done.dry_run) == (BERLIN, ("timezone",), True)
    assert values(app)["timezone"] == ("Europe/London", Origin.FILE)
    assert events(app) == []


def test_nobody_reads_from_the_file_alone_what_may_be_chosen():
    # Beside those who put the two together, and the page that shows what only the file says.
    apart = {"campaign/app.py", "campaign/desk/choosing.py"}
    found = {
        str(file.relative_to(ROOT))
        for folder in ("campaign", ".")
        for file in (ROOT / folder).glob("**/*.py" if folder == "campaign" else "scheduler.py")
        if re.search(r"config\.defaults\b", file.read_text())
    }
    assert found == apart
    names = "|".join(settled.NAMES)
    templates = (ROOT / "campaign/web/templates").glob("**/*.html")
    assert not [one for one in templates if re.search(rf"config\.defaults\.({names})\b", one.read_text())]
