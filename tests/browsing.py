"""A real browser, one for all tests of a process: two of its drivers do not live together."""

import os
import shutil

import pytest


def chromium():
    """Where a browser is; skips where there is none, and fails where there has to be one."""
    names = ("chromium-headless-shell", "chromium", "google-chrome")
    found = os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    words = "no Chromium: apt-get install chromium-headless-shell, or name one in CHROMIUM_PATH"
    return pytest.fail(words) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(words)


@pytest.fixture(scope="session")
def browser():
    """One real browser for all tests."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield opened
        opened.close()


BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
