"""When a browser first shows something of the queue, of 100,000 deliveries: Chromium over loopback, the dashboard alone.

`first-contentful-paint` of the Performance API (https://www.w3.org/TR/paint-timing/): milliseconds since the browser
set out for the page.
"""

import contextlib
import statistics

from playwright.sync_api import sync_playwright

from tests.benchmarks.dashboard import ALONE, get, serving
from tests.benchmarks.installation import installation, settle_statistics
from tests.browsing import BROWSER_ARGUMENTS, chromium
from tests.web.crowd import crowd

ROWS, TIMES, PAGE = 100_000, 21, "/queue"
#: Waits until it is there; the page may be loaded before it is painted.
_PAINTED = """() => new Promise(found => new PerformanceObserver(seen =>
    seen.getEntriesByName("first-contentful-paint").forEach(one => found(one.startTime))
).observe({type: "paint", buffered: true}))"""


def run():
    """With nothing in the browser's cache, and with what the page before has left there."""
    with installation() as (app, settings):
        crowd(app, ROWS)
        settle_statistics(app)
        with serving(settings, ALONE) as (_, port), _browser() as browser:
            # The templates' and the planner's.
            get(port, PAGE)
            cold, warm = zip(*(_painted(browser, f"http://127.0.0.1:{port}{PAGE}") for _ in range(TIMES)), strict=True)
    for when, took in (("nothing cached", cold), ("once more", warm)):
        yield f"first paint of the queue, {when}: p50", statistics.median(took), "ms"
        yield f"first paint of the queue, {when}: most of {TIMES}", max(took), "ms"


def _painted(browser, address):
    """Milliseconds of a first look, by a process of the browser that has just begun, and of one more."""
    with contextlib.closing(browser.new_context()) as context, contextlib.closing(context.new_page()) as page:
        return [_shown(page, address) for _ in range(2)]


def _shown(page, address):
    page.goto(address)
    return page.evaluate(_PAINTED)


@contextlib.contextmanager
def _browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGUMENTS)
        yield opened
        opened.close()
