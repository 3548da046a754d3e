"""``python -m tests.digests.screenshot FILE`` takes the digest of a week, as a mail program shows it."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from campaign.desk import digesting
from campaign.digests import letter
from tests.browsing import BROWSER_ARGUMENTS, chromium
from tests.digests.office import Office


def main():
    """Takes it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        office = Office(Path(folder), port=25, every="week")
        office.hurt(office.work())
        office.count()
        file = Path(folder) / "digest.html"
        file.write_text(letter.page(digesting.digest(office.app)))
        office.close()
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGUMENTS)
        page = browser.new_page(viewport={"width": 640, "height": 600})
        page.goto(file.as_uri())
        page.screenshot(path=sys.argv[1], full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
