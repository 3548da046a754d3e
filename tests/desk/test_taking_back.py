"""What was cancelled by mistake comes back as it was, to a queue that has gone on meanwhile."""

from datetime import timedelta

import pytest

from campaign.desk import archiving, deliveries
from campaign.desk.adding import Asked
from campaign.errors import Refused, StateError
from campaign.states import State
from campaign.store import agreeing, queue
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


# -- approvals


def approved_and_undone(app, *ids):
    """What the ids were before they were approved, while they were, and once that was undone."""
    before = rows(app, ids=ids)
    deliveries.approve(app, Selection(ids))
    between = rows(app, ids=ids)
    deliveries.propose(app, Selection(ids))
    return before, between, rows(app, ids=ids)


def test_undoing_an_approval_brings_the_note_back_with_which_the_post_had_been_sent_back(app, tmp_path):
    campaign(app)
    first, second = add(app, tmp_path).ids[:2]
    deliveries.send_back(app, Selection((first,)), "Say which study.")
    before, between, after = approved_and_undone(app, first, second)
    assert after == before
    assert (after[0].reason.values["note"], between[0].reason, after[1].reason) == ("Say which study.", None, None)
    assert first not in deliveries.approve(app, Selection())


def test_undoing_an_approval_brings_the_time_back_that_had_passed(app, tmp_path):
    campaign(app)
    first, second = add(app, tmp_path).ids[:2]
    later = at(app, rows(app, ids=[first])[0].scheduled_for + timedelta(hours=1))
    before, between, after = approved_and_undone(later, first, second)
    assert after == before
    assert between[0].scheduled_for > before[0].scheduled_for
    deliveries.approve(later, Selection((first, second)))
    assert rows(app, ids=[first, second]) == between


def test_a_time_that_a_person_chose_after_the_approval_stays_when_that_is_undone(app, tmp_path):
    campaign(app)
    first = add(app, tmp_path).ids[0]
    later = at(app, NOW + timedelta(days=30))
    deliveries.approve(later, Selection((first,)))
    chosen = deliveries.move(later, first, "2027-02-01T09:00").scheduled_for
    deliveries.propose(later, Selection((first,)))
    assert rows(app, ids=[first])[0].scheduled_for == chosen


def test_a_text_that_was_changed_after_the_approval_is_not_the_one_that_was_sent_back(app, tmp_path):
    campaign(app)
    first = add(app, tmp_path).ids[0]
    deliveries.send_back(app, Selection((first,)), "Say which study.")
    deliveries.approve(app, Selection((first,)))
    deliveries.hold(app, Selection((first,)))
    deliveries.edit(app, first, "A study in Bern says so. #RestHelps")
    deliveries.propose(app, Selection((first,)))
    assert [(one.state, one.reason) for one in rows(app, ids=[first])] == [(State.PROPOSED, None)]


def test_a_thread_goes_back_to_its_time_as_a_whole_or_not_at_all(app, tmp_path):
    campaign(app)
    parts = add(app, tmp_path, asked=Asked(thread=True)).ids
    later = at(app, NOW + timedelta(days=30))
    before, between, after = approved_and_undone(later, *parts)
    assert (len(parts) > 2, after) == (True, before)
    deliveries.approve(later, Selection(parts))
    deliveries.propose(later, Selection((parts[0],), alone=True))
    assert {one.scheduled_for for one in rows(app, ids=parts)} == {between[0].scheduled_for}


def test_what_a_backup_may_not_know_to_be_out_says_so_again_once_its_approval_is_undone(app, tmp_path):
    campaign(app)
    first = add(app, tmp_path).ids[0]
    later = at(app, NOW + timedelta(days=30))
    with app.store.write() as connection:
        queue.doubt_restored(connection, later.act(), NOW)
    before, _, after = approved_and_undone(later, first)
    assert (before[0].reason.code, after) == ("restored_waiting", before)


def test_the_log_and_the_deliveries_agree_once_an_approval_is_undone(app, tmp_path):
    campaign(app)
    first, second = add(app, tmp_path).ids[:2]
    approved_and_undone(at(app, NOW + timedelta(days=30)), first, second)
    with app.store.read() as connection:
        assert agreeing.elsewhere(connection) is None
