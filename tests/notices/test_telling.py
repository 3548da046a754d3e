"""From what happens to what people are told: at once, once, and later where it could not be delivered."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from campaign import app as composing
from campaign import health
from campaign.cli import main
from campaign.desk import choosing
from campaign.health import warning
from campaign.notices.telling import Teller, teller
from campaign.notices.timing import Pace
from campaign.notices.ways import NotTold
from campaign.store import notices as rows
from campaign.store.events import Act, Note, record
from campaign.watching import troubles
from tests.notices.mailbox import Mailbox, mailing
from tests.platforms.webhook_receiver import SECRET, Receiver
from tests.wire.loopback import closed_port, serving

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
PACE = Pace(gather=20 * SECOND, pause=10 * MINUTE)


@dataclass
class Postman:
    """A way that does as it is told: ``fails`` is what its next tries come to."""

    name: str = "postman"
    fails: list = field(default_factory=list)
    letters: list = field(default_factory=list)

    def send(self, letter):
        if self.fails and (error := self.fails.pop(0)):
            raise error
        self.letters.append(letter)


class Desk:
    def __init__(self, app):
        self.now = app.clock.now()
        self.app = replace(app, clock=replace(app.clock, now=lambda: self.now))
        self.postman = Postman()
        self.teller = Teller(self.app, [self.postman], lambda: PACE)
        self.teller.begin()

    def happen(self, *kinds):
        with self.app.store.write() as connection:
            record(connection, Act("worker w1", self.now), [Note(kind) for kind in kinds])

    def wait(self, span):
        self.now += span

    @property
    def subjects(self):
        return [one.subject for one in self.postman.letters]


@pytest.fixture
def settings(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("")
    return path


@pytest.fixture
def desk(settings, database_url):
    app, _ = composing.init(settings, database_url)
    yield Desk(app)
    app.close()


def test_a_thousand_failures_within_a_short_while_are_one_letter(desk):
    for _ in range(10):
        desk.happen(*["failed"] * 100)
        desk.wait(SECOND)
        assert not desk.teller.tell()
    desk.wait(20 * SECOND)
    assert desk.teller.tell()
    assert desk.subjects == ["Campaign: 1,000 posts failed"]
    assert not desk.teller.tell()


def test_what_happens_after_a_letter_waits_for_the_pause_to_end(desk):
    desk.happen("failed")
    desk.wait(MINUTE)
    assert desk.teller.tell()
    desk.happen("in doubt", "account held")
    desk.wait(9 * MINUTE)
    assert not desk.teller.tell()
    desk.wait(MINUTE)
    assert desk.teller.tell()
    # In doubt without a delivery that still is: nobody is troubled with it.
    assert desk.subjects[1:] == ["Campaign: 1 account needs you"]


def test_a_letter_that_cannot_be_delivered_is_tried_again_with_all_that_came_meanwhile(desk):
    desk.postman.fails = [NotTold("away"), NotTold("away")]
    desk.happen("failed")
    desk.wait(30 * SECOND)
    assert not desk.teller.tell()
    desk.wait(29 * SECOND)
    assert not desk.teller.tell()
    assert len(desk.postman.fails) == 1
    desk.wait(SECOND)
    assert not desk.teller.tell()
    desk.happen("failed")
    desk.wait(MINUTE)
    assert desk.teller.tell()
    assert desk.subjects == ["Campaign: 2 posts failed"]


def test_a_teller_that_dies_after_sending_has_it_sent_once_more_and_not_more_often(desk):
    class Dead(BaseException):
        pass

    class Fatal(Postman):
        def send(self, letter):
            super().send(letter)
            raise Dead

    fatal = Fatal()
    desk.happen("failed")
    desk.wait(MINUTE)
    with pytest.raises(Dead):
        replace(desk.teller, ways=[fatal]).tell()
    desk.wait(4 * MINUTE)
    assert not desk.teller.tell()
    desk.wait(MINUTE)
    assert desk.teller.tell()
    assert not desk.teller.tell()
    assert [one.uid for one in fatal.letters] == [one.uid for one in desk.postman.letters]


def test_two_tellers_at_once_send_one_letter(desk):
    class Meanwhile(Postman):
        def send(self, letter):
            super().send(letter)
            assert not desk.teller.tell()

    desk.happen("failed")
    desk.wait(MINUTE)
    first = Meanwhile()
    assert replace(desk.teller, ways=[first]).tell()
    assert len(first.letters) == 1
    assert desk.postman.letters == []


def test_one_way_that_is_broken_keeps_nobody_from_being_told_by_the_other(desk):
    broken = Postman("broken", fails=[NotTold("away")])
    desk.happen("failed")
    desk.wait(MINUTE)
    assert replace(desk.teller, ways=[broken, desk.postman]).tell()
    assert len(desk.postman.letters) == 1


def test_with_no_way_to_people_nothing_is_kept_for_them(desk):
    replace(desk.teller, ways=[]).begin()
    desk.happen("failed")
    desk.teller.begin()
    desk.wait(MINUTE)
    assert not desk.teller.tell()


DRY = warning("runs_dry", "Campaign rest runs dry: nothing is queued any more.", "Give it more.", "rest")


def test_a_trouble_is_told_once_while_it_stands_and_again_when_it_comes_again(desk):
    seen = troubles.note(desk.app, [DRY], ())
    desk.wait(MINUTE)
    assert not desk.teller.tell()  # it may pass
    for _ in range(3):
        seen = troubles.note(desk.app, [DRY], seen)
    desk.wait(MINUTE)
    assert desk.teller.tell()
    assert desk.subjects == ["Campaign: 1 campaign runs dry"]
    assert "→ Give it more." in desk.postman.letters[0].body
    seen = troubles.note(desk.app, [], seen)
    for _ in range(2):
        seen = troubles.note(desk.app, [DRY], seen)
    desk.wait(15 * MINUTE)
    assert desk.teller.tell()
    assert len(desk.subjects) == 2


def test_a_finding_that_has_an_event_of_its_own_is_no_trouble_besides(desk):
    held = health.failure("account_held", "Account clinic is held.", "Renew it.", "clinic")
    troubles.note(desk.app, [held, health.fine("queue", "Queue: 0 queued.")])
    with desk.app.store.read() as connection:
        assert rows.troubles(connection) == set()


@pytest.fixture
def campaign(settings, capsys, monkeypatch):
    def run(*words, code=0):
        ended = main([*words, "--config", str(settings)])
        told = capsys.readouterr()
        assert ended == code, told.err
        return told.out + told.err

    run("init")
    return run


def test_a_person_tries_whether_notices_reach_them(campaign, settings, monkeypatch):
    monkeypatch.setenv("HOOK", SECRET)
    receiver = Receiver()
    with mailing(Mailbox()) as mailbox, serving(receiver) as url:
        settings.write_text(
            '[fetch]\nallow = ["127.0.0.1"]\n'
            f'[notices.mail]\nto = ["ann@example.org"]\nserver = "127.0.0.1"\nport = {mailbox.port}\nsecurity = "none"\n'
            f'[notices.webhook]\nurl = "{url}"\nsecret = "HOOK"\n'
        )
        tried = json.loads(campaign("notices", "test", "--json"))
        assert [one["ok"] for one in tried] == [True, True]
        campaign("notices", "test", "--dry-run")
    assert len(mailbox.letters) == len(receiver.events) == 1
    said = campaign("notices", "test", code=1)
    assert said.count("bad ") == 2
    assert "mail to ann@example.org" in said


def test_nobody_can_be_tried_where_nobody_is_named(campaign):
    assert "Nobody is named" in campaign("notices", "test", code=2)


def test_a_secret_that_is_not_there_is_named_by_its_variable(campaign, settings):
    settings.write_text('[notices.mail]\nto = ["ann@example.org"]\npassword = "NO_SUCH_VARIABLE"\n')
    assert "NO_SUCH_VARIABLE" in campaign("notices", "test", code=2)


def test_a_doctor_in_cron_tells_that_no_worker_lives_and_tells_it_once(campaign, settings):
    with mailing(Mailbox()) as mailbox:
        settings.write_text(
            f'[notices.mail]\nto = ["ann@example.org"]\nserver = "127.0.0.1"\nport = {mailbox.port}\nsecurity = "none"\n'
        )
        for _ in range(3):
            campaign("doctor", "--tell", code=1)
    [letter] = mailbox.letters
    assert "1 worker is gone" in letter["Subject"]
    assert "No worker is running" in letter.get_content()


def test_the_tellers_pace_is_that_of_the_settings(settings):
    settings.write_text(
        '[defaults]\ntimezone = "Asia/Tokyo"\n[notices]\ngather = "5s"\npause = "1h"\nquiet = "22:00-07:00"\n'
        f'[notices.mail]\nto = ["a@example.org"]\nport = {closed_port()}\n'
    )
    app, _ = composing.init(settings, None)
    pace = teller(app).pace()
    assert (pace.gather, pace.pause) == (5 * SECOND, 60 * MINUTE)
    assert str(pace.quiet.zone) == "Asia/Tokyo"
    app.close()


def test_the_quiet_time_is_that_of_a_zone_that_was_chosen_since_the_worker_began(settings):
    settings.write_text('[notices]\nquiet = "22:00-07:00"\n')
    app, _ = composing.init(settings, None)
    ours = teller(app)
    assert str(ours.pace().quiet.zone) == "UTC"
    choosing.choose(app, {"timezone": "Asia/Tokyo"})
    assert str(ours.pace().quiet.zone) == "Asia/Tokyo"
    app.close()
