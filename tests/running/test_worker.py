"""The worker as its operator meets it: a process that is started, told of work, stopped, and killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from campaign import app as composing
from campaign.desk import accounts, adding, campaigns, looking
from campaign.desk.campaigns import Wish
from campaign.states import State
from tests.notices.mailbox import Mailbox, mailing
from tests.platforms.webhook_receiver import SECRET
from tests.waiting import eventually
from tests.watching.asking import get, samples
from tests.wire.loopback import Told, serving

ARTICLE = "Why rest helps\n\nRest helps the body to heal. It gives the muscles time.\n\nSleep is the best rest.\n"


@pytest.fixture
def app(tmp_path):
    settings = tmp_path / "config.toml"
    settings.write_text("")
    (tmp_path / "article.txt").write_text(ARTICLE)
    app, _ = composing.init(settings, None)
    accounts.add(app, accounts.Wish("clinic", "feed", options={"limits": "x"}))
    yield app
    app.close()


@pytest.fixture
def worker(tmp_path):
    """Starts workers; whatever is left of them is killed at the end."""
    started = []

    def start(*options, **environment):
        command = [sys.executable, "-m", "scheduler", "--config", str(tmp_path / "config.toml"), *options]
        log = (tmp_path / f"worker-{len(started)}.log").open("w+")
        process = subprocess.Popen(command, stderr=log, env={**os.environ, **environment})
        process.log = lambda: [json.loads(line) for line in (tmp_path / log.name).read_text().splitlines()]
        started.append((process, log))
        return process

    yield start
    for process, log in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        log.close()


def queued(app, tmp_path, name, **wish):
    campaigns.new(app, name, Wish(hashtags=["#RestHelps"], accounts=["clinic"], **wish))
    return adding.add(app, name, str(tmp_path / "article.txt"), approve=True, again=True)


def states(app):
    with app.store.read() as connection:
        from campaign.store import queue

        return queue.count_states(connection)


def test_a_worker_publishes_at_its_times_and_stops_when_nothing_is_left(app, tmp_path, worker):
    added = queued(app, tmp_path, "rest", every="500ms")
    process = worker("--until-idle")
    assert process.wait(timeout=30) == 0
    assert states(app) == {State.PUBLISHED: len(added.ids)}
    for row in looking.attempts(app, looking.wanted(app, None, None, (), None, None)):
        assert row.started_at >= row.due_at


def test_a_worker_that_sleeps_is_woken_by_what_another_process_queues(app, tmp_path, worker):
    process = worker()
    eventually(lambda: any(line["event"] == "waiting" for line in process.log()))
    begun = time.monotonic()
    added = queued(app, tmp_path, "rest", every="100ms")
    eventually(lambda: states(app).get(State.PUBLISHED) == len(added.ids), seconds=15)
    assert time.monotonic() - begun < 15  # without the poke it would be 30 s


def test_a_worker_brings_what_was_written_into_the_databases_file_beside_its_work(app, tmp_path, worker):
    with app.store.write() as connection:
        connection.exec_driver_sql("CREATE TABLE much (it BLOB)")
        connection.exec_driver_sql("INSERT INTO much VALUES (zeroblob(8000000))")
    assert app.store.file().stat().st_size < 8_000_000
    worker()
    eventually(lambda: app.store.file().stat().st_size > 8_000_000)


def test_a_worker_stops_cleanly_on_sigterm_and_says_so(app, tmp_path, worker):
    queued(app, tmp_path, "rest", times=["daily 09:00"])
    process = worker()
    eventually(lambda: any(line["event"] == "waiting" for line in process.log()))
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert process.log()[-1]["event"] == "worker stopped"
    [beat] = looking.workers(app)
    assert beat.stopped_at is not None
    assert not list((tmp_path / "data").glob(".worker-*"))


def test_the_pipe_of_a_worker_that_was_killed_is_cleared_away(app, tmp_path, worker):
    process = worker()
    eventually(lambda: any(line["event"] == "waiting" for line in process.log()))
    process.kill()
    process.wait()
    assert list((tmp_path / "data").glob(".worker-*"))
    queued(app, tmp_path, "rest", times=["daily 09:00"])
    assert not list((tmp_path / "data").glob(".worker-*"))


def test_a_worker_refuses_a_database_of_a_newer_release(app, tmp_path, worker):
    from sqlalchemy import text

    with app.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    process = worker()
    assert process.wait(timeout=20) == 2
    said = (tmp_path / "worker-0.log").read_text()
    assert "newer release" in said
    assert said.count("\n") == 1


def test_a_worker_tells_systemd_that_it_is_ready_and_that_it_stops(app, tmp_path, worker):
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address)
        systemd.settimeout(20)
        process = worker(NOTIFY_SOCKET=address)
        assert systemd.recv(100) == b"READY=1"
        process.send_signal(signal.SIGTERM)
        assert systemd.recv(100) == b"STOPPING=1"
        assert process.wait(timeout=20) == 0


def test_a_worker_serves_its_health_and_its_metrics_while_it_works(app, tmp_path, worker):
    with (tmp_path / "config.toml").open("a") as file:
        file.write('[worker]\nlisten = "127.0.0.1:0"\n')
    added = queued(app, tmp_path, "rest", every="100ms")
    process = worker()
    eventually(lambda: states(app).get(State.PUBLISHED) == len(added.ids))
    [port] = [line["port"] for line in process.log() if line["event"] == "listening"]
    assert get(f"http://127.0.0.1:{port}/healthz")[0] == 200
    found = samples(get(f"http://127.0.0.1:{port}/metrics")[1])
    assert found['campaign_attempts_total{outcome="published",platform="feed"}'] == len(added.ids)
    assert found["campaign_lateness_seconds_count"] == len(added.ids)
    assert found['campaign_step_seconds_count{step="claim"}'] >= 1


def test_a_post_that_fails_is_told_by_mail_while_the_worker_goes_on(app, tmp_path, worker):
    refusing = serving(lambda _: Told(400, b"The receiver wants none of this."))
    with mailing(Mailbox()) as mailbox, refusing as url:
        with (tmp_path / "config.toml").open("a") as file:
            file.write(
                '[fetch]\nallow = ["127.0.0.1"]\n[notices]\ngather = "1s"\n'
                f'[notices.mail]\nto = ["ann@example.org"]\nport = {mailbox.port}\nsecurity = "none"\n'
            )
        accounts.add(app, accounts.Wish("hook", "webhook", url), secrets={"secret": SECRET})
        process = worker()
        eventually(lambda: any(line["event"] == "waiting" for line in process.log()))
        campaigns.new(app, "doomed", Wish(hashtags=["#RestHelps"], accounts=["hook"], every="100ms"))
        adding.add(app, "doomed", str(tmp_path / "article.txt"), approve=True, again=True)
        eventually(lambda: mailbox.letters, seconds=40)
    [letter] = mailbox.letters
    assert letter["Subject"] == "Campaign: 1 post failed"
    assert "campaign queue --state failed --campaign doomed --account hook" in letter.get_content()
    assert process.poll() is None


def test_a_worker_whose_address_is_taken_does_not_start_and_says_why(app, tmp_path, worker):
    with socket.socket() as taken, (tmp_path / "config.toml").open("a") as file:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        file.write(f'[worker]\nlisten = "127.0.0.1:{taken.getsockname()[1]}"\n')
        file.close()
        assert worker().wait(timeout=20) == 2
    assert "Nothing can listen at" in (tmp_path / "worker-0.log").read_text()


def test_what_is_later_than_its_grace_is_spaced_anew_and_not_all_at_once(app, tmp_path, worker):
    added = queued(app, tmp_path, "rest", times=["daily 09:00"], grace="1h")
    from sqlalchemy import update

    from campaign.store import heads
    from campaign.store.models import Delivery

    past = app.clock.now() - timedelta(days=3)
    with app.store.write() as connection:
        connection.execute(update(Delivery).values(scheduled_for=past, due_at=past))
        heads.all_moved(connection)
    process = worker()
    eventually(lambda: any(line["event"] == "waiting" for line in process.log()))
    assert states(app) == {State.QUEUED: len(added.ids)}
    from campaign.desk import deliveries
    from campaign.store.history import Filter

    times = [one.scheduled_for for one in deliveries.listed(app, Filter())]
    assert min(times) > app.clock.now()
    assert len(set(times)) == len(times)


def test_a_worker_does_not_say_that_nothing_is_queued_while_something_is(app, tmp_path, worker):
    facts = [
        f"Fact {n} of rest is that sleep heals the body in {n} of ten people, {'as studies say ' * 8}."
        for n in range(4)
    ]
    (tmp_path / "article.txt").write_text("Why rest helps\n\n" + "\n\n".join(facts))
    added = queued(app, tmp_path, "rest", times=["daily 09:00"])
    from sqlalchemy import update

    from campaign.desk import stopping
    from campaign.store.models import Delivery

    past = app.clock.now() - timedelta(minutes=5)
    with app.store.write() as connection:
        connection.execute(update(Delivery).values(scheduled_for=past, due_at=past))
    process = worker()
    eventually(lambda: states(app).get(State.PUBLISHED) == 1)
    eventually(lambda: any(line["event"] == "waiting" for line in process.log()))
    waiting = [line["next_post"] for line in process.log() if line["event"] == "waiting"]
    assert not any("nothing is queued" in said for said in waiting)
    stopping.stop(app, None)
    said = f"{len(added.ids) - 1} queued, none of which may go out: campaign queue says why"
    eventually(lambda: process.log()[-1].get("next_post") == said)
