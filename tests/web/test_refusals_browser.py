"""What is refused on a page that swaps its content: it is said where somebody is at work, and a reload does no harm."""

import pytest
from playwright.sync_api import expect

from campaign.desk import drafts
from campaign.desk.sources import Pasted
from tests.web import scene


@pytest.fixture
def draft(app):
    """The address of a draft whose posts fill several screens."""
    return f"/articles/{drafts.draft_article(app, scene.CAMPAIGN, Pasted(scene.example().read_text()))}"


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_change_far_down_is_refused_where_it_was_made(opened, draft, script):
    page = opened(java_script_enabled=script)
    page.goto(draft)
    post = page.locator(".shaped").nth(9)
    post.locator("summary").click()
    post.get_by_label("Another tag").fill("#two words")
    post.get_by_role("button", name="Add it").click()
    said = page.locator(".shaped").nth(9).get_by_role("alert")
    said.get_by_text("breaks at the space").wait_for()
    expect(said).to_be_in_viewport()


def test_the_symbol_of_a_refusal_stands_beside_its_words_also_where_there_is_little_room(opened, draft):
    page = opened(viewport={"width": 390, "height": 800})
    page.goto(draft)
    page.locator(".shaped summary").first.click()
    page.get_by_label("Another tag").first.fill("#two words")
    page.get_by_role("button", name="Add it").first.click()
    page.get_by_role("alert").get_by_text("breaks at the space").wait_for()
    # In one look: the page may still be on its way to where the refusal stands.
    symbol, words = page.get_by_role("alert").evaluate(
        "alert => ['svg', 'span'].map(part => alert.querySelector(part).getBoundingClientRect()).map(one => [one.top, one.bottom])"
    )
    assert words[0] < symbol[1] < words[1] + 1


def test_after_a_refusal_a_reload_shows_the_page_again(opened, draft):
    page = opened()
    page.goto(draft)
    page.locator(".shaped summary").first.click()
    page.get_by_label("Another tag").first.fill("#two words")
    page.get_by_role("button", name="Add it").first.click()
    page.get_by_role("alert").get_by_text("breaks at the space").wait_for()
    page.reload()
    page.locator(".shaped").first.wait_for()


def test_the_menu_says_where_one_is_and_what_waits_after_a_form_too(opened, draft):
    page = opened()
    page.goto(f"{draft}/dates")
    assert page.get_by_label("Queue it even if it was queued before").count() == 0, "nobody was refused for that yet"
    page.get_by_role("button", name="Add all to the queue").click()
    page.get_by_label("Queue it even if it was queued before").check()
    page.get_by_role("button", name="Add all to the queue").click()
    page.get_by_text("They wait for approval.").wait_for()
    assert page.locator("#places [aria-current=page]").inner_text() == "Queue"
    assert page.locator("#places .count").is_visible()
