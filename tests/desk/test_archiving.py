"""A campaign that is over is put away with its history, and taken back."""

import json

import pytest

from campaign.desk import adding, archiving, campaigns, deliveries, looking, stopping
from campaign.desk.campaigns import Wish
from campaign.errors import Refused
from campaign.states import State
from campaign.store.history import Filter
from campaign.store.values import Selection
from tests.web import scene


@pytest.fixture
def app(tmp_path):
    opened = scene.installation(tmp_path)
    scene.queued(opened)
    yield opened
    opened.close()


def states(app):
    return {one.state for one in deliveries.listed(app, Filter())}


def events(app):
    from sqlalchemy import select

    from campaign.store.models import Event

    with app.store.read() as connection:
        return list(connection.scalars(select(Event.kind).order_by(Event.id)))


def test_while_something_waits_it_is_refused_and_nothing_is_changed(app):
    with pytest.raises(Refused, match="still wait"):
        archiving.archive(app, scene.CAMPAIGN)
    assert looking.campaign(app, scene.CAMPAIGN)[0].state == "active"
    assert states(app) == {State.QUEUED}


def test_what_waits_is_cancelled_if_that_is_wanted(app):
    done = archiving.archive(app, scene.CAMPAIGN, cancel=True)
    assert len(done.cancelled) == len(deliveries.listed(app, Filter()))
    assert states(app) == {State.CANCELLED}
    assert events(app)[-1] == "cancelled"
    assert "campaign archived" in events(app)


def test_a_dry_run_changes_nothing(app):
    assert archiving.archive(app, scene.CAMPAIGN, cancel=True, dry_run=True).cancelled
    assert states(app) == {State.QUEUED}


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING, State.IN_DOUBT])
def test_what_may_be_out_has_to_be_settled_first(app, state):
    scene.put(app, 1, state, scene.lost())
    with pytest.raises(Refused, match="on the way"):
        archiving.archive(app, scene.CAMPAIGN, cancel=True)
    assert looking.campaign(app, scene.CAMPAIGN)[0].state == "active"


def test_what_failed_and_what_was_missed_stays_as_it_is_and_cannot_be_queued(app):
    scene.put(app, 1, State.FAILED, scene.rejected())
    scene.put(app, 2, State.MISSED)
    archiving.archive(app, scene.CAMPAIGN, cancel=True)
    assert states(app) == {State.CANCELLED, State.FAILED, State.MISSED}
    for key in (1, 2):
        with pytest.raises(Refused, match="is archived"):
            deliveries.retry(app, Selection((key,)))


def test_lists_leave_it_out_unless_they_are_asked_for_it(app):
    archiving.archive(app, scene.CAMPAIGN, cancel=True)
    assert looking.campaigns(app) == []
    assert [one.state for one in looking.campaigns(app, archived=True)] == ["archived"]
    assert stopping.halts(app) == []


def test_nothing_is_added_to_it_changed_paused_or_resumed(app):
    archiving.archive(app, scene.CAMPAIGN, cancel=True)
    for do in (
        lambda: adding.add(app, scene.CAMPAIGN, str(scene.example())),
        lambda: campaigns.change(app, scene.CAMPAIGN, Wish(gap="1h")),
        lambda: campaigns.set_state(app, scene.CAMPAIGN, "active"),
        lambda: archiving.archive(app, scene.CAMPAIGN),
    ):
        with pytest.raises(Refused, match="is archived"):
            do()


def test_it_is_taken_back_and_speaks_again(app):
    archiving.archive(app, scene.CAMPAIGN, cancel=True)
    assert archiving.unarchive(app, scene.CAMPAIGN).state == "active"
    assert adding.add(app, scene.CAMPAIGN, str(scene.example()), again=True).ids
    with pytest.raises(Refused, match="is not archived"):
        archiving.unarchive(app, scene.CAMPAIGN)


def test_the_command_line_puts_away_lists_and_takes_back(app, tmp_path):
    from typer.testing import CliRunner

    from campaign.cli import app as commands

    def run(*words):
        return CliRunner().invoke(commands, [*words, "--config", str(tmp_path / "config.toml")])

    assert "still wait" in str(run("archive", scene.CAMPAIGN).exception)
    assert "is archived" in run("archive", scene.CAMPAIGN, "--cancel").output
    assert json.loads(run("list", "--json").output) == []
    assert scene.CAMPAIGN in run("list", "--archived").output
    assert "is active" in run("unarchive", scene.CAMPAIGN).output
