"""A published post is taken back on its platform, once, and the history says so."""

import io
import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from campaign.cli import main
from campaign.desk import accounts, exporting, looking, reporting, ticking, withdrawing
from campaign.desk.campaigns import Wish, new
from campaign.errors import NotFound, Refused, StateError
from campaign.reports import campaign as summed_up
from campaign.reports.attempts import answer
from campaign.reports.forms import FORMS
from campaign.states import State
from campaign.store import campaigns as campaign_rows
from campaign.store import history, queue
from campaign.store.history import Filter
from campaign.store.values import NewPost
from tests.platforms.webhook_receiver import SECRET, Receiver
from tests.store.world import delivery
from tests.wire.loopback import serving


@pytest.fixture
def desk(office):
    accounts.add(office.app, accounts.Wish("here", "feed"))
    office.connect()
    names = ["here", "on-x"]
    new(office.app, "rest", Wish(hashtags=["#RestHelps"], accounts=names, times=["daily 09:00"], late="post", gap="0s"))
    return office


def say(office, account, *, name="rest", thread=1):
    with office.app.store.write() as connection:
        found = campaign_rows.campaign(connection, name)
        owner = office.account(account).id
        made = [delivery(n, owner, office.now, after=n - 1 if n else None) for n in range(thread)]
        rows = [
            replace(one, text=f"{account} says for the {n}. time that rest helps. #RestHelps")
            for n, one in enumerate(made)
        ]
        posts = [NewPost(n + 1, row.text, of=thread if thread > 1 else None) for n, row in enumerate(rows)]
        return queue.enqueue(connection, found.id, None, posts, rows)


def published(office, account, **more):
    (key,) = say(office, account, **more)
    ticking.tick(office.app, None)
    assert row(office, key).state is State.PUBLISHED
    return key


def row(office, key):
    with office.app.store.read() as connection:
        return history.deliveries(connection, Filter(ids=[key]))[0]


def entries(office):
    return list((office.app.config.folder / "feed" / "here" / "entries").glob("*.json"))


def test_a_post_of_the_feed_is_gone_from_the_feed_and_its_timeline(desk):
    key = published(desk, "here")
    withdrawing.withdraw(desk.app, key)
    assert entries(desk) == []
    timeline = desk.app.config.folder / "feed" / "here" / "timeline.html"
    assert row(desk, key).text not in timeline.read_text()


def test_a_post_on_x_is_deleted_there(desk):
    key = published(desk, "on-x")
    assert len(desk.fake.posts) == 1
    withdrawing.withdraw(desk.app, key)
    assert desk.fake.posts == []


def test_it_stays_published_with_the_time_at_which_it_was_withdrawn_and_is_not_sent_again(desk):
    key = published(desk, "on-x")
    withdrawing.withdraw(desk.app, key)
    desk.wait(hours=1)
    assert ticking.tick(desk.app, None) == []
    assert row(desk, key).state is State.PUBLISHED
    assert row(desk, key).withdrawn_at is not None
    assert desk.fake.posts == []


def test_withdrawn_twice_is_written_down_once(desk):
    key = published(desk, "on-x")
    first = withdrawing.withdraw(desk.app, key).at
    desk.wait(hours=1)
    assert withdrawing.withdraw(desk.app, key).at == first
    with desk.app.store.read() as connection:
        found = connection.execute(text("SELECT count(*) FROM events WHERE kind = 'withdrawn'")).scalar()
    assert found == 1


def test_a_post_that_somebody_deleted_there_is_withdrawn_all_the_same(desk):
    key = published(desk, "on-x")
    desk.fake.posts.clear()
    assert withdrawing.withdraw(desk.app, key).at == desk.now


def test_a_dry_run_deletes_nothing(desk):
    key = published(desk, "on-x")
    withdrawing.withdraw(desk.app, key, dry_run=True)
    assert len(desk.fake.posts) == 1
    assert row(desk, key).withdrawn_at is None


def test_a_refusal_leaves_it_as_it_is_and_says_that_it_is_still_out(desk):
    key = published(desk, "on-x")
    desk.fake.revoked = True
    with pytest.raises(Refused, match=f"Delivery {key} is still out"):
        withdrawing.withdraw(desk.app, key)
    assert row(desk, key).withdrawn_at is None


def test_what_is_not_out_cannot_be_withdrawn(desk):
    (key,) = say(desk, "here")
    with pytest.raises(StateError, match=r"is queued, so it cannot be withdrawn: only what is out can be\."):
        withdrawing.withdraw(desk.app, key)
    with pytest.raises(NotFound):
        withdrawing.withdraw(desk.app, key + 100)


def test_the_head_of_a_thread_whose_rest_is_to_go_out_is_not_withdrawn(desk):
    head, rest = say(desk, "here", thread=2)
    with desk.app.store.write() as connection:
        connection.execute(text("UPDATE deliveries SET state = 'published' WHERE id = :id"), {"id": head})
    with pytest.raises(Refused, match="still to go out"):
        withdrawing.withdraw(desk.app, head)
    assert row(desk, rest).state is State.QUEUED


def test_a_platform_that_takes_nothing_back_says_so(desk):
    with serving(Receiver()) as url:
        accounts.add(desk.app, accounts.Wish("hook", "webhook", url), secrets={"secret": SECRET})
        new(desk.app, "more", Wish(hashtags=["#RestHelps"], accounts=["hook"], times=["daily 09:00"], late="post"))
        key = published(desk, "hook", name="more")
        with pytest.raises(Refused, match="delete it on webhook yourself"):
            withdrawing.withdraw(desk.app, key)


def test_history_report_and_csv_show_it(desk):
    key = published(desk, "here")
    withdrawing.withdraw(desk.app, key)
    attempts = looking.attempts(desk.app, Filter())
    assert answer(attempts[-1]).startswith("published, withdrawn 20")
    assert (
        written("csv", exporting.document(exporting.history(desk.app, Filter()))).splitlines()[0].endswith(",withdrawn")
    )
    found = reporting.report(desk.app, "rest")
    assert (found.counts.published, found.counts.withdrawn) == (1, 1)
    assert "Withdrawn" in written("html", summed_up.document(found))


def written(form, document):
    out = io.BytesIO()
    FORMS[form].write(document, out)
    return out.getvalue().decode()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_asks_first_and_then_says_what_it_did(desk, tmp_path, capsys, monkeypatch):
    key = published(desk, "here")
    settings = ["--config", str(tmp_path / "config.toml"), "--database", desk.app.config.database_url]
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert main(["withdraw", str(key), *settings]) == 1
    assert len(entries(desk)) == 1
    capsys.readouterr()
    assert main(["withdraw", str(key), "--yes", "--json", *settings]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == key
    assert entries(desk) == []
    assert main(["queue", str(key), *settings]) == 0
    shown = capsys.readouterr().out
    assert "withdrawn" in shown
    assert "it was at" in shown
