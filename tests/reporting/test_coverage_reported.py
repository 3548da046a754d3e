"""What a campaign says of its articles, and on which days it says nothing: counted day by day, on both databases."""

import json
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.desk import adding, reporting
from campaign.desk.campaigns import Wish, new
from campaign.desk.reporting import Days
from campaign.desk.stopping import stop
from campaign.errors import NotFound
from campaign.reports.course import Course, Grain
from campaign.reports.coverage import build, document
from campaign.reports.period import Period
from campaign.rounds.summing import sum_up
from campaign.states import State
from campaign.store.columns import microseconds
from campaign.store.reporting.coverage import Line, Spoke
from campaign.store.reporting.silences import Slot, followed, from_json, speech, to_json
from tests.desk.conftest import NOW, app
from tests.store.world import START, TERMS, World

__all__ = ["app"]
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31), "Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reported(*posts, lines=()):
    days, said = Counter(), defaultdict(list)
    for account, at, number in posts:
        days[int(midnight(at).timestamp())] += number
        said[account] += [Slot(microseconds(at), queued=True)] * number
    return build("rest", YEAR, (), Spoke(days, speech(said)), lines, (), START, course=Course(Grain.DAY))


def midnight(at):
    return datetime.combine(at.astimezone(ZoneInfo(YEAR.zone)), time(), ZoneInfo(YEAR.zone))


SLOTS = st.dictionaries(
    st.sampled_from("abc"), st.lists(st.builds(Slot, st.integers(0, 60), st.booleans()), min_size=1, max_size=8)
)


@given(SLOTS, st.lists(st.integers(1, 60), max_size=4, unique=True).map(sorted))
def test_what_is_said_of_stretches_of_time_makes_what_is_said_of_all_of_it(slots, edges):
    def within(begin, end):
        cut = {name: [one for one in own if begin <= one.at < end] for name, own in slots.items()}
        return speech({name: own for name, own in cut.items() if own})

    whole = speech(slots)
    assert followed(within(begin, end) for begin, end in pairwise([0, *edges, 61])) == whole
    numbered = {ord(name) if name else None: one for name, one in whole.items()}
    assert from_json(json.loads(json.dumps(to_json(numbered)))) == numbered
    for name, one in whole.items():
        every = sorted(slot for of, own in slots.items() if name in (None, of) for slot in own)
        own, queued = [slot.at for slot in every], [slot.at for slot in every if slot.queued]
        assert (one.queued, one.next, one.dry) == (len(queued), min(queued, default=None), max(queued, default=None))
        longest = max((after - before for before, after in pairwise(own)), default=0)
        assert (one.first, one.last, one.until - one.since) == (own[0], own[-1], longest)
        assert one.since == next((before for before, after in pairwise(own) if after - before == longest), own[0])


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.datetimes(datetime(2026, 3, 20), datetime(2026, 4, 8), timezones=st.just(UTC)),
            st.integers(1, 3),
        ),
        max_size=25,
        unique_by=lambda one: one[:2],
    )
)
def test_days_weekdays_and_gaps_are_those_of_counting_one_by_one(said):
    value = reported(*said)
    dates = [at.astimezone(ZoneInfo("Europe/Berlin")).date() for _, at, number in said for _ in range(number)]
    assert value.posts == len(dates)
    assert [one.posts for one in value.days] == [dates.count(one.date) for one in value.days]
    if dates:
        assert (value.days[0].date, value.days[-1].date) == (min(dates), max(dates))
        every = [min(dates) + number * DAY for number in range((max(dates) - min(dates)).days + 1)]
        assert value.empty_days == tuple(day for day in every if day not in dates)
        for number, one in enumerate(value.weekdays):
            assert one.posts == sum(day.weekday() == number for day in dates)
            assert one.days == sum(day.weekday() == number for day in every)
    for one in value.silences:
        moments = sorted({at for name, at, _ in said if one.account in (None, name)})
        assert one.until - one.since == max(after - before for before, after in pairwise(moments))
    assert [one.account for one in value.silences][:1] == ([None] if len({at for _, at, _ in said}) > 1 else [])


def test_days_are_those_of_the_campaigns_zone_also_where_clocks_change():
    # Half past eleven in the evening in Berlin, on both sides of the change of 29 March.
    value = reported(
        ("a", datetime(2026, 3, 28, 22, 30, tzinfo=UTC), 1),
        ("a", datetime(2026, 3, 29, 21, 30, tzinfo=UTC), 1),
    )
    assert [one.date.day for one in value.days] == [28, 29]
    assert value.silences[0].until - value.silences[0].since == 23 * HOUR


def test_who_has_nothing_queued_is_named_and_the_last_of_all_says_when_it_runs_dry():
    value = reported(lines=(Line("a", 2, START, START + DAY), Line("b", 0, None, None)))
    section = document(value).sections[1]
    assert (value.dry, section.note) == (START + DAY, "Nothing is queued for b.")
    assert section.table.total == ("All", 2, START, START + DAY)


def test_a_period_without_a_post_is_an_empty_report():
    value = reported()
    assert (value.days, value.silences, value.dry) == ((), (), None)
    assert [section.note for section in document(value).sections][:1] == ["The campaign has no article."]


# -- out of the database


@pytest.fixture
def world(store):
    return World(store, names=("a", "b"))


TODAY, LATER = START.date(), START.date() + 30 * DAY


def report_of(world, first=TODAY, last=LATER, name="rest"):
    defaults = SimpleNamespace(first_weekday="monday")
    found = SimpleNamespace(store=world.store, clock=SimpleNamespace(now=lambda: world.at), defaults=defaults)
    return reporting.coverage(found, name, Days(str(first), str(last)))


def test_what_was_given_up_is_not_said_and_what_is_out_is(world):
    for state in (
        State.PUBLISHED,
        State.IN_DOUBT,
        State.HELD,
        State.PROPOSED,
        State.CANCELLED,
        State.FAILED,
        State.MISSED,
    ):
        world.in_state(state)
    assert report_of(world).posts == 4


def test_days_that_are_kept_say_what_reading_their_posts_said(world):
    zone = ZoneInfo(TERMS.timezone)
    for account, days_between in (("a", 3), ("b", 7)):
        world.new(9, account=account, state=State.PROPOSED, step=days_between * DAY + HOUR)
    world.wait(100 * DAY)
    world.new(2, account="b", state=State.PROPOSED, due=world.at, step=9 * DAY)
    first, last = START.astimezone(zone).date() + 4 * DAY, world.at.astimezone(zone).date() + 20 * DAY
    before = [report_of(world, *days) for days in ((first, last), (TODAY, LATER))]
    assert sum(sum_up(world.store, world.at))
    after = [report_of(world, *days) for days in ((first, last), (TODAY, LATER))]
    assert [(one.days, one.silences) for one in after] == [(one.days, one.silences) for one in before]
    assert [one.account for one in before[0].silences] == [None, "a", "b"]


def test_what_is_queued_is_told_of_all_days_whatever_days_are_asked_for_and_whatever_is_kept(world):
    world.new(3, account="a", due=START + 2 * DAY, step=DAY)
    world.new(2, account="b", due=START + 40 * DAY, step=90 * DAY)
    world.new(1, account="b", due=START + DAY, state=State.PROPOSED)
    lines = (
        Line("a", 3, START + 2 * DAY, START + 4 * DAY),
        Line("b", 2, START + 40 * DAY, START + 130 * DAY),
    )
    asked = ((TODAY, TODAY), (LATER, LATER), (TODAY, TODAY + 400 * DAY))
    assert [report_of(world, *days).lines for days in asked] == [lines] * 3
    assert sum(sum_up(world.store, world.at))
    assert [report_of(world, *days).lines for days in asked] == [lines] * 3


def test_each_account_runs_dry_by_itself(world):
    world.new(3, account="a", step=DAY)
    value = report_of(world)
    assert value.lines == (Line("a", 3, START, START + 2 * DAY), Line("b", 0, None, None))
    assert (value.dry, [one.posts for one in value.days]) == (START + 2 * DAY, [1, 1, 1])


def test_the_next_free_times_are_those_at_which_an_account_says_nothing(world):
    # Speakers may speak daily at 09:00 in Berlin, an hour before START.
    tomorrow = datetime(2026, 12, 2, 8, tzinfo=UTC)
    world.new(1, account="a", due=tomorrow)
    value = report_of(world)
    assert [(one.at, one.accounts) for one in value.free[:2]] == [(tomorrow, ("b",)), (tomorrow + DAY, ("a", "b"))]
    assert len(value.free) == 10


def test_a_compressed_schedule_has_no_free_times_of_its_own(world):
    world.new_campaign("fast", replace(TERMS, every_s=2.0))
    assert report_of(world, name="fast").free == ()


def test_posts_of_other_campaigns_and_of_other_days_do_not_count(world):
    world.new(1, due=datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC))
    world.new(1, due=datetime(2026, 12, 1, 23, tzinfo=UTC))  # midnight in Berlin
    world.new(1, campaign=world.new_campaign("other"), due=START + HOUR)
    assert report_of(world, START.date(), START.date()).posts == 1


def test_there_is_no_report_of_a_campaign_that_there_is_not(world):
    with pytest.raises(NotFound, match="nothing"):
        report_of(world, name="nothing")


def test_the_coverage_of_an_article_is_that_of_its_campaigns_page(app, tmp_path):
    from campaign.desk import standings

    new(app, "rest", Wish(hashtags=["#Rest"], accounts=["on-x"], times=["daily 09:00"]))
    adding.add(app, "rest", str(tmp_path / "article.txt"), adding.Asked(max_posts=3))
    week = Days(str(NOW.date()), str(NOW.date() + 7 * DAY))
    value = reporting.coverage(app, "rest", week)
    [article] = standings.detail(app, "rest").articles
    assert (value.articles[0].article, value.articles[0].share) == (article.title, article.share)
    assert 0 < article.share < 1
    stop(app, "a test")  # the plan is still there
    assert reporting.coverage(app, "rest", week).posts == 3
