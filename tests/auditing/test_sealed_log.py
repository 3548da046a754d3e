"""Who changes the log after it was sealed is found out, and which row it was is said; on both databases."""

import json
import threading
from dataclasses import replace
from itertools import count

import pytest

from campaign import seals
from campaign.cli import main
from campaign.desk import accounts, auditing
from campaign.errors import Refused
from campaign.rounds.auditing import Seals
from campaign.states import State
from campaign.store import models
from campaign.store import seals as rows
from campaign.store.events import Note, record
from campaign.store.seals import head
from tests.store.world import LEASE, act, settled
from tests.waiting import eventually

TABLES = {"event": models.Event.__table__, "attempt": models.Attempt.__table__}
COLUMNS = [(kind, one.name) for kind, table in TABLES.items() for one in table.columns if one.name != "id"]


def another(house, kind, name):
    """Another value for a column, as SQL."""
    type_ = type(TABLES[kind].c[name].type).__name__
    return {"Instant": house.long_ago, "JSON": """'{"other": 1}'""", "Text": "'other'"}.get(type_, "777")


def ids(house, table):
    return [key for (key,) in house.raw(f"SELECT id FROM {table} ORDER BY id")]


def test_what_nobody_changed_is_as_it_was_sealed(house):
    assert house.seal() == len(ids(house, "events")) + len(ids(house, "attempts"))
    found = house.verify()
    assert found.fault is None
    assert found.sealed == {"events": len(ids(house, "events")), "attempts": 4}
    assert (found.texts, found.waiting) == (3, 0)
    assert found.upto == house.world.at


def test_what_is_sealed_once_is_not_sealed_again_and_what_follows_is_chained_to_it(house):
    house.seal()
    first = house.verify().head
    assert house.seal() == 0
    assert house.verify().head == first
    house.live()
    assert house.verify().waiting > 0
    assert house.seal() > 0
    assert house.verify().fault is None
    assert house.verify().head != first
    assert house.verify(first).fault is None
    assert house.verify(first[:16]).fault is None


def test_of_two_who_seal_at_the_same_time_one_is_told_that_it_came_second(house):
    house.seal()
    store, told = house.app.store, []
    with store.read() as connection:
        found = rows.last(connection)
    following = replace(found, number=found.number + 1)

    def second():
        with store.write() as connection:
            told.append(rows.add(connection, following))

    thread = threading.Thread(target=second)
    with store.write() as connection:
        assert rows.add(connection, following)
        thread.start()
        if not store.is_sqlite:  # there nobody begins to write before we are through
            eventually(
                lambda: house.raw("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == [(1,)]
            )
    thread.join(30)
    assert told == [False]


@pytest.mark.parametrize(("kind", "column"), COLUMNS)
def test_every_column_of_a_row_is_sealed(house, kind, column):
    house.seal()
    [_, second, *_] = ids(house, f"{kind}s")
    house.tamper(f"UPDATE {kind}s SET {column} = {another(house, kind, column)} WHERE id = {second}")
    assert house.fault() == ("changed", kind, second)
    words = house.verify().fault.words
    assert words.startswith(f"{kind.title()} {second} (")


def test_details_that_are_no_json_any_more_are_a_change_like_another(house):
    if not house.app.store.is_sqlite:
        pytest.skip("PostgreSQL takes nothing else")
    house.seal()
    house.tamper("UPDATE events SET details = 'no json' WHERE id = 2")
    assert house.fault() == ("changed", "event", 2)


@pytest.mark.parametrize("table", ["events", "attempts"])
@pytest.mark.parametrize("place", [0, 1, -1])
def test_a_row_that_was_removed_is_named(house, table, place):
    house.seal()
    gone = ids(house, table)[place]
    house.tamper(f"DELETE FROM {table} WHERE id = {gone}")
    assert house.fault() == ("removed", table[:-1], gone)


@pytest.mark.parametrize("place", [0, 1, -1])
def test_a_row_that_was_put_between_others_is_named(house, place):
    house.tamper("UPDATE events SET id = id * 10")
    house.seal()
    new = ids(house, "events")[place] - 5
    house.tamper(
        f"INSERT INTO events (id, at, actor, kind, details) VALUES ({new}, {house.long_ago}, 'mallory', 'approved', '{{}}')"
    )
    assert house.fault() == ("inserted", "event", new)
    assert "by mallory) was inserted after 2026-12-01 09:00:00 UTC" in house.verify().fault.words


def test_two_rows_that_changed_places_are_found_by_the_first_of_them(house):
    house.seal()
    [first, second, *_] = ids(house, "events")
    house.tamper(
        *(f"UPDATE events SET id = {to} WHERE id = {was}" for was, to in ((first, -1), (second, first), (-1, second)))
    )
    assert house.fault() == ("changed", "event", first)


def test_the_text_of_a_published_post_is_what_was_sent(house):
    house.seal()
    (key, variant), *_ = house.raw("SELECT id, variant_id FROM deliveries WHERE state = 'published'")
    house.tamper(f"UPDATE variants SET text = 'What we never said. #rest' WHERE id = {variant}")
    assert house.fault() == ("changed", "text", key)
    # Nor does it help to write the hash beside it anew: the attempt's own is sealed.
    house.tamper(f"UPDATE variants SET text_sha256 = 'x' WHERE id = {variant}")
    assert house.fault() == ("changed", "text", key)


def test_what_is_still_on_its_way_is_sealed_when_its_answer_is_there(house):
    world = house.world
    (first,) = world.new()
    (intent,) = world.intend(world.claim())
    house.seal()
    assert house.verify().waiting == 1
    world.settle(settled(intent, State.PUBLISHED, world.at))
    house.seal()
    assert house.verify().waiting == 0
    house.tamper(f"UPDATE attempts SET outcome = 'failed' WHERE delivery_id = {first}")
    assert house.fault() == ("changed", "attempt", intent.attempt_id)


def test_an_answer_that_comes_after_its_patience_changes_nothing_that_was_sealed(house):
    """Its worker died, so it is sealed as it was begun; what it was is still found out if it is changed."""
    world = house.world
    world.new()
    (intent,) = world.intend(world.claim())
    world.wait(LEASE * 2)
    world.rescue()
    house.seal()
    assert house.verify().waiting == 1
    world.wait(seals.PATIENCE + LEASE)
    house.seal()
    assert house.verify().waiting == 0
    world.settle(settled(intent, State.PUBLISHED, world.at))
    house.seal()
    assert house.verify().fault is None
    house.tamper(f"UPDATE attempts SET number = 9 WHERE id = {intent.attempt_id}")
    assert house.fault() == ("changed", "attempt", intent.attempt_id)


@pytest.mark.parametrize("column", ["log", "first_id", "last_id", "count", "marks", "at", "previous", "mac"])
def test_a_seal_that_was_changed_is_found(house, column):
    house.seal()
    values = {"log": "'attempts'", "at": house.long_ago, "previous": "'00'", "mac": "'00'"}
    values["marks"] = "X'00'" if house.app.store.is_sqlite else r"'\x00'"
    house.tamper(f"UPDATE seals SET {column} = {values.get(column, '777')} WHERE id = 1")
    assert house.fault() == ("changed", "seal", 1)


def test_a_seal_that_was_removed_is_found(house):
    house.seal()
    house.live()
    house.seal()
    house.tamper("DELETE FROM seals WHERE id = 1")
    assert house.fault() == ("removed", "seal", 1)


def test_who_takes_the_newest_rows_away_with_their_seals_is_found_by_a_head_that_was_printed(house):
    house.seal()
    [(newest,)] = house.raw("SELECT max(id) FROM events")
    [(last,)] = house.raw("SELECT max(id) FROM attempts")
    [(queued,)] = house.raw("SELECT max(id) FROM deliveries")
    out, *_ = house.live()
    house.seal()
    printed = house.verify().head[:16]
    house.tamper(
        "DELETE FROM seals WHERE id > 2",
        f"DELETE FROM events WHERE id > {newest}",
        f"DELETE FROM attempts WHERE id > {last}",
    )
    # What came of these rows is there still, and says so; unless that is taken away as well.
    assert house.fault() == ("changed", "delivery", out)
    house.tamper(f"DELETE FROM deliveries WHERE id > {queued}")
    assert house.fault() is None
    assert house.fault(printed) == ("removed", "head", None)
    house.seal()
    assert house.fault(printed) == ("removed", "head", None)


def test_a_head_is_letters_of_a_number(house):
    for wrong in ("", "abc", "not a head", "12345678 OR 1"):
        with pytest.raises(Refused, match="is no head"):
            house.verify(wrong)


def test_old_seals_stand_when_the_key_is_rotated_and_new_ones_are_made_with_the_new_one(house):
    house.seal()
    before = (house.app.config.folder / "campaign.key").read_text()
    accounts.rotate_key(house.app)
    house.app.__dict__.pop("keyring", None)
    assert before not in (house.app.config.folder / "campaign.key").read_text()
    house.live()
    house.seal()
    assert house.verify().fault is None
    assert house.raw("SELECT DISTINCT key_id FROM seals ORDER BY key_id") == house.raw(
        "SELECT id FROM seal_keys ORDER BY id"
    )
    assert len(house.raw("SELECT id FROM seal_keys")) == 2
    accounts.rotate_key(house.app)
    house.app.__dict__.pop("keyring", None)
    assert house.verify().fault is None


def test_who_has_the_database_alone_can_make_no_seal(house):
    house.seal()
    [(encrypted, *_), *_] = house.raw("SELECT secret FROM seal_keys")
    derived = house.app.keyring.derived(seals.LABEL)
    assert derived not in bytes(encrypted)
    assert derived.hex().encode() not in bytes(encrypted)
    [key] = ids(house, "seal_keys")
    with house.app.store.write() as connection:
        rows.set_keys(connection, {key: house.app.keyring.seal({"token": "00" * 32})})
    assert house.fault() == ("changed", "seal", 1)


def test_reports_are_handed_the_head(house):
    with house.app.store.read() as connection:
        assert head(connection) is None
    house.seal()
    with house.app.store.read() as connection:
        found = head(connection)
    assert found.mac == house.verify().head
    assert found.mac.startswith(found.short)


def test_many_rows_are_sealed_in_batches_and_each_of_them_is_found(house, monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 3)
    with house.app.store.write() as connection:
        record(
            connection, act(house.world.at), [Note("moved", details={"n": n, "ü": "“”", "f": 0.1}) for n in range(20)]
        )
    house.seal()
    assert house.verify().fault is None
    assert len(house.raw("SELECT id FROM seals WHERE log = 'events'")) > 6
    for key in ids(house, "events")[::-1]:
        house.tamper(f"UPDATE events SET actor = 'mallory' WHERE id = {key}")
        assert house.fault() == ("changed", "event", key)


def test_the_command_says_it_in_a_sentence_and_by_its_exit_code(house, capsys):
    house.seal()
    [_, second, *_] = ids(house, "events")
    url = house.app.store.engine.url.render_as_string(hide_password=False)
    call = ["history", "--config", str(house.folder / "config.toml"), "--database", url]
    assert main([*call, "--verify"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Nothing was changed: ")
    assert house.verify().head[:16] in said
    house.tamper(f"UPDATE events SET actor = 'mallory' WHERE id = {second}")
    assert main([*call, "--verify"]) == 1
    assert "by mallory) was changed after" in capsys.readouterr().out
    assert main([*call, "--verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fault"]["id"] == second
    assert main([*call, "--head", "nonsense"]) == 2


def test_nothing_is_sealed_that_somebody_who_still_writes_comes_before(house):
    """On PostgreSQL ids are given before they are committed: none is passed over."""
    if house.app.store.is_sqlite:
        pytest.skip("on SQLite writers take turns")
    house.seal()
    with house.app.store.write() as slow:
        record(slow, act(house.world.at), [Note("slow")])
        with house.app.store.write() as quick:
            record(quick, act(house.world.at), [Note("quick")])
        house.app.sealer().go_round()
        assert house.verify().waiting == 1
    house.seal()
    assert house.verify().waiting == 0
    assert house.verify().fault is None
    assert [kind for (kind,) in house.raw("SELECT kind FROM events ORDER BY id")][-2:] == ["slow", "quick"]


def test_writers_and_sealers_side_by_side_leave_one_chain_over_all_of_it(house, monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 7)
    over = threading.Event()

    def write():
        for n in range(60):
            with house.app.store.write() as connection:
                record(connection, act(house.world.at), [Note("moved", details={"n": n})])

    def seal():
        while not over.is_set():
            house.app.sealer().go_round()

    writers = [threading.Thread(target=write) for _ in range(3)]
    sealers = [threading.Thread(target=seal) for _ in range(2)]
    for one in writers + sealers:
        one.start()
    for one in writers:
        one.join()
    over.set()
    for one in sealers:
        one.join()
    house.seal()
    found = house.verify()
    assert found.fault is None
    assert found.waiting == 0
    assert found.sealed["events"] == len(ids(house, "events"))


def test_a_worker_that_stops_leaves_the_rest_of_a_long_log_to_the_next(house, monkeypatch):
    """What a release before left can be a million rows: systemd would not wait for them."""
    monkeypatch.setattr(seals, "BATCH", 1)
    seconds = count(step=2.0)
    clock = replace(house.app.clock, boottime=lambda: next(seconds))
    rounds = Seals(replace(house.app.sealer(), clock=clock))
    everything = house.verify().waiting
    rounds.stop()
    assert 0 < house.verify().waiting < everything
    Seals(house.app.sealer()).stop()
    assert house.verify().waiting == 0


def test_a_verdict_reads_as_a_sentence_before_anything_is_sealed(house):
    assert auditing.worded(house.verify()).startswith("Nothing is sealed yet")
