"""What posts cost: said before they are approved, counted afterwards, by the prices of their time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign import config as settings
from campaign.desk import adding, approving, reporting
from campaign.desk.campaigns import Wish, new
from campaign.errors import ConfigError
from campaign.pricing import Month, Tariff, dollars, forecast, month_of
from campaign.reports import cost as report
from campaign.reports.document import Money
from campaign.reports.period import Period
from campaign.sections import micros
from campaign.states import State
from campaign.store.history import Filter
from campaign.store.models import metadata
from campaign.store.reporting.cost import Calls, Charge, Coming
from posts.platforms.prices import prices_at
from tests.desk.conftest import app
from tests.publishing.test_spending import PLAIN, WITH_URL, on_x
from tests.store.planning import watched
from tests.store.world import START, settled

__all__ = ["app", "on_x"]
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31), "UTC")


# -- prices


def test_the_list_of_a_platform_that_holds_is_that_of_the_day():
    before, after = (prices_at("x", datetime(2026, 4, day, 23, 59, tzinfo=UTC)) for day in (19, 20))
    assert (before.post_with_url, after.post_with_url) == (10_000, 200_000)
    assert prices_at("x", datetime(2020, 1, 1, tzinfo=UTC)) == prices_at("x", datetime(2026, 2, 6, tzinfo=UTC))
    assert prices_at("mastodon", START) is None


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("Rest helps. #rest", PLAIN),
        ("https://example.org/a #rest", WITH_URL),
        ("Read it on example.org. #rest", WITH_URL),  # X makes a link of it
        ("Written in node.js, README.md says. #rest", WITH_URL),  # .md is a country, so README.md is a link
        ("Written in node.js. #rest", PLAIN),
    ],
)
def test_a_text_in_which_x_sees_a_url_costs_more(text, price):
    assert Tariff().of_post("x", text, START) == price


def test_the_settings_say_other_prices_and_a_cap(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("[cost]\nx_per_month = 12.5\n[cost.x]\npost = 0.012\n")
    found = settings.load(file)
    assert (micros(found.cost.x_per_month), found.cost.x.micros()) == (12_500_000, {"post": 12_000})
    file.write_text("[cost]\nx_per_month = -1\n")
    with pytest.raises(ConfigError, match=r"cost\.x_per_month"):
        settings.load(file)


@pytest.mark.parametrize(
    ("micros", "words"),
    [(0, "$0.00"), (15_000, "$0.015"), (10_000, "$0.01"), (200_000, "$0.20"), (255_000, "$0.26"), (3_400_000, "$3.40"),
     (1_234_567_000, "$1,234.57"), (1, "$0.000001")],
)  # fmt: skip
def test_amounts_read_like_amounts(micros, words):
    assert dollars(micros) == words


def test_a_month_is_one_of_utc():
    assert month_of(datetime.fromisoformat("2027-01-01T00:30+01:00")).name == "2026-12"
    assert Month(datetime(2026, 12, 1, tzinfo=UTC)).ends_at == datetime(2027, 1, 1, tzinfo=UTC)
    assert Month(datetime(2028, 2, 1, tzinfo=UTC)).ends_at == datetime(2028, 3, 1, tzinfo=UTC)


# -- before it is approved


def test_the_forecast_says_what_posts_cost_and_what_they_would_with_links():
    [one] = forecast(Tariff(), [("x", "Rest helps."), *[("x", "Rest.")] * 16, ("feed", "example.org")], START)
    assert one.words() == "These 17 posts will cost about $0.26 on X, $3.40 if each has a link."
    [one] = forecast(Tariff(), [("x", "example.org"), ("x", "Rest.")], START)
    assert one.words() == "These 2 posts will cost about $0.22 on X (1 with a link), $0.40 if each has a link."
    [one] = forecast(Tariff(), [("x", "example.org")], START)
    assert one.words() == "This post will cost about $0.20 on X: it has a link."


@given(st.lists(st.sampled_from(["Rest.", "example.org", "https://a.example.org/b?c=d", "node.js", "#rest"])))
def test_the_forecast_is_the_sum_of_what_each_post_takes(texts):
    found = forecast(Tariff(), [("x", text) for text in texts], START)
    assert sum(one.micros for one in found) == sum(Tariff().of_post("x", text, START) for text in texts)


def to_x(app):
    """The accounts that keep X's limits become accounts on X."""
    with app.store.write() as connection:
        table = metadata.tables["accounts"]
        connection.execute(table.update().where(table.c.name.in_(("on-x", "also-x"))).values(platform="x"))


def test_what_is_added_says_what_it_will_cost_and_so_does_the_inbox(app, tmp_path):
    to_x(app)
    new(app, "rest", Wish(hashtags=["#Rest"], accounts=["on-x", "on-mastodon"], times=["daily 09:00"]))
    added = adding.add(app, "rest", str(tmp_path / "article.txt"))
    [costs] = added.costs
    count = added.accounts.count("on-x")
    assert (costs.platform, costs.posts, costs.micros) == ("x", count, count * PLAIN)
    assert approving.inbox(app, Filter()).costs == added.costs
    again = adding.add(
        app, "rest", str(tmp_path / "article.txt"), adding.Asked(link="https://example.org/"), again=True
    )
    assert again.costs[0].micros == again.costs[0].posts * WITH_URL


# -- the report


def test_the_report_says_what_was_spent_what_may_be_and_what_is_to_come(on_x):
    world = on_x(None, names=("a", "b"))
    for name in world.names:
        world.new(2, account=name)
    world.new(3, account="b", due=START + timedelta(days=1))
    intents = world.intend([one._replace(price=PLAIN) for one in world.claim(2)])
    world.settle(settled(intents[0], State.PUBLISHED, START), settled(intents[1], State.IN_DOUBT, START))
    value, document = report_of(world, DECEMBER, Tariff(caps={"x": 5 * PLAIN}))
    lines = {one.account: one for one in value.accounts}
    published, doubtful = (lines[name] for name in (("a", "b") if lines["a"].posts else ("b", "a")))
    assert (published.posts, published.spent, published.in_doubt) == (1, PLAIN, 0)
    assert (doubtful.posts, doubtful.spent, doubtful.in_doubt) == (0, 0, PLAIN)
    assert sum(one.coming for one in value.accounts) == 5
    [month] = value.months
    assert (month.spent, month.in_doubt, month.forecast, month.together) == (PLAIN, PLAIN, 5 * PLAIN, 7 * PLAIN)
    # Two at once and the first of tomorrow's are the last three that fit.
    assert month.reached_at == START + timedelta(days=1)
    assert document.sections[1].table.total[4] == Money(PLAIN, "USD")


def test_what_is_to_come_is_told_to_the_last_post_that_waits_and_a_year_ahead_at_most(on_x):
    world = on_x(None)
    world.new(1)
    world.new(1, due=START + timedelta(days=40))
    assert [len(report_of(world, DECEMBER, Tariff(), to_the_last=more)[0].months) for more in (False, True)] == [1, 2]
    value, _ = report_of(world, DECEMBER, Tariff(), to_the_last=True)
    assert sum(one.forecast for one in value.months) == 2 * PLAIN
    world.new(1, due=START + timedelta(days=4_000))
    assert len(report_of(world, DECEMBER, Tariff(), to_the_last=True)[0].months) == 13


def report_of(world, period, tariff, **more):
    """The verb on a world's store."""

    class Opened:
        store = world.store

    opened = Opened()
    opened.tariff, opened.clock = tariff, world.worker().clock
    return reporting.cost(opened, period, **more)


def test_what_went_out_under_other_prices_costs_what_it_did(on_x):
    world = on_x(None)
    world.new(1)
    [intent] = world.intend([one._replace(price=1_234) for one in world.claim()])
    world.settle(settled(intent, State.PUBLISHED, START))
    value, _ = report_of(world, DECEMBER, Tariff({"x": {"post": 99}}))
    assert (value.months[0].spent, value.prices[0].post) == (1_234, 99)


def test_what_was_in_doubt_and_is_found_is_spent(on_x):
    world = on_x(None)
    (key,) = world.new(1)
    [intent] = world.intend([one._replace(price=PLAIN) for one in world.claim()])
    world.settle(settled(intent, State.IN_DOUBT, START))
    assert [(one.spent, one.in_doubt) for one in report_of(world, DECEMBER, Tariff())[0].months] == [(0, PLAIN)]
    world.order("resolve", key, url="https://x.com/clinic/status/1")
    assert [(one.spent, one.in_doubt) for one in report_of(world, DECEMBER, Tariff())[0].months] == [(PLAIN, 0)]


def test_deleted_posts_and_figures_that_were_read_cost_too(on_x):
    world = on_x(None)
    key = world.in_state(State.PUBLISHED)
    with world.store.write() as connection:
        connection.execute(metadata.tables["deliveries"].update().values(withdrawn_at=START))
        connection.execute(
            metadata.tables["snapshots"].insert().values(delivery_id=key, age_s=3600, taken_at=START, gone=False)
        )
    [line] = report_of(world, DECEMBER, Tariff())[0].accounts
    assert (line.deletes, line.reads) == (10_000, 5_000)


YEAR = Period(date(2026, 6, 1), date(2027, 5, 31), "UTC")


def test_each_month_has_what_was_spent_in_it(on_x):
    world = on_x(None)
    for days, price in ((0, 1), (31, 20), (62, 300)):
        world.at = START + timedelta(days=days)
        world.new(1, due=world.at)
        [intent] = world.intend([one._replace(price=price) for one in world.claim()])
        world.settle(settled(intent, State.PUBLISHED, world.at))
    value, _ = report_of(world, YEAR, Tariff())
    assert {one.month: one.spent for one in value.months if one.spent} == {"2026-12": 1, "2027-01": 20, "2027-02": 300}


def test_a_year_is_asked_for_as_often_as_a_month(on_x):
    world = on_x(None)
    with watched(world.store) as of_a_month:
        report_of(world, DECEMBER, Tariff())
    with watched(world.store) as of_a_year:
        report_of(world, YEAR, Tariff())
    assert len(of_a_year) == len(of_a_month)


def test_a_period_without_anything_is_an_empty_report(on_x):
    value, document = report_of(on_x(None), Period(date(2026, 12, 1), date(2026, 12, 31), "Pacific/Auckland"), Tariff())
    assert [one.month for one in value.months] == ["2026-11", "2026-12"]
    assert (value.accounts, document.sections[1].table.total) == ((), None)


@given(
    charges=st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from([PLAIN, WITH_URL]), st.booleans(), st.integers(1, 9))
    ),
    coming=st.lists(st.tuples(st.sampled_from("ab"), st.integers(-100, 100), st.sampled_from(["Rest.", "a.org"]))),
    cap=st.integers(0, 4_000_000),
)
def test_the_sums_are_those_of_counting_one_by_one(charges, coming, cap):
    rows = [Charge(name, "x", price, sure, number) for name, price, sure, number in charges]
    queued = sorted(
        (Coming(name, "x", START + hours * timedelta(hours=1), text) for name, hours, text in coming),
        key=lambda one: one.at,
    )
    tariff = Tariff(caps={"x": cap})
    value = report.build(DECEMBER, [report.Spent(month_of(START), rows, [], [])], queued, ["x"], tariff, START)
    [month] = value.months
    assert month.spent == sum(one.price * one.number for one in rows if one.sure)
    assert month.spent + month.in_doubt == sum(one.price * one.number for one in rows)
    assert month.forecast == sum(WITH_URL if one.text == "a.org" else PLAIN for one in queued)
    money, reached = month.spent + month.in_doubt, None
    for one in queued:
        money += WITH_URL if one.text == "a.org" else PLAIN
        if money > cap and reached is None:
            reached = max(one.at, START)
    assert month.reached_at == reached


def test_late_posts_are_to_come_in_the_month_that_it_is():
    late = Coming("a", "x", START - timedelta(days=40), "Rest.")
    months = [Month(datetime(2026, 10, 1, tzinfo=UTC)), month_of(START)]
    spent = [report.Spent(one, [], [Calls("a", "x", 1)], []) for one in months]
    value = report.build(DECEMBER, spent, [late], ["x"], Tariff(), START)
    assert [one.forecast for one in value.months] == [0, PLAIN]
