"""The dashboard of an installation with the first article queued: asked in this process, or by a real browser."""

import shutil
from contextlib import contextmanager

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from campaign import app as composing
from campaign.web.application import make
from tests.web import scene


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """The folder of an installation with the first article queued: cutting it takes a second, copying it does not."""
    folder = tmp_path_factory.mktemp("prepared") / "installation"
    made = scene.installation(folder)
    scene.queued(made)
    scene.alive(made)
    made.close()
    return folder


@contextmanager
def copied(installation, folder):
    """A copy of an installation, opened."""
    shutil.copytree(installation, folder, dirs_exist_ok=True)
    opened = scene.at(composing.open_app(folder / "config.toml"), scene.NOW)
    yield opened
    opened.close()


@pytest.fixture
def app(prepared, tmp_path):
    """The first article is queued for three accounts, and a worker lives."""
    with copied(prepared, tmp_path) as opened:
        yield opened


@pytest.fixture
def client(app):
    """Asks the dashboard; redirects are followed as a browser follows them."""
    with asking(app) as opened:
        yield opened


def asking(app, *middleware, **options):
    """Asks as the dashboard's own pages do."""
    address = "http://127.0.0.1:8321"
    return TestClient(make(app, middleware), base_url=address, headers={"origin": address}, **options)


def read(answer, status=200):
    """The page of an answer."""
    assert answer.status_code == status, answer.text
    return LexborHTMLParser(answer.text)


def flash(page):
    """What a page says of the form before it."""
    found = page.css_first("#flash .banner p")
    return found.text(strip=True) if found else None


@pytest.fixture
def dashboard(app):
    """The dashboard served over loopback, at a port of its own."""
    from dataclasses import replace

    from campaign.web.serving import Dashboard

    config = app.config.model_copy(update={"web": app.config.web.model_copy(update={"port": 0})})
    served = Dashboard(replace(app, config=config))
    yield served
    served.close()


@pytest.fixture
def opened(browser, dashboard):
    """Opens pages of the dashboard; afterwards none may have complained or asked another host."""
    contexts, complaints = [], []

    def open_page(**options):
        context = browser.new_context(base_url=dashboard.address, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((dashboard.address, "data:")) else complaints.append(asked.url),
        )
        return page

    yield open_page
    for one in contexts:
        one.close()
    # A page that there is not is an error to the console, as it should be.
    assert [one for one in complaints if "status of 4" not in one] == []
