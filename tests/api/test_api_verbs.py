"""Each verb of the API, as a program uses it, on both databases."""

import json

import pytest

from campaign import app as composing
from campaign.cli import main
from campaign.desk import deliveries, outside
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import copying
from campaign.store.history import Filter
from tests.api.conftest import problem, told
from tests.people.conftest import ARTICLE
from tests.web.scene import put

NOBODY = "0198c0de-0000-7000-8000-000000000001"


def queue(client, **query):
    return told(client.get("/queue", params=query))["items"]


def first(client):
    return queue(client)[0]["uid"]


def spring(client):
    return told(client.get("/campaigns"))["items"][0]["uid"]


def state(app, uid):
    return next(one.state for one in deliveries.listed(app, Filter()) if one.uid == uid)


def content(app):
    """All that is kept, but for when each token was used."""
    with app.store.read() as connection:
        return {name: rows for name, rows in copying.contents(connection).items() if name != "tokens"}


def force(app, uid, *state):
    put(app, *outside.deliveries(app, [uid]), *state)


# -- campaigns


def test_a_campaign_is_made_shown_changed_paused_and_resumed(client):
    wish = {"name": "autumn", "hashtags": ["#Autumn"], "accounts": ["clinic"], "times": ["daily 12:00"]}
    made = told(client.post("/campaigns", json=wish), 201)
    here = f"/campaigns/{made['uid']}"
    assert [one["name"] for one in told(client.get("/campaigns"))["items"]] == ["autumn", "spring"]
    assert told(client.get(here)) == {"campaign": made, "states": {}}
    changed = told(client.patch(here, json={"gap": "2h"}))
    assert (changed["campaign"]["terms"]["gap_s"], changed["moved"]) == (7200, [])
    assert told(client.post(f"{here}/pause"))["reason"]["code"] == "campaign_paused"
    assert told(client.post(f"{here}/resume"))["state"] == "active"


def test_a_campaign_is_put_away_and_taken_back(client):
    here, rows = f"/campaigns/{spring(client)}", {one["uid"] for one in queue(client)}
    problem(client.post(f"{here}/archive", json={}), 422, "refused")
    assert set(told(client.post(f"{here}/archive", json={"cancel": True}))["cancelled"]) == rows
    assert told(client.get("/campaigns"))["items"] == []
    assert told(client.get("/campaigns?archived=true"))["items"][0]["state"] == "archived"
    assert told(client.post(f"{here}/unarchive"))["state"] == "active"


def test_a_change_of_times_tells_by_uid_what_it_moved(client):
    moved = told(client.patch(f"/campaigns/{spring(client)}", json={"times": ["daily 12:00"]}))["moved"]
    assert set(moved) == {one["uid"] for one in queue(client)}


def test_what_a_campaign_lacks_is_said(client):
    problem(client.post("/campaigns", json={"name": "autumn"}), 422, "refused")
    problem(client.get(f"/campaigns/{NOBODY}"), 404, "not-found")


def test_the_report_and_the_queue_are_what_the_command_line_prints_without_its_numbers(
    client, app, tmp_path, capsys, monkeypatch
):
    """One shape for both faces: whatever the API says, `--json` says the same under the same name."""
    monkeypatch.setattr(composing, "system_clock", lambda: app.clock)

    def same(shown, printed):
        if isinstance(shown, dict):
            return all(same(value, printed[name]) for name, value in shown.items())
        if isinstance(shown, list):
            return len(shown) == len(printed) and all(map(same, shown, printed))
        return shown == printed

    def printed(*command):
        database = app.store.engine.url.render_as_string(hide_password=False)
        assert main([*command, "--json", "--config", str(tmp_path / "config.toml"), "--database", database]) == 0
        return json.loads(capsys.readouterr().out)

    for asked, words in (("", ()), ("?by=month", ("--by", "month"))):
        report = told(client.get(f"/campaigns/{spring(client)}/report{asked}"))
        assert same({**report, "made_at": None}, {**printed("report", "spring", *words), "made_at": None})
    assert same(queue(client), printed("queue"))
    digest = told(client.get("/digest?since=2026-11-02&until=2026-11-30"))
    printed_digest = printed("digest", "--since", "2026-11-02", "--until", "2026-11-30")
    assert same({**digest, "made_at": None}, {**printed_digest, "made_at": None})
    assert same(told(client.get("/campaigns"))["items"], printed("list"))
    assert same(told(client.get("/accounts"))["items"], printed("accounts", "list"))


def test_a_course_is_told_as_it_was_asked_for_and_by_nothing_else(client):
    report = told(client.get(f"/campaigns/{spring(client)}/report?by=month"))
    assert (report["by"], [one["first"] for one in report["course"]]) == ("month", ["2026-11-01"])
    document = told(client.get(f"/reports/campaign?campaign={spring(client)}&by=month"))
    months = next(one for one in document["sections"] if one["key"] == "months")
    assert months["table"]["columns"][0] == {"name": "Month", "kind": "month"}
    assert months["table"]["rows"][0][:2] == ["2026-11-01", report["course"][0]["planned"]]
    for path in (f"/campaigns/{spring(client)}/report?by=year", f"/reports/campaign?campaign={spring(client)}&by=year"):
        problem(client.get(path), 422, "invalid")
    problem(client.get("/reports/cost?by=month"), 422, "refused")


def test_a_simulation_tells_what_would_go_out_by_uid_and_writes_nothing(client, app):
    here, before = f"/campaigns/{spring(client)}/simulation", content(app)
    as_it_is, approved = told(client.get(here)), told(client.get(here, params={"approve": True}))
    assert (as_it_is["states"], approved["states"]) == ({"proposed": 3}, {"published": 3})
    assert {one["uid"] for one in approved["posts"]} == {one["uid"] for one in queue(client)}
    assert sum(day["posts"]["clinic"] for day in approved["days"]) == 3
    day = approved["days"][0]["date"]
    away = told(client.get(here, params={"approve": True, "outage": [f"{day}..2027-06-01"]}))
    assert away["states"] != approved["states"] or away["respaced"] or away["late"]
    problem(client.get(here, params={"outage": ["2026-12-03..2026-12-01"]}), 422, "refused")
    assert content(app) == before


def test_a_digest_is_of_the_days_that_are_asked_for_and_writes_nothing(client, app):
    before = content(app)
    asked = told(client.get("/digest?since=2026-11-02&until=2026-11-03"))
    assert (asked["period"]["first"], asked["period"]["last"]) == ("2026-11-02", "2026-11-03")
    assert [(one["campaign"], one["ahead"]["proposed"]) for one in asked["parts"]] == [("spring", 3)]
    problem(client.get("/digest?since=2026-11-03&until=2026-11-02"), 422, "refused")
    assert content(app) == before


# -- articles and posts


def test_an_article_is_cut_as_the_command_line_cuts_it(client, tmp_path, capsys):
    cut = told(client.post("/articles/cut", json={"text": ARTICLE, "hashtags": ["#Rest"]}))
    (tmp_path / "again.txt").write_text(ARTICLE)
    assert main(["cut", str(tmp_path / "again.txt"), "--hashtag", "#Rest", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert cut.pop("rewriting") is None
    assert cut == printed


def test_an_article_joins_a_campaign(client):
    asked = {"text": ARTICLE.replace("rest", "walking"), "hashtags": ["#Walking"]}
    added = told(client.post(f"/campaigns/{spring(client)}/articles", json=asked), 201)
    assert (added["state"], len(added["uids"])) == ("proposed", len(added["deliveries"]))
    assert added["deliveries"][0]["text"].endswith("#RestHelps #Walking")
    assert set(added["uids"]) <= {one["uid"] for one in queue(client)}


def test_an_article_that_is_there_already_joins_only_again(client):
    here = f"/campaigns/{spring(client)}/articles"
    assert "already" in problem(client.post(here, json={"text": ARTICLE}), 422, "refused")["detail"]
    told(client.post(here, json={"text": ARTICLE, "again": True}), 201)


@pytest.mark.parametrize("asked", [{}, {"text": "a", "url": "https://example.org"}])
def test_an_article_is_said_once(client, asked):
    problem(client.post("/articles/cut", json=asked), 422, "refused")


@pytest.mark.parametrize("address", ["/etc/passwd", "file:///etc/passwd", "-", "http://127.0.0.1:1/", "http://[::1]/"])
def test_neither_this_disk_nor_this_machine_is_read_for_a_program(client, address):
    answer = client.post("/articles/cut", json={"url": address})
    assert answer.status_code in (422, 502)
    assert "root:" not in answer.text


def test_a_post_is_queued_for_the_next_free_time_or_for_its_own_or_sent_now(client, app):
    here = f"/campaigns/{spring(client)}/posts"
    free = told(client.post(here, json={"text": "Sleep heals."}), 201)
    assert (free["state"], free["deliveries"][0]["text"]) == ("proposed", "Sleep heals.\n#RestHelps")
    own = told(client.post(here, json={"text": "Rest!", "when": "2026-12-24T18:00", "approve": True}), 201)
    assert (own["state"], own["deliveries"][0]["wall"]) == ("queued", "2026-12-24T18:00")
    now = told(client.post(here, json={"text": "Now, rest.", "when": "now", "approve": True}), 201)
    assert now["deliveries"][0]["scheduled_for"] == app.clock.now().isoformat()
    problem(client.post(here, json={"text": "Now?", "when": "now"}), 422, "refused")


# -- queue


def test_the_queue_is_narrowed_by_uid_and_state_and_time(client):
    rows = queue(client)
    assert queue(client, campaign=rows[0]["campaign_uid"], account=rows[0]["account_uid"]) == rows
    assert queue(client, state=["held", "failed"]) == []
    assert queue(client, since=rows[1]["scheduled_for"], until=rows[2]["scheduled_for"]) == [rows[1]]
    problem(client.get("/queue", params={"campaign": NOBODY}), 404, "not-found")


def test_one_delivery_is_shown_with_its_attempts(client, app):
    found = told(client.get(f"/queue/{first(client)}"))
    assert (found["delivery"]["text"][:6], found["attempts"]) == ("Fact n", [])
    problem(client.get(f"/queue/{NOBODY}"), 404, "not-found")


@pytest.mark.parametrize(
    ("was", "verb", "to"),
    [
        ("proposed", "approve", "queued"),
        ("queued", "hold", "held"),
        ("queued", "propose", "proposed"),
        ("held", "propose", "proposed"),
        ("held", "release", "queued"),
        ("queued", "cancel", "cancelled"),
        ("cancelled", "take-back", "proposed"),
        ("failed", "retry", "queued"),
    ],
)
def test_a_verb_changes_exactly_what_is_named_and_a_dry_run_nothing(client, app, was, verb, to):
    uid = first(client)
    force(app, uid, was)
    assert told(client.post(f"/queue/{verb}?dry_run=true", json={"uids": [uid]})) == {
        "uids": [uid],
        "findings": [],
        "dry_run": True,
    }
    assert state(app, uid) == was
    assert told(client.post(f"/queue/{verb}", json={"uids": [uid]}))["uids"] == [uid]
    assert state(app, uid) == to
    assert problem(client.post(f"/queue/{verb}", json={"uids": [uid]}), 409, "state")["delivery_uid"] == uid


def test_a_verb_is_done_to_a_whole_campaign_or_to_all_there_is(client, app):
    ids = {one["uid"] for one in queue(client)}
    assert set(told(client.post("/queue/approve", json={"campaign": spring(client)}))["uids"]) == ids
    assert set(told(client.post("/queue/hold", json={"all": True}))["uids"]) == ids
    for asked in ({}, {"all": True, "campaign": spring(client)}):
        problem(client.post("/queue/hold", json=asked), 422, "refused")
    problem(client.post("/queue/cancel", json={"uids": [first(client), NOBODY]}), 404, "not-found")


def test_a_post_is_moved_shifted_and_swapped(client):
    one, other, _ = queue(client)
    moved = told(client.post(f"/queue/{one['uid']}/move", json={"when": "2026-12-24T18:00"}))
    assert (moved["wall"], moved["findings"]) == ("2026-12-24T18:00", [])
    told(client.post("/queue/shift", json={"uids": [one["uid"]], "days": 1}))
    assert told(client.get(f"/queue/{one['uid']}"))["delivery"]["wall"] == "2026-12-25T18:00"
    pair = told(client.post("/queue/swap", json={"one": one["uid"], "other": other["uid"]}))["deliveries"]
    assert [row["wall"] for row in pair] == [other["wall"], "2026-12-25T18:00"]
    problem(client.post(f"/queue/{one['uid']}/move", json={"when": "2020-01-01T18:00"}), 422, "refused")


def test_an_edit_voids_the_approval_and_keeps_the_tag(client, app):
    uid = first(client)
    told(client.post("/queue/approve", json={"uids": [uid]}))
    edited = told(client.post(f"/queue/{uid}/edit", json={"text": "Rest heals. #RestHelps"}))
    assert (edited["state"], edited["text"], edited["edited"]) == ("proposed", "Rest heals. #RestHelps", True)
    problem(client.post(f"/queue/{uid}/edit", json={"text": "Without it."}), 422, "refused")


def test_a_post_is_sent_back_with_a_note(client):
    uid = first(client)
    told(client.post("/queue/send-back", json={"uids": [uid], "note": "Name the study."}))
    assert told(client.get(f"/queue/{uid}"))["delivery"]["reason"]["values"]["note"] == "Name the study."
    found = problem(client.post("/queue/send-back", json={"uids": [uid], "note": " "}), 422, "refused")
    assert found["errors"][0]["field"] == "body.note"


def test_a_doubt_is_settled_by_what_a_person_saw(client, app):
    uid = first(client)
    force(app, uid, State.IN_DOUBT, Reason("answer_lost", {"platform": "X", "said": "closed"}))
    problem(client.post(f"/queue/{uid}/resolve", json={}), 422, "refused")
    told(client.post(f"/queue/{uid}/resolve", json={"not_published": True}))
    assert state(app, uid) is State.QUEUED


def test_what_is_not_out_cannot_be_withdrawn(client):
    problem(client.post(f"/queue/{first(client)}/withdraw"), 409, "state")


def test_a_published_post_is_withdrawn_and_its_attempt_is_history(client, app):
    from campaign.desk import ticking

    uid = first(client)
    told(client.post("/queue/approve", json={"uids": [uid]}))
    ticking.tick(app, "2026-11-23T09:00:00+00:00")
    (tried,) = told(client.get("/history"))["items"]
    assert (tried["delivery_uid"], tried["outcome"], tried["number"]) == (uid, "published", 1)
    assert told(client.get("/history", params={"state": "failed"}))["items"] == []
    assert told(client.post(f"/queue/{uid}/withdraw?dry_run=true"))["dry_run"]
    told(client.post(f"/queue/{uid}/withdraw"))
    assert told(client.get(f"/queue/{uid}"))["delivery"]["withdrawn_at"]


# -- accounts, switch, health


def test_an_account_is_paused_and_resumed_and_says_no_secret(client, app):
    (account,) = told(client.get("/accounts"))["items"]
    assert not {"secrets", "id"} & set(account)
    here = f"/accounts/{account['uid']}"
    assert told(client.post(f"{here}/pause"))["state"] == "paused"
    assert told(client.post(f"{here}/resume")) == {
        "account": "clinic",
        "released": [],
        "findings": [],
        "dry_run": False,
    }


def test_everything_is_stopped_and_started(client):
    assert told(client.post("/stop?dry_run=true", json={}))["changed"]
    stopped = told(client.post("/stop", json={"why": "A wrong figure"}))
    assert (stopped["changed"], stopped["reason"]["values"]["why"]) == (True, "A wrong figure")
    assert told(client.post("/start"))["changed"]
    assert not told(client.post("/start"))["changed"]


def test_health_says_what_is_wrong(client):
    found = told(client.get("/health"))
    assert not found["ok"]
    assert "no_worker" in [one["code"] for one in found["findings"]]


def test_what_is_done_is_signed_by_the_token(client, app):
    from campaign.desk import users

    told(client.post("/queue/approve", json={"uids": [first(client)]}))
    assert [one.actor for one in users.done(app, 1)] == ["token (bot)"]
