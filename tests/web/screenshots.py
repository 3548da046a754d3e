"""``python -m tests.web.screenshots FOLDER [--dark]`` takes every page, with the first article's data, to be looked at."""

import argparse
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from campaign.desk import composing, deliveries, drafts, ticking
from campaign.desk.adding import Asked
from campaign.desk.demo import example
from campaign.desk.sources import Pasted
from campaign.drafted import PostDraft
from campaign.reasons import Reason
from campaign.states import State
from campaign.store.values import Selection
from campaign.web.serving import Dashboard
from tests.browsing import BROWSER_ARGUMENTS, chromium
from tests.web import scene

WIDTHS = (1280, 390)
#: A picture shows no more of a long page than this, in pixels.
MOST = 1600
WORDS = "A rested back heals sooner: sleep on your side, with a pillow between your knees. #massagetherapyforsciatica"
#: How the name of a picture ends.
DARK = {"light": "", "dark": "-dark"}
#: Pages of an installation in the midst of its campaign; a new screen adds its own.
PAGES = (
    *(
        "/",
        "/queue",
        "/queue?state=held",
        "/queue/4",
        "/queue/9",
        "/queue/9/now",
        "/queue/16",
        "/articles",
        "/articles/1",
    ),
    *("/articles/1/dates", "/compose", "/compose/2", "/settings", "/settings/tokens", "/settings/links"),
    *("/calendar", "/calendar?view=week", "/calendar?view=list", "/calendar?view=day&at=2026-11-27"),
    *("/campaigns", "/campaigns/new", "/campaigns/sciatica", "/campaigns/sciatica/change", "/campaigns/sciatica/times"),
    "/campaigns/sciatica/trial?approve=true",
    *("/accounts", "/accounts/1", "/accounts/new", "/accounts/new?platform=x", "/accounts/1/remove"),
    *("/queue/13/withdraw", "/settings/switch", "/settings/backups", "/settings/defaults"),
    "/feeds/clinic-x/timeline.html",
    *(
        "/campaigns/sciatica/times?each=1",
        "/approvals",
        "/approvals/25",
        "/history",
        "/reports",
        "/reports/campaign?campaign=sciatica",
        "/help",
        "/api",
        "/nowhere",
    ),
)
#: Pages of one in which there is nothing yet.
EMPTY = (
    "/",
    "/welcome",
    "/articles",
    "/compose",
    "/queue",
    "/calendar",
    "/calendar?view=list",
    "/campaigns",
    "/campaigns/new",
    "/approvals",
    "/history",
)

#: What needs a hand at the first slot, in the order of its accounts.
HANDS = (
    (State.FAILED, Reason("rejected", {"platform": "Bluesky", "said": "400 InvalidRequest: text too long"})),
    (State.IN_DOUBT, Reason("answer_lost", {"platform": "Mastodon", "said": "the connection was closed"})),
    (State.HELD, Reason("unauthorized", {"platform": "X", "said": "401 Unauthorized"})),
)


def a_campaign(folder):
    """Some of it is out, some waits for approval, and one of each kind needs a hand."""
    app = scene.installation(folder)
    scene.queued(app)
    later = scene.at(app, scene.NOW.replace(day=25, hour=10))
    ticking.tick(later, later.clock.now().isoformat())
    ids = [one.id for one in deliveries.listed(later, deliveries.Filter(states=[State.QUEUED]))]
    deliveries.hold(later, Selection((ids[3],)))
    for key, (state, reason) in zip(ids, HANDS, strict=False):
        scene.put(later, key, state, reason)
    for key in ids[8:14]:
        scene.put(later, key, State.PROPOSED)
    drafts.draft_article(later, scene.CAMPAIGN, Pasted(example().read_text()), Asked())
    composing.compose_draft(later, scene.CAMPAIGN, PostDraft(text=WORDS, link="https://clinic.example/sciatica"))
    scene.alive(later)
    return later


def serve(app):
    """Its dashboard, on any free port."""
    config = app.config.model_copy(update={"web": app.config.web.model_copy(update={"port": 0})})
    return Dashboard(replace(app, config=config))


def picture(page, file, width):
    """The page as it is now, no more of it than is looked at."""
    height = min(page.evaluate("document.documentElement.scrollHeight"), MOST)
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


def take(folder, browser, app, pages, prefix, scheme):
    """Every page at every width."""
    served = serve(app)
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        for path in pages:
            page.goto(served.address.rstrip("/") + path)
            name = re.sub(r"\W+", "-", path).strip("-") or "home"
            picture(page, folder / f"{prefix}{name}-{width}{DARK[scheme]}.png", width)
        page.close()
    served.close()


def main():
    """Takes them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dark", action="store_true")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as full, tempfile.TemporaryDirectory() as empty:
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGUMENTS)
        for scheme in ("light", "dark") if given.dark else ("light",):
            for app, pages, prefix in (
                (a_campaign(Path(full) / scheme), PAGES, ""),
                (scene.installation(Path(empty) / scheme), EMPTY, "empty-"),
            ):
                take(given.folder, browser, app, pages, prefix, scheme)
        browser.close()


if __name__ == "__main__":
    main()
