"""A marketer's whole way in a real browser, from no campaign to a post that is out; a real worker sends it."""

import re

import pytest

from campaign.desk.demo import example
from tests.waiting import eventually
from tests.web import town

pytestmark = pytest.mark.long
HASHTAG = "#SciaticaRelief"
WORDS = "Massage eases the pain of sciatica, and a good night's sleep helps it along."


@pytest.fixture
def living(tmp_path):
    with town.living(tmp_path / "town") as opened:
        yield opened


@pytest.fixture
def visit(browser, living):
    """Opens a browser's page at the town's dashboard; afterwards it may not have complained."""
    contexts, complaints = [], []

    def open_page(**options):
        context = browser.new_context(base_url=living.address, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(f"{said.text} {said.location}") if said.type == "error" else None
        )
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    yield open_page
    for one in contexts:
        one.close()
    assert complaints == [], complaints


class Hand:
    """A marketer with a mouse."""

    def __init__(self, page):
        self.page = page

    def press(self, name, within=None, exact=True):
        (within or self.page).get_by_role("button", name=name, exact=exact).first.click()

    def follow(self, name, within=None):
        (within or self.page).get_by_role("link", name=name).first.click()

    def tick(self, name, within=None):
        (within or self.page).get_by_role("checkbox", name=name).first.check()

    def type(self, label, text, within=None):
        (within or self.page).get_by_label(label, exact=False).first.fill(text)

    def open(self, summary):
        summary.click()


class Keys(Hand):
    """A marketer without one: Tab goes on, Enter and Space press, and where they are can be seen."""

    def reach(self, element):
        """Goes there by Tab alone."""
        wanted = element.element_handle()
        for _ in range(400):
            if wanted.evaluate("one => document.activeElement === one"):
                assert wanted.evaluate(SEEN), wanted.evaluate("one => one.outerHTML")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {wanted.evaluate('one => one.outerHTML')}")

    def press(self, name, within=None, exact=True):
        self.reach((within or self.page).get_by_role("button", name=name, exact=exact).first)
        self.page.keyboard.press("Enter")

    def follow(self, name, within=None):
        self.reach((within or self.page).get_by_role("link", name=name).first)
        self.page.keyboard.press("Enter")

    def tick(self, name, within=None):
        self.reach((within or self.page).get_by_role("checkbox", name=name).first)
        self.page.keyboard.press("Space")

    def type(self, label, text, within=None):
        self.reach((within or self.page).get_by_label(label, exact=False).first)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def open(self, summary):
        self.reach(summary)
        self.page.keyboard.press("Enter")


#: What has the focus has a frame, and stands on the screen with its middle uncovered.
SEEN = """one => {
  const box = one.getBoundingClientRect(), look = getComputedStyle(one);
  const at = document.elementFromPoint(box.left + box.width / 2, Math.max(0, box.top) + Math.min(box.height, innerHeight) / 2);
  return parseFloat(look.outlineWidth) >= 2 && look.outlineStyle !== "none" && (at === one || one.contains(at) || at?.contains(one));
}"""


def makes_a_campaign(hand):
    hand.page.goto("/campaigns")
    hand.follow(re.compile("new campaign", re.IGNORECASE))
    hand.type("Name", "spring")
    hand.type("Hashtag", HASHTAG)
    hand.press("Make the campaign")
    hand.page.get_by_text("is made. Now add an article to it.").wait_for()


def cuts_an_article(hand):
    hand.follow("Articles")
    hand.type("Its text", example().read_text())
    hand.press("Cut into posts")
    hand.page.get_by_text("The article is cut.").wait_for()


def works_on_it(hand):
    """Writes one anew, makes two of one, and one of two."""
    page, count = hand.page, hand.page.locator(".shaped").count()
    hand.open(page.locator("#post-0 summary"))
    hand.type("Text", WORDS, page.locator("#post-0"))
    hand.press("Save the text", page.locator("#post-0"))
    page.get_by_text("The text is saved.").wait_for()
    # One that has two sentences at least; the first is a person's words now.
    card = page.locator(".shaped:has(select[name=at])").last
    number = int(card.get_attribute("data-post")) + 1
    card = page.locator(f"#post-{number - 1}")
    hand.open(card.locator("summary"))
    hand.press("Split", card)
    page.get_by_text("The post is two now.").wait_for()
    assert page.locator(".shaped").count() == count + 1
    hand.press(f"Merge with the next post {number}")
    page.get_by_text("The two posts are one.").wait_for()
    assert page.locator(".shaped").count() == count


def queues_it(hand):
    page, count = hand.page, hand.page.locator(".shaped").count()
    hand.follow("Dates, then add all to the queue")
    page.get_by_role("heading", name="Dates").wait_for()
    assert page.locator("table tbody tr").count() == count
    assert WORDS in page.locator("table tbody tr").first.text_content()
    hand.press("Add all to the queue")
    page.get_by_text(f"{count} posts added to the queue. They wait for approval.").wait_for()


def approves_the_first(hand):
    hand.tick("Choose post 1")
    hand.press("Approve")
    hand.page.get_by_text("1 post approved.").wait_for()


def finds_it_in_history(hand):
    hand.follow("History")
    row = hand.page.locator("table tbody tr")
    row.get_by_text("published").wait_for()
    assert row.count() == 1
    hand.follow("See it", row)
    hand.page.get_by_text(WORDS).wait_for()


def goes_the_way(hand):
    makes_a_campaign(hand)
    cuts_an_article(hand)
    works_on_it(hand)
    queues_it(hand)
    approves_the_first(hand)


def test_with_javascript_the_page_shows_by_itself_that_the_post_is_out(living, visit):
    hand = Hand(visit())
    goes_the_way(hand)
    hand.page.goto("/queue/1")
    assert "queued" in hand.page.locator(".lead").text_content()
    hand.page.goto("/queue")
    # The page's own word that it listens: the server has looked by then, and tells what changes from there on.
    # It is asked for anew each time: a function that waits in the page is one that the page's policy forbids.
    eventually(lambda: hand.page.evaluate("document.getElementById('live')._htmx?.sse?.status") == 200)
    living.hurry()
    hand.page.locator("#post-1").wait_for(state="detached")
    finds_it_in_history(hand)


def test_without_javascript_a_reload_shows_it(living, visit):
    hand = Hand(visit(java_script_enabled=False))
    goes_the_way(hand)
    living.hurry()
    hand.page.goto("/queue/1")
    while "published" not in hand.page.locator(".lead").text_content():
        hand.page.reload()
    finds_it_in_history(hand)


def test_the_keyboard_alone_goes_the_whole_way(living, visit):
    hand = Keys(visit(reduced_motion="reduce"))  # else the page still glides when it is looked at
    goes_the_way(hand)
    living.hurry()
    finds_it_in_history(hand)
