"""A queued post goes out at once by a person's word, and every rule but its campaign's gap still holds."""

from datetime import timedelta

import pytest

from campaign import cli
from campaign.desk import accounts, adding, campaigns, deliveries, stopping, ticking
from campaign.desk.adding import Asked
from campaign.desk.campaigns import Wish
from campaign.desk.sending import send_now
from campaign.errors import NotFound, Refused, StateError
from campaign.states import State
from campaign.store.history import Filter
from campaign.store.values import Selection
from tests.desk.conftest import NOW, at


@pytest.fixture
def queued(app, tmp_path):
    """Posts of one account, approved, with a gap of an hour between them; their ids in order."""
    campaigns.new(
        app, "rest", Wish(hashtags=["#RestHelps"], accounts=["on-x"], times=["mon-fri 09:00,17:30"], gap="1h")
    )
    return adding.add(app, "rest", str(tmp_path / "article.txt"), approve=True).ids


def one(app, key):
    return deliveries.listed(app, Filter(ids=[key]))[0]


def out(app):
    return [row.id for row in deliveries.listed(app, Filter(states=[State.PUBLISHED]))]


def pass_at(app, moment):
    ticking.tick(at(app, moment), moment.isoformat())
    return out(app)


def test_it_goes_out_now_and_the_others_keep_their_times(app, queued):
    before = {key: one(app, key).scheduled_for for key in queued}
    assert send_now(app, queued[2]).scheduled_for == NOW
    assert pass_at(app, NOW) == [queued[2]]
    assert all(one(app, key).scheduled_for == before[key] for key in queued if key != queued[2])


def test_two_go_out_at_once_though_their_campaign_keeps_them_apart(app, queued):
    for key in queued[2:4]:
        send_now(app, key)
    assert set(pass_at(app, NOW + timedelta(seconds=1))) == set(queued[2:4])


def test_what_a_person_allows_an_account_still_holds(app, queued):
    accounts.cap(app, "on-x", 1)
    for key in queued[2:4]:
        send_now(app, key)
    assert len(pass_at(app, NOW + timedelta(seconds=1))) == 1
    assert len(pass_at(app, NOW + timedelta(hours=1, seconds=2))) == 2


def test_what_is_stopped_or_paused_stays_in(app, queued):
    stopping.stop(app, None)
    send_now(app, queued[2])
    assert pass_at(app, NOW + timedelta(seconds=1)) == []


@pytest.mark.parametrize("verb", ["hold", "cancel"])
def test_what_is_not_queued_is_not_sent(app, queued, verb):
    getattr(deliveries, verb)(app, Selection((queued[0],)))
    with pytest.raises(StateError, match="sent now"):
        send_now(app, queued[0])
    assert pass_at(app, NOW) == []


def test_what_waits_for_approval_is_not_sent(app, queued):
    deliveries.edit(app, queued[0], "Rest heals.\n#RestHelps")
    with pytest.raises(StateError, match="proposed"):
        send_now(app, queued[0])


def test_of_a_thread_the_head_takes_all_of_it_along_and_no_part_goes_alone(app, tmp_path):
    campaigns.new(app, "rest", Wish(hashtags=["#RestHelps"], accounts=["on-x"], times=["mon-fri 17:30"]))
    head, part, *_ = adding.add(app, "rest", str(tmp_path / "article.txt"), Asked(thread=True), approve=True).ids
    with pytest.raises(Refused, match=r"the thread's first post now\.$"):
        send_now(app, part)
    send_now(app, head)
    assert one(app, part).due_at is None
    assert pass_at(app, NOW + timedelta(seconds=1))[:2] == [head, part]


def test_a_dry_run_and_a_post_that_there_is_not_change_nothing(app, queued):
    assert send_now(app, queued[2], dry_run=True).scheduled_for == NOW
    assert one(app, queued[2]).scheduled_for > NOW
    with pytest.raises(NotFound):
        send_now(app, 1_000_000_000)  # numbers go on where an earlier test left off


@pytest.mark.parametrize("given", [[], ["2026-12-01T09:00", "--now"]])
def test_the_command_wants_one_time(queued, tmp_path, capsys, given):
    assert cli.main(["move", str(queued[0]), *given, "--config", str(tmp_path / "config.toml")]) == 2
    assert "--now" in capsys.readouterr().err
