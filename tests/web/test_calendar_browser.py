"""The calendar in a real browser: dragged, moved by keyboard, without JavaScript, on a small screen."""

import pytest

from campaign.desk import deliveries
from campaign.states import State
from campaign.store.history import Filter
from tests.web import scene

#: All of a page is on the screen: it does not scroll under what is dragged.
TALL = {"viewport": {"width": 1280, "height": 2500}}
WEEKEND = 'td[data-drop="2026-11-28"]'


def wall(app, key):
    return deliveries.listed(app, Filter(ids=[key]))[0].wall


def focused(page):
    return page.evaluate("document.activeElement.closest('li')?.id")


def test_a_post_is_dragged_to_another_day_and_keeps_its_time(app, opened):
    page = opened(**TALL)
    page.goto("/calendar")
    post = page.locator("li.entry[draggable]").first
    name = post.get_attribute("id")
    before = wall(app, int(name[5:]))
    post.drag_to(page.locator(WEEKEND))
    page.get_by_text(f"Post moved to Sat 28 Nov {before[11:]} Europe/London.").wait_for()
    assert wall(app, int(name[5:])) == f"2026-11-28{before[10:]}"
    assert page.locator(f"{WEEKEND} #{name}").count() == 1
    assert focused(page) == name
    page.get_by_role("button", name="Undo").click()
    page.locator(f'td[data-drop="2026-11-23"] #{name}').wait_for()
    assert wall(app, int(name[5:])) == before


def test_in_the_week_a_post_is_dragged_to_a_quarter_of_an_hour(app, opened):
    page = opened(**TALL)
    page.goto("/calendar?view=week")
    post = page.locator("li.entry[draggable]").first
    name = post.get_attribute("id")
    cell = page.locator('td[data-drop="2026-11-26"][data-hour="14"]')
    box = cell.bounding_box()
    post.drag_to(cell, target_position={"x": 20, "y": box["height"] * 0.6})
    page.get_by_text("Post moved to Thu 26 Nov 14:30 Europe/London.").wait_for()
    assert wall(app, int(name[5:])) == "2026-11-26T14:30"


def test_past_days_take_nothing_and_what_is_out_does_not_move(app, opened):
    scene.put(app, 1, State.PUBLISHED)
    before = [one.wall for one in deliveries.listed(app, Filter())]
    page = opened(**TALL)
    page.goto("/calendar")
    page.locator("li.entry[draggable]").first.drag_to(page.locator("td.past").last)
    page.locator("#post-1").drag_to(page.locator(WEEKEND))
    page.locator("li.entry[draggable]").first.drag_to(page.locator(WEEKEND))
    page.get_by_text("Post moved to Sat 28 Nov").wait_for()
    after = [one.wall for one in deliveries.listed(app, Filter())]
    assert len(set(after) - set(before)) == 1


def test_a_refused_drag_says_why_and_shows_what_is_so(app, opened):
    page = opened(**TALL)
    page.route(
        "**/live", lambda route: route.fulfill(content_type="text/event-stream", body=": hello\n\n")
    )  # a page that does not hear of it
    page.goto("/calendar")
    post = page.locator("li.entry[draggable]").first
    name = post.get_attribute("id")
    scene.put(app, int(name[5:]), State.PUBLISHED)
    post.drag_to(page.locator(WEEKEND))
    page.locator("#flash[role=alert]").get_by_text("is published").wait_for()
    assert page.locator(f'td[data-drop="2026-11-23"] #{name}.published').count() == 1


def test_a_post_is_moved_by_keyboard_alone(app, opened):
    page = opened()
    page.goto("/calendar")
    link = page.locator("[data-move]").first
    key = int(link.get_attribute("data-move"))
    link.focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for()
    assert page.evaluate("document.activeElement.name") == "when"
    assert page.locator("dialog .zone").inner_text() == "Europe/London"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.dataset.move") == str(key)
    page.keyboard.press("Enter")
    page.locator("dialog input[name=when]").fill("2026-11-27T12:30")
    page.keyboard.press("Enter")
    page.get_by_text("Post moved to Fri 27 Nov 12:30 Europe/London.").wait_for()
    assert wall(app, key) == "2026-11-27T12:30"
    assert focused(page) == f"post-{key}"


def test_the_open_dialog_is_accessible(opened):
    from axe_playwright_python.sync_playwright import Axe

    page = opened()
    page.goto("/calendar")
    page.locator("[data-move]").first.click()
    page.locator("dialog[open]").wait_for()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_without_javascript_a_post_is_moved_on_its_own_page(app, opened):
    page = opened(java_script_enabled=False)
    page.goto("/calendar")
    link = page.locator("[data-move]").first
    key = int(link.get_attribute("data-move"))
    link.click()
    page.locator("input[name=when]").fill("2026-12-03T12:30")
    page.get_by_role("button", name="Move it").click()
    page.get_by_text("Moved to Thu 3 Dec 2026, 12:30 Europe/London.").wait_for()
    assert wall(app, key) == "2026-12-03T12:30"


@pytest.mark.parametrize("view", ["month", "week"])
def test_on_a_small_screen_a_table_is_a_list_of_days_in_their_order(opened, view):
    page = opened(viewport={"width": 390, "height": 900})
    page.goto(f"/calendar?view={view}")
    tops = page.locator("li.entry").evaluate_all(
        "posts => posts.map(one => [one.querySelector('.move').dataset.wall, one.getBoundingClientRect().top])"
    )
    assert [moment for moment, _ in sorted(tops, key=lambda one: one[1])] == sorted(moment for moment, _ in tops)
    assert page.locator("li.entry").evaluate_all("chips => Math.min(...chips.map(one => one.offsetWidth))") > 300


@pytest.mark.parametrize("view", ["month", "week"])
def test_on_a_small_screen_earlier_today_and_later_stand_in_one_line(opened, view):
    page = opened(viewport={"width": 360, "height": 800})
    page.goto(f"/calendar?view={view}")
    assert len(page.locator(".pager a").evaluate_all("ways => [...new Set(ways.map(one => one.offsetTop))]")) == 1


def test_a_post_of_the_queue_is_dragged_onto_another_of_its_account(opened):
    page = opened(**TALL)
    page.goto("/queue?account=clinic-x")
    rows = page.locator("li.row")
    before = rows.evaluate_all("rows => rows.map(row => row.id)")
    rows.nth(3).drag_to(rows.nth(0))
    page.get_by_text("have changed places.").wait_for()
    after = rows.evaluate_all("rows => rows.map(row => row.id)")
    assert (after[0], after[3]) == (before[3], before[0])


def test_a_post_of_the_queue_is_not_dragged_onto_another_accounts(app, opened):
    before = [(one.id, one.wall) for one in deliveries.listed(app, Filter())]
    page = opened(**TALL)
    page.goto("/queue")
    lanes = page.locator("li.row").evaluate_all("rows => rows.map(row => row.dataset.lane)")
    other = next(place for place, lane in enumerate(lanes) if lane != lanes[0])
    page.locator("li.row").nth(0).drag_to(page.locator("li.row").nth(other))
    page.goto("/queue")
    assert [(one.id, one.wall) for one in deliveries.listed(app, Filter())] == before


def test_the_hours_of_a_week_stand_below_their_days(opened):
    page = opened(viewport={"width": 1280, "height": 900})
    page.goto("/calendar?view=week")
    heads, cells = (
        page.locator(f".week {row}").first.locator("th, td").evaluate_all("all => all.map(one => one.offsetLeft)")
        for row in ("thead tr", "tbody tr")
    )
    assert heads == cells
    assert len(heads) == 8
