"""`campaign db copy`: all of it or nothing of it, and never two databases that both take work."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest

from campaign.desk import choosing, moving
from campaign.errors import Refused, Sealed, StoreError
from campaign.states import State
from campaign.store import copying, sealing, workers
from campaign.store.database import Store
from tests.store.world import act

BOTH_WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite"), ("postgresql", "postgresql")]


@pytest.fixture(params=BOTH_WAYS, ids="-to-".join)
def pair(request, build):
    """A furnished house whose leases have ended, and an empty one."""
    kind, to = request.param
    source, target = build(kind, furnished=True), build(to)
    source.leases_end()
    return source, target.borrow(source.world)


@pytest.fixture
def to_postgresql(build):
    source, target = build("sqlite", furnished=True), build("postgresql")
    source.leases_end()
    return source, target.borrow(source.world)


def contents(store):
    with store.read() as connection:
        return copying.contents(connection)


def is_sealed(store):
    with store.read() as connection:
        return sealing.is_sealed(connection)


def test_everything_arrives_and_the_source_takes_no_work_any_more(pair):
    source, target = pair
    before = contents(source.store)
    moved = moving.move(source.app, target.store)
    after = contents(target.store)
    for table in copying.TABLES:
        # What the move itself writes down is more than was copied.
        if table.name not in {"events", "installation"}:
            assert after[table.name] == before[table.name], table.name
            assert moved.rows[table.name] == before[table.name].rows
    target.store.require_open()
    with pytest.raises(Sealed, match=r"was moved to .+: name that one in config\.toml"):
        source.store.require_open()


def test_settings_that_were_chosen_count_where_it_was_moved_to(pair):
    source, target = pair
    choosing.choose(source.app, {"timezone": "Europe/Berlin", "locale": "fr-CA"})
    moving.move(source.app, target.store)
    assert target.app.defaults == source.app.as_of_now().defaults
    assert (target.app.defaults.timezone, target.app.defaults.locale) == ("Europe/Berlin", "fr_CA")


def test_work_goes_on_where_it_was_moved_to(pair):
    """New rows get ids that nobody had, and what was queued goes out with the key that it had."""
    source, target = pair
    keys = source.raw("SELECT id, uid, fence FROM deliveries ORDER BY id")
    moving.move(source.app, target.store)
    assert target.raw("SELECT id, uid, fence FROM deliveries ORDER BY id") == keys
    world = source.world
    world.store = target.store
    [new] = world.new(account="published")
    assert new > max(row[0] for row in keys)
    assert source.keys[State.QUEUED] in [one.claimed.id for one in world.intend(world.claim(10))]


def test_an_account_that_was_removed_does_not_lend_its_number_to_a_new_one(pair):
    from campaign.store import accounts
    from campaign.store.values import NewAccount

    source, target = pair
    with source.store.write() as connection:
        last = accounts.add_account(connection, NewAccount("gone", "feed", None, {}, None), act())
        accounts.remove_account(connection, "gone", act())
    moving.move(source.app, target.store)
    with target.store.write() as connection:
        assert accounts.add_account(connection, NewAccount("new", "feed", None, {}, None), act()).id > last.id


def test_every_write_is_refused_after_the_move_and_every_read_still_works(pair):
    source, target = pair
    moving.move(source.app, target.store)
    with pytest.raises(Sealed), source.store.write():
        pass
    with pytest.raises(Sealed):
        source.app.publisher().tick()
    assert len(source.world.attempts(source.keys[State.PUBLISHED])) == 1


def test_an_unsealed_source_takes_work_again_and_only_by_a_persons_word(pair):
    source, target = pair
    moving.move(source.app, target.store)
    with pytest.raises(Refused, match=r"goes out twice .+ then add --yes\.$"):
        moving.unseal(source.app, sure=False)
    moving.unseal(source.app, sure=True, dry_run=True)
    assert is_sealed(source.store)
    moving.unseal(source.app, sure=True)
    source.world.new(account="published")
    with pytest.raises(Refused, match=r"is not sealed\.$"):
        moving.unseal(source.app, sure=True)


def test_a_dry_run_of_a_move_changes_nothing_on_either_side(pair):
    source, target = pair
    before, empty = contents(source.store), contents(target.store)
    assert moving.move(source.app, target.store, dry_run=True).rows["deliveries"] == len(State)
    assert contents(source.store) == before
    assert contents(target.store) == empty


# -- breaking midway: at each table, and between the commits


class Broken(Exception):
    pass


@pytest.mark.parametrize("at", [table.name for table in copying.TABLES])
def test_a_copy_that_breaks_at_any_table_leaves_both_as_they_were(to_postgresql, monkeypatch, at):
    source, target = to_postgresql
    before, empty = contents(source.store), contents(target.store)
    reserve = copying._reserve_ids

    def breaking(here, there, table):
        if table.name == at:
            raise Broken
        reserve(here, there, table)

    monkeypatch.setattr(copying, "_reserve_ids", breaking)
    with pytest.raises(Broken):
        moving.move(source.app, target.store)
    monkeypatch.undo()
    assert contents(source.store) == before
    assert contents(target.store) == empty
    moving.move(source.app, target.store)


@pytest.mark.parametrize("dies_at", ["the seal of the source", "the opening of the copy"])
def test_whenever_it_dies_between_the_commits_never_both_take_work(pair, monkeypatch, dies_at):
    source, target = pair
    seal = sealing.seal

    def dying(connection, act, to):
        if to is not None and dies_at == "the seal of the source":
            raise Broken
        seal(connection, act, to)

    def never(*_):
        raise Broken

    monkeypatch.setattr(sealing, "seal", dying)
    if dies_at == "the opening of the copy":
        monkeypatch.setattr(sealing, "unseal", never)
    with pytest.raises(Broken):
        moving.move(source.app, target.store)
    assert is_sealed(target.store)
    assert is_sealed(source.store) is (dies_at == "the opening of the copy")
    with pytest.raises(Sealed, match="was being filled with another database"):
        target.store.require_open()


def test_a_copy_that_is_not_the_same_is_not_kept(to_postgresql, monkeypatch):
    source, target = to_postgresql

    def forgetful(_here, there, _table):
        """Loses the reasons of deliveries on the way; there are as many rows as before."""
        there.exec_driver_sql("UPDATE deliveries SET reason = NULL")

    monkeypatch.setattr(copying, "_reserve_ids", forgetful)
    empty = contents(target.store)
    with pytest.raises(StoreError, match=r"not the same .+ deliveries"):
        moving.move(source.app, target.store)
    assert contents(target.store) == empty
    assert not is_sealed(source.store)


# -- who works


def test_while_a_worker_lives_nothing_is_moved(pair):
    source, target = pair
    with source.store.write() as connection:
        workers.arrive(connection, "host:1", "1", source.world.at)
    with pytest.raises(Refused, match=r"^Worker host:1 works on"):
        moving.move(source.app, target.store)
    assert not is_sealed(source.store)


def test_what_is_on_its_way_is_waited_for(build):
    source, target = build("sqlite", furnished=True), build("sqlite")
    with pytest.raises(Refused, match="may be on their way"):
        moving.move(source.app, target.store)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_write_that_waited_for_the_move_finds_the_seal(build, kind):
    """It had begun before the seal was committed: what it would claim goes out elsewhere."""
    source, target = build(kind, furnished=True), build("sqlite")
    source.leases_end()
    target.borrow(source.world)
    found, begun = [], threading.Event()

    def claim():
        begun.set()
        try:
            found.append(source.world.claim(10))
        except StoreError as error:
            found.append(error)

    late = threading.Thread(target=claim)
    with source.store.alone() as here:
        late.start()
        begun.wait(10)
        late.join(0.3)  # it is held up, not refused yet
        assert found == []
        sealing.seal(here, act(), "elsewhere")
    late.join(20)
    assert [type(one) for one in found] == [Sealed]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_move_waits_for_a_write_that_has_begun(build, kind):
    source, target = build(kind, furnished=True), build("sqlite")
    source.leases_end()
    target.borrow(source.world)
    moved = []
    with source.store.write() as connection:
        mover = threading.Thread(target=lambda: moved.append(moving.move(source.app, target.store)))
        mover.start()
        mover.join(0.5)
        assert moved == []
        connection.exec_driver_sql("UPDATE campaigns SET name = 'late'")
    mover.join(20)
    assert moved
    assert target.raw("SELECT name FROM campaigns") == [("late",)]


# -- what it is copied into


def test_only_an_empty_database_is_filled(pair):
    source, target = pair
    moving.move(source.app, target.store)
    moving.unseal(source.app, sure=True)
    with pytest.raises(Refused, match=r"holds something already: name an empty database\.$"):
        moving.move(source.app, target.store)
    assert not is_sealed(source.store)


def test_what_init_made_counts_as_empty(to_postgresql):
    from campaign.store.accounts import ensure_workspace

    source, target = to_postgresql
    with target.store.write() as connection:
        assert ensure_workspace(connection)
    moving.move(source.app, target.store)
    assert target.raw("SELECT uid FROM workspaces") == source.raw("SELECT uid FROM workspaces")


def test_where_it_went_is_said_as_the_settings_are_to_name_it(to_postgresql):
    source, target = to_postgresql
    moved = moving.move(source.app, target.store)
    with pytest.raises(Sealed, match=re.escape(f"moved to {moved.to} on")):
        source.store.require_open()


def test_a_database_is_not_moved_into_itself(build):
    source = build("sqlite", furnished=True)
    with pytest.raises(Refused, match=r"is the database itself\.$"):
        moving.move(source.app, Store(source.url))


def test_a_missing_database_is_made(build, tmp_path):
    source = build("sqlite", furnished=True)
    source.leases_end()
    target = Store(f"sqlite:///{tmp_path / 'new' / 'campaign.db'}")
    moving.move(source.app, target)
    target.require_open()
    target.close()


def test_the_password_of_the_new_database_is_written_nowhere(build, postgres):
    source = build("sqlite", furnished=True)
    source.leases_end()
    url = postgres.new_database().replace("postgres:", "postgres:geheim", 1)
    target = Store(url)
    assert "geheim" in target.engine.url.render_as_string(hide_password=False)
    moved = moving.move(source.app, target)
    target.close()
    assert "geheim" not in moved.to + repr(source.world.everything())
    assert Store(moved.to).engine.url.password is None


# -- the proof itself


def test_a_hash_is_of_the_content_and_not_of_its_order():
    rows = [(1, "a", datetime(2026, 1, 1, tzinfo=UTC)), (2, "b", None), (3, "b", {"n": 1.5})]
    assert copying.content(rows) == copying.content(reversed(rows))
    for other in (rows[:2], [*rows, rows[0]], [*rows[:2], (3, "b", {"n": 1.25})]):
        assert copying.content(other) != copying.content(rows)


def test_moments_texts_and_numbers_are_the_same_on_both_sides_to_the_last_digit(pair):
    source, target = pair
    odd = "Zoë 🧘🏽 “rest” \\ ' \u200b\u2028 ﷽"
    campaign = source.world.new_campaign(odd)
    source.world.new(1, account="held", campaign=campaign, due=source.world.at + timedelta(microseconds=1))
    with source.store.write() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET every_s = 0.30000000000000004")
    moving.move(source.app, target.store)
    names = target.raw("SELECT name, every_s FROM campaigns ORDER BY id")
    assert names[-1] == (odd, 0.1 + 0.2)
