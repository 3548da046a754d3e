"""The page of a digest in a real browser, as wide as a mail program and as narrow as a telephone shows it."""

from dataclasses import replace

import pytest

from campaign.digests import letter
from tests.digests.office import made_of
from tests.digests.test_digest_letters import part
from tests.reports.rich import NAMES

#: In how many lines the names of the first campaign's figures stand, but for the one of two words.
LINES = """[...document.querySelector('.figures').querySelectorAll('td')].map(one => {
    const range = document.createRange();
    range.selectNodeContents(one.lastChild);
    return [one.lastChild.textContent.trim(), range.getClientRects().length];
}).filter(([name, _]) => !name.includes(' ')).map(([_, lines]) => lines)"""


@pytest.mark.parametrize("width", [600, 390, 320])
def test_nothing_is_wider_than_the_screen_and_every_chart_is_shown(browser, tmp_path, width):
    parts = [replace(part(name), figures={**part().figures, "Published": 12_345, "Waiting": 3}) for name in NAMES]
    file = tmp_path / "digest.html"
    file.write_text(letter.page(made_of(*parts)))
    asked = []
    page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=True)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width >= 390:
        assert page.evaluate(LINES) == [1] * 5, "no figure's name is broken within a word"
    shown = page.evaluate("[...document.images].map(one => one.naturalWidth)")
    assert shown == [1000] * 12
    assert page.evaluate("[...document.querySelectorAll('h2')].every(one => getComputedStyle(one).fontSize == '17px')")
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []
    page.close()
