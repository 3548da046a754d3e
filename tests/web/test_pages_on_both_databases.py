"""What pages and the API's lists show does not depend on the database: the same campaign on each shows the same."""

import re

import pytest

from campaign.reasons import Reason
from campaign.states import State
from tests.web import scene
from tests.web.conftest import asking, read

PAGES = [
    *("/", "/queue", "/queue?state=queued", "/queue?account=clinic-x&campaign=sciatica", "/queue?since=2026-11-25"),
    *("/queue?state=published", "/queue?after=2026-11-26T00:00:00~4", "/queue/1", "/queue/5"),
    *("/calendar", "/calendar?view=week", "/calendar?view=list", "/calendar?view=day&at=2026-11-24"),
    *("/calendar?account=clinic-x", "/calendar?view=week&state=queued"),
    *("/campaigns", "/campaigns/sciatica", "/approvals", "/approvals/3", "/history", "/history?state=published"),
    *("/history?account=clinic-x&campaign=sciatica", "/settings/audit", "/accounts"),
]
LISTS = ["/queue", "/queue?limit=5", "/queue?state=proposed", "/campaigns", "/history", "/accounts"]
#: What differs from one installation to another, whatever it is kept in.
OWN = re.compile(
    r'"created_at":"[^"]+"|file://\S+|[0-9a-f]{8}-[0-9a-f-]{27}|worker-\S+|\d+ ms|sqlite:\S*|postgresql:\S*'
)


@pytest.fixture(scope="module")
def both(tmp_path_factory, postgres):
    """One that asks a campaign on SQLite, and one that asks it on PostgreSQL; some of it is out, some waits."""
    folder = tmp_path_factory.mktemp("both")
    made = [_campaign(folder / name, url) for name, url in (("lite", None), ("postgres", postgres.migrated_database()))]
    yield made
    for app in made:
        app.close()


def _campaign(folder, url):
    app = scene.installation(folder, url)
    keys = scene.queued(app)
    scene.alive(app)
    for key in keys[2:5]:
        scene.put(app, key, State.PROPOSED)
    scene.put(app, keys[5], State.HELD, Reason("held_by_person", {"who": "ann"}))
    scene.put(app, keys[0], State.PUBLISHED, published_at=scene.NOW, remote_url="https://feed.example/1")
    return app


def shown(app, path):
    with asking(app) as client:
        return " ".join(OWN.sub("…", read(client.get(path)).css_first("main").text()).split())


def answered(app, path):
    with asking(app) as client:
        answer = client.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        return OWN.sub("…", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_shows_the_same_of_both(both, path):
    lite, postgres = (shown(app, path) for app in both)
    assert lite
    assert postgres == lite


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_the_api_answers_the_same_of_both(both, path):
    lite, postgres = (answered(app, path) for app in both)
    assert postgres == lite
