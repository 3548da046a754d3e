"""`campaign db restore`: a file that is no whole backup is refused in one sentence, and nothing is changed."""

import sqlite3
from contextlib import closing

import pytest

from campaign.desk import backing
from campaign.errors import StoreError
from campaign.states import State
from campaign.store import migrating
from campaign.store.backing import store_of
from tests.moving.restoring import AFTER, put_back, states


def torn(file, keep):
    file.write_bytes(file.read_bytes()[:keep])


def with_an_empty_page(file):
    content = file.read_bytes()
    file.write_bytes(content[: 8 * 4096] + bytes(4096) + content[9 * 4096 :])


def changed(file, statement):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def another_programs(file):
    file.unlink()
    changed(file, "CREATE TABLE notes (id INTEGER)")


def a_folder(file):
    file.unlink()
    file.mkdir()


SPOILT = {
    "empty": lambda file: file.write_bytes(b""),
    "a text": lambda file: file.write_text("Dear diary, " * 1000),
    "torn at half": lambda file: torn(file, file.stat().st_size // 2),
    "without its last page": lambda file: torn(file, -4096),
    "an empty page in it": with_an_empty_page,
    "another program's": another_programs,
    "of a newer release": lambda file: changed(file, "UPDATE alembic_version SET version_num = '9999'"),
    "with rows of nobody": lambda file: changed(file, "UPDATE deliveries SET campaign_id = 77"),
    "a folder": a_folder,
    "missing": lambda file: file.unlink(),
}


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("empty", "is empty"),
        ("a text", "is no backup of ours"),
        ("torn at half", "malformed"),
        ("without its last page", "malformed"),
        ("an empty page in it", "damaged|malformed"),
        ("another program's", "is no backup of ours"),
        ("of a newer release", "update campaign"),
        ("with rows of nobody", "belong to nothing"),
        ("a folder", "directory"),
        ("missing", "There is no file"),
    ],
)
def test_a_file_that_is_no_whole_backup_is_one_sentence_and_changes_nothing(build, tmp_path, how, said):
    house, file = build("sqlite", furnished=True), tmp_path / "backup.db"
    backing.back_up(house.app, file, force=False)
    house.leases_end()
    before = house.world.everything()
    SPOILT[how](file)
    as_it_was = file.read_bytes() if file.is_file() else None
    with pytest.raises((StoreError, OSError)) as caught:
        put_back(house, file, force=True)
    assert any(one in str(caught.value) for one in said.split("|"))
    assert "\n" not in str(caught.value)
    assert house.world.everything() == before
    assert (file.read_bytes() if file.is_file() else None) == as_it_was


def test_a_backup_of_an_older_release_is_brought_to_this_one_where_it_is_said(build, tmp_path):
    house, file = build("sqlite", furnished=True), tmp_path / "backup.db"
    backing.back_up(house.app, file, force=False)
    with closing(store_of(file)) as old:
        migrating.downgrade(old.engine, "0002")
    content = file.read_bytes()
    house.leases_end()
    with pytest.raises(StoreError, match=r"is of an older release .+: add --upgrade, which leaves the file itself"):
        put_back(house, file, force=True)
    put_back(house, file, force=True, upgrade=True)
    assert file.read_bytes() == content
    assert states(house) == AFTER


def test_a_plain_copy_with_its_log_beside_it_is_a_backup_too(build, tmp_path):
    """Somebody copied campaign.db and campaign.db-wal while nothing wrote."""
    import shutil

    house = build("sqlite", furnished=True)
    live = house.store.file()
    with house.store.read() as connection:  # somebody reads, so that the log is not cleared away
        connection.exec_driver_sql("SELECT 1 FROM deliveries")
        house.world.order("cancel", house.keys[State.QUEUED])
        for part in ("", "-wal"):
            shutil.copy(live.with_name(live.name + part), tmp_path / f"copy.db{part}")
    house.leases_end()
    put_back(house, tmp_path / "copy.db", force=True)
    assert house.world.state(house.keys[State.QUEUED]) is State.CANCELLED
