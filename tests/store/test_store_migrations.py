"""The schema: migrations and models say the same, on both databases, and no data is lost on the way."""

import shutil
from pathlib import Path

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from campaign.errors import StoreError
from campaign.states import State
from campaign.store import database, migrating
from campaign.store.database import Store, newest_revision
from campaign.store.models import metadata
from tests.store.processes import in_processes
from tests.store.world import World

#: The only indexes that leave rows out.
PARTIAL = {
    *(
        "ix_deliveries_lease",
        "ix_deliveries_speaking",
        "ix_deliveries_thread",
        "ix_deliveries_parts",
        "ix_deliveries_doubt",
        "ix_deliveries_withdrawn",
        "ix_attempts_priced",
        "ix_days_ahead",
        "ix_posts_rewritten",
        "ix_events_of_proposals",
        "uq_attempts_open",
    ),
    "ix_deliveries_state",
}


@pytest.fixture(autouse=True)
def migrated_once():
    """Nothing is copied here: each database is migrated step by step."""


@pytest.fixture
def empty(empty_url):
    opened = Store(empty_url)
    yield opened
    opened.close()


@pytest.fixture
def store(empty):
    """A store of its own on each database, not the one that tests share: here its schema is changed."""
    empty.upgrade()
    return empty


def test_an_upgrade_from_nothing_makes_what_the_models_say(empty):
    assert empty.upgrade() is True
    with empty.engine.connect() as connection:
        opts = {
            "compare_type": True,
            "compare_server_default": True,
            "include_object": _is_for(connection.dialect.name),
        }
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        assert set(found.get_table_names()) == {*metadata.tables, "alembic_version"}


def _is_for(dialect):
    """Leaves out the indexes that the models want on the other database only."""
    return lambda one, _name, kind, *_: kind != "index" or one.info.get("only_on", dialect) == dialect


def test_an_upgrade_of_what_is_up_to_date_does_nothing(store):
    assert store.upgrade() is False
    store.require_current()


def test_every_constraint_has_a_name(store):
    with store.engine.connect() as connection:
        found = inspect(connection)
        for table in metadata.tables:
            named = [
                *found.get_unique_constraints(table),
                *found.get_foreign_keys(table),
                found.get_pk_constraint(table),
            ]
            if found.dialect.name == "sqlite" and table in {"accounts", "days", "drafts"}:
                named.pop()  # SQLite has no way to name the key of a table that counts on
            assert all(one["name"] for one in named), table


def test_only_these_indexes_are_partial(store):
    kind = "sqlite_where" if store.is_sqlite else "postgresql_where"
    with store.engine.connect() as connection:
        found = [one for table in metadata.tables for one in inspect(connection).get_indexes(table)]
    assert {one["name"] for one in found if one.get("dialect_options", {}).get(kind) is not None} == PARTIAL | {
        "ix_deliveries_line" if store.is_sqlite else "ix_deliveries_head"
    }


def test_up_down_and_up_again_works_with_data_in_between(store):
    World(store).in_state(State.SENDING)
    migrating.downgrade(store.engine, "base")
    assert store.revision() is None
    with store.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    assert store.upgrade() is True
    World(store).in_state(State.SENDING)


def test_a_later_migration_may_rebuild_a_table_that_others_point_to(store, monkeypatch):
    """On SQLite Alembic copies the table and drops the old one; nothing that hangs on its rows may be lost."""
    world = World(store)
    key = world.in_state(State.SENDING)
    before = world.everything()

    def rebuild(_config, _revision):
        with op.batch_alter_table("deliveries", recreate="always" if store.is_sqlite else "auto") as table:
            table.alter_column("wall", nullable=True)

    run_as_migration(monkeypatch, rebuild)
    migrating.upgrade(store.engine)
    assert world.everything() == before
    assert world.state(key) is State.SENDING
    foreign_keys_hold(store)


def test_a_migration_that_breaks_is_not_there_at_all(store, monkeypatch):
    before = World(store).everything()

    def half(_config, _revision):
        op.drop_table("attempts")
        op.execute("DELETE FROM campaign_accounts")
        op.execute("SELECT no_such_column FROM deliveries")

    run_as_migration(monkeypatch, half)
    with pytest.raises(Exception, match="no_such_column"):
        migrating.upgrade(store.engine)
    found = World.__new__(World)
    found.store = store
    assert found.everything() == before
    foreign_keys_hold(store)


def test_a_migration_that_leaves_rows_without_their_owner_is_taken_back(tmp_path, sqlite_template, monkeypatch):
    shutil.copy(sqlite_template, tmp_path / "campaign.db")
    store = Store(f"sqlite:///{tmp_path / 'campaign.db'}")
    world = World(store)
    before = world.everything()
    run_as_migration(monkeypatch, lambda _config, _revision: op.execute("DELETE FROM accounts"))
    with pytest.raises(StoreError, match=r"^The migration would leave rows of [a-z_]+ without [^.]+\.$"):
        migrating.upgrade(store.engine)
    assert world.everything() == before
    foreign_keys_hold(store)
    store.close()


def run_as_migration(monkeypatch, change):
    """Lets Alembic run this change instead of the shipped migrations."""
    from alembic.operations import Operations

    def upgrade(config, revision):
        context = MigrationContext.configure(config.attributes["connection"])
        with Operations.context(context):
            change(config, revision)

    monkeypatch.setattr(command, "upgrade", upgrade)


def foreign_keys_hold(store):
    with pytest.raises(StoreError, match=r"(?i)foreign key"), store.write() as connection:
        connection.exec_driver_sql("DELETE FROM accounts")


def upgrade(url, _name):
    store = Store(url)
    done = store.upgrade()
    store.close()
    return done


def test_three_processes_that_start_on_a_new_database_upgrade_it_once(empty_url):
    found = in_processes(3, upgrade, empty_url)
    assert all(one in {True, False} for one in found), found
    opened = Store(empty_url)
    opened.require_current()
    World(opened).in_state(State.PUBLISHED)
    opened.close()


# -- databases that are not ours, or of another time


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        ("9999", rf"is of a newer release \(schema 9999, ours is {newest_revision()}\): update campaign\.$"),
        ("0000", rf"is of an older release \(schema 0000, ours is {newest_revision()}\): run `campaign db upgrade`\.$"),
    ],
)
def test_a_database_of_another_release_is_refused(store, revision, words):
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with pytest.raises(StoreError, match=words):
        store.require_current()


def test_a_newer_database_is_never_upgraded(store):
    world = World(store)
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = world.everything()
    with pytest.raises(StoreError, match="newer release"):
        store.upgrade()
    assert world.everything() == before
    assert store.revision() == "9999"


def test_an_older_database_is_brought_up_to_date(store, monkeypatch):
    """With a release that ships one migration more than this database has."""
    monkeypatch.setattr(database, "newest_revision", lambda: "9998")
    seen = []
    monkeypatch.setattr(command, "upgrade", lambda _config, revision: seen.append(revision))
    assert store.upgrade() is True
    assert seen == ["head"]


def test_an_empty_database_holds_no_campaign_yet(empty):
    with pytest.raises(StoreError, match=r"is no database of ours yet: run `campaign init` first\.$"):
        empty.require_current()
    assert empty.revision() is None


def test_every_migration_lies_where_the_release_looks_for_it():
    folder = Path(database.__file__).parent / "migrations" / "versions"
    names = sorted(one.stem[:4] for one in folder.glob("[0-9]*.py"))
    assert names[-1] == newest_revision()
    assert names == [f"{n:04}" for n in range(1, len(names) + 1)]
