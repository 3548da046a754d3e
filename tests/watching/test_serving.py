"""What a worker serves to machines that watch it, asked over HTTP."""

import json
import threading
import time
import urllib.error
import urllib.request
from datetime import timedelta
from types import SimpleNamespace

import pytest

from campaign import app as composing
from campaign.desk import accounts
from campaign.errors import ConfigError
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import workers
from campaign.watching import serving
from campaign.watching.fresh import Fresh
from campaign.watching.serving import Serving
from tests.store.world import settled
from tests.watching.asking import get, samples

SECRET = "t0ken-that-opens-all"


@pytest.fixture
def app(tmp_path):
    (tmp_path / "config.toml").write_text('[worker]\nlisten = "127.0.0.1:0"\n')
    app, _ = composing.init(tmp_path / "config.toml", None)
    secrets = {"access_token": SECRET}
    accounts.add(app, accounts.Wish("clinic", "mastodon", "https://example.org"), secrets=secrets)
    with app.store.write() as connection:
        workers.arrive(connection, "w1", "0.1.0", app.clock.now())
    yield app
    app.close()


class Hands:
    in_flight = 3

    def kind_of(self, account_id):
        return {1: "mastodon"}[account_id]


@pytest.fixture
def served(app, monkeypatch):
    monkeypatch.setattr(serving, "FRESH_S", 0.0)
    found = Serving(app, Hands())
    yield found
    found.close()


def url(served, path):
    return f"http://127.0.0.1:{served._endpoint.port}{path}"


def test_a_worker_that_is_well_says_200_and_one_that_is_not_503_and_why(app, served):
    status, text = get(url(served, "/healthz"))
    assert (status, json.loads(text)["ok"]) == (200, True)
    with app.store.write() as connection:
        workers.leave(connection, "w1", app.clock.now())
    status, text = get(url(served, "/healthz"))
    found = json.loads(text)
    assert (status, found["ok"]) == (503, False)
    [one] = [one for one in found["findings"] if one["severity"] == "failure"]
    assert (one["code"], one["mend"]) == ("no_worker", "Start it: campaign run")


def test_a_database_of_another_release_is_unwell(app, served):
    from sqlalchemy import text

    with app.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    status, body = get(url(served, "/healthz"))
    assert status == 503
    assert "newer release" in body
    assert get(url(served, "/metrics"))[0] == 503


def ended(to, late=0.0, reason=None):
    """A settlement of an attempt of account 1 that was so many seconds late."""
    from tests.store.world import START

    claimed = SimpleNamespace(account_id=1, due_at=START)
    intent = SimpleNamespace(claimed=claimed, attempt_id=1)
    return settled(intent, to, START + timedelta(seconds=late), **({"reason": reason} if reason else {}))


def test_the_metrics_count_attempts_by_platform_and_outcome_and_how_late_they_were(served):
    served.meters.count([ended(State.PUBLISHED, 0.02), ended(State.PUBLISHED, 4), ended(State.IN_DOUBT)])
    served.meters.count([ended(State.QUEUED, reason=Reason("rate_limited", {}))])
    found = samples(get(url(served, "/metrics"))[1])
    assert found['campaign_attempts_total{outcome="published",platform="mastodon"}'] == 2
    assert found['campaign_attempts_total{outcome="in_doubt",platform="mastodon"}'] == 1
    assert found['campaign_put_back_total{reason="rate_limited"}'] == 1
    assert found['campaign_lateness_seconds_bucket{le="0.025"}'] == 1
    assert found["campaign_lateness_seconds_count"] == 2
    assert found["campaign_in_flight"] == 3
    assert found['campaign_accounts{state="active"}'] == 1
    assert found['campaign_heartbeat_age_seconds{worker="w1"}'] < 60


def test_a_step_is_timed_where_something_came_of_it(served):
    assert served.meters.time("claim", lambda: 2) == 2
    assert served.meters.time("claim", lambda: 0) == 0
    assert samples(get(url(served, "/metrics"))[1])['campaign_step_seconds_count{step="claim"}'] == 1


def test_nothing_that_is_served_holds_a_secret(app, served):
    for path in ("/healthz", "/metrics", "/", "/../config.toml"):
        assert SECRET not in get(url(served, path))[1]


def test_what_is_not_there_is_404_and_nothing_can_be_written(served):
    assert get(url(served, "/metrics/all"))[0] == 404
    request = urllib.request.Request(url(served, "/healthz"), data=b"{}", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 501
    refused.value.close()


def test_an_address_that_is_taken_is_said_so(app, served):
    taken = app.config.model_copy(
        update={"worker": app.config.worker.model_copy(update={"listen": f"127.0.0.1:{served._endpoint.port}"})}
    )
    from dataclasses import replace

    with pytest.raises(ConfigError, match=r"Nothing can listen at .* each worker of this machine needs one of its own"):
        Serving(replace(app, config=taken), Hands())


def test_many_who_ask_at_once_have_it_made_once():
    made, gate = [], threading.Event()

    def make():
        gate.wait(10)
        made.append(1)
        return len(made)

    fresh = Fresh(make, 5, time.monotonic)
    got = []
    threads = [threading.Thread(target=lambda: got.append(fresh.get())) for _ in range(8)]
    for one in threads:
        one.start()
    gate.set()
    for one in threads:
        one.join()
    assert got == [1] * 8


def test_what_is_older_than_its_seconds_is_made_anew_and_a_failure_is_not_kept():
    now, made = [0.0], iter([1, ValueError, 3, 4])

    def make():
        found = next(made)
        if found is ValueError:
            raise ValueError
        return found

    fresh = Fresh(make, 5, lambda: now[0])
    assert (fresh.get(), fresh.get()) == (1, 1)
    now[0] = 5.0
    with pytest.raises(ValueError):
        fresh.get()
    assert (fresh.get(), fresh.get()) == (3, 3)
