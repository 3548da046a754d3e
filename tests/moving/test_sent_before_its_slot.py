"""A post that was sent at once after the backup is looked for where it is: before its slot."""

from datetime import timedelta

from campaign.desk import backing, sending
from campaign.states import State
from tests.publishing.test_reconciling import MINUTE, keyless, one, pass_
from tests.publishing.test_tick import NOW, make  # noqa: F401 - a fixture

HOUR = timedelta(hours=1)


def test_what_was_sent_at_once_after_the_backup_is_found_and_not_sent_again(make, tmp_path):  # noqa: F811 - the fixture
    desk = make()
    fake = keyless(desk)
    [key] = desk.queue(NOW + 3 * HOUR)
    backing.back_up(desk.app, tmp_path / "backup.db", force=False)
    sending.send_now(desk.app, key)
    pass_(desk, MINUTE)
    assert (one(desk).state, len(fake.posts)) == (State.PUBLISHED, 1)
    desk.now += 4 * HOUR
    backing.restore(desk.app, tmp_path / "backup.db", upgrade=False, force=True)
    desk.publisher = desk.worker("second")
    pass_(desk, *[2 * MINUTE] * 6)
    assert (one(desk).state, len(fake.posts)) == (State.PUBLISHED, 1)
