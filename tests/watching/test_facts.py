"""Facts, gathered from real databases of both kinds."""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import insert, update

from campaign import app as composing
from campaign import health
from campaign.clock import Clock
from campaign.desk import accounts, doctoring
from campaign.machine import Disk
from campaign.states import State
from campaign.store import models, workers
from campaign.store.vitals import vitals
from campaign.watching.facts import gather
from posts import platforms
from posts.platforms.feed import Feed
from tests.store.world import START, World

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def world(store):
    return World(store)


def read(world):
    with world.store.read() as connection:
        return vitals(connection, world.at)


def test_what_is_in_doubt_is_for_a_person_where_nobody_will_look_it_up(world):
    key = world.in_state(State.IN_DOUBT)
    assert read(world).states == {State.IN_DOUBT: 1}
    assert read(world).unsure == 0
    world.wait(20 * MINUTE)
    assert read(world).unsure == 1
    with world.store.write() as connection:
        connection.execute(update(models.Delivery).values(due_at=world.at + MINUTE))
    assert read(world).unsure == 0
    with world.store.write() as connection:
        connection.execute(update(models.Delivery).where(models.Delivery.id == key).values(due_at=None))
    assert read(world).unsure == 1


def test_a_campaigns_stock_ends_with_its_last_queued_post_and_one_without_posts_has_none(world):
    assert read(world).stocks == ()
    world.in_state(State.PUBLISHED)
    [stock] = read(world).stocks
    assert (stock.campaign, stock.last, stock.proposed) == ("rest", None, 0)
    world.new(3, step=DAY)
    world.new(2, state=State.PROPOSED, step=30 * DAY)
    [stock] = read(world).stocks
    assert (stock.last, stock.proposed) == (START + 2 * DAY, 2)


def test_a_seal_and_the_kill_switch_are_seen(world):
    assert not read(world).stopped
    assert read(world).sealed_for is None
    with world.store.write() as connection:
        connection.execute(update(models.Workspace).values(state="stopped", reason={"code": "x", "values": {}}))
        connection.execute(insert(models.Installation).values(sealed_at=START, sealed_for="there"))
    assert read(world).stopped
    assert read(world).sealed_for == "there"


def test_the_newest_time_is_that_of_a_heartbeat_or_of_an_attempt(world):
    assert read(world).newest is None
    world.in_state(State.PUBLISHED)
    assert read(world).newest == START
    with world.store.write() as connection:
        workers.arrive(connection, "w1", "0.1.0", START + MINUTE)
    assert read(world).newest == START + MINUTE


@pytest.fixture
def app(tmp_path, database_url):
    (tmp_path / "config.toml").write_text("")
    app, _ = composing.init(tmp_path / "config.toml", database_url)
    yield app
    app.close()


def codes(app):
    return {one.code for one in health.findings(gather(app)) if not one.ok}


def test_a_machine_whose_clock_differs_from_the_database_servers_is_found(app):
    with app.store.write() as connection:
        workers.arrive(connection, "w1", "0.1.0", app.clock.now())
    assert "clock_off" not in codes(app)
    slow = replace(app, clock=replace(app.clock, now=lambda: datetime.now(UTC) - MINUTE))
    assert "clock_off" in codes(slow)
    # Ahead of its own past a machine cannot see itself; ahead of a server it can.
    fast = replace(app, clock=replace(app.clock, now=lambda: datetime.now(UTC) + MINUTE))
    assert ("clock_off" in codes(fast)) is not app.store.is_sqlite


def test_a_clock_that_stands_still_agrees_with_itself(app):
    still = replace(app, clock=Clock(now=lambda: START, boottime=lambda: 0.0))
    assert gather(still).now == START


def test_an_account_that_another_key_sealed_cannot_be_used(app, monkeypatch):
    secrets = {"access_token": "t0ken"}
    accounts.add(app, accounts.Wish("clinic", "mastodon", "https://example.org"), secrets=secrets)
    assert "account_unusable" not in codes(app)
    from cryptography.fernet import Fernet

    monkeypatch.setenv("CAMPAIGN_KEY", Fernet.generate_key().decode())
    other = composing.open_app(app.config.folder.parent / "config.toml", database_url=app.config.database_url)
    assert "account_unusable" in codes(other)
    other.close()


def test_an_adapter_that_knows_when_its_login_ends_is_heard(app, monkeypatch):
    class Ending(Feed):
        kind = "ending"
        expires_at = datetime.now(UTC) + DAY

    monkeypatch.setitem(platforms._table(), "ending", "ending:Ending")
    monkeypatch.setitem(sys.modules, "ending", SimpleNamespace(Ending=Ending))
    accounts.add(app, accounts.Wish("clinic", "ending"))
    assert "login_ends" in codes(app)


def test_a_doctor_finds_no_worker_and_says_how_to_start_one(app, tmp_path, monkeypatch):
    found = doctoring.examine(tmp_path / "config.toml", app.config.database_url)
    assert [one.code for one in found[:4]] == ["settings", "folder", "key", "database"]
    [one] = [one for one in found if one.severity is health.Severity.FAILURE]
    assert (one.code, one.mend) == ("no_worker", "Start it: campaign run")


def test_a_doctor_who_cannot_open_the_database_says_so_and_no_more(app, tmp_path):
    from sqlalchemy import text

    with app.store.write() as connection:
        before = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    *_, last = doctoring.examine(tmp_path / "config.toml", app.config.database_url)
    with app.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :was"), {"was": before})
    assert last.code == "broken"
    assert "campaign db upgrade" in last.sentence


def test_what_a_month_has_cost_is_held_against_its_cap(tmp_path, database_url):
    (tmp_path / "config.toml").write_text("[cost]\nx_per_month = 1\n")
    app, _ = composing.init(tmp_path / "config.toml", database_url)
    try:
        world = World(app.store)
        world.in_state(State.PUBLISHED)
        with app.store.write() as connection:
            connection.execute(update(models.Account).values(platform="x"))
            connection.execute(update(models.Attempt).values(price=850_000))
        now = replace(app, clock=replace(app.clock, now=lambda: world.at))
        [one] = gather(now).budgets
        assert (one.platform, one.what, one.used, one.cap) == ("x", "posts", 850_000, 1_000_000)
        assert "month_nearly_spent" in codes(now)
        later = replace(app, clock=replace(app.clock, now=lambda: world.at + 31 * DAY))
        assert [one.used for one in gather(later).budgets] == [0]
    finally:
        app.close()


@pytest.mark.parametrize(
    ("settings", "sentence", "mend"),
    [
        ("[web]\nprot = 1\n", "web.prot: unknown key (port?).", "Mend that, then ask"),
        ('[database]\nurl = "postgres://u@127.0.0.1:1/x"\n', "connection failed", "Mend that, then ask"),
        ('[database]\nurl = "mysql://u@127.0.0.1/x"\n', "Only SQLite and PostgreSQL", "Mend that, then ask"),
        (None, "there is no such file", "makes what is missing"),
    ],
)
def test_a_doctor_does_not_send_to_init_for_what_init_cannot_mend(tmp_path, settings, sentence, mend):
    file, key = tmp_path / "config.toml", tmp_path / "data" / "campaign.key"
    if settings:
        file.write_text(settings)
    key.parent.mkdir()
    key.write_bytes(Fernet.generate_key())
    key.chmod(0o600)
    *_, last = doctoring.examine(file, None)
    assert sentence in last.sentence
    assert mend in last.mend


def test_a_doctor_says_that_the_disk_is_full_where_that_may_be_why_the_database_cannot_be_opened(tmp_path, monkeypatch):
    (tmp_path / "config.toml").write_text('[database]\nurl = "postgres://u@127.0.0.1:1/x"\n')
    composing.init(tmp_path / "config.toml", f"sqlite:///{tmp_path / 'made.db'}")[0].close()
    monkeypatch.setattr("campaign.machine.disk", lambda _folder: Disk(0, 1_000_000_000))
    *_, full, broken = doctoring.examine(tmp_path / "config.toml", None)
    assert (full.code, broken.code) == ("disk", "broken")


def test_a_doctor_says_that_a_folder_is_missing_and_not_that_it_cannot_be_written(tmp_path):
    (tmp_path / "config.toml").write_text("")
    folder = doctoring.examine(tmp_path / "config.toml", None)[1]
    assert folder.sentence == f"There is no data folder {tmp_path / 'data'}."
    assert folder.mend == "`campaign init` makes it."
