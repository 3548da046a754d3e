"""What was cancelled by mistake comes back as it was, to a queue that has gone on meanwhile."""

from datetime import timedelta

import pytest

from campaign.desk import archiving, deliveries
from campaign.errors import Refused, StateError
from campaign.states import State
from campaign.store.values import Selection
from tests.desk.conftest import NOW, add, at, campaign, rows


def take_back(app, *ids, approved=True, **how):
    return deliveries.take_back(app, list(ids), approved=approved, **how)


def test_what_was_cancelled_by_mistake_is_taken_back_as_it_was(app, tmp_path):
    campaign(app)
    first, second, third = add(app, tmp_path, approve=True).ids[:3]
    deliveries.hold(app, Selection((second,)))
    before = rows(app, ids=[first, second, third])
    deliveries.cancel(app, Selection((first, second, third)))
    assert take_back(app, first, second, dry_run=True) == [first, second]
    assert {one.state for one in rows(app, ids=[first, second, third])} == {State.CANCELLED}
    assert take_back(app, third, first, second) == [first, second, third]
    assert rows(app, ids=[first, second, third]) == before
    with pytest.raises(StateError, match=f"^Delivery {first} is queued, so it cannot be taken back"):
        take_back(app, first)


def test_who_may_not_approve_takes_back_what_then_waits_for_approval(app, tmp_path):
    campaign(app)
    first, second = add(app, tmp_path, approve=True).ids[:2]
    deliveries.hold(app, Selection((second,)))
    deliveries.cancel(app, Selection((first, second)))
    take_back(app, first, second, approved=False)
    assert [one.state for one in rows(app, ids=[first, second])] == [State.PROPOSED, State.HELD]


def test_what_should_have_gone_out_while_it_was_cancelled_gets_the_next_free_time(app, tmp_path):
    campaign(app)
    added = add(app, tmp_path, approve=True)
    deliveries.cancel(app, Selection(added.ids))
    later = at(app, NOW + timedelta(days=30))
    take_back(later, added.ids[0])
    [back] = rows(app, ids=[added.ids[0]])
    assert (back.state, back.scheduled_for > NOW + timedelta(days=30)) == (State.QUEUED, True)


def test_what_is_said_elsewhere_by_now_is_held_when_it_is_taken_back(app, tmp_path):
    campaign(app)
    first = add(app, tmp_path, approve=True).ids[0]
    deliveries.cancel(app, Selection((first,)))
    campaign(app, "again", times=["daily 12:00"])
    add(app, tmp_path, "again", approve=True)
    take_back(app, first)
    [back] = rows(app, ids=[first])
    assert (back.state, back.reason.code) == (State.HELD, "said_before")


def test_nothing_is_taken_back_into_a_campaign_that_is_archived(app, tmp_path):
    campaign(app)
    first = add(app, tmp_path, approve=True).ids[0]
    archiving.archive(app, "rest", cancel=True)
    with pytest.raises(Refused, match="is archived"):
        take_back(app, first)
    archiving.unarchive(app, "rest")
    take_back(app, first)
    assert rows(app, ids=[first])[0].state is State.QUEUED
