"""An installation with posts that wait, asked by programs with tokens."""

from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

from campaign.desk import tokens
from campaign.rights import Kind
from campaign.web.application import make
from tests.people.conftest import installation, with_posts

ADDRESS = "http://127.0.0.1:8321"
V1 = "/api/v1"


@pytest.fixture
def app(tmp_path, database_url):
    """Three posts of one account wait in the campaign “spring”; on both databases."""
    opened = installation(tmp_path, database_url)
    with_posts(opened, tmp_path, "spring")
    yield opened
    opened.close()


@pytest.fixture
def small(tmp_path):
    """On SQLite alone, for what has nothing to do with the database."""
    opened = installation(tmp_path)
    with_posts(opened, tmp_path, "spring")
    yield opened
    opened.close()


@contextmanager
def program(app, *scopes):
    """Asks with a token of these scopes; of all of them where none is named."""
    secret = tokens.add(app, "bot", list(scopes or Kind)).secret
    with TestClient(make(app), base_url=ADDRESS + V1, headers={"authorization": f"Bearer {secret}"}) as client:
        yield client


@pytest.fixture
def client(app):
    with program(app) as opened:
        yield opened


def told(answer, status=200):
    """What an answer holds."""
    assert answer.status_code == status, answer.text
    return answer.json()


def problem(answer, status, name):
    """The problem of an answer, which has this status and this type."""
    found = told(answer, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (found["type"], found["status"]) == (f"/api#{name}", status)
    assert found["detail"].endswith((".", "?"))
    return found
