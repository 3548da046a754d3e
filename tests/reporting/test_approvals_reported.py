"""How long proposals waited, for whom, and what still waits: read from the log, on both databases."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils import uuid7

from campaign.desk import adding, approving, deliveries, reporting
from campaign.desk.campaigns import Wish, new
from campaign.errors import NotFound
from campaign.reasons import Reason
from campaign.reports.approvals import build, document
from campaign.reports.period import Period
from campaign.states import State
from campaign.store import queue, uids
from campaign.store.history import Filter
from campaign.store.models import metadata
from campaign.store.reporting.approvals import Happened, Story
from campaign.store.values import Selection
from tests.desk.conftest import NOW, app, at
from tests.store.world import START, World, act

__all__ = ["app"]
HOUR = timedelta(hours=1)
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31), "UTC")


def story(*happened, waits=False, number=1, slot=START + 99 * HOUR):
    """A delivery that was made at START; each line of its log so many hours later."""
    lines = tuple(Happened(kind, by, START + hours * HOUR) for kind, by, hours in happened)
    return Story(number, "rest", "clinic", "Rest.", slot, START, waits, sent_back=False, happened=lines)


def reported(*stories, now=START + 100 * HOUR):
    return build(None, DECEMBER, stories, now)


# -- the log, read


def test_a_proposal_waits_from_when_it_was_made_until_it_is_approved():
    value = reported(story(("approved", "ann", 3)))
    [approved] = value.approved
    assert (approved.by, approved.waited_s, approved.too_late, value.waiting) == ("ann", 3 * 3600, False, ())


def test_an_edit_of_what_was_approved_voids_that_and_the_wait_begins_anew():
    value = reported(story(("approved", "ann", 1), ("edited", "bob", 4), ("approved", "cem", 6)))
    assert [(one.by, one.waited_s) for one in value.approved] == [("ann", 3600), ("cem", 2 * 3600)]
    assert [(one.what, one.by) for one in value.turned] == [("voided", "bob")]


@pytest.mark.parametrize(
    "before", [(), (("approved", "ann", 1), ("held", "ann", 2)), (("approved", "ann", 1), ("failed", "w", 2))]
)
def test_an_edit_of_what_was_not_in_the_queue_voids_nothing(before):
    assert reported(story(*before, ("edited", "bob", 4))).turned == ()


def test_an_edit_after_a_release_voids_the_approval():
    lines = (("approved", "ann", 1), ("held", "ann", 2), ("released", "ann", 3), ("edited", "bob", 4))
    value = reported(story(*lines, waits=True))
    assert [one.what for one in value.turned] == ["voided"]
    assert [(one.since, one.waits_s) for one in value.waiting] == [(START + 4 * HOUR, 96 * 3600)]


def test_an_edit_of_what_was_missed_and_moved_voids_the_approval():
    lines = (("approved", "ann", 1), ("missed", "w", 2), ("moved", "ann", 3), ("edited", "bob", 4))
    assert [(one.what, one.by) for one in reported(story(*lines)).turned] == [("voided", "bob")]
    lines = (("approved", "ann", 1), ("held", "ann", 2), ("moved", "ann", 3), ("edited", "bob", 4))
    assert reported(story(*lines)).turned == ()


def test_what_took_a_later_slot_as_it_was_approved_had_waited_too_long():
    assert reported(story(("approved", "ann", 3), ("re-spaced", "ann", 3))).too_late == 1
    assert reported(story(("approved", "ann", 3), ("re-spaced", "worker", 9))).too_late == 0


def test_cancelling_a_proposal_counts_and_cancelling_what_was_approved_does_not():
    value = reported(story(("cancelled", "ann", 1)), story(("approved", "ann", 1), ("cancelled", "ann", 2), number=2))
    assert [(one.what, one.delivery) for one in value.turned] == [("cancelled", 1)]


def test_an_approval_that_is_taken_back_is_void_and_the_wait_begins_anew():
    value = reported(story(("approved", "ann", 1), ("proposed again", "ann", 2), ("approved", "cem", 5)))
    assert [(one.by, one.waited_s) for one in value.approved] == [("ann", 3600), ("cem", 3 * 3600)]
    assert [(one.what, one.by) for one in value.turned] == [("voided", "ann")]


def test_a_proposal_that_was_cancelled_and_taken_back_waits_from_then_on():
    value = reported(story(("cancelled", "ann", 1), ("proposed again", "ann", 2), ("approved", "cem", 5)))
    assert [(one.by, one.waited_s) for one in value.approved] == [("cem", 3 * 3600)]
    assert [one.what for one in value.turned] == ["cancelled"]


@pytest.mark.parametrize(("kind", "voided"), [("taken back", ["voided"]), ("taken back: held", [])])
def test_what_is_taken_back_into_the_queue_is_approved_as_it_was(kind, voided):
    value = reported(story(("approved", "ann", 1), ("cancelled", "ann", 2), (kind, "ann", 3), ("edited", "bob", 4)))
    assert [one.waited_s for one in value.approved] == [3600]
    assert [one.what for one in value.turned] == voided


def test_only_what_happened_in_the_period_counts_though_all_of_the_log_is_read():
    early = story(("approved", "ann", 1), ("edited", "bob", 4), ("approved", "ann", 6))._replace(made_at=START)
    value = build(None, Period(date(2026, 12, 1), date(2026, 12, 1), "Etc/GMT+2"), [early], START)
    # That day ends at 02:00 UTC of the next; it began at 02:00.
    assert len(value.approved) == 2
    assert build(None, Period(date(2026, 12, 2), date(2026, 12, 2), "UTC"), [early], START).approved == ()


@given(st.lists(st.tuples(st.sampled_from(["ann", "bob"]), st.integers(0, 200)), max_size=30))
def test_half_and_95_in_100_waited_no_longer_than_it_says(given_):
    value = reported(*(story(("approved", by, hours), number=number) for number, (by, hours) in enumerate(given_)))
    assert {one.by for one in value.waits} == ({None} if given_ else set()) | {by for by, _ in given_}
    for one in value.waits:
        own = [3600 * hours for by, hours in given_ if one.by in (None, by)]
        assert (one.number, one.most_s) == (len(own), max(own))
        for percent, said in ((50, one.p50_s), (95, one.p95_s)):
            assert said in own
            assert sum(wait <= said for wait in own) * 100 >= percent * len(own)
            assert sum(wait < said for wait in own) * 100 < percent * len(own)


def test_a_period_without_approvals_is_an_empty_report():
    value = reported()
    assert (value.approved, value.turned, value.waiting, value.waits) == ((), (), (), ())
    assert [len(list(section.table.rows)) for section in document(value).sections] == [1, 0, 0, 0, 0]


# -- out of the database


def test_a_uid_says_when_it_was_made():
    before = datetime.now(UTC)
    made = uids.made_at(str(uuid7()))
    assert before - timedelta(milliseconds=1) <= made <= datetime.now(UTC)


def made_at(connection, key, moment):
    """Gives a delivery a uid that was made then."""
    milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    uid = str(UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | key))
    table = metadata.tables["deliveries"]
    connection.execute(table.update().where(table.c.id == key).values(uid=uid))


@pytest.fixture
def world(store):
    return World(store)


def proposed(world, count=1):
    ids = world.new(count, state=State.PROPOSED, due=START + 99 * HOUR)
    with world.store.write() as connection:
        for key in ids:
            made_at(connection, key, START)
    return ids


def report_of(world, period=DECEMBER, campaign=None, most=None):
    found = SimpleNamespace(store=world.store, clock=SimpleNamespace(now=lambda: world.at))
    return reporting.approvals(found, period, campaign, most)


def test_what_people_did_is_what_the_report_tells(world):
    quick, edited, returned, dropped, open_ = proposed(world, 5)
    other = world.new_campaign("other")
    world.new(1, state=State.PROPOSED, campaign=other)
    world.wait(HOUR)
    world.order("approve", quick, edited)
    world.order("send_back", returned, reason=Reason("sent_back", {"who": "ann", "note": "kinder"}))
    world.order("cancel", dropped)
    world.wait(HOUR)
    with world.store.write() as connection:
        queue.edit(connection, edited, "Rest more. #rest", 16, act(world.at, "bob"))
    world.wait(HOUR)
    value, _ = report_of(world, campaign="rest")
    assert [(one.delivery, one.waited_s) for one in value.approved] == [(quick, 3600), (edited, 3600)]
    assert [(one.what, one.delivery) for one in value.turned] == [
        ("sent back", returned), ("cancelled", dropped), ("voided", edited)
    ]  # fmt: skip
    assert [(one.delivery, one.waits_s, one.sent_back) for one in value.waiting] == [
        (returned, 3 * 3600, True), (open_, 3 * 3600, False), (edited, 3600, False)
    ]  # fmt: skip
    assert len(report_of(world)[0].waiting) == 4
    with pytest.raises(NotFound):
        report_of(world, campaign="nothing")
    since = world.at
    world.order("propose", quick)
    with world.store.write() as connection:
        queue.take_back(connection, [dropped], act(world.at), approved=True)
    value, _ = report_of(world, campaign="rest")
    assert [(one.delivery, one.since) for one in value.waiting[-2:]] == [(quick, since), (dropped, since)]
    assert value.turned_by("voided") == 2


@pytest.mark.parametrize("campaign", [None, "rest"])
@pytest.mark.parametrize("most", [0, 1, 3, 99])
def test_a_page_lists_the_longest_waiting_and_counts_the_others(world, campaign, most):
    keys = proposed(world, 6)
    with world.store.write() as connection:
        for hours, key in enumerate((keys[4], keys[1], keys[3])):
            made_at(connection, key, START - (3 - hours) * HOUR)
    world.new(2, state=State.PROPOSED, campaign=world.new_campaign("other"))
    world.wait(HOUR)
    world.order("approve", keys[0], keys[5])
    world.order("send_back", keys[1], reason=Reason("sent_back", {"who": "ann", "note": "kinder"}))
    with world.store.write() as connection:
        queue.edit(connection, keys[5], "Rest more. #rest", 16, act(world.at, "bob"))
        # To be moved tells nothing of a wait: however many were, none is read for it.
        later = queue.NewTime(START + 120 * HOUR, "2026-12-06T09:00", "UTC")
        queue.move(connection, {keys[3]: later}, act(world.at, "bob"))
    world.wait(199 * HOUR)
    (whole, told), (page, begun) = report_of(world, campaign=campaign), report_of(world, campaign=campaign, most=most)
    assert page.waiting[:most] == whole.waiting[:most]
    assert len(page.waiting) == 2 + min(most, 3 if campaign else 5)
    assert (page.waits_now, page.waits_past) == (len(whole.waiting), sum(one.past for one in whole.waiting))
    assert (page.approved, page.turned, page.waits) == (whole.approved, whole.turned, whole.waits)
    assert [one.table.rows for one in begun.sections[:2]] == [one.table.rows for one in told.sections[:2]]


def test_what_was_queued_at_once_was_never_proposed(world):
    world.in_state(State.PUBLISHED)
    assert report_of(world)[0].waits == ()


def test_what_is_approved_after_its_slot_has_gone_past_it(app, tmp_path):
    new(app, "rest", Wish(hashtags=["#Rest"], accounts=["on-x"], times=["daily 09:00"]))
    added = adding.add(app, "rest", str(tmp_path / "article.txt"), adding.Asked(max_posts=2))
    with app.store.write() as connection:
        for key in added.ids:
            made_at(connection, key, NOW)
    later = at(app, NOW + timedelta(days=1))
    assert sum(one.expired for one in approving.inbox(later, Filter()).proposals) == 1
    period = Period(NOW.date(), NOW.date() + timedelta(days=2), "UTC")
    assert [one.past for one in reporting.approvals(later, period)[0].waiting] == [True, False]
    deliveries.approve(later, Selection(added.ids))
    value, made = reporting.approvals(later, period)
    assert (value.too_late, [one.waited_s for one in value.approved]) == (1, [86_400, 86_400])
    assert made.sections[0].table.columns[1].name == "Past its slot"
