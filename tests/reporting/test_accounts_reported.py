"""What an account sent, and in which hours of its week it does best: counted one by one, on days that clocks change too."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.desk import reporting
from campaign.errors import NotFound
from campaign.reports.account import Measure, Zone, best_of, build, document
from campaign.reports.document import Kind, Shape
from campaign.reports.period import Period
from campaign.states import State
from campaign.store.models import metadata
from campaign.store.reporting.account import Figures, Post, Sent
from tests.store.world import START, TERMS, World, settled

BERLIN = Zone("Europe/Berlin", "Hours and days are those of Europe/Berlin, the zone of its campaigns.")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31), "Europe/Berlin")


def post(at, engagements=None, *, impressions=None, late_s=0, campaign="rest", number=1):
    figures = None if engagements is None else Figures(3600, impressions, engagements, None, None, None, None)
    return Sent(number, campaign, at - timedelta(seconds=late_s), at, "Rest.", None, None, figures, gone=False)


def reported(*posts, zone=BERLIN):
    summed = [summed_up(number, one) for number, one in enumerate(posts)]
    best = [posts[number] for number in best_of(summed)]
    return build("clinic", "x", YEAR, zone, summed, best=best, unsent={}, made_at=START)


def summed_up(number, one):
    """What the database tells of such a post where there are many."""
    delay_us = (one.published_at - one.scheduled_for) // timedelta(microseconds=1)
    impressions, engagements = (one.figures.impressions, one.figures.engagements) if one.figures else (None, None)
    is_withdrawn = one.withdrawn_at is not None
    return Post(number, one.campaign, one.published_at, delay_us, is_withdrawn, one.gone, impressions, engagements)


def cell(value, weekday, hour):
    return value.cells[weekday * 24 + hour]


# -- hours


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2026, 3, 25), datetime(2026, 11, 3), timezones=st.just(UTC)),
            st.none() | st.integers(0, 50),
            st.none() | st.integers(0, 3),
        ),
        max_size=60,
    ),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_each_cell_is_the_median_of_what_went_out_in_its_wall_hour(said, zone):
    value = reported(*(post(at, many, impressions=seen) for at, many, seen in said), zone=Zone(zone, ""))
    by_rate = any(many is not None and seen for _, many, seen in said)
    assert value.measure is (Measure.RATE if by_rate else Measure.ENGAGEMENTS)
    assert [(one.weekday, one.hour) for one in value.cells] == [(day, hour) for day in range(7) for hour in range(24)]
    for one in value.cells:
        own = []
        for at, many, seen in said:
            local = at.astimezone(ZoneInfo(zone))
            if (local.weekday(), local.hour) == (one.weekday, one.hour) and many is not None and (seen or not by_rate):
                own.append(many / seen if by_rate else many)
        assert (one.n, one.median) == (len(own), float(median(own)) if own else None)
    assert sum(part.sent for part in value.weekdays) == value.all.sent == len(said)


def test_when_clocks_go_back_both_hours_of_that_name_are_one_cell():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in Berlin, and an hour later 02:30 once more
    value = reported(post(first, 2), post(first + timedelta(hours=1), 4), post(first + timedelta(hours=2), 9))
    assert (cell(value, 6, 2).n, cell(value, 6, 2).median, cell(value, 6, 3).n) == (2, 3.0, 1)


def test_when_clocks_go_forward_the_hour_that_is_left_out_stays_empty():
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    value = reported(post(before, 1), post(before + timedelta(minutes=1), 1))
    assert [cell(value, 6, hour).n for hour in (1, 2, 3)] == [1, 0, 1]


def test_fewer_than_three_posts_are_no_best_hour_and_the_report_says_so():
    value = reported(post(START, 5), post(START, 9))
    assert value.best_hours == ()
    hours = document(value).sections[1]
    assert hours.note.startswith("Not enough data: no hour of the week has 3 posts with figures")
    assert (hours.chart.shape, hours.chart.along, hours.chart.behind) == (Shape.HEAT, ("Weekday", "Hour"), "n")
    assert list(hours.table.rows) == [("Tuesday", 10, 7.0, 2)]


def test_the_best_hour_is_the_best_of_those_that_stand_on_three():
    lucky = [post(START + timedelta(hours=5), 100)]
    good = [post(START, many) for many in (4, 5, 9)]
    fair = [post(START + timedelta(hours=1), many) for many in (1, 2, 9)]
    value = reported(*lucky, *good, *fair)
    assert [(one.weekday, one.hour, one.median) for one in value.best_hours] == [(1, 10, 5.0), (1, 11, 2.0)]
    assert document(value).sections[1].note.startswith("Best: Tuesday 10:00 (n = 3), Tuesday 11:00 (n = 3).")


def test_where_impressions_are_known_posts_are_compared_by_their_rate():
    value = reported(
        post(START, 5, impressions=100, number=1), post(START, 4, impressions=10, number=2), post(START, 9)
    )
    assert [one.delivery for one in value.best] == [2, 1]
    assert document(value).sections[1].table.columns[2].kind is Kind.SHARE


def test_what_a_platform_does_not_tell_is_not_nought():
    nothing = Figures(3600, None, None, None, None, None, None)
    value = reported(replace(post(START), figures=nothing), post(START))
    assert (value.all.engagements, value.all.n, value.best) == (None, 0, ())
    assert Figures(3600, None, 0, None, None, None, None).engagements == 0


# -- the rest


def test_lateness_counts_from_the_slot_and_campaigns_stand_apart():
    value = reported(*(post(START, late_s=late, campaign=name) for late, name in ((0, "a"), (60, "a"), (61, "b"))))
    assert (value.all.late, value.all.lateness.p50_s, value.all.lateness.most_s) == (1, 60, 61)
    assert [(one.name, one.sent, one.late) for one in value.campaigns] == [("a", 2, 0), ("b", 1, 1)]


def test_a_period_without_a_post_is_an_empty_report():
    value = reported()
    assert (value.all.sent, value.all.lateness, value.best, value.campaigns) == (0, None, (), ())
    assert [len(list(section.table.rows)) for section in document(value).sections] == [1, 0, 7, 0, 0]


# -- out of the database


@pytest.fixture
def world(store):
    return World(store, names=("clinic", "other"))


def opened(world):
    """The installation, as far as a report looks at it."""
    defaults = SimpleNamespace(timezone="Asia/Tokyo")
    return SimpleNamespace(store=world.store, defaults=defaults, clock=SimpleNamespace(now=lambda: world.at))


def out(world, at, account="clinic", **figures):
    """A post that went out then; and how it did, at an age of an hour unless another is said."""
    world.at = at
    (key,) = world.new(1, account=account)
    [intent] = world.intend(world.claim())
    world.settle(settled(intent, State.PUBLISHED, at))
    if figures:
        snapshot(world, key, **figures)
    return key


def snapshot(world, key, *, age_s=3600, gone=False, **figures):
    row = {"delivery_id": key, "age_s": age_s, "taken_at": world.at, "gone": gone} | figures
    with world.store.write() as connection:
        connection.execute(metadata.tables["snapshots"].insert().values(row))


def click(world, key, number):
    with world.store.write() as connection:
        connection.execute(metadata.tables["clicks"].insert().values(delivery_id=key, hour=world.at, number=number))


def test_the_days_are_those_of_the_accounts_zone_and_other_accounts_do_not_count(world):
    midnight = datetime(2026, 12, 2, 23, tzinfo=UTC)  # in Berlin
    tick = timedelta.resolution
    for at in (midnight - timedelta(days=1) - tick, midnight - timedelta(days=1), midnight - tick, midnight):
        out(world, at)
    out(world, midnight - timedelta(hours=1), account="other")
    value, _ = reporting.account(opened(world), "clinic", date(2026, 12, 2), date(2026, 12, 2))
    assert (value.zone, value.all.sent) == (BERLIN, 2)


def test_an_account_of_campaigns_with_several_zones_has_that_of_the_installation(world):
    world.new_campaign("far", replace(TERMS, timezone="America/Lima"))
    value, made = reporting.account(opened(world), "clinic", date(2026, 12, 2), date(2026, 12, 2))
    assert value.zone.name == made.zone == made.period.zone == "Asia/Tokyo"
    assert value.zone.why in made.formulas
    assert "since its campaigns have several zones" in value.zone.why


def test_the_figures_are_those_of_the_greatest_age_with_the_clicks(world):
    key = out(world, START, likes=1, replies=0, impressions=10)
    snapshot(world, key, age_s=86_400, likes=4, replies=1, impressions=100)
    snapshot(world, key, age_s=604_800, gone=True)
    click(world, key, 3)
    value, _ = reporting.account(opened(world), "clinic", START.date(), START.date())
    [best] = value.best
    assert (best.figures.engagements, best.figures.rate, value.gone) == (8, 0.08, 1)


def test_a_post_is_late_and_gone_by_what_the_database_tells_of_it(world):
    key = out(world, START, likes=2)
    snapshot(world, key, age_s=604_800, gone=True)
    with world.store.write() as connection:
        row = metadata.tables["deliveries"]
        late = START + timedelta(minutes=2)
        connection.execute(row.update().where(row.c.id == key).values(scheduled_for=START, published_at=late))
    value, _ = reporting.account(opened(world), "clinic", START.date(), START.date())
    assert (value.all.late, value.all.lateness.most_s, value.gone, value.withdrawn) == (1, 120.0, 1, 0)


def test_clicks_alone_are_figures_too(world):
    click(world, out(world, START), 2)
    value, _ = reporting.account(opened(world), "clinic", START.date(), START.date())
    assert (value.measure, value.all.engagements) == (Measure.ENGAGEMENTS, 2)


def test_what_did_not_go_out_is_counted_by_its_slot(world):
    for state in (State.FAILED, State.IN_DOUBT, State.MISSED):
        world.in_state(state, account="clinic")
    value, _ = reporting.account(opened(world), "clinic", START.date(), START.date())
    assert value.unsent == {State.FAILED: 1, State.IN_DOUBT: 1, State.MISSED: 1}


def test_there_is_no_report_of_an_account_that_there_is_not(world):
    with pytest.raises(NotFound, match="nobody"):
        reporting.account(opened(world), "nobody", START.date(), START.date())
