"""The reports as their verbs make them: of whom, of which days, and what is said where nothing is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from campaign.app import App
from campaign.desk import adding, campaigns, reporting, ticking
from campaign.desk.campaigns import Wish
from campaign.desk.reporting import Days, kinds
from campaign.desk.reporting.days import spans
from campaign.desk.reporting.kinds import Asked
from campaign.errors import NotFound, Refused, StoreError
from campaign.reports.course import Grain
from campaign.reports.period import Period
from campaign.rounds.summing import BATCH, sum_up
from campaign.store import campaigns as campaign_rows
from campaign.store.models import Clicks, Delivery, Snapshot
from campaign.store.reporting import days
from tests.desk.conftest import at

#: Four posts of two accounts, on Monday at 9:00 and 17:30; the second two of them ten minutes late.
MONDAY = date(2026, 11, 23)
LATER = datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
def published(app, tmp_path):
    """A campaign of two accounts, of which four posts are out."""
    campaigns.new(
        app, "rest", Wish(hashtags=["#RestHelps"], accounts=["on-x", "on-mastodon"], times=["daily 09:00,17:30"])
    )
    adding.add(app, "rest", str(tmp_path / "article.txt"), approve=True)
    ticking.tick(app, "2026-11-23T09:00:00+00:00")
    ticking.tick(app, "2026-11-23T17:40:00+00:00")
    return app


def measure(app, figures):
    """Tells the figures of posts: delivery → impressions and likes."""
    with app.store.write() as connection:
        for key, (impressions, likes) in figures.items():
            row = {"delivery_id": key, "age_s": 3600, "taken_at": LATER, "gone": False}
            connection.execute(insert(Snapshot).values(**row, impressions=impressions, likes=likes))
        days.forget(connection, list(figures))


def keys(app, state="published"):
    return [one.delivery for one in reporting.report(app, "rest").posts if one.state == state]


def test_a_campaign_without_a_post_has_a_report_of_noughts(app):
    campaigns.new(app, "rest", Wish(hashtags=["#RestHelps"], accounts=["on-x"], times=["daily 09:00"]))
    report = reporting.report(app, "rest")
    assert (report.counts.planned, report.lateness, report.first, report.before) == (0, None, None, None)
    assert (report.accounts, report.best, report.course, report.engagement.engagements) == ((), (), (), None)
    value, document = kinds.made(app, "campaign", Asked(("rest",)))
    assert value == report
    assert [one.note for one in document.sections if one.key in {"best", "days"}] == [
        "No post has its time in these days.",
        "Nothing is measured yet.",
    ]


def test_a_report_covers_the_days_that_are_asked_for_and_names_those_before(published):
    whole = reporting.report(published, "rest")
    monday = reporting.report(published, "rest", Days("2026-11-23", "2026-11-23"))
    assert (monday.counts.planned, monday.counts.published, monday.counts.late) == (4, 4, 2)
    assert {one.scheduled_for.date() for one in monday.posts} == {MONDAY}
    assert sum(one.planned for one in whole.course) == whole.counts.planned == len(whole.posts)
    tuesday = reporting.report(published, "rest", Days("2026-11-24", "2026-11-24"))
    assert (tuesday.before.period.first, tuesday.before.counts.published) == (MONDAY, 4)
    assert reporting.report(published, "rest", Days("2031-01-01")).counts.planned == 0


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Days("tomorrow"), r"^“tomorrow” is no day: write it as 2026-12-01\.$"),
        (Days(until="2026-13-01"), r"^“2026-13-01” is no day"),
        (Days("0001-01-01"), r"^No report reaches to 0001-01-01"),
        (Days("2026-12-02", "2026-12-01"), r"^The report would end on 2026-12-01, before it begins on 2026-12-02"),
    ],
)
def test_days_that_cannot_be_are_refused_in_a_sentence(published, wanted, words):
    for verb in (lambda: reporting.report(published, "rest", wanted), lambda: reporting.delivery(published, wanted)):
        with pytest.raises(Refused, match=words):
            verb()


def test_the_best_and_the_weakest_posts_stand_beside_their_sources(published):
    first, second, third, fourth = keys(published)
    measure(published, {first: (1000, 10), second: (100, 5), third: (None, 99), fourth: (0, 1)})
    report = reporting.report(published, "rest")
    assert [(one.post.delivery, one.rate) for one in report.best] == [(second, 0.05), (first, 0.01)]
    assert report.weakest == ()
    assert report.best[0].post.source
    assert report.engagement.rate == 16 / 1100
    assert (report.engagement.impressions, report.engagement.seen, report.engagement.measured) == (1100, 3, 4)
    assert (report.engagement.likes, report.engagement.replies, report.engagement.clicks) == (115, None, None)


def test_where_no_platform_tells_impressions_posts_are_ranked_by_engagements_and_clicks_count(published):
    first, second, third, _ = keys(published)
    measure(published, {first: (None, 1), second: (None, 3)})
    with published.store.write() as connection:
        connection.execute(insert(Clicks).values(delivery_id=third, hour=LATER, number=2))
        days.forget(connection, [third])
    report = reporting.report(published, "rest")
    assert [(one.post.delivery, one.engagements) for one in report.best] == [(second, 3), (third, 2), (first, 1)]
    assert (report.engagement.rate, report.engagement.engagements, report.engagement.clicks) == (None, 6, 2)


def test_a_report_says_the_same_before_and_after_its_days_are_summed_up(published, tmp_path):
    ticking.tick(published, "2026-12-24T17:40:00+00:00")
    measure(published, {key: (100 * key, key) for key in keys(published)[::2]})
    with published.store.write() as connection:
        connection.execute(insert(Clicks).values(delivery_id=keys(published)[1], hour=LATER, number=2))
    later = at(published, LATER)

    def said():
        return (
            reporting.report(later, "rest"),
            reporting.report(later, "rest", Days("2026-11-24", "2026-11-26")),
            reporting.delivery(later),
            reporting.delivery(later, account="on-x", campaign="rest"),
            reporting.hashtags(later, ["rest"]),
        )

    before = said()
    assert sum(sum_up(later.store, LATER)) > 0
    with later.store.read() as connection:
        campaign_id = connection.exec_driver_sql("SELECT id FROM campaigns").scalar()
        assert days.kept(connection, campaign_id, days.MONTH)
    assert said() == before
    assert sum(sum_up(later.store, LATER)) == 0, "what is kept is not counted again"


def test_what_a_pass_sends_as_if_it_were_later_is_in_reports_at_once(published, monkeypatch):
    still = at(published, datetime(2026, 11, 23, 18, tzinfo=UTC))
    for _ in sum_up(still.store, still.clock.now()):
        pass
    before = reporting.report(still, "rest").counts

    def break_off(_):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(App, "sealer", break_off)
    with pytest.raises(StoreError, match="disk"):
        ticking.tick(still, "2026-11-24T09:00:00+00:00")
    after = reporting.report(still, "rest").counts
    assert (after.published + after.waiting, after.waiting) == (before.published + before.waiting, before.waiting - 2)


def test_the_delivery_report_says_what_was_due_and_sent_by_one_account_or_all(published):
    both, one = reporting.delivery(published), reporting.delivery(published, account="on-x")
    assert (both.counts.published, both.attempts, both.retries, both.success) == (4, 4, 0, 1.0)
    assert (one.counts.published, [part.account for part in one.accounts]) == (2, ["on-x"])
    assert sum(day.published or 0 for day in one.course) == 2
    assert both.waits.number == 0, "late, but nothing made them wait"
    with pytest.raises(NotFound, match="There is no account “nobody”"):
        reporting.delivery(published, account="nobody")


def test_what_waited_only_for_the_gap_between_late_posts_is_not_said_to_have_waited_for_a_budget(app, tmp_path):
    late = Wish(hashtags=["#RestHelps"], accounts=["on-x"], times=["daily 09:00,09:30"], grace="2h", gap="30m")
    campaigns.new(app, "rest", late)
    adding.add(app, "rest", str(tmp_path / "article.txt"), approve=True)
    for clock in ("09:40", "10:11"):
        ticking.tick(app, f"2026-11-23T{clock}:00+00:00")
    value, document = kinds.made(app, "delivery", Asked(("rest",)))
    figures = next(one for one in document.sections if one.key == "figures")
    row = dict(zip((one.name for one in figures.table.columns), figures.table.rows[0], strict=True))
    assert (row["Sent"], row["Waited past their times"], row["Waited in all"]) == (2, 1, 40 * 60)
    assert (value.waits.number, value.waits.seconds) == (1, 40 * 60)
    assert figures.note.endswith("Waited past their times: for a budget, a cap, or the gap between late posts.")


@pytest.mark.parametrize("kind", ["campaign", "delivery"])
def test_programs_are_told_no_more_of_days_ahead_than_people(published, kind):
    of = Asked(("rest",), days=Days(until="2026-12-31"))
    value, document = kinds.made(published, kind, of)
    (table,) = [one.table for one in document.sections if one.key == "days"]
    assert [(one.first, one.planned, one.published, one.failed, one.missed) for one in value.course] == [
        row[:5] for row in table.rows
    ]
    assert {one.published for one in value.course if one.first > MONDAY} == {None}
    assert [(one.published, one.failed) for one in value.course if one.first == MONDAY] == [(4, 0)]


def test_weeks_begin_with_the_day_that_the_calendars_weeks_begin_with(published):
    settings = published.config
    defaults = settings.defaults.model_copy(update={"first_weekday": "sunday"})
    sundays = replace(published, config=settings.model_copy(update={"defaults": defaults}))
    assert reporting.report(published, "rest", by=Grain.WEEK).course[0].first == MONDAY
    assert reporting.report(sundays, "rest", by=Grain.WEEK).course[0].first == MONDAY - timedelta(days=1)
    assert reporting.delivery(sundays, by=Grain.WEEK).course[0].last == MONDAY + timedelta(days=5)


def test_a_long_report_tells_fewer_stretches_and_the_same_numbers(published):
    ticking.tick(published, "2026-11-25T09:00:00+00:00")
    first, second = keys(published)[:2]
    slots = {first: datetime(2025, 6, 2, 9, tzinfo=UTC), second: datetime(2026, 3, 30, 9, tzinfo=UTC)}
    with published.store.write() as connection:
        for key, slot in slots.items():
            connection.execute(update(Delivery).where(Delivery.id == key).values(scheduled_for=slot))
    for since, by in (("2025-01-01", Grain.MONTH), ("2026-01-01", Grain.WEEK), ("2026-11-01", Grain.DAY)):
        days_wanted = Days(since, "2026-12-31")
        of_days = reporting.report(published, "rest", days_wanted, by=Grain.DAY)
        for report in (reporting.report(published, "rest", days_wanted), reporting.delivery(published, days_wanted)):
            assert report.by is by
            assert sum(one.planned for one in report.course) == of_days.counts.planned
            assert sum(one.published or 0 for one in report.course) == of_days.counts.published


@pytest.mark.parametrize(
    ("first", "last", "begins", "ends"),
    [
        ((2025, 3, 5), (2027, 2, 3), (2025, 1, 1), (2027, 12, 31)),
        ((2026, 5, 5), (2026, 8, 3), (2026, 4, 1), (2026, 9, 30)),
        ((2026, 10, 5), (2026, 12, 3), (2026, 10, 1), (2026, 12, 31)),
        ((2026, 11, 5), (2026, 11, 30), (2026, 11, 5), (2026, 11, 30)),
    ],
)
def test_beyond_its_posts_a_campaign_is_read_as_far_as_what_can_be_kept_whole(first, last, begins, ends):
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    slots = (datetime(*first, 9, tzinfo=UTC), datetime(*last, 9, tzinfo=UTC))
    found = spans([(1, Period(date(*first), date(*last), "UTC"), slots)], now)[1]
    assert (found[0][0].date(), found[-1][0].date()) == (date(*begins), date(*ends))


def test_how_posts_went_out_is_told_up_to_today_unless_a_later_day_is_named(published):
    ticking.tick(published, "2026-11-24T09:00:00+00:00")
    today = at(published, datetime(2026, 11, 24, 12, tzinfo=UTC))
    found = reporting.delivery(today)
    assert (found.period.first, found.period.last) == (MONDAY, date(2026, 11, 24))
    assert (found.counts.published, found.counts.waiting) == (6, 2), "what is due this evening is due today"
    assert reporting.delivery(today, Days(until="2026-12-31")).counts.waiting > 2
    long_before = reporting.delivery(at(published, datetime(2026, 11, 1, tzinfo=UTC)))
    assert (long_before.period.first, long_before.period.last) == (MONDAY, MONDAY)


def test_hashtags_stand_side_by_side_by_the_campaigns_first_tag(published):
    campaigns.new(
        published,
        "calm",
        Wish(hashtags=["#Calm", "#Rest"], accounts=["on-x"], times=["daily 10:00"], timezone="Asia/Tokyo"),
    )
    report = reporting.hashtags(published, ["rest", "calm"])
    assert [(one.hashtag, one.counts.published) for one in report.hashtags] == [("#RestHelps", 4), ("#Calm", 0)]
    assert [one.campaign for one in reporting.hashtags(published, []).hashtags] == ["calm", "rest"]


@pytest.mark.parametrize("kind", sorted(kinds.KINDS))
def test_every_report_is_a_document_whose_rows_fit_its_columns_and_whose_charts_are_of_them(published, kind):
    measure(published, dict.fromkeys(keys(published), (100, 3)))
    of = kinds.KINDS[kind]
    asked = Asked(("rest",) if of.campaigns[1] else (), "on-x" if of.accounts[0] else None)
    _, document = kinds.made(published, kind, asked)
    assert (document.key, document.made_at) == (kind, published.clock.now())
    assert document.formulas
    for section in document.sections:
        names = [column.name for column in section.table.columns]
        assert len(names) == len(set(names))
        rows = [*section.table.rows, *([section.table.total] if section.table.total else [])]
        assert {len(row) for row in rows} <= {len(names)}, section.key
        assert rows or section.note, section.key
        if section.chart:
            assert {*section.chart.along, *section.chart.of} <= set(names)


@pytest.mark.parametrize(
    ("kind", "asked", "words"),
    [
        ("nothing", Asked(), r"^There is no report “nothing”: there are campaign, account, delivery, history"),
        ("campaign", Asked(), r"^The report “campaign” is of one campaign, and none was named\.$"),
        ("campaign", Asked(("rest",), account="on-x"), r"^The report “campaign” is of no account: leave it out\.$"),
        ("account", Asked(), r"^The report “account” is of one account, and none was named\.$"),
    ],
)
def test_a_report_that_cannot_be_is_refused_in_a_sentence(published, kind, asked, words):
    with pytest.raises(Refused, match=words):
        kinds.made(published, kind, asked)


def test_a_failed_post_is_explained_by_its_last_reason_and_what_to_do(published):
    with published.store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET state = 'failed', reason = "
            """'{"code": "rejected", "values": {"platform": "X", "said": "403: no"}}' WHERE id = (SELECT max(id) FROM deliveries)"""
        )
    _, document = kinds.made(published, "delivery", Asked(("rest",), days=Days(until="2026-12-31")))
    (row,) = next(one for one in document.sections if one.key == "reasons").table.rows
    assert row == (
        *("failed", 1, "X refused the post (403: no)"),
        "change it with `campaign edit`, then `campaign retry` it",
    )


def test_a_day_of_25_hours_is_one_day(app, tmp_path):
    wish = Wish(
        hashtags=["#x"], accounts=["on-x"], every="1h", timezone="Europe/Berlin", start="2026-10-25", until="2026-10-25"
    )
    app = at(app, datetime(2026, 10, 24, 12, tzinfo=UTC))
    campaigns.new(app, "long", wish)
    adding.add(app, "long", str(tmp_path / "article.txt"), approve=True)
    report = reporting.report(app, "long", Days("2026-10-25", "2026-10-25"))
    assert report.period.ends_at - report.period.begins_at == timedelta(hours=25)
    assert [one.planned for one in report.course] == [report.counts.planned]


def test_a_tick_sums_up_some_of_the_days_that_are_over(published):
    with published.store.read() as connection:
        (campaign,) = campaign_rows.campaigns(connection)
        kept = days.kept(connection, campaign.id, days.DAY)
    # The first of the two ticks took a batch of the month's first 22 days, the second one the rest.
    assert len(kept) == 22 > BATCH


def test_ticks_get_to_the_days_of_a_campaign_behind_one_whose_posts_wait_for_good(app, tmp_path):
    for name in ("first", "second"):
        campaigns.new(app, name, Wish(hashtags=["#RestHelps"], accounts=["on-x"], times=["daily 09:00"]))
        adding.add(app, name, str(tmp_path / "article.txt"), approve=True, again=True)
    campaigns.set_state(app, "first", "paused")
    later = at(app, LATER)
    for _ in range(12):
        ticking.tick(later, None)
    with app.store.read() as connection:
        kept = {one.name: days.kept(connection, one.id, days.DAY) for one in campaign_rows.campaigns(connection)}
    assert len(kept["second"]) > len(kept["first"])
