"""``python -m tests.web.report_pictures FOLDER YEAR`` takes every report, its page and its PDF, of a year of history.

YEAR is the file of ``python -m tests.benchmarks.year --attempts 2500 --out YEAR``, or a copy: this makes it look lived in.
"""

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright
from sqlalchemy import update

from campaign import app as composing
from campaign.desk.reporting import Days, kinds
from campaign.reports.forms import apart, pdf
from campaign.reports.forms.legible import legible
from campaign.store.models import Snapshot
from tests.browsing import BROWSER_ARGUMENTS, chromium
from tests.web import scene, screenshots
from tests.web.screenshots import DARK, picture, serve

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
#: What a reader looks at: a season of a campaign.
SEASON = "since=2026-09-01&until=2026-11-26"
#: The name of a picture → its page.
PAGES = {
    "campaign": f"/reports/campaign?campaign=berlin&{SEASON}",
    "account": f"/reports/account?account=bluesky-0&{SEASON}",
    "delivery": f"/reports/delivery?{SEASON}",
    "history": "/reports/history?campaign=berlin&since=2026-11-18&until=2026-11-25",
    "coverage": f"/reports/coverage?campaign=berlin&{SEASON}",
    "approvals": f"/reports/approvals?{SEASON}",
    "hashtags": f"/reports/hashtags?campaign=berlin&campaign=lord-howe&campaign=new-york&campaign=santiago&{SEASON}",
    "cost": f"/reports/cost?{SEASON}",
}
#: Of these there are pictures in the dark and on a telephone too.
MAIN = ("campaign", "account", "delivery")
#: The page of what would happen, of the installation that `screenshots` makes.
TRIAL = "/campaigns/sciatica/trial?approve=true"
#: Pixels of a page of a PDF across, and how many pages are shown.
_PPI, _SHOWN = 80, 2


def installation(folder, year):
    """The year on the day of the pictures, with a worker, and sealed; posts are seen more often than they are liked."""
    (folder / "config.toml").touch()
    app, _ = composing.init(folder / "config.toml", f"sqlite:///{year.resolve()}")
    app = scene.at(app, NOW)
    with app.store.write() as connection:
        connection.execute(update(Snapshot).values(impressions=Snapshot.impressions * 97 + Snapshot.likes * 31))
    app.sealer().seal()
    scene.alive(app)
    return app


def take(folder, browser, address, pages, width, scheme):
    """These pages at that width."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for name, path in pages.items():
        page.goto(address + path)
        picture(page, folder / f"reports-{name}-{width}{DARK[scheme]}.png", width)
    page.close()


def verified(folder, browser, address):
    """What “Verify” says of the sealed log."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.goto(f"{address}/settings/audit")
    page.get_by_role("button", name="Verify").click()
    page.wait_for_load_state()
    picture(page, folder / "reports-verify-1280.png", 1280)
    page.close()


def printed(folder, app):
    """The first pages of the campaign's report as PDF, by what sets the PDF itself."""
    _, document = kinds.made(app, "campaign", kinds.Asked(("berlin",), days=Days("2026-11-01", "2026-11-26")))
    pages = apart.pictures(pdf.TEMPLATE, pdf.told(legible(document, pdf.ROWS)), _PPI)
    for number, page in enumerate(pages[:_SHOWN], start=1):
        (folder / f"reports-pdf-{number}.png").write_bytes(page)


def main():
    """Takes them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("year", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as data:
        app = installation(Path(data), given.year)
        printed(given.folder, app)
        served = serve(app)
        address = served.address.rstrip("/")
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGUMENTS)
        main_pages = {name: PAGES[name] for name in MAIN}
        take(given.folder, browser, address, PAGES, 1280, "light")
        take(given.folder, browser, address, main_pages, 1280, "dark")
        take(given.folder, browser, address, main_pages, 390, "light")
        verified(given.folder, browser, address)
        for scheme in ("light", "dark"):
            opened = screenshots.a_campaign(Path(data) / scheme)
            screenshots.take(given.folder, browser, opened, [TRIAL], "", scheme)
        browser.close()
        served.close()


if __name__ == "__main__":
    main()
