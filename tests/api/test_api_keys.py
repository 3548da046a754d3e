"""What a program makes is made once for its Idempotency-Key, however often it asks."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from campaign.desk import answering
from campaign.store import models
from campaign.web.api.creating import AGAIN
from tests.api.conftest import problem, program, told
from tests.people.conftest import ARTICLE, NOW, at

KEY = {"Idempotency-Key": "one"}
WISH = {"name": "autumn", "hashtags": ["#Autumn"], "accounts": ["clinic"], "times": ["daily 12:00"]}


def count(app, table):
    with app.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def creates(client):
    here = f"/campaigns/{told(client.get('/campaigns'))['items'][0]['uid']}"
    article = ARTICLE.replace("rest", "walking")
    return [("/campaigns", WISH), (f"{here}/posts", {"text": "Sleep."}), (f"{here}/articles", {"text": article})]


@pytest.mark.parametrize("which", range(3), ids=["campaign", "post", "article"])
def test_the_same_key_is_answered_the_same_and_done_once(app, client, which):
    path, wish = creates(client)[which]
    first = client.post(path, json=wish, headers=KEY)
    rows = count(app, models.Delivery), count(app, models.Campaign)
    again = client.post(path, json=wish, headers=KEY)
    assert told(again, 201) == told(first, 201)
    assert (AGAIN in first.headers, again.headers[AGAIN]) == (False, "true")
    assert (count(app, models.Delivery), count(app, models.Campaign)) == rows


def test_the_same_key_with_something_else_is_refused(client):
    told(client.post("/campaigns", json=WISH, headers=KEY), 201)
    problem(client.post("/campaigns", json={**WISH, "name": "winter"}, headers=KEY), 422, "key-used")
    problem(client.post(*creates(client)[1][:1], json={"text": "Sleep."}, headers=KEY), 422, "key-used")


def test_spaces_in_the_body_make_no_other_request(client):
    told(client.post("/campaigns", json=WISH, headers=KEY), 201)
    spaced = str({**WISH}).replace("'", '"').replace(", ", " ,\n ")
    again = client.post("/campaigns", content=spaced, headers={**KEY, "content-type": "application/json"})
    assert again.headers[AGAIN] == "true"


def test_what_was_refused_may_be_tried_again_with_the_same_key(client):
    problem(client.post("/campaigns", json={**WISH, "accounts": ["nobody"]}, headers=KEY), 404, "not-found")
    told(client.post("/campaigns", json=WISH, headers=KEY), 201)


def test_a_dry_run_uses_up_no_key(client):
    told(client.post("/campaigns?dry_run=true", json=WISH, headers=KEY), 201)
    assert AGAIN not in client.post("/campaigns", json=WISH, headers=KEY).headers


def test_another_tokens_key_is_another_key(small):
    with program(small) as one, program(small) as other:
        told(one.post("/campaigns", json=WISH, headers=KEY), 201)
        problem(other.post("/campaigns", json=WISH, headers=KEY), 422, "refused")


def test_a_key_is_forgotten_after_a_day(app, client):
    told(client.post("/campaigns", json=WISH, headers=KEY), 201)
    with program(at(app, NOW + timedelta(hours=23))) as late, program(at(app, NOW + timedelta(hours=25))) as later:
        secret = client.headers["authorization"]
        for asked, status in ((late, 201), (later, 422)):
            assert asked.post("/campaigns", json=WISH, headers={**KEY, "authorization": secret}).status_code == status


@pytest.mark.parametrize("key", ["", "a b", "ä".encode(), "x" * 256])
def test_a_key_that_is_none_is_refused(client, key):
    problem(client.post("/campaigns", json=WISH, headers={"Idempotency-Key": key}), 422, "invalid")


def test_of_two_at_once_with_the_same_key_one_is_told_to_wait(app, client, monkeypatch):
    """The first is kept on its way until the second has been answered."""
    began, answered = threading.Event(), threading.Event()
    load = answering.once

    def slow(desk, asked, do):
        def held(keep):
            began.set()
            assert answered.wait(20)
            return do(keep)

        return load(desk, asked, held)

    monkeypatch.setattr("campaign.web.api.creating.once", slow)
    said = []
    first = threading.Thread(target=lambda: said.append(client.post("/campaigns", json=WISH, headers=KEY)))
    first.start()
    assert began.wait(20)
    second = client.post("/campaigns", json=WISH, headers=KEY)
    answered.set()
    first.join(20)
    problem(second, 409, "key-in-use")
    assert second.headers["retry-after"] == "1"
    assert told(client.post("/campaigns", json=WISH, headers=KEY), 201) == told(said[0], 201)


def test_many_threads_with_one_key_queue_one_post(app, client):
    path, wish = creates(client)[1]
    before, said = count(app, models.Delivery), []
    gate = threading.Barrier(6)

    def ask():
        gate.wait()
        said.append(client.post(path, json=wish, headers=KEY).status_code)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert set(said) <= {201, 409}
    assert 201 in said
    assert count(app, models.Delivery) == before + 1


def test_the_answer_is_kept_with_what_was_made_or_neither_is(app, client, monkeypatch):
    """Whoever dies between the two would be asked for the same again, and make it twice."""
    keep = answering.replays.keep

    def dies(*asked):
        keep(*asked)
        raise KeyboardInterrupt

    monkeypatch.setattr(answering.replays, "keep", dies)
    with pytest.raises(KeyboardInterrupt):
        answering.once(
            app,
            answering.Asked("somebody", "one", "what"),
            lambda kept: _new(app, kept),
        )
    assert count(app, models.Campaign) == 1
    assert count(app, models.Replay) == 0


def _new(app, kept):
    from campaign.desk import campaigns

    wish = campaigns.Wish(("#Autumn",), ("clinic",), ("daily 12:00",))
    return campaigns.new(app, "autumn", wish, keep=lambda connection, made: kept(connection, made.uid))
