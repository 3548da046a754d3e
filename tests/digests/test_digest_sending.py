"""Each edition is sent once: by one of several workers, after a death, after a mail server that was away."""

import asyncio
import itertools
import threading
from datetime import UTC, datetime, timedelta

import pytest

from campaign.desk import choosing, digesting
from campaign.digests.sending import Digests, Sender
from campaign.errors import StoreError
from campaign.notices.ways import NotTold
from campaign.states import State
from campaign.store import digests as rows
from campaign.store import queue
from scheduler import Word, Worker
from tests.digests.office import DAY, HOUR, Office
from tests.notices.mailbox import Mailbox, mailing
from tests.waiting import eventually
from tests.web import scene
from tests.wire.loopback import closed_port

MINUTE = timedelta(minutes=1)


@pytest.fixture
def both(tmp_path, mailbox, database_url):
    """The office on each of the two databases."""
    made = Office(tmp_path, mailbox.port, database_url)
    yield made
    made.close()


def begun(desk, app=None):
    """A worker's sender that has looked once."""
    sender = digesting.sender(app or desk.app)
    sender.send()
    return sender


def kept(desk):
    with desk.app.store.read() as connection:
        return rows.sent(connection)


def test_an_edition_is_sent_at_its_time_and_once(both, mailbox):
    both.work(days=1)
    sender = begun(both)
    assert mailbox.letters == []
    both.now = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    assert sender.send().period.first.isoformat() == "2026-11-24"
    assert sender.send() is None
    both.now += 23 * HOUR
    assert sender.send() is None
    [letter] = mailbox.letters
    assert letter["To"] == "ann@example.org, ben@example.org"
    assert letter["From"] == "campaign@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].startswith("<digest.20261124-1.")
    both.now += HOUR
    assert sender.send()
    assert len({one["Message-ID"] for one in mailbox.letters}) == 2


def test_two_workers_send_one(both, mailbox):
    workers = [begun(both), begun(both, both.open())]
    both.now += DAY + HOUR
    together = threading.Barrier(2)

    def work(sender):
        together.wait()
        sender.send()

    threads = [threading.Thread(target=work, args=[one]) for one in workers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(mailbox.letters) == 1
    assert kept(both).last_at == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_a_worker_that_dies_before_it_has_written_down_that_it_sent_has_it_sent_once_more_with_the_same_name(
    both, mailbox, monkeypatch
):
    sender = begun(both)
    both.now += DAY + HOUR

    def die(*_):
        raise StoreError("the worker died here")

    monkeypatch.setattr(rows, "keep", die)
    with pytest.raises(StoreError):
        sender.send()
    monkeypatch.undo()
    another = begun(both, both.open())
    assert len(mailbox.letters) == 1, "it is still the first one's turn"
    both.now += 16 * MINUTE
    assert another.send()
    first, second = mailbox.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert another.send() is None


def test_a_worker_that_dies_before_it_sends_leaves_the_edition_to_another(both, mailbox):
    sender = begun(both)
    both.now += DAY + HOUR

    def die(*_):
        raise KeyboardInterrupt

    dying = Sender(sender.store, sender.clock, sender.rhythm, sender.carrier, die)
    with pytest.raises(KeyboardInterrupt):
        dying.send()
    both.now += 16 * MINUTE
    assert sender.send()
    assert len(mailbox.letters) == 1


def test_a_worker_that_was_off_sends_the_latest_alone(desk, mailbox):
    sender = begun(desk)
    desk.now += 7 * DAY + 12 * HOUR
    assert sender.send()
    assert sender.send() is None
    [letter] = mailbox.letters
    assert "Sun 29 Nov 2026" in letter["Subject"]


def test_what_a_mail_server_does_not_take_is_tried_again_after_waits_that_double_up_to_an_hour(desk, mailbox):
    sender = begun(desk)
    desk.now += DAY + HOUR
    mailbox.refuses = "451 Try later"
    tries = []
    for _ in range(60 * 8):
        before = kept(desk).try_after
        assert sender.send() is None
        if kept(desk).try_after != before:
            tries.append(desk.now)
        desk.now += MINUTE
    waits = [after - before for before, after in itertools.pairwise(tries)]
    assert waits == sorted(waits)
    assert waits[-1] == HOUR
    assert "451" in kept(desk).failing_why
    mailbox.refuses = ""
    desk.now += HOUR
    assert sender.send()
    assert len(mailbox.letters) == 1
    assert kept(desk).failing_why is None


def test_a_digest_that_cannot_be_made_is_tried_again(desk, mailbox):
    sender = begun(desk)
    desk.now += DAY + HOUR

    def refuse(*_):
        raise NotTold("not now")

    assert Sender(sender.store, sender.clock, sender.rhythm, sender.carrier, refuse).send() is None
    assert sender.send() is None
    desk.now += MINUTE
    assert sender.send()


def test_an_empty_one_says_so_or_is_skipped_as_the_settings_say(desk, mailbox):
    sender = begun(desk)
    desk.now += DAY + HOUR
    assert sender.send()
    [letter] = mailbox.letters
    assert letter["Subject"] == "Campaigns, Mon 23 Nov 2026: nothing happened"
    desk.settle(empty="skip")
    desk.now += DAY
    assert begun(desk).send() is None
    assert len(mailbox.letters) == 1
    assert kept(desk).last_at == datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_a_weekly_one_follows_a_daily_one_when_the_settings_change(desk, mailbox):
    sender = begun(desk)
    desk.now += DAY + HOUR
    assert sender.send()
    desk.settle(every="week", weekday="monday")
    desk.now += 5 * DAY
    sender = digesting.sender(desk.app)
    assert sender.send() is None
    desk.now += DAY
    assert sender.send()
    assert sender.send() is None
    assert ["Mon 23 Nov 2026 – Sun 29 Nov 2026" in one["Subject"] for one in mailbox.letters] == [False, True]


def test_the_worker_that_leads_sends_it_and_publishes_while_the_mail_server_hangs(tmp_path):
    hanging, released = threading.Event(), threading.Event()

    class Hanging(Mailbox):
        async def handle_DATA(self, server, session, envelope):
            hanging.set()
            await asyncio.to_thread(released.wait)
            return await super().handle_DATA(server, session, envelope)

    with mailing(Hanging()) as mailbox:
        office = Office(tmp_path, mailbox.port)
        scene.queued(office.app)
        begun(office)
        office.now += DAY + 30 * MINUTE
        worker = Worker(office.app)
        working = threading.Thread(target=worker.run)
        working.start()
        try:
            eventually(lambda: worker._leads)
            worker.inbox.put(Word.LOOK)
            assert hanging.wait(60)
            before = published(office)
            office.now += 31 * MINUTE
            worker.inbox.put(Word.WAKE)
            eventually(lambda: published(office) > before)
            assert mailbox.letters == []
            released.set()
            eventually(lambda: kept(office).last_at == datetime(2026, 11, 24, 8, tzinfo=UTC))
        finally:
            released.set()
            worker.stop()
            working.join(30)
            office.close()
    assert len(mailbox.letters) == 1


def published(office):
    with office.app.store.read() as connection:
        return queue.count_states(connection).get(State.PUBLISHED, 0)


def test_nobody_is_asked_where_no_digest_is_wanted_and_settings_that_lack_something_stop_no_round():
    silent = Digests(None)
    silent.begin()
    silent.stop()
    assert silent._thread is None

    def lacking():
        raise NotTold("nobody is named")

    lame = Digests(lacking)
    lame.begin()
    eventually(lambda: not lame._thread.is_alive())
    lame.begin()
    lame.stop()


def test_a_digest_goes_by_a_zone_that_was_chosen_since_the_worker_began(desk, mailbox):
    worker = Worker(desk.app)
    # 08:00 in London is 17:00 in Tokyo: that day's edition was due there nine hours before.
    worker.digests.go_round()
    choosing.choose(desk.app, {"timezone": "Asia/Tokyo"})
    desk.now += 15 * HOUR - MINUTE
    worker.digests.go_round()
    assert mailbox.letters == []
    desk.now += MINUTE
    worker.digests.go_round()
    assert len(mailbox.letters) == 1
    assert "Asia/Tokyo" in mailbox.letters[0].get_body(("plain",)).get_content()


def test_a_server_that_is_away_is_said_by_the_doctor(desk):
    from campaign.desk import doctoring

    desk.port = closed_port()
    sender = begun(desk, desk.settle())
    desk.now += DAY + HOUR
    assert sender.send() is None
    [found] = [one for one in doctoring.examine(desk.file, None) if one.code == "digest_unsent"]
    assert "cannot be used" in found.sentence
    assert not found.ok


def test_a_mail_server_that_refuses_one_of_two_people_has_taken_it(tmp_path):
    class Choosy(Mailbox):
        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith("ben"):
                return "550 No such person"
            envelope.rcpt_tos.append(address)
            return "250 OK"

    with mailing(Choosy()) as mailbox:
        office = Office(tmp_path, mailbox.port)
        sender = begun(office)
        office.now += DAY + HOUR
        assert sender.send()
        assert sender.send() is None
        office.close()
    assert len(mailbox.letters) == 1
