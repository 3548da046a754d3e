"""The plan as iCalendar: what another program reads of it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from campaign import cli
from campaign.desk import deliveries
from campaign.reports import ics
from campaign.states import State
from campaign.store.history import Filter
from tests.web import scene

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("calendar")


@pytest.fixture(scope="module")
def installed(folder):
    """The first article, queued."""
    made = scene.installation(folder)
    scene.queued(made)
    yield made
    made.close()


def events(text):
    return Calendar.from_ical(text).walk("VEVENT")


def test_each_post_is_an_event_at_its_instant_known_by_its_uid(installed):
    rows = deliveries.listed(installed, Filter())
    for found, row in zip(events(ics.render(rows, NOW)), rows, strict=True):
        assert str(found["uid"]) == row.uid
        assert found.decoded("dtstart") == row.scheduled_for
        assert found.decoded("dtend") - found.decoded("dtstart") == timedelta(minutes=15)
        assert str(found["description"]).startswith(row.text)
        assert f"{row.wall.replace('T', ' ')} {row.zone}" in str(found["description"])
        assert str(found["summary"]).startswith(f"{row.account}: ")


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.PROPOSED, "TENTATIVE"),
        (State.HELD, "TENTATIVE"),
        (State.QUEUED, "CONFIRMED"),
        (State.PUBLISHED, "CONFIRMED"),
        (State.CANCELLED, "CANCELLED"),
    ],
)
def test_the_status_says_how_sure_it_is(installed, state, status):
    scene.put(installed, 1, state)
    (found,) = events(ics.render(deliveries.listed(installed, Filter(ids=[1])), NOW))
    assert str(found["status"]) == status
    scene.put(installed, 1, State.QUEUED)


def test_a_text_cannot_break_out_of_its_event(installed):
    from dataclasses import replace

    (row,) = deliveries.listed(installed, Filter(ids=[1]))
    hostile = replace(row, text="a\r\nEND:VEVENT\r\nBEGIN:VALARM;,\\ 頭痛 " + "x" * 300)
    (found,) = events(ics.render([hostile], NOW))
    assert found.subcomponents == []
    assert "END:VEVENT" in str(found["description"])
    assert all(len(line.encode()) <= 75 for line in ics.render([hostile], NOW).splitlines())


def test_a_moved_post_is_the_same_event_at_another_time(installed):
    before = deliveries.listed(installed, Filter(ids=[2]))
    deliveries.move(installed, 2, "2026-12-24T09:00")
    (was,), (found,) = (
        events(ics.render(before, NOW)),
        events(ics.render(deliveries.listed(installed, Filter(ids=[2])), NOW)),
    )
    assert was["uid"] == found["uid"]
    assert found.decoded("dtstart") == datetime(2026, 12, 24, 9, tzinfo=UTC)


def test_the_command_writes_what_the_queue_shows(installed, folder, tmp_path, capsys):
    config, file = str(folder / "config.toml"), tmp_path / "plan.ics"
    asked = ["queue", "--account", "clinic-x", "--config", config]
    assert cli.main([*asked, "--ics", str(file)]) == 0
    assert capsys.readouterr() == ("", f"Wrote {file}.\n")
    assert cli.main([*asked, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [str(found["uid"]) for found in events(file.read_bytes())] == [row["uid"] for row in rows]
