"""What a report says of a year of history is what counting its rows one by one comes to."""

import pytest

from campaign.reports import Source, build
from campaign.store import campaigns
from campaign.store import history as rows
from campaign.store.history import Filter
from tests.reports import oracle
from tests.year.cast import CAMPAIGNS

NAMES = [one.name for one in CAMPAIGNS]
COUNTS = ("planned", "published", "late", "failed", "missed", "in_doubt", "waiting", "cancelled", "withdrawn")


@pytest.mark.parametrize("name", NAMES)
def test_a_campaigns_report_counts_what_its_rows_come_to(year, history, name):
    compare(report_of(year, name), history, history.of(campaign=name))


def report_of(store, name):
    with store.read() as connection:
        campaign = campaigns.campaign(connection, name)
        found = rows.deliveries(connection, Filter(campaign=name))
    articles = {one.article_id: Source("", "") for one in found}
    return build(campaign, found, articles, max(one.scheduled_for for one in found))


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
        sums.percentile(50),
        sums.percentile(95),
        max(sums.lateness),
    )


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
