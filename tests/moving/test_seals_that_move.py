"""The seals of the log stand in a copy, whichever database it is, and in a backup that is put back."""

import pytest

from campaign import keyring
from campaign.desk import auditing, backing, moving
from campaign.states import State


def seal(house):
    keyring.make(house.app.config.folder)
    return house.app.sealer().seal()


@pytest.mark.parametrize(
    ("source", "target"), [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")]
)
def test_seals_stand_in_a_copy_and_are_gone_on_with_there(build, source, target):
    first, second = build(source, furnished=True), build(target)
    first.leases_end()
    second.borrow(first.world)
    assert seal(first) > 0
    printed = auditing.verify(first.app).head
    moving.move(first.app, second.store)
    keyring.make(second.app.config.folder)
    # The key is not in the database: it is brought along.
    (second.app.config.folder / keyring.FILE).write_text((first.app.config.folder / keyring.FILE).read_text())
    found = auditing.verify(second.app, printed)
    assert found.fault is None
    assert found.head == printed
    assert second.app.sealer().seal() > 0
    assert auditing.verify(second.app, printed).fault is None


def test_a_backup_that_was_put_back_is_whole_and_says_why_a_later_head_is_not_there(house, tmp_path):
    seal(house)
    house.leases_end()
    before = auditing.verify(house.app).head
    backing.back_up(house.app, tmp_path / "kept.db", force=False)
    house.world.in_state(State.FAILED, account=State.HELD)
    seal(house)
    after = auditing.verify(house.app).head
    house.leases_end()
    backing.restore(house.app, tmp_path / "kept.db", upgrade=False, force=True)
    seal(house)
    assert auditing.verify(house.app, before).fault is None
    fault = auditing.verify(house.app, after).fault
    assert (fault.what, fault.kind) == ("removed", "head")
    assert "A backup was put back on" in fault.words


def test_without_the_key_nothing_is_vouched_for(house):
    seal(house)
    (house.app.config.folder / keyring.FILE).unlink()
    keyring.make(house.app.config.folder)
    house.app.__dict__.pop("keyring", None)
    fault = auditing.verify(house.app).fault
    assert (fault.kind, fault.id) == ("seal", 1)
    assert "a key that this installation does not have" in fault.words
