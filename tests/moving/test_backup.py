"""`campaign db backup`: one file that is whole and verified, or none."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from campaign.desk import backing
from campaign.errors import Refused, Sealed, StoreError
from campaign.states import State
from campaign.store import copying
from campaign.store.backing import store_of

ONE_SENTENCE = r"^[^\n]+\.$"


def in_file(file, statement):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(statement).fetchall()


def contents(store):
    with store.read() as connection:
        found = copying.contents(connection)
    found.pop("installation")
    return found


def left_behind(folder):
    return [one.name for one in folder.iterdir() if one.name.startswith(".")]


def test_a_backup_is_one_file_of_the_same_content_whichever_the_database(house, tmp_path):
    file = tmp_path / "backup.db"
    made = backing.back_up(house.app, file, force=False)
    assert made.rows["deliveries"] == len(State)
    with closing(store_of(file)) as copy:
        copy.require_current()
        assert contents(copy) == contents(house.store)
    assert in_file(file, "PRAGMA integrity_check") == [("ok",)]
    assert file.stat().st_mode & 0o777 == 0o600
    assert left_behind(tmp_path) == []


def test_a_backup_says_when_it_was_made_and_the_database_does_not(house, tmp_path):
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    [(at,)] = in_file(tmp_path / "backup.db", "SELECT backed_up_at FROM installation")
    assert at == round(house.world.at.timestamp() * 1e6)
    assert house.raw("SELECT * FROM installation") == []


def test_nobody_can_work_on_a_backup_as_if_it_were_the_database(house, tmp_path):
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    with closing(store_of(tmp_path / "backup.db")) as copy:
        with pytest.raises(Sealed, match=r"is a backup of .+ `campaign db restore FILE` puts it back safely\.$"):
            copy.require_open()
        with pytest.raises(Sealed), copy.write():
            pass


def test_the_key_is_not_in_a_backup(house, tmp_path):
    from campaign import keyring

    keyring.make(house.app.config.folder)
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    assert (house.app.config.folder / keyring.FILE).read_bytes().strip() not in (tmp_path / "backup.db").read_bytes()


def test_a_file_that_is_there_is_not_replaced_unless_it_is_said(house, tmp_path):
    file = tmp_path / "backup.db"
    file.write_text("mine")
    with pytest.raises(Refused, match=r"is there already: give another name, or --force to replace it\.$"):
        backing.back_up(house.app, file, force=False)
    assert file.read_text() == "mine"
    backing.back_up(house.app, file, force=True, dry_run=True)
    assert file.read_text() == "mine"
    backing.back_up(house.app, file, force=True)
    assert in_file(file, "SELECT count(*) FROM deliveries") == [(len(State),)]


def test_the_database_itself_is_never_the_backup(build):
    house = build("sqlite", furnished=True)
    before = house.world.everything()
    with pytest.raises(Refused, match=r"is the database itself: give the backup another name\.$"):
        backing.back_up(house.app, house.store.file(), force=True)
    assert house.world.everything() == before


def test_a_backup_while_others_write_is_of_one_moment(build, tmp_path):
    """A writer adds pairs of rows in one transaction each; no backup ever holds half a pair."""
    house = build("sqlite", furnished=True)
    writer = subprocess.Popen([sys.executable, "-c", PAIRS, house.url], stdout=subprocess.PIPE)
    try:
        writer.stdout.readline()
        seen = []
        for number in range(10):
            file = tmp_path / f"{number}.db"
            backing.back_up(house.app, file, force=False)
            [(count,)] = in_file(file, "SELECT count(*) FROM events WHERE kind = 'pair'")
            seen.append(count)
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    assert [count for count in seen if count % 2] == []
    assert seen[-1] > seen[0]


PAIRS = """
import sys
from datetime import datetime, UTC
from campaign.store.database import Store
from campaign.store.events import Act, Note, record
store = Store(sys.argv[1])
while True:
    with store.write() as connection:
        for _ in range(2):
            record(connection, Act("x", datetime(2026, 1, 1, tzinfo=UTC)), [Note("pair")])
    print(flush=True)
"""


def test_a_database_with_a_broken_page_gives_no_backup(build, tmp_path):
    house = build("sqlite", furnished=True)
    house.store.close()
    file = house.store.file()
    content = bytearray(file.read_bytes())
    page = int.from_bytes(content[16:18], "big")
    root = in_file(file, "SELECT rootpage FROM sqlite_master WHERE name = 'deliveries'")[0][0]
    # Within the page: rows swap bytes with their pointers.
    content[(root - 1) * page + 8 : (root - 1) * page + 40] = b"\xff" * 32
    file.write_bytes(content)
    with pytest.raises(StoreError, match=ONE_SENTENCE):
        backing.back_up(house.app, tmp_path / "backup.db", force=False)
    assert not (tmp_path / "backup.db").exists()
    assert left_behind(tmp_path) == []


def test_a_disk_that_fills_up_leaves_the_old_backup_and_no_half_one(build, tmp_path, small_disk):
    house = build("sqlite", furnished=True)
    file = small_disk / "backup.db"
    backing.back_up(house.app, file, force=False)
    before = file.read_bytes()
    left = shutil.disk_usage(small_disk).free - len(before) // 2
    (small_disk / "others").write_bytes(bytes(left))
    with pytest.raises(StoreError, match=r"^.+backup\.db cannot be used: .+full.*\.$"):
        backing.back_up(house.app, file, force=True)
    assert file.read_bytes() == before
    assert left_behind(small_disk) == []


def test_a_folder_that_is_not_there_is_one_sentence(house, tmp_path):
    with pytest.raises(StoreError, match=r"backup\.db cannot be used: No such file or directory\.$"):
        backing.back_up(house.app, tmp_path / "typo" / "backup.db", force=False)


def test_a_backup_that_is_killed_has_no_name_yet(build, tmp_path):
    """Killed before its name is given: what is left cannot be taken for a backup."""
    house = build("sqlite", furnished=True)
    code = (
        "import os, pathlib, sys; from campaign.store import backing; from campaign.store.database import Store;"
        "backing.require_sound = lambda *_: os._exit(9);"
        "from datetime import datetime, UTC;"
        "backing.back_up(Store(sys.argv[1]), pathlib.Path(sys.argv[2]), datetime(2026, 1, 1, tzinfo=UTC))"
    )
    file = tmp_path / "backup.db"
    assert subprocess.run([sys.executable, "-c", code, house.url, str(file)], check=False).returncode == 9
    assert not file.exists()
