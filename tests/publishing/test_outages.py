"""After an outage nothing floods: every post is accounted for, and late ones keep their distance."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from campaign.publishing.pacing import LATE
from campaign.states import State
from campaign.store import accounts, campaigns, history, queue
from campaign.store.database import Store
from campaign.store.values import NewDelivery, NewPost, Speaker
from campaign.timetable import new_time, timetable
from posts.errors import Unavailable
from posts.testing import LOST, failing
from tests.databases import migrate
from tests.publishing.virtual import Virtual, most_in_any
from tests.store.world import START, TERMS, act

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: 72 slots a day.
OFTEN = ("daily " + ",".join(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 20, 40)),)


def planned(world, terms, posts, times=OFTEN, *, name="outage", names=None):
    """A campaign whose posts the real planner has put into its slots, from now on; of all accounts, or these."""
    with world.store.write() as connection:
        owners = [one for one in accounts.accounts(connection) if names is None or one.name in names]
        speakers = [Speaker(one, times) for one in owners]
        made = campaigns.add_campaign(connection, name, terms, speakers, act(world.at))
        lanes = {one.account.name: range(posts) for one in speakers}
        ids = {one.account.name: one.account.id for one in speakers}
        plan = timetable(connection, made, lanes, world.at)
        slots = [(one.index, ids[one.account], new_time(one.slot)) for one in plan.planned]
        rows = [
            NewDelivery(post, account, f"Post {post} of {name}. #rest", 30, None, "en", *_columns(time), State.QUEUED)
            for post, account, time in slots
        ]
        return queue.enqueue(connection, made.id, None, [NewPost(n + 1, f"Post {n}.") for n in range(posts)], rows)


def _columns(time):
    return time.scheduled_for, time.wall, time.zone


def rows_of(world):
    with world.store.read() as connection:
        return history.deliveries(connection)


def assert_no_flood(world, gap, cap=None):
    """What is late keeps its gap to what went before it, and no hour has more than the cap."""
    for name in world.names:
        out = sorted(
            (one.published_at, one.scheduled_for) for one in rows_of(world) if one.account == name and one.published_at
        )
        for (before, _), (after, slot) in pairwise(out):
            assert after - slot <= LATE or after - before >= gap
        assert cap is None or most_in_any([at for at, _ in out], HOUR) <= cap


DRAWN = {
    "late": st.sampled_from(["post", "skip", "respace"]),
    "gap_s": st.sampled_from([0, 600, 1_200, 5_400]),
    "cap": st.sampled_from([None, 1, 3]),
    "grace": st.sampled_from([timedelta(minutes=10), timedelta(hours=2), timedelta(hours=12)]),
    "outage": st.sampled_from([HOUR, timedelta(hours=7), 3 * DAY]),
}
#: Each example works through 200 posts, so one that fails is shown as it was drawn.
SLOW = {
    "deadline": None,
    "phases": [Phase.explicit, Phase.generate],
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


@pytest.mark.parametrize(("late", "gap_s", "cap"), [("post", 5_400, None), ("skip", 1_200, 2), ("respace", 1_200, 3)])
def test_three_days_of_outage_flood_nobody_and_every_post_is_accounted_for(empty_world, late, gap_s, cap):
    work_through(empty_world(), 100, late=late, gap_s=gap_s, cap=cap, grace=timedelta(hours=2), outage=3 * DAY)


@pytest.mark.torture
@settings(max_examples=60, **SLOW)
@given(**DRAWN)
def test_no_outage_floods_anybody_and_every_post_is_accounted_for(empty_world, **drawn):
    work_through(empty_world(), 200, **drawn)


def work_through(world, posts, *, late, gap_s, cap, grace, outage):
    """So many posts, an outage six hours after the first, and then all of what is left."""
    world.set_caps(cap)
    terms = replace(TERMS, late=late, gap_s=gap_s, grace_s=int(grace.total_seconds()))
    ids = planned(world, terms, posts)
    publisher = world.worker()
    world.run(publisher, START + 6 * HOUR)  # all is well at first
    world.wait(outage)
    world.run(world.worker("second"), world.at + 60 * DAY)
    rows = rows_of(world)
    assert sorted(one.id for one in rows) == ids
    assert {one.state for one in rows} <= {State.PUBLISHED, State.MISSED}
    assert len(world.said()) == sum(one.state is State.PUBLISHED for one in rows)
    assert_no_flood(world, timedelta(seconds=gap_s), cap)
    if late == "post":
        assert world.out() == posts
    else:
        assert all(one.published_at - one.scheduled_for <= grace for one in rows if one.published_at)
    if late == "respace":
        assert world.out() == posts
    world.store.close()


@pytest.fixture
def empty_world(request, tmp_path, empty_url):
    """Makes a world of its own for each example."""
    made = []

    def build():
        made.append(None)
        if empty_url.startswith("sqlite"):
            url = f"sqlite:///{Path(tmp_path) / f'{len(made)}.db'}"
            return Virtual(Store(migrate(url)))
        return Virtual(Store(request.getfixturevalue("postgres").emptied_database()))

    return build


@pytest.fixture
def virtual(store):
    return Virtual(store, names=("clinic", "other"))


def test_an_outage_shorter_than_the_grace_lets_late_posts_go_out_one_gap_apart(virtual):
    terms = replace(TERMS, late="skip", gap_s=1_800, grace_s=7_200)
    planned(virtual, terms, 4, times=("daily 10:00,10:30,11:00,11:30",))  # in Berlin: 9:00 UTC is the first
    virtual.wait(timedelta(minutes=95))  # all four are due, and none is too late
    virtual.run(virtual.worker(), START + DAY)
    assert virtual.said("clinic") == [START + timedelta(minutes=95 + 30 * number) for number in range(4)]


def test_who_is_spaced_says_so(virtual):
    planned(virtual, replace(TERMS, gap_s=1_800), 2, times=("daily 10:00,10:30",))
    virtual.wait(timedelta(minutes=50))
    publisher = virtual.worker()
    publisher.tick()
    waiting = next(one for one in rows_of(virtual) if one.state is State.QUEUED)
    assert (waiting.reason.code, waiting.reason.values["window"]) == ("spaced", "30m")
    assert waiting.due_at == virtual.at + timedelta(minutes=30)
    assert waiting.scheduled_for == START + timedelta(minutes=30)
    publisher.stop()


def test_a_compressed_campaign_keeps_its_own_small_gap(virtual):
    planned(virtual, replace(TERMS, gap_s=1_800, every_s=2.0), 5)
    virtual.wait(HOUR)
    virtual.run(virtual.worker(), START + 2 * HOUR)
    first = START + HOUR
    assert virtual.said("clinic") == [first + timedelta(seconds=2 * number) for number in range(5)]


def test_what_is_on_time_is_not_spaced(virtual):
    virtual.new(3, account="clinic")
    publisher = virtual.worker()
    publisher.tick()
    assert virtual.said("clinic") == [START] * 3
    publisher.stop()


@pytest.mark.parametrize("late", ["post", "skip", "respace"])
def test_a_backlog_of_a_year_does_not_flood_an_account(virtual, late):
    """As the posts of Revive did after its cron had stalled: github.com/Codeinwp/tweet-old-post/issues/1102."""
    planned(virtual, replace(TERMS, late=late, gap_s=1_800, grace_s=7_200), 60)
    virtual.wait(365 * DAY)
    back = virtual.at
    virtual.run(virtual.worker(), back + 3 * HOUR)
    said = virtual.said("clinic") if virtual.platforms else []
    assert most_in_any(said, HOUR) <= 2
    assert len(said) == {"post": 7, "skip": 0, "respace": len(said)}[late]
    assert_no_flood(virtual, timedelta(minutes=30))
    missed = sum(one.state is State.MISSED for one in rows_of(virtual))
    assert missed == (120 if late == "skip" else 0)


def test_what_waits_until_its_grace_is_over_is_treated_as_its_campaign_says(virtual):
    virtual.set_caps(1)
    planned(virtual, replace(TERMS, late="skip", grace_s=3_600), 4, times=("daily 10:00,10:05,10:10,10:15",))
    virtual.run(virtual.worker(), START + 5 * HOUR)
    states = [one.state for one in rows_of(virtual) if one.account == "clinic"]
    # The second may go out at ten, which is within its hour; the others would come too late.
    assert states == [State.PUBLISHED, State.PUBLISHED, State.MISSED, State.MISSED]
    assert virtual.said("clinic") == [START, START + HOUR]


@pytest.mark.parametrize(("late", "ends"), [("skip", State.MISSED), ("post", State.PUBLISHED)])
def test_what_is_tried_again_until_its_grace_is_over_is_treated_as_its_campaign_says(virtual, late, ends):
    virtual.outcomes = [failing(Unavailable)] * 10
    strict = virtual.new_campaign("strict", replace(TERMS, late=late, grace_s=1_800))
    [key] = virtual.new(campaign=strict)
    publisher = virtual.worker()
    for _ in range(24 * 60):
        publisher.tick()
        virtual.wait(timedelta(minutes=1))
    assert virtual.state(key) is ends
    assert (len(virtual.asked["clinic"]) > 10) is (late == "post")
    publisher.stop()


@pytest.mark.parametrize(("late", "ends"), [("skip", State.MISSED), ("post", State.PUBLISHED)])
@pytest.mark.parametrize("honours_key", [False, True])
def test_what_is_found_not_to_be_out_after_an_outage_is_treated_as_its_campaign_says(virtual, late, ends, honours_key):
    virtual.outcomes, virtual.honours_key = [LOST], honours_key
    strict = virtual.new_campaign("strict", replace(TERMS, late=late, grace_s=7_200))
    [key] = virtual.new(campaign=strict)
    publisher = virtual.worker()
    publisher.tick()
    virtual.wait(3 * DAY)
    publisher.work()  # before any sweep
    publisher.work()
    assert virtual.state(key) is ends
    publisher.stop()


def test_a_sweep_with_nothing_to_do_writes_nothing_and_asks_as_often_for_many_campaigns(virtual):
    strict, asked, often = replace(TERMS, late="skip", gap_s=0), [], []
    worker = virtual.worker()
    event.listen(virtual.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for more in (1, 9):
        for number in range(more):
            planned(virtual, strict, 2, name=f"strict {more} {number}")
        worker.sweep()  # after which the connection only reads
        asked.clear()
        worker.sweep()
        often.append(len(asked))
    assert often[0] == often[1]
    assert not [one for one in asked if one.startswith(("UPDATE", "INSERT", "DELETE", "BEGIN IMMEDIATE"))]


def test_each_campaign_is_as_patient_as_it_says(virtual):
    patient = {"soon": ("skip", 600), "later": ("skip", 7_200), "never": ("post", 600), "soon too": ("skip", 600)}
    for name, (late, grace_s) in patient.items():
        planned(virtual, replace(TERMS, late=late, grace_s=grace_s), 1, name=name, names=("clinic",))
    virtual.wait(2 * HOUR)
    virtual.worker().sweep()
    assert {one.campaign for one in rows_of(virtual) if one.state is State.MISSED} == {"soon", "soon too"}


def test_a_person_who_sends_what_was_missed_is_obeyed_although_it_must_wait(virtual):
    virtual.set_caps(1)
    planned(virtual, replace(TERMS, late="skip", grace_s=3_600), 2, times=("daily 10:00,10:05",))
    virtual.wait(DAY)
    publisher = virtual.worker()
    publisher.tick()
    keys = [one.id for one in rows_of(virtual) if one.account == "clinic"]
    assert {virtual.state(key) for key in keys} == {State.MISSED}
    virtual.order("retry", *keys)
    virtual.run(publisher, virtual.at + 3 * HOUR)
    assert {virtual.state(key) for key in keys} == {State.PUBLISHED}
