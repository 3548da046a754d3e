"""Campaigns: listed, made, changed, paused, archived; without JavaScript."""

import pytest

from campaign.desk import accounts, archiving, campaigns, deliveries, looking
from campaign.desk.campaigns import Wish
from campaign.errors import NotFound
from campaign.states import State
from campaign.store.history import Filter
from campaign.store.values import Selection
from tests.web import scene
from tests.web.conftest import flash, read

PATH = f"/campaigns/{scene.CAMPAIGN}"
GOOD = {
    "name": "Back pain",
    "hashtags": "#BackPain",
    "accounts": ["clinic-x", "clinic-bluesky"],
    "timezone": "Europe/Berlin",
    "late": "skip",
    "grace": "3h",
    "gap": "45m",
    "start": "2026-12-01",
    "until": "2026-12-31",
    "on-all-0": "on",
    "at-all-0": ["09:00", "17:30", ""],
    "do": "save",
}


def words(page, selector="main"):
    return " ".join(page.css_first(selector).text().split())


def found(app, name=scene.CAMPAIGN):
    return looking.campaign(app, name)[0]


def wrong(page):
    """Which fields have something wrong beside them, and what."""
    return {one.attributes["id"].removesuffix("-error"): one.text(strip=True) for one in page.css(".error[id]")}


def test_the_list_says_how_far_each_campaign_is(app, client):
    scene.put(app, 1, State.FAILED, scene.rejected())
    row = words(read(client.get("/campaigns")), "tbody tr")
    queued = len(deliveries.listed(app, Filter(states=[State.QUEUED])))
    assert f"{queued} queued" in row
    assert "1 failed" in row
    assert "#massagetherapyforsciatica" in row
    assert "Mon 23 Nov 2026, 09:00 Europe/London" in row
    last = max(one.wall for one in deliveries.listed(app, Filter(states=[State.QUEUED])))
    assert f"{int(last[8:10])} " in words(read(client.get("/campaigns")), "tbody td:last-child")


def test_an_installation_without_a_campaign_offers_to_make_one(tmp_path):
    from starlette.testclient import TestClient

    from campaign.web.application import make

    app = scene.installation(tmp_path)
    with TestClient(make(app), base_url="http://127.0.0.1:8321") as client:
        assert "/campaigns/new" in [one.attributes["href"] for one in read(client.get("/campaigns")).css(".empty a")]
    app.close()


def test_a_campaigns_page_leads_to_its_queue_and_its_history_and_counts_its_posts(app, client):
    page = read(client.get(PATH))
    links = {one.attributes["href"] for one in page.css("main a")}
    assert {f"/queue?campaign={scene.CAMPAIGN}", f"/history?campaign={scene.CAMPAIGN}", f"{PATH}/times"} <= links
    assert f"/queue?campaign={scene.CAMPAIGN}&state=queued" in links
    assert len(page.css("ol.next li")) == 5


def test_it_says_how_much_of_its_article_the_posts_say_and_what_not(app, client):
    before = read(client.get(PATH))
    said = words(before)
    share = int(said.split("The posts say ")[1].split(" %")[0])
    assert 30 < share <= 100
    deliveries.cancel(app, Selection(campaign_id=found(app).id))
    after = read(client.get(PATH))
    assert "The posts say 0 % of it." in words(after)
    assert before.css_first("details") is None
    assert words(after, "details blockquote") in " ".join(scene.example().read_text().split())


def test_a_campaign_is_made_on_one_page(app, client):
    page = read(client.post("/campaigns/new", data=GOOD))
    assert flash(page) == "“Back pain” is made. Now add an article to it."
    made = found(app, "Back pain")
    assert made.terms.hashtags == ("#BackPain",)
    assert [(one.account.name, one.times) for one in made.speakers] == [
        ("clinic-bluesky", ("mon 09:00,17:30",)),
        ("clinic-x", ("mon 09:00,17:30",)),
    ]
    assert (made.terms.timezone, made.terms.late) == ("Europe/Berlin", "skip")
    assert (made.terms.grace_s, made.terms.gap_s) == (3 * 3600, 45 * 60)
    assert f"{made.terms.start:%Y-%m-%d %H:%M}" == "2026-11-30 23:00"


def test_what_would_come_of_a_campaign_is_shown_before_it_is_made(app, client):
    page = read(client.post("/campaigns/new", data=GOOD | {"do": "look"}))
    first = words(page, "#preview li")
    assert "Mon 7 Dec 2026, 09:00 Europe/Berlin" in first
    assert page.css_first("input[name=name]").attributes["value"] == "Back pain"
    with pytest.raises(NotFound):
        found(app, "Back pain")


def test_the_new_page_has_sensible_defaults(client):
    page = read(client.get("/campaigns/new"))
    values = {one.attributes.get("name"): one.attributes.get("value") for one in page.css("main input")}
    assert values["timezone"] == "Europe/London"
    assert (values["grace"], values["gap"]) == ("2h", "30m")
    assert [one.attributes["name"] for one in page.css(".weekday input[checked]")] == [f"on-all-{n}" for n in range(5)]
    assert page.css_first("input[name=late][checked]").attributes["value"] == "respace"


def test_the_account_is_chosen_already_where_there_is_only_one(tmp_path):
    from starlette.testclient import TestClient

    from campaign.web.application import make

    app = scene.installation(tmp_path)
    for name in list(scene.ACCOUNTS)[1:]:
        accounts.remove(app, name)
    with TestClient(make(app), base_url="http://127.0.0.1:8321") as client:
        assert len(read(client.get("/campaigns/new")).css("input[name=accounts][checked]")) == 1
    app.close()


BAD = [
    ("name", "", "Give the campaign a name"),
    ("name", "x" * 81, "at most 80"),
    ("name", "x" * 5000, "too long"),
    ("name", "a/b", "has no slash"),
    ("name", "new", "a page of ours is called so"),
    ("name", scene.CAMPAIGN, "already"),
    ("hashtags", "", "every post says it"),
    ("hashtags", "#back-pain", "#back-pain"),
    ("hashtags", "#2026", "#2026"),
    ("hashtags", "<b>", ""),
    ("hashtags", "#" + "x" * 9000, "too long"),
    ("timezone", "Berlin", "Europe/Berlin"),
    ("timezone", "z" * 100_000, "too long"),
    ("start", "soon", "is no date"),
    ("until", "2026-11-30", "end after it starts"),
    ("late", "never", "never"),
    ("grace", "long", "is no duration"),
    ("gap", "半小时", "is no duration"),
    ("accounts", "nobody", "one account"),
]


@pytest.mark.parametrize(("name", "value", "said"), BAD)
def test_what_is_wrong_in_a_field_is_said_beside_it_and_all_that_was_typed_is_kept(app, client, name, value, said):
    page = read(client.post("/campaigns/new", data=GOOD | {name: value}), 422)
    errors = wrong(page)
    assert set(errors) == {name}
    assert said in errors[name]
    kept = {one.attributes["name"]: one.attributes.get("value") for one in page.css("main input[id]")}
    assert kept["hashtags"] == (value if name == "hashtags" else "#BackPain")
    assert page.css_first("[name=at-all-0]").attributes["value"] == "09:00"
    assert page.css_first(f"[aria-describedby~={name}-error]") or name == "times"
    assert len(looking.campaigns(app)) == 1


def test_all_empty_fields_are_said_at_once(client):
    assert set(wrong(read(client.post("/campaigns/new", data={"do": "save"}), 422))) >= {"name", "hashtags", "accounts"}


@pytest.mark.parametrize("name", ["Κνήμη 坐骨神経痛", "<script>alert(1)</script> b".replace("/", "|"), "100% & more?"])
def test_a_name_in_any_script_is_an_address_too_and_never_markup(app, client, name):
    page = read(client.post("/campaigns/new", data=GOOD | {"name": name}))
    assert page.css_first("h1").text() == name
    assert found(app, name).name == name
    for path in ("/campaigns", "/queue", "/campaigns/new"):
        assert "<script>alert" not in client.get(path).text


def test_a_campaigns_terms_are_changed_and_an_end_is_taken_away(app, client):
    campaigns.change(app, scene.CAMPAIGN, Wish(until="2027-06-30"))
    page = read(client.get(f"{PATH}/change"))
    sent = {one.attributes["name"]: one.attributes.get("value") or "" for one in page.css("main input[id]")}
    assert sent["until"] == "2027-07-01T00:00"
    more = {"accounts": list(scene.ACCOUNTS), "late": "post", "until": "", "gap": "1h", "do": "save"}
    assert flash(read(client.post(f"{PATH}/change", data=sent | more))).startswith("Saved: ")
    terms = found(app).terms
    assert (terms.until, terms.late, terms.gap_s) == (None, "post", 3600)
    assert found(app).speakers[0].times == ("mon-fri 09:00,17:30",)


def test_what_a_change_moves_is_said_before(app, client):
    page = read(client.get(f"{PATH}/change"))
    sent = {one.attributes["name"]: one.attributes.get("value") or "" for one in page.css("main input[id]")}
    more = {"accounts": list(scene.ACCOUNTS), "start": "2027-01-04T00:00", "do": "look"}
    count = len(deliveries.listed(app, Filter()))
    before = [one.scheduled_for for one in deliveries.listed(app, Filter())]
    assert f"{count} posts that are still queued change their time" in words(
        read(client.post(f"{PATH}/change", data=sent | more))
    )
    assert [one.scheduled_for for one in deliveries.listed(app, Filter())] == before


def test_a_campaign_is_paused_with_its_reason_and_goes_on(app, client):
    page = read(client.post(f"{PATH}/pause", data={"why": "the clinic is closed"}))
    assert found(app).state == "paused"
    assert "the clinic is closed" in words(page)
    assert (
        flash(read(client.post(page.css_first("#flash form").attributes["action"]))) == f"“{scene.CAMPAIGN}” goes on."
    )
    assert found(app).state == "active"


def test_a_campaign_with_posts_that_wait_is_archived_only_with_their_cancelling(app, client):
    assert "still wait" in flash(read(client.post(f"{PATH}/archive")))
    assert found(app).state == "active"
    page = read(client.post(f"{PATH}/archive", data={"cancel": "1"}))
    assert "is archived." in flash(page)
    assert found(app).state == "archived"
    assert {one.state for one in deliveries.listed(app, Filter())} == {State.CANCELLED}
    assert scene.CAMPAIGN not in words(read(client.get("/campaigns")))
    assert scene.CAMPAIGN in words(read(client.get("/campaigns?archived=1")))
    assert "may speak again" in flash(read(client.post(f"{PATH}/unarchive")))
    assert found(app).state == "active"


def test_a_campaign_that_there_is_not_is_not_found(client):
    for path in ("/campaigns/none", "/campaigns/none/change", "/campaigns/none/times"):
        assert "There is no campaign “none”" in words(read(client.get(path), 404))
    assert "There is no campaign" in words(read(client.post("/campaigns/none/times", data={"do": "save"}), 404))


def test_a_get_changes_nothing(app, client):
    for verb in ("pause", "resume", "archive", "unarchive"):
        assert client.get(f"{PATH}/{verb}").status_code in (404, 405)
    assert found(app).state == "active"


def test_the_pages_ask_the_store_as_often_however_much_there_is(app, client):
    from datetime import timedelta

    from sqlalchemy import event

    asked = []
    event.listen(app.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def count(path):
        asked.clear()
        read(client.get(path))
        return sum(one.lstrip().upper().startswith(("SELECT", "WITH")) for one in asked)

    paths = ("/campaigns", PATH, f"{PATH}/times", f"{PATH}/change", "/campaigns/new", "/approvals")
    few = {path: count(path) for path in paths}
    assert max(few.values()) <= 18, few
    scene.more(app, timedelta(days=1))
    for number in range(3):
        campaigns.new(app, f"more {number}", Wish(["#More"], ["clinic-x"], ["daily 09:00"]))
    assert {path: count(path) for path in paths} == few
    archiving.archive(app, "more 0")
