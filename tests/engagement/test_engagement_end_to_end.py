"""What a marketer and an operator see of it: real adapters before servers on this machine, from the post to the page."""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from campaign import app as composing
from campaign import cli
from campaign.clock import Clock
from campaign.desk import accounts, engaging, ticking
from campaign.desk.campaigns import Wish, new
from campaign.errors import Refused
from campaign.notices.grouping import grouped
from campaign.notices.wording import worded
from campaign.store import accounts as rows
from campaign.store import campaigns, history, notices, queue
from campaign.store.values import NewPost
from campaign.web.application import make
from scheduler import Word, Worker
from tests.platforms.x_fake import TOKEN, XFake
from tests.platforms_bluesky.pds_fake import PdsFake
from tests.platforms_bluesky.pds_fake import serving as serving_pds
from tests.store.world import delivery
from tests.waiting import eventually
from tests.wire.loopback import serving

SETTINGS = '[fetch]\nallow = ["127.0.0.1"]\n'


class Office:
    """An installation with an account on Bluesky and one on X, each with a post that is out; and a clock."""

    def __init__(self, folder, pds, x, x_url):
        self.file, self.pds, self.x = folder / "config.toml", pds, x
        self.file.write_text(SETTINGS)
        made, _ = composing.init(self.file, None)
        self.ahead = timedelta(0)
        self.clock = Clock(
            now=lambda: made.clock.now() + self.ahead,
            boottime=lambda: made.clock.boottime() + self.ahead.total_seconds(),
        )
        options = {"handle": pds.handle, "app_view": pds.url}
        accounts.add(
            made, accounts.Wish("sky", "bluesky", pds.url, options), secrets={"app_password": pds.app_password}
        )
        accounts.add(made, accounts.Wish("ex", "x", x_url), secrets=TOKEN)
        new(
            made, "rest", Wish(hashtags=["#rest"], accounts=["sky", "ex"], times=["daily 09:00"], late="post", gap="0s")
        )
        self.app = replace(made, clock=self.clock, actor="anna")

    def again(self, settings):
        """The same with other settings."""
        self.file.write_text(SETTINGS + settings)
        self.app = replace(composing.open_app(self.file), clock=self.clock, actor="anna")

    def wait(self, **time):
        self.ahead += timedelta(**time)

    def publish(self, account):
        with self.app.store.write() as connection:
            found = campaigns.campaign(connection, "rest")
            row = delivery(0, rows.account(connection, account).id, self.clock.now())
            row = replace(row, text=f"{account} says that rest helps. #rest")
            (key,) = queue.enqueue(connection, found.id, None, [NewPost(1, row.text)], [row])
        ticking.tick(self.app, None)
        return key


@pytest.fixture
def office(tmp_path):
    x = XFake()
    with serving_pds(PdsFake()) as pds, serving(x) as x_url:
        opened = Office(tmp_path, pds, x, x_url)
        yield opened
        opened.app.close()


def run(office, capsys, *arguments, code=0):
    assert cli.main([*arguments, "--config", str(office.file)]) == code
    return capsys.readouterr().out


def test_a_post_on_bluesky_is_counted_without_asking_anybody_for_money(office):
    post, _ = office.publish("sky"), office.publish("ex")
    office.wait(hours=1)
    assert [(one.delivery, one.age_s, one.figures.likes) for one in engaging.take(office.app)] == [(post, 3600, 7)]
    assert office.x.reads == [], "X is off until a sum is set for it"


def test_a_post_on_x_is_counted_for_the_sum_that_was_set(office):
    office.again("[reports]\nx_reads_per_month = 0.005\n")
    first, _ = office.publish("ex"), office.publish("sky")
    office.wait(hours=1)
    assert {one.delivery: one.figures.impressions for one in engaging.take(office.app)}[first] == 1900
    office.wait(hours=23)
    assert [one.age_s for one in engaging.take(office.app)] == [86_400], "the sum is used up: only Bluesky is read"
    assert len(office.x.reads) == 1


def test_whoever_wants_none_is_told_so(office):
    office.again("[reports]\nengagement = false\n")
    with pytest.raises(Refused, match="engagement = true"):
        engaging.take(office.app)


def test_a_dry_run_says_what_would_be_counted_and_asks_nobody(office):
    post = office.publish("sky")
    office.wait(hours=1)
    assert [(one.delivery, one.figures, one.gone) for one in engaging.take(office.app, dry_run=True)] == [
        (post, None, False)
    ]
    assert office.pds.reads == []
    assert [one.delivery for one in engaging.take(office.app)] == [post]


def test_the_command_lists_each_post_with_its_figures_at_each_age(office, capsys):
    post = office.publish("sky")
    assert "not counted yet" in run(office, capsys, "engagement", "list")
    office.wait(hours=1)
    engaging.take(office.app)
    office.pds._records.clear()
    office.wait(hours=23)
    engaging.take(office.app)
    first, second = run(office, capsys, "engagement", "list").splitlines()
    assert first.split("\t") == [
        str(post),
        "sky",
        "1 hour",
        "–",
        "7",
        "1",
        "2",
        "0",
        "3",
        "sky says that rest helps. #rest",
    ]
    assert "1 day: no longer there (seen " in second
    [one] = json.loads(run(office, capsys, "engagement", "list", "--json"))
    assert [(seen["age_s"], seen["gone"], seen["figures"]["likes"]) for seen in one["snapshots"]] == [
        (3600, False, 7),
        (86_400, True, None),
    ]
    assert "published, no longer there (seen " in run(office, capsys, "queue", str(post))


def test_the_command_takes_what_is_due_and_says_how_many(office, capsys):
    office.publish("sky")
    assert run(office, capsys, "engagement", "take").strip() == "0 posts counted."
    assert "0 posts would be counted." in run(office, capsys, "engagement", "take", "--dry-run")
    value = json.loads(run(office, capsys, "engagement", "take", "--json"))
    assert value == {"dry_run": False, "posts": []}


def test_the_doctor_says_what_is_read_and_what_it_costs(office, capsys):
    said = engaging.said(office.app)
    assert said[0].startswith("Engagement on Bluesky: read an hour, a day")
    assert said[1] == (
        "Engagement on X: not read, since reading a post costs $0.005 each time, at most four times; "
        "[reports] x_reads_per_month sets a sum for it."
    )
    assert said[1] in run(office, capsys, "doctor", code=1)
    office.again("[reports]\nx_reads_per_month = 5.0\n")
    office.publish("ex")
    office.wait(hours=1)
    engaging.take(office.app)
    assert engaging.said(office.app)[1].endswith("$0.005 of $5.00 are used this month.")


def test_a_post_that_is_gone_is_told_with_the_command_that_shows_it(office):
    post = office.publish("sky")
    office.pds._records.clear()
    office.wait(hours=1)
    with office.app.store.write() as connection:
        notices.begin(connection, office.clock.now())
    engaging.take(office.app)
    with office.app.store.write() as connection:
        turn = notices.take_turn(connection, office.clock.now(), office.clock.now() + timedelta(minutes=5), 100)
    letter = worded(grouped(turn.events, ["gone"]))
    assert letter.subject.endswith("1 post is gone")
    assert "It is no longer at https://bsky.app/profile/clinic.test/post/" in letter.body
    assert f"Deliveries: {post}." in letter.body
    assert "campaign engagement list --campaign rest --account sky" in letter.body


def test_the_page_of_a_post_shows_how_it_did_and_that_it_is_gone(office):
    post = office.publish("sky")
    office.wait(hours=1)
    engaging.take(office.app)
    with TestClient(make(office.app), base_url="http://127.0.0.1:8321") as client:
        page = client.get(f"/queue/{post}").text
        assert "How it did" in page
        assert "See it where it was published" in page
        office.pds._records.clear()
        office.wait(hours=23)
        engaging.take(office.app)
        page = client.get(f"/queue/{post}").text
        assert "No longer there (seen" in page
        assert "See it where it was published" not in page
        assert "no longer there (seen" in client.get("/history").text
        with office.app.store.read() as connection:
            uid = history.deliveries(connection, history.Filter(ids=[post]))[0].uid
        whole = client.get(f"/api/v1/queue/{uid}").json()
        assert [(one["age_s"], one["gone"]) for one in whole["snapshots"]] == [(3600, False), (86_400, True)]
        assert whole["attempts"][0]["gone_at"]


def test_the_worker_that_leads_counts_by_itself_and_publishes_meanwhile(office):
    post = office.publish("sky")
    office.wait(hours=1)
    worker = Worker(office.app)
    working = threading.Thread(target=worker.run)
    working.start()
    try:
        eventually(lambda: worker._leads)
        worker.inbox.put(Word.LOOK)
        eventually(lambda: engaging.snapshots_of(office.app, [post]))
    finally:
        worker.stop()
        working.join(30)
    assert engaging.snapshots_of(office.app, [post])[post][0].figures.likes == 7


def test_a_worker_that_is_to_count_nothing_counts_nothing(office):
    office.again("[reports]\nengagement = false\n")
    office.publish("sky")
    office.wait(hours=1)
    worker = Worker(office.app)
    worker.counts.begin()
    worker.counts.stop()
    assert office.pds.reads == []
