"""Opening, reading, writing: what a `Store` promises, and the one sentence that each misfortune gets."""

import gc
import resource
import shutil
import signal
import sqlite3
import warnings
from pathlib import Path

import pytest
from sqlalchemy import event, text

from campaign.errors import ConfigError, StoreError
from campaign.states import State
from campaign.store import accounts, campaigns
from campaign.store.database import Store
from tests.store.world import World

ONE_SENTENCE = r"^[^\n]+\.$"


@pytest.fixture
def broken(tmp_path):
    """A file to be spoilt, and the store on it."""
    stores = []

    def make(content):
        file = tmp_path / "campaign.db"
        file.write_bytes(content)
        stores.append(Store(f"sqlite:///{file}"))
        return file, stores[-1]

    yield make
    for one in stores:
        one.close()


# -- files that cannot be used


@pytest.mark.parametrize("verb", [Store.require_current, Store.upgrade, Store.revision])
def test_a_file_that_is_no_database_is_refused_and_stays_as_it_is(broken, verb):
    content = b"Dear diary, " * 1000
    file, store = broken(content)
    with pytest.raises(StoreError, match=ONE_SENTENCE) as caught:
        verb(store)
    assert str(caught.value) == f"The database {file} cannot be used: file is not a database."
    assert file.read_bytes() == content
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_torn_file_is_refused_and_stays_as_it_is(broken, sqlite_template):
    whole = sqlite_template.read_bytes()
    content = whole[: len(whole) // 3]
    file, store = broken(content)
    for verb in (Store.require_current, Store.upgrade):
        with pytest.raises(StoreError, match=ONE_SENTENCE) as caught:
            verb(store)
        assert "malformed" in str(caught.value)
    assert file.read_bytes() == content


def test_a_page_that_is_torn_is_one_sentence_where_it_is_read(broken, sqlite_template):
    content = bytearray(sqlite_template.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    _, store = broken(bytes(content))
    with pytest.raises(StoreError, match=ONE_SENTENCE), store.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM deliveries").scalar()


def test_an_empty_file_holds_no_campaign_and_becomes_a_database_by_an_upgrade(broken):
    _, store = broken(b"")
    with pytest.raises(StoreError, match=r"campaign\.db is no database of ours yet: run `campaign init` first\.$"):
        store.require_current()
    assert store.upgrade() is True
    store.require_current()


def test_a_database_that_may_only_be_read_is_refused_in_one_sentence(tmp_path, sqlite_template):
    file = tmp_path / "campaign.db"
    shutil.copy(sqlite_template, file)
    before = file.read_bytes()
    store = Store(f"sqlite:///file:{file}?mode=ro&uri=true")
    with pytest.raises(StoreError, match=r"attempt to write a readonly database\.$"), store.write() as connection:
        connection.exec_driver_sql("DELETE FROM workspaces")
    store.close()
    assert file.read_bytes() == before


def test_looking_for_a_database_that_is_not_there_makes_no_file(tmp_path):
    file = tmp_path / "typo" / "campaign.db"
    store = Store(f"sqlite:///{file}")
    with pytest.raises(StoreError, match="is no database of ours yet"):
        store.require_current()
    assert not file.parent.exists()
    assert store.upgrade() is True
    store.close()
    assert file.exists()


def test_a_new_file_and_what_sqlite_keeps_beside_it_are_for_their_owner_alone(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'data' / 'campaign.db'}")
    store.upgrade()
    with store.write():
        files = list((tmp_path / "data").iterdir())
        assert {one.name for one in files} == {"campaign.db", "campaign.db-wal", "campaign.db-shm"}
        assert {one.stat().st_mode & 0o777 for one in files} == {0o600}
    store.close()


@pytest.mark.parametrize("place", ["file/campaign.db", "."])
def test_a_place_where_no_file_can_be_is_refused_in_one_sentence(tmp_path, place):
    (tmp_path / "file").write_text("")
    store = Store(f"sqlite:///{tmp_path / place}")
    with pytest.raises(StoreError, match=ONE_SENTENCE):
        store.upgrade()
    store.close()


# -- URLs


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://x/y", "postgresql://u:geheim@h:port/db", "sqlite://u:geheim@h/x"],
)
def test_a_url_that_is_none_is_a_setting_to_mend(url):
    with pytest.raises(ConfigError, match=ONE_SENTENCE) as caught:
        Store(url)
    assert caught.value.key == "database.url"
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:geheim@127.0.0.1:1/db",
        "postgresql://ann@127.0.0.1:1/db?password=geheim",
        "postgresql://ann@127.0.0.1:1/db?sslpassword=geheim",
    ],
)
def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(url):
    store = Store(url)
    with pytest.raises(StoreError, match=r"^The database [^ ]+@127\.0\.0\.1:1/db cannot be used: .+\.$") as caught:
        store.require_current()
    assert "refused" in str(caught.value)
    assert "geheim" not in str(caught.value) + store.name() + store.url() + repr(store.engine.url.set(query={}))
    assert "\n" not in str(caught.value)
    store.close()


# -- transactions


def test_a_first_start_that_came_to_nothing_does_not_spoil_the_second(store):
    with store.write(dry_run=True) as connection:
        assert accounts.ensure_workspace(connection)
    World(store).in_state(State.PUBLISHED)


def test_a_write_that_fails_is_not_there_at_all(store):
    world = World(store)
    before = world.everything()

    def fail():
        with store.write() as connection:
            connection.exec_driver_sql("UPDATE campaigns SET name = 'other'")
            raise RuntimeError

    told = []
    store.written = lambda: told.append(1)
    with pytest.raises(RuntimeError):
        fail()
    assert world.everything() == before
    assert told == []
    world.new()
    assert told == [1]


def test_a_refusal_of_the_database_is_one_sentence(store):
    World(store)
    with (
        pytest.raises(StoreError, match=r"^The database [^ ]+ cannot be used: [^\n]*(?i:unique)[^\n]*\.$"),
        store.write() as connection,
    ):
        connection.exec_driver_sql("INSERT INTO workspaces (id, uid, name) SELECT 99, uid, name FROM workspaces")


def test_a_reader_sees_nothing_of_what_is_not_committed(store):
    world = World(store)
    with store.write() as writer:
        writer.exec_driver_sql("UPDATE campaigns SET name = 'other'")
        assert world.raw("SELECT name FROM campaigns") == [("rest",)]
    assert world.raw("SELECT name FROM campaigns") == [("other",)]


def test_a_transaction_that_reads_cannot_write(store):
    World(store)
    with pytest.raises(StoreError, match=r"read-?only"), store.read() as connection:
        connection.exec_driver_sql("DELETE FROM slots")
    with store.write() as connection:
        assert connection.exec_driver_sql("DELETE FROM slots").rowcount == 1


def test_what_is_committed_outlives_a_power_cut(store):
    ask = "PRAGMA synchronous" if store.is_sqlite else "SHOW synchronous_commit"
    with store.read() as connection:
        assert connection.exec_driver_sql(ask).scalar() in {2, "on"}
        if store.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.fixture
def on_disk(tmp_path, sqlite_template):
    """A store on an SQLite file of its own, and the file."""
    file = tmp_path / "campaign.db"
    shutil.copy(sqlite_template, file)
    store = Store(f"sqlite:///{file}")
    yield store, file
    store.close()


def test_what_was_written_comes_into_the_file_beside_the_work_and_in_no_commit(on_disk):
    """SQLite itself does it in whichever commit makes its log longer than 4 MB, and a post waits for that one."""
    store, file = on_disk
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TABLE much (it BLOB)")
        connection.exec_driver_sql("INSERT INTO much VALUES (zeroblob(8000000))")
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO much VALUES (1)")
    before = file.stat().st_size
    store.checkpoint()
    assert before < 8_000_000 < file.stat().st_size


def test_what_was_written_comes_into_the_file_while_others_read_and_write(on_disk):
    store, _ = on_disk
    with store.read() as reader, store.write() as writer:
        reader.exec_driver_sql("SELECT * FROM workspaces").all()
        writer.exec_driver_sql("CREATE TABLE much (it BLOB)")
        store.checkpoint()
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM much").scalar() == 0


def test_whoever_has_the_connection_next_can_commit_though_somebody_still_looks_at_the_log(on_disk):
    """To SQLite the log is being written as long as it is not read how far that came."""
    store, _ = on_disk
    cursors = []
    event.listen(store.engine, "after_cursor_execute", lambda _connection, cursor, *_: cursors.append(cursor))
    store.checkpoint()
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TABLE much (it BLOB)")


@pytest.fixture
def files_that_grow_no_more():
    """Lets no file of this process become longer than so many bytes; None lets them grow again."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    deaf = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, limit if most is None else (most, limit[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    signal.signal(signal.SIGXFSZ, deaf)


def test_what_cannot_come_into_the_file_is_said_in_a_sentence_and_stays_in_the_log(on_disk, files_that_grow_no_more):
    """A disk that is full is not seen by the commit, which only adds to the log: the file grows here."""
    store, file = on_disk
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TABLE much (it BLOB)")
        connection.exec_driver_sql("INSERT INTO much VALUES (zeroblob(100000))")
    files_that_grow_no_more(file.stat().st_size)
    with pytest.raises(StoreError, match=r"campaign\.db cannot be used: .*"):
        store.checkpoint()
    files_that_grow_no_more(None)
    store.checkpoint()
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT length(it) FROM much").scalar() == 100_000


def test_foreign_keys_are_kept(store):
    World(store)
    with pytest.raises(StoreError, match=r"(?i)foreign key"), store.write() as connection:
        connection.exec_driver_sql("DELETE FROM accounts")


def test_no_reason_is_null_whichever_way_it_came(store):
    world = World(store, names=("clinic", "doctor"))
    world.in_state(State.PUBLISHED)
    world.order("retry", world.in_state(State.FAILED))
    world.new(account="doctor")
    assert world.raw("SELECT count(*) FROM deliveries WHERE reason IS NULL") == [(3,)]


def test_a_closed_store_leaves_no_connection_open(database_url):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        store = Store(database_url)
        World(store).new()
        store.close()
        del store
        gc.collect()
    if database_url.startswith("sqlite"):
        file = Path(database_url.removeprefix("sqlite:///"))
        # The last connection that closes takes the log with it.
        assert not file.with_name(file.name + "-wal").exists()


def test_a_connection_that_cannot_be_settled_in_is_closed(broken, monkeypatch):
    opened, connect = [], sqlite3.dbapi2.connect

    def keep(*arguments, **options):
        opened.append(connect(*arguments, **options))
        return opened[-1]

    monkeypatch.setattr(sqlite3.dbapi2, "connect", keep)
    _, store = broken(b"no database" * 1000)
    with pytest.raises(StoreError):
        store.revision()
    assert opened
    for one in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            one.execute("SELECT 1")


def test_a_postgresql_that_was_restarted_meanwhile_is_used_again(postgres):
    store = Store(postgres.emptied_database())
    world = World(store)
    world.new()
    postgres.restart()
    assert world.counts() == {State.QUEUED: 1}
    assert len(world.claim()) == 1
    store.close()


def test_a_postgresql_that_was_restarted_meanwhile_is_glanced_at_again(postgres):
    store = Store(postgres.emptied_database())
    assert store.glance(campaigns.campaigns) == []
    postgres.restart()
    assert store.glance(campaigns.campaigns) == []
    store.close()


def test_a_glance_sends_its_statement_and_leaves_nothing_open(store):
    sent = []
    event.listen(store.engine, "before_cursor_execute", lambda _connection, _cursor, words, *_: sent.append(words))
    assert store.glance(lambda connection: connection.scalar(text("SELECT 1"))) == 1
    assert [one for one in sent if "PRAGMA" not in one] == (["BEGIN"] if store.is_sqlite else []) + ["SELECT 1"]
    with store.write() as connection:
        # Whoever has the same connection next may write.
        connection.exec_driver_sql("UPDATE campaigns SET name = 'other'")


def test_a_postgresql_that_goes_away_in_the_midst_is_one_sentence_and_nothing_is_written(postgres):
    store = Store(postgres.emptied_database())
    world = World(store)

    def write():
        with store.write() as connection:
            connection.exec_driver_sql("UPDATE campaigns SET name = 'other'")
            postgres.restart()
            connection.exec_driver_sql("UPDATE campaigns SET name = 'another'")

    with pytest.raises(StoreError, match=ONE_SENTENCE):
        write()
    assert world.raw("SELECT name FROM campaigns") == [("rest",)]
    store.close()
