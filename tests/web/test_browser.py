"""A real browser over the real server: every page is sound, accessible, and at home on every screen."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from campaign.desk import deliveries, ticking
from campaign.states import State
from campaign.store.history import Filter
from tests.waiting import eventually
from tests.web import scene

CAMPAIGN = f"/campaigns/{scene.CAMPAIGN}"
PAGES = (
    *(
        "/",
        "/articles",
        "/compose",
        "/queue",
        "/queue/1",
        "/history",
        "/reports",
        "/reports/campaign?campaign=sciatica",
        "/help",
        "/api",
        "/nowhere",
        "/approvals",
    ),
    *("/calendar", "/calendar?view=week", "/calendar?view=list"),
    *(
        "/campaigns",
        "/campaigns/new",
        CAMPAIGN,
        f"{CAMPAIGN}/times",
        f"{CAMPAIGN}/change",
        f"{CAMPAIGN}/trial?approve=true",
    ),
    *("/accounts", "/accounts/1", "/accounts/1/remove", "/accounts/new", "/accounts/new?platform=x", "/welcome"),
    *("/accounts/1/connect", "/accounts/callback?state=a&code=b", "/settings", "/settings/switch"),
    *("/settings/backups", "/settings/defaults", "/settings/users", "/settings/tokens", "/settings/links"),
)
#: Of what passes, nobody wants to be handed every element.
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
#: All that another colour scheme changes of a page.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
#: Into so many parts the pages are dealt, so that all processes of a run have some of them.
PARTS = 8


def shown_on_the_feed(app):
    """The path of a feed's page, once the first post is out on it."""
    later = scene.at(app, scene.NOW.replace(hour=10))
    ticking.tick(later, later.clock.now().isoformat())
    account = deliveries.listed(app, Filter(states=[State.PUBLISHED]))[0].account
    return f"/feeds/{account}/timeline.html"


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_published_post_is_withdrawn_by_whoever_reads_what_happens(app, opened, script):
    shown_on_the_feed(app)
    key = deliveries.listed(app, Filter(states=[State.PUBLISHED]))[0].id
    page = opened(java_script_enabled=script)
    page.goto(f"/queue/{key}")
    page.get_by_role("link", name="Withdraw…").click()
    page.get_by_role("button", name="Withdraw it").click()
    page.get_by_text("The post is withdrawn").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_everything_is_stopped_and_started_again(opened, script):
    page = opened(java_script_enabled=script)
    page.goto("/settings/switch")
    page.get_by_label("Why?").fill("a recall")
    page.get_by_label("Stop all accounts").check()
    page.get_by_role("button", name="Stop everything").click()
    page.locator("#worker").get_by_text("Everything is stopped.").wait_for()
    page.get_by_role("link", name="Start again…").click()
    page.get_by_label("Let everything go on").check()
    page.get_by_role("button", name="Start again").click()
    page.get_by_text("Everything goes on.").wait_for()


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_in_light_and_in_the_dark(app, opened, part):
    scene.put(app, 1, State.FAILED, scene.rejected())
    scene.put(app, 2, State.IN_DOUBT, scene.lost())
    scene.put(app, 3, State.PROPOSED)
    page = opened(color_scheme="light", reduced_motion="reduce")
    feed = shown_on_the_feed(app)
    for path in (*PAGES, "/queue/2", "/approvals/3", f"{CAMPAIGN}/times?each=1", feed)[part::PARTS]:
        page.goto(path)
        found = Axe().run(page, options=WCAG)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        page.emulate_media(color_scheme="dark")
        assert page.evaluate("options => axe.run(options)", CONTRAST)["violations"] == [], f"{path}, in the dark"
        page.emulate_media(color_scheme="light")


@pytest.mark.long
def test_no_page_is_wider_than_a_small_screen(app, opened):
    scene.put(app, 1, State.FAILED, scene.rejected())
    page = opened(viewport={"width": 320, "height": 700})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_post_is_held_and_the_hold_taken_back(opened, script):
    page = opened(java_script_enabled=script)
    page.goto("/queue")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Hold", exact=True).first.click()
    page.get_by_text("1 post held.").wait_for()
    assert page.locator("li.row.held").count() == 1
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("1 post released.").wait_for()
    assert page.locator("li.row.held").count() == 0


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_posts_change_places_by_a_button(opened, script):
    page = opened(java_script_enabled=script)
    page.goto("/queue?account=clinic-x")
    before = page.locator("li.row").evaluate_all("rows => rows.map(row => row.id)")
    page.get_by_role("button", name="Down").first.click()
    page.get_by_text("have changed places.").wait_for()
    after = page.locator("li.row").evaluate_all("rows => rows.map(row => row.id)")
    assert after == [before[1], before[0], *before[2:]]


@pytest.mark.parametrize("late", ["nothing", "htmx.min", "hx-sse.min"])
def test_an_open_page_shows_what_others_do(app, opened, late):
    from campaign.store.values import Selection

    page = opened()
    # What is fetched slowly may come after all the rest of a page; it listens none the less.
    page.route(f"**/{late}*", lambda asked: (page.wait_for_timeout(500), asked.continue_()))
    page.goto("/")
    # The page's own word that it listens: the server has looked by then, and tells what changes from there on.
    listening = "document.getElementById('live')._htmx?.sse?.status === 200"
    eventually(lambda: page.evaluate(listening))
    deliveries.hold(app, Selection((1,)))
    page.locator("#troubles li.held").wait_for(timeout=10_000)


def test_a_posts_page_shows_by_itself_that_it_is_out_unless_somebody_writes_there(app, opened):
    page, writing = opened(), opened()
    for one in (page, writing):
        one.goto("/queue/1")
        eventually(lambda one=one: one.evaluate("document.getElementById('live')._htmx?.sse?.status === 200"))
    writing.locator("textarea[name=text]").fill("Half a sentence")
    writing.locator("h1").click()
    later = scene.at(app, scene.NOW.replace(hour=10))
    ticking.tick(later, later.clock.now().isoformat())
    page.locator(".lead .published").wait_for(timeout=10_000)
    writing.locator("#stale").wait_for(timeout=10_000)
    assert writing.locator("textarea[name=text]").input_value() == "Half a sentence"


def test_a_post_reads_in_the_direction_of_its_script(app, opened):
    deliveries.edit(app, 1, "الراحة تشفي الجسم.\n#massagetherapyforsciatica")
    page = opened()
    page.goto("/queue/1")
    for place in (".post .text", "textarea[name=text]"):
        style = page.locator(place).evaluate("one => getComputedStyle(one).unicodeBidi")
        assert style == "plaintext", place
    across = """() => { const range = document.createRange(), words = document.querySelector(".post .text").firstChild;
        return [0, 17].map((at) => (range.setStart(words, at), range.setEnd(words, at + 1), range.getBoundingClientRect().x)); }"""
    first, full_stop = page.evaluate(across)
    assert full_stop < first


def test_everything_can_be_reached_by_keyboard(opened):
    page = opened()
    page.goto("/queue")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    names = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        names.add(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
    assert {"campaign", "account", "state", "Show"} <= names


def test_targets_are_large_enough_for_a_finger(opened):
    page = opened(viewport={"width": 390, "height": 800})
    page.goto("/queue")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("link", name="Calendar").is_visible()
    assert page.get_by_role("button", name="Hold", exact=True).first.is_visible()
    small = page.evaluate(
        "[...document.querySelectorAll('button, .button, input, select, nav a')]"
        ".filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect())"
        ".filter(box => box.width < 24 || box.height < 24).length"
    )
    assert small == 0


def test_the_countdown_goes_on_by_itself(opened):
    page = opened()
    page.goto("/")
    expect(page.locator("[data-until]").first).to_have_text(re.compile(r"in (\d+ h|\d+ min)"))
