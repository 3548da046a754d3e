"""What a report says of a year of history is what counting its rows one by one comes to."""

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from campaign.app import open_app, system_clock
from campaign.desk import reporting
from campaign.desk.reporting import Days
from campaign.reports.course import Grain
from campaign.rounds import summing
from tests.reports import oracle
from tests.year.cast import CAMPAIGNS

NAMES = [one.name for one in CAMPAIGNS]
COUNTS = ("planned", "published", "late", "failed", "missed", "in_doubt", "waiting", "cancelled", "withdrawn")


@pytest.fixture(scope="module", params=["counted", "kept"])
def office(request, tmp_path_factory, year, history):
    """An installation with that year, of which no day is summed up, or all are."""
    folder = tmp_path_factory.mktemp(request.param)
    opened = installation(folder, year)
    if request.param == "kept":
        assert sum(summing.sum_up(opened.store, opened.clock.now())) > 100
    yield opened
    opened.close()


def installation(folder, year):
    """One with a copy of that database, on the last day of it."""
    shutil.copy(year.engine.url.database, folder / "campaign.db")
    settings = folder / "config.toml"
    settings.write_text("")
    end = datetime.now(UTC) + timedelta(days=4_000)
    clock = replace(system_clock(), now=lambda: end)
    return open_app(settings, database_url=f"sqlite:///{folder / 'campaign.db'}", clock=clock)


@pytest.mark.parametrize("name", NAMES)
def test_a_campaigns_report_counts_what_its_rows_come_to(office, history, name):
    compare(reporting.report(office, name), history, history.of(campaign=name))


@pytest.mark.parametrize("name", NAMES)
def test_a_month_of_a_campaign_counts_what_the_rows_of_its_days_come_to(office, history, name):
    lines = history.of(campaign=name)
    zone = lines[0].zone
    first = min(oracle.day_of(one.scheduled_for, zone) for one in lines) + timedelta(days=40)
    days = [first + timedelta(days=number) for number in range(45)]
    within = [one for one in lines if oracle.day_of(one.scheduled_for, zone) in days]
    compare(reporting.report(office, name, Days(str(days[0]), str(days[-1]))), history, within)


def test_what_a_campaigns_posts_are_clicked_and_how_many_are_gone_is_counted(office, history):
    for name in NAMES:
        lines = [one for one in history.of(campaign=name) if one.state == "published"]
        found = reporting.report(office, name, most=0)
        assert (found.engagement.clicks or 0) == history.clicked(lines)
        assert found.counts.gone == sum(
            any(shot["gone"] for shot in history.snapshots.get(one.id, ())) for one in lines
        )


#: All of the year, and days of it that begin and end within a week, a month and a quarter.
PERIODS = (Days(), Days("2026-02-11", "2026-11-18"))


@pytest.mark.parametrize("days", PERIODS, ids=["whole", "cut"])
@pytest.mark.parametrize("by", list(Grain))
def test_a_course_tells_of_each_stretch_what_the_rows_of_its_days_come_to(office, history, by, days):
    for name in NAMES:
        report = reporting.report(office, name, days, by=by, most=0)
        _agree_on_a_course(report, history, history.of(campaign=name))
        covered = reporting.coverage(office, name, days, by=by)
        of_days = Counter()
        for one in covered.days:
            of_days[stretch_of(one.date, by)] += one.posts
        assert {one.first: one.posts for one in covered.course} == of_days
    _agree_on_a_course(reporting.delivery(office, days, by=by), history, history.lines)
    of_one = reporting.delivery(office, days, account="x-1", by=by)
    _agree_on_a_course(of_one, history, history.of(account="x-1"))


def _agree_on_a_course(report, history, lines):
    period = report.period
    within = [one for one in lines if period.first <= oracle.day_of(one.scheduled_for, one.zone) <= period.last]
    expected = history.by(lambda one: stretch_of(oracle.day_of(one.scheduled_for, one.zone), report.by), within)
    # Of days ahead nothing is known, where rows come to none.
    found = {one.first: (one.planned, one.published or 0, one.failed or 0, one.missed or 0) for one in report.course}
    assert len(found) == len(report.course)
    assert {first: numbers for first, numbers in found.items() if any(numbers)} == {
        first: (one.planned, one.published, one.failed, one.missed) for first, one in expected.items() if one.planned
    }


def stretch_of(on, by):
    """The first day of a day's stretch: weeks begin with Monday."""
    return {"day": on, "week": on - timedelta(days=on.weekday()), "month": on.replace(day=1)}[by]


def compare(report, history, lines):
    assert len(report.posts) == len(lines)
    _agree(report.counts, report.lateness, history.sums(lines))
    by_account = history.by(lambda one: one.account, lines)
    assert {part.account for part in report.accounts} == set(by_account)
    for part in report.accounts:
        _agree(part.counts, part.lateness, by_account[part.account])


def _agree(counts, lateness, sums):
    assert {name: getattr(counts, name) for name in COUNTS} == {name: getattr(sums, name) for name in COUNTS}
    assert (lateness.p50_s, lateness.p95_s, lateness.most_s) == (
        told(sums.percentile(50)),
        told(sums.percentile(95)),
        told(max(sums.lateness)),
    )


def told(seconds):
    """Reports tell a delay in whole milliseconds below a second, and in whole seconds from there on."""
    return int(seconds) if seconds >= 1 else int(seconds * 1_000) / 1_000


def test_the_year_holds_all_that_a_report_has_to_tell_apart(history):
    sums = history.sums(history.lines)
    for name in (*COUNTS, "retries"):
        assert getattr(sums, name), name
    assert {"unavailable", "rate_limited", "answer_lost", "rejected", "unauthorized"} <= set(sums.reasons)
    assert sums.attempts > sums.planned
    assert max(sums.lateness) > oracle.ON_TIME_S > sums.percentile(50)
    assert sums.percentile(50) < sums.percentile(95) < max(sums.lateness)


def test_the_year_holds_figures_posts_that_are_gone_and_posts_that_nobody_measured(history):
    out = [one for one in history.lines if one.state == "published"]
    week = history.engagement(out, 7 * 86_400)
    assert 0 < week["gone"] < week["measured"] < len(out)
    assert week["impressions"][1] < week["likes"][1]
    assert history.clicked(out)
    silent = [one for one in out if one.platform in {"feed", "webhook"}]
    assert history.engagement(silent, 3_600)["measured"] == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_days_sums_add_up_to_the_campaigns_whatever_clocks_do(history, name):
    lines = history.of(campaign=name)
    zone = lines[0].zone
    days = history.days(lines, zone)
    assert sum(one.planned for one in days.values()) == history.sums(lines).planned
    for day in sorted(days)[::30]:
        begins, ends = oracle.day_begins(day, zone), oracle.day_begins(day + oracle.timedelta(days=1), zone)
        within = [one for one in lines if begins <= one.scheduled_for < ends]
        assert history.sums(within) == days[day]


def test_no_post_of_the_year_was_taken_twice_and_all_are_accounted_for(history):
    for one in history.lines:
        made = history.tries.get(one.id, [])
        assert [each.number for each in made] == list(range(1, len(made) + 1))
        assert all(each.outcome for each in made)
        assert one.published_at is None or one.state == "published"
        assert sum(each.outcome == "published" for each in made) <= 1
