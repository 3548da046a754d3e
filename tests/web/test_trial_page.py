"""A campaign tried out on a page: read, never written, and bounded."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from campaign.desk.simulating import Most
from campaign.store import copying
from campaign.web import simulating
from tests.web import scene
from tests.web.conftest import read

PATH = f"/campaigns/{scene.CAMPAIGN}/trial"


def words(page, selector="main"):
    return " ".join(page.css_first(selector).text().split())


def content(app):
    with app.store.read() as connection:
        return copying.contents(connection)


def test_the_campaigns_page_leads_to_what_would_happen_if_all_were_approved(client):
    links = {one.attributes["href"] for one in read(client.get(f"/campaigns/{scene.CAMPAIGN}")).css("a")}
    assert f"{PATH}?approve=true" in links
    said = words(read(client.get(PATH, params={"approve": "true"})))
    assert "would go out." in said
    assert "Nothing is sent or changed." in said


def test_to_try_a_campaign_out_writes_nothing(client, app):
    before = content(app)
    assert client.get(PATH, params={"approve": "true", "fail": 20}).status_code == 200
    assert content(app) == before


def test_an_outage_that_cannot_be_is_said_on_the_page(client):
    answer = client.get(PATH, params={"since": "2026-12-03", "until": "2026-12-01"})
    assert answer.status_code == 409
    assert "An outage ends after it begins" in words(read(answer, 409), "[role=alert]")


@pytest.mark.parametrize("params", [{"fail": 91}, {"fail": "nan"}, {"since": "x" * 101}])
def test_what_no_form_sends_is_refused(client, params):
    assert client.get(PATH, params=params).status_code in {400, 409, 422}


def test_a_campaign_that_is_not_there_is_not_found(client):
    assert client.get("/campaigns/nosuch/trial").status_code == 404


def test_more_than_a_page_may_cost_is_refused(client, monkeypatch):
    monkeypatch.setattr(simulating, "_MOST", Most(posts=1))
    answer = client.get(PATH, params={"approve": "true"})
    assert "1 are the most that can be tried out at once" in words(read(answer, 409), "[role=alert]")


def test_one_campaign_is_tried_out_at_a_time(client):
    with simulating._one_at_a_time, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.get, PATH).result()
    assert "Somebody tries a campaign out just now" in words(read(answer, 409), "[role=alert]")
    assert client.get(PATH).status_code == 200
