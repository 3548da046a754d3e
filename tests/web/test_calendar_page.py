"""The calendar: days of a zone, what is in them, and how a post gets to another day at its own time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, insert, select, update

from campaign.desk import campaigns, deliveries
from campaign.desk.campaigns import Wish
from campaign.states import State
from campaign.store import models
from campaign.store.history import Filter
from campaign.store.models import Delivery
from campaign.web.rendering import wall
from tests.web import scene
from tests.web.conftest import asking, flash, read


def one(app, key):
    return deliveries.listed(app, Filter(ids=[key]))[0]


def send(client, back="/calendar", **fields):
    """What the drag or the dialog sends, and the page that it leads to."""
    return read(client.post("/calendar/move", data={"back": back, **fields}))


def put_off(client, key, day, zone="Europe/London", **fields):
    return send(client, id=key, day=day, zone=zone, **fields)


def at(app, key, wall, zone="Europe/London"):
    """Gives a post a time of another season, by the verb that people use."""
    scene.put(app, key, State.QUEUED, zone=zone)
    return deliveries.move(app, key, wall)


def cell(page, day):
    """The cell of a day: its date is a link to it."""
    found = page.css_first(f'td.cell a.date time[datetime="{day}"]')
    while found.tag != "td":
        found = found.parent
    return found


def ids_in(node):
    return [int(post.attributes["id"].removeprefix("post-")) for post in node.css("li[id]")]


def asked(app):
    """The statements that the store is asked from now on."""
    statements = []

    def heard(*given):
        if given[2].lstrip().upper().startswith(("SELECT", "WITH")):
            statements.append(given[2])

    event.listen(app.store.engine, "before_cursor_execute", heard)
    return statements


def copied(app, count, step):
    """So many more posts, one every ``step`` from the first on."""
    columns = [column for column in Delivery.__table__.columns if column.name != "id"]
    with app.store.write() as connection:
        row = dict(connection.execute(select(*columns).where(Delivery.id == 1)).one()._mapping)
        rows = [
            {**row, "uid": f"more-{number}", "scheduled_for": row["scheduled_for"] + number * step}
            for number in range(count)
        ]
        connection.execute(insert(Delivery), rows)
        return connection.scalar(select(func.count()).select_from(Delivery))


def test_a_month_is_a_table_whose_weeks_begin_on_monday(client):
    page = read(client.get("/calendar"))
    assert page.css_first("h1").text() == "November 2026"
    table = page.css_first("table.month")
    assert "Europe/London" in table.css_first("caption").text()
    assert [head.text() for head in table.css("thead th[scope=col]")] == [
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    ]
    days = [time.attributes["datetime"] for time in table.css("td a.date time")]
    assert (days[0], days[-1], len(days)) == ("2026-10-26", "2026-12-06", 42)
    assert [time.attributes["datetime"] for time in table.css('[aria-current="date"] a.date time')] == ["2026-11-23"]


def test_each_post_stands_on_its_day_with_time_account_words_and_state(app, client):
    first = deliveries.listed(app, Filter(limit=1))[0]
    card = cell(read(client.get("/calendar")), "2026-11-23").css_first(f"#post-{first.id}")
    words = " ".join(card.text().split())
    assert words.startswith(f"09:00 queued {first.account}")
    assert first.text.split()[0] in words
    assert card.css_first(".status svg")


def test_a_post_near_midnight_is_on_the_day_of_the_shown_zone(app, client):
    at(app, 1, "2026-12-01T00:30")
    assert 1 in ids_in(cell(read(client.get("/calendar?at=2026-12-01")), "2026-12-01"))
    with app.store.write() as connection:
        connection.execute(update(models.Campaign).values(timezone="America/New_York"))
    page = read(client.get("/calendar?view=week&at=2026-11-30"))
    assert ids_in(page.css("table.week tbody tr")[19].css("td")[0]) == [1]
    assert "19:30" in page.css_first("#post-1 .first").text()
    assert "00:30 Europe/London" in " ".join(page.css_first("#post-1 .zone").parent.text().split())


def test_with_campaigns_of_several_zones_days_are_the_installations_and_the_page_says_so(app, client):
    assert "campaigns of other zones" not in client.get("/calendar").text
    wish = Wish(hashtags=["#b"], accounts=["clinic-x"], times=["daily 09:00"], timezone="Asia/Tokyo")
    campaigns.new(app, "tokyo", wish)
    page = client.get("/calendar")
    assert "campaigns of other zones" in page.text
    assert "times in Europe/London" in page.text
    assert "times in Asia/Tokyo" in client.get("/calendar?campaign=tokyo").text


def test_what_has_no_room_is_a_link_to_its_day(app, client):
    found = cell(read(client.get("/calendar")), "2026-11-23")
    whole = [row.id for row in deliveries.listed(app, Filter()) if row.wall.startswith("2026-11-23")]
    assert ids_in(found) == whole[:3]
    others = found.css_first("a.others")
    assert others.text().startswith(f"+{len(whole) - 3} more")
    page = read(client.get(f"/calendar{others.attributes['href'].removeprefix('/calendar')}"))
    assert ids_in(page.css_first(".day")) == whole


def test_empty_days_to_come_offer_a_new_post_and_past_ones_do_not(client):
    page = read(client.get("/calendar"))
    assert cell(page, "2026-11-28").css_first("a.new").attributes["href"] == "/compose?at=2026-11-28"
    assert cell(page, "2026-11-22").css_first("a.new") is None
    assert "data-drop" not in cell(page, "2026-11-22").attributes
    assert cell(page, "2026-11-23").attributes["data-drop"] == "2026-11-23"


def test_only_what_may_move_can_be_dragged(app, client):
    for key, state in ((1, State.PUBLISHED), (2, State.FAILED), (3, State.HELD)):
        scene.put(app, key, state)
    page = read(client.get("/calendar?view=list"))
    assert page.css_first("#post-1 [data-move]") is None
    assert page.css_first("#post-2 [data-move]") is None
    assert page.css_first("#post-3 [data-move]").attributes["href"] == "/queue/3"
    month = read(client.get("/calendar?state=published"))
    assert "draggable" not in month.css_first("#post-1").attributes


@pytest.mark.parametrize(
    ("view", "before", "after"),
    [
        ("month", "2026-10-01", "2026-12-01"),
        ("list", "2026-10-01", "2026-12-01"),
        ("week", "2026-11-16", "2026-11-30"),
        ("day", "2026-11-22", "2026-11-24"),
    ],
)
def test_one_goes_on_and_back_by_links_that_keep_the_filter(client, view, before, after):
    page = read(client.get(f"/calendar?view={view}&account=clinic-x"))
    for rel, day in (("prev", before), ("next", after)):
        address = page.css_first(f".pager a[rel={rel}]").attributes["href"]
        assert f"at={day}" in address
        assert "account=clinic-x" in address
        read(client.get(address))


def test_a_week_has_its_hours(app, client):
    page = read(client.get("/calendar?view=week"))
    assert len(page.css("table.week tbody tr")) == 24
    nine = page.css("table.week tbody tr")[9]
    assert nine.css_first("th[scope=row]").text() == "09:00"
    assert (
        ids_in(nine.css("td")[0])
        == [row.id for row in deliveries.listed(app, Filter()) if row.wall == "2026-11-23T09:00"][:3]
    )


def test_a_filter_narrows_every_view(app, client):
    for view in ("month", "week", "list", "day"):
        shown = ids_in(read(client.get(f"/calendar?view={view}&account=clinic-x")))
        assert shown
        assert {one(app, key).account for key in shown} == {"clinic-x"}


@pytest.mark.parametrize(
    "query", ["view=year", "at=soon", "at=0001-01-01", "at=9999-12-31", "state=x", "after=x&view=list"]
)
def test_what_cannot_be_shown_is_refused_in_words(client, query):
    read(client.get(f"/calendar?{query}"), 409)


@pytest.mark.parametrize("day", ["1970-02-01", "2200-01-01"])
@pytest.mark.parametrize("view", ["month", "week", "list", "day"])
def test_the_first_and_the_last_day_can_be_shown(client, view, day):
    read(client.get(f"/calendar?view={view}&at={day}"))


def test_a_post_that_is_put_on_another_day_keeps_its_time_and_the_message_takes_it_back(app, client):
    before = one(app, 1)
    page = put_off(client, 1, "2026-11-27")
    assert one(app, 1).wall == f"2026-11-27{before.wall[10:]}"
    assert flash(page) == f"Post moved to Fri 27 Nov {before.wall[11:]} Europe/London."
    assert page.css_first("#flash").attributes["role"] == "status"
    assert page.css_first("#post-1 a[autofocus]")
    undo = page.css_first("#flash form")
    fields = {field.attributes["name"]: field.attributes["value"] for field in undo.css("input")}
    read(client.post(undo.attributes["action"], data=fields))
    assert one(app, 1) == before


def test_the_moved_post_is_shown_although_its_day_has_no_room(app, client):
    last = [row.id for row in deliveries.listed(app, Filter()) if row.wall.startswith("2026-11-24")][-1]
    page = put_off(client, last, "2026-11-25")
    assert last in ids_in(cell(page, "2026-11-25"))


def test_the_wall_time_is_kept_over_the_change_of_clocks(app, client):
    at(app, 1, "2027-03-27T09:00")
    put_off(client, 1, "2027-03-29")
    moved = one(app, 1)
    assert moved.wall == "2027-03-29T09:00"
    assert moved.scheduled_for == datetime(2027, 3, 29, 8, tzinfo=UTC)


def test_a_time_that_clocks_skip_goes_out_later_and_the_message_says_so(app, client):
    at(app, 1, "2027-03-27T01:30")
    page = put_off(client, 1, "2027-03-28")
    assert one(app, 1).scheduled_for == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert "Clocks skip that time" in flash(page)
    put_off(client, 1, "2027-03-29")
    assert one(app, 1).wall == "2027-03-29T01:30"


def test_a_time_that_comes_twice_is_the_first_of_the_two(app, client):
    at(app, 1, "2027-10-30T01:30")
    page = put_off(client, 1, "2027-10-31")
    assert one(app, 1).scheduled_for == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert "comes twice" in flash(page)


def test_a_post_of_another_zone_keeps_its_own_time_of_day(app, client):
    at(app, 1, "2026-12-01T23:00", "America/New_York")
    put_off(client, 1, "2026-12-04", "Europe/London")
    assert (one(app, 1).wall, one(app, 1).zone) == ("2026-12-03T23:00", "America/New_York")


def test_in_a_week_a_post_takes_the_hours_quarter_of_the_calendars_zone(app, client):
    put_off(client, 1, "2026-11-26", at="14:22")
    assert one(app, 1).wall == "2026-11-26T14:15"
    at(app, 2, "2026-12-01T23:00", "America/New_York")
    put_off(client, 2, "2026-11-26", at="14:45")
    assert (one(app, 2).wall, one(app, 2).zone) == ("2026-11-26T09:45", "America/New_York")


def test_the_dialog_gives_a_post_its_own_wall_time(app, client):
    page = send(client, id=1, when="2026-12-03T12:30")
    assert one(app, 1).wall == "2026-12-03T12:30"
    assert flash(page) == "Post moved to Thu 3 Dec 12:30 Europe/London."


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "2026-11-02"}, "That time has passed already."),
        ({"when": "soon"}, "“soon” is no date or time"),
        ({}, "Say when it is to go out."),
        ({"day": "2026-11-27", "zone": "Mars/Olympus"}, "There is no time zone"),
        ({"day": "9999-12-31"}, "The calendar shows no such day."),
    ],
)
def test_a_move_that_is_refused_says_why_and_shows_what_is_so(app, client, fields, words):
    before = one(app, 1)
    page = send(client, id=1, **fields)
    assert flash(page).startswith(words)
    assert page.css_first("#flash").attributes["role"] == "alert"
    assert page.css_first("#post-1")
    assert one(app, 1) == before


def test_what_is_out_does_not_move_whoever_asks(app, client):
    scene.put(app, 1, State.PUBLISHED)
    assert "is published" in flash(put_off(client, 1, "2026-11-27"))


def test_a_post_that_there_is_not_is_said(client):
    assert "no delivery 99999" in flash(put_off(client, 99999, "2026-11-27")).lower()


def test_a_day_that_is_none_is_refused(client):
    page = read(client.post("/calendar/move", data={"id": 1, "day": "soon"}), 422)
    assert "“day” cannot be used: “soon” is no day: write for example 2026-12-01." in page.css_first("main").text()


def test_a_thread_moves_as_a_whole_by_its_first_post(app, client):
    with app.store.write() as connection:
        connection.execute(update(Delivery).where(Delivery.id == 2).values(parent_id=1))
    assert "move the thread's first post" in flash(put_off(client, 2, "2026-11-27"))
    put_off(client, 1, "2026-11-27")
    assert one(app, 2).wall == one(app, 1).wall
    assert read(client.get("/calendar?view=list")).css_first("#post-2 [data-move]") is None


def test_a_month_of_a_thousand_posts_is_light_and_asks_the_store_as_often(app, client):
    statements, counts = asked(app), {}
    for view in ("month", "week", "list"):
        statements.clear()
        read(client.get(f"/calendar?view={view}"))
        counts[view] = len(statements)
    assert copied(app, 1000, timedelta(minutes=40)) > 1000
    for view, before in counts.items():
        statements.clear()
        answer = client.get(f"/calendar?view={view}&at=2026-12-01")
        assert len(statements) == before
        assert len(answer.content) < 150_000, view
    assert max(counts.values()) <= 18, counts


def test_a_week_with_posts_in_every_hour_is_light(app, client):
    copied(app, 24 * 7 * 6, timedelta(minutes=20))
    answer = client.get("/calendar?view=week&at=2026-11-30")
    page = read(answer)
    assert [len(cell.css(".entry")) for cell in page.css("table.week td")] == [1] * 168
    assert len(page.css("a.others")) == 168
    assert len(answer.content) < 145_000


def test_the_list_goes_on_page_after_page(app, client):
    copied(app, 150, timedelta(minutes=1))
    seen, path = [], "/calendar?view=list"
    while path:
        page = read(client.get(path))
        seen += ids_in(page)
        more = page.css_first("a[rel=next].button.quiet:not(.only-icon)")
        path = more.attributes["href"] if more else None
    november = Filter(until=datetime(2026, 12, 1, tzinfo=UTC))
    assert seen == [row.id for row in deliveries.listed(app, november)]


def test_a_get_of_what_moves_changes_nothing(app, client):
    assert client.get("/calendar/move", params={"id": 1, "day": "2026-11-27"}).status_code == 405


def shown_with(app, path, **defaults):
    """A page where the settings file says so."""
    section = app.config.defaults.model_copy(update=defaults)
    with asking(replace(app, config=app.config.model_copy(update={"defaults": section}))) as client:
        return read(client.get(path))


@pytest.mark.parametrize("view", ["month", "week"])
@pytest.mark.parametrize(("day", "words"), [("monday", "Mon"), ("saturday", "Sat"), ("sunday", "Sun")])
def test_weeks_begin_with_the_day_of_the_settings(app, view, day, words):
    page = shown_with(app, f"/calendar?view={view}", first_weekday=day)
    heads = [head.text(strip=True) for head in page.css("table.calendar thead th") if head.text(strip=True) != "Hour"]
    assert heads[0].startswith(words)
    assert len(heads) == 7


@pytest.mark.parametrize(("hours", "words"), [(24, "17:30"), (12, "5:30 pm")])
@pytest.mark.parametrize("path", ["/calendar?view=week", "/calendar?view=list", "/queue", "/queue/4"])
def test_clocks_have_as_many_hours_as_the_settings_say(app, path, hours, words):
    said = shown_with(app, path, hours=hours).css_first("main").text()
    assert words in said
    assert {24: "5:30 pm", 12: " 17:30 "}[hours] not in said


def test_noon_and_midnight_have_their_names_on_a_clock_of_twelve_hours():
    assert [wall(datetime(2026, 11, 23, hour, 5), 12) for hour in (0, 11, 12, 23)] == [
        "12:05 am",
        "11:05 am",
        "12:05 pm",
        "11:05 pm",
    ]
