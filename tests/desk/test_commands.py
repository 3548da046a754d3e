"""What a person sees who looks closely, who only wants to know what would be done, and who reads JSON."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from campaign import app as composing
from campaign import cli
from campaign.cli import output
from campaign.desk import accounts as accounts_desk
from campaign.desk import adding, campaigns, deliveries, looking, stopping, ticking
from campaign.desk.campaigns import Wish
from campaign.reasons import Reason
from campaign.store import accounts, migrating, queue
from campaign.store.database import Store, newest_revision
from campaign.store.history import Filter
from campaign.store.models import Account, Campaign, Delivery
from campaign.store.values import Selection

ARTICLE = (
    "Why rest helps\n\nRest helps the body to heal. It gives the muscles time.\n\nSleep is the best rest of all.\n"
)


@pytest.fixture
def app(tmp_path, monkeypatch, database_url):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(f'[database]\nurl = "{database_url}"\n')
    (tmp_path / "article.txt").write_text(ARTICLE)
    app, _ = composing.init(tmp_path / "config.toml", None)
    app.store.written = lambda: None
    for name in ("clinic", "other"):
        accounts_desk.add(app, accounts_desk.Wish(name, "feed", options={"limits": "x"}))
    campaigns.new(app, "rest", Wish(hashtags=["#RestHelps"], accounts=["clinic"], times=["daily 09:00"], late="post"))
    yield app
    app.close()


def run(capsys, *arguments):
    assert cli.main(arguments) == 0
    return capsys.readouterr().out


def later(app, **time):
    now = app.clock.now() + timedelta(**time)
    return replace(app, clock=replace(app.clock, now=lambda: now))


def test_approving_and_cancelling_are_taken_back(app, capsys):
    campaigns.new(app, "sleep", Wish(hashtags=["#RestHelps"], accounts=["other"], times=["daily 09:00"]))
    first = str(adding.add(app, "rest", "article.txt").ids[0])
    second = str(adding.add(app, "sleep", "article.txt").ids[0])
    run(capsys, "approve", first, second)
    assert run(capsys, "propose", first) == "1 delivery proposed again.\n"
    assert run(capsys, "cancel", first, second) == "2 deliveries cancelled.\n"
    assert run(capsys, "take-back", first, second) == "2 deliveries taken back.\n"
    found = deliveries.listed(app, Filter(ids=[int(first), int(second)]))
    assert [one.state.value for one in found] == ["proposed", "queued"]


def test_a_delivery_is_shown_with_its_whole_text_and_all_that_was_tried(app, capsys):
    added = adding.add(app, "rest", "article.txt", approve=True)
    ticking.tick(later(app, days=2), None)
    first, last = added.ids[0], added.ids[-1]
    said = run(capsys, "queue", str(first))
    assert added.deliveries[0].text in said
    assert "   attempt 1, " in said
    assert ": published" in said
    assert "   it is at file://" in said
    [closely] = json.loads(run(capsys, "queue", str(first), "--json"))
    assert closely["delivery"]["text"] == added.deliveries[0].text
    assert [one["outcome"] for one in closely["attempts"]] == ["published"]
    assert cli.main(["queue", str(last + 1_000)]) == 1
    assert "no delivery" in capsys.readouterr().err.lower()


def test_a_delivery_that_is_due_names_the_one_that_its_account_is_sending(app, tmp_path, capsys):
    (tmp_path / "other.txt").write_text("Why walks help\n\nA walk a day keeps the back supple, and costs nothing.\n")
    first, second = (adding.add(app, "rest", source, approve=True).ids[0] for source in ("article.txt", "other.txt"))
    queued, until = later(app, days=-1).clock.now(), later(app, minutes=5).clock.now()
    lease = {"claimed_by": "first", "claimed_until": until}
    with app.store.write() as connection:
        connection.execute(update(Delivery).where(Delivery.id == first).values(state="sending", **lease))
        connection.execute(update(Delivery).where(Delivery.id == second).values(due_at=queued))
    assert f"   it goes out after delivery {first} of its account" in run(capsys, "queue", str(second))
    assert "it goes out after" not in run(capsys, "queue", str(first))


def test_the_queue_says_that_posts_wait_behind_one_that_a_dead_worker_was_sending_and_until_when(app, tmp_path, capsys):
    (tmp_path / "other.txt").write_text("Why walks help\n\nA walk a day keeps the back supple, and costs nothing.\n")
    first, second = (adding.add(app, "rest", source, approve=True).ids[0] for source in ("article.txt", "other.txt"))
    past, until = later(app, days=-1).clock.now(), later(app, minutes=5).clock.now()
    lease = {"claimed_by": "gone", "claimed_until": until}
    with app.store.write() as connection:
        connection.execute(update(Delivery).where(Delivery.id == first).values(state="sending", **lease))
        connection.execute(update(Delivery).where(Delivery.id == second).values(due_at=past))
    assert cli.main(["queue"]) == 0
    [note] = capsys.readouterr().err.splitlines()
    waits = f"1 waits for what its account is saying now (delivery {first}, "
    assert note == f"{waits}until {output.when(until)} at the latest)."
    for values, said in (
        ({"claimed_until": past}, f"{waits}until a worker runs).\n"),
        ({"claimed_by": None, "claimed_until": None}, ""),
    ):
        with app.store.write() as connection:
            connection.execute(update(Delivery).where(Delivery.id == first).values(values))
        assert cli.main(["queue"]) == 0
        assert capsys.readouterr().err == said


def test_a_pause_that_an_older_release_wrote_down_without_a_name_is_said_with_it(app, capsys):
    since = {"who": "anna", "since": "2026-11-01T09:00:00+00:00", "why": "a holiday"}
    with app.store.write() as connection:
        for table, code in ((Campaign, "campaign_paused"), (Account, "account_paused")):
            reason = {"code": code, "values": since}
            connection.execute(update(table).values(state="paused", reason=reason))
    assert cli.main(["queue"]) == 0
    halts = capsys.readouterr().err
    for command in ("campaign resume rest", "campaign accounts resume clinic", "campaign accounts resume other"):
        assert f"`{command}` lets it go on" in halts
    assert "`campaign resume rest` lets it go on" in run(capsys, "show", "rest")
    [clinic, _] = json.loads(run(capsys, "accounts", "list", "--json"))
    assert clinic["reason"]["values"]["name"] == "clinic"


def test_platforms_are_called_by_the_names_that_people_know(app, capsys):
    words = ("cut", "article.txt", "--hashtag", "#RestHelps", "--platform", "x", "--platform", "linkedin")
    said = run(capsys, *words)
    assert "\nX: 1 post, 280 at most\n" in said
    assert "\nLinkedIn: 1 post, " in said
    assert run(capsys, "accounts", "check", "clinic").endswith("A post may count 280, by the rules of X.\n")


def test_a_full_listing_has_whole_texts_and_a_short_one_has_lines(app, capsys):
    added = adding.add(app, "rest", "article.txt", approve=True)
    full, short = run(capsys, "queue", "--full"), run(capsys, "queue")
    assert all(one.text in full for one in added.deliveries)
    assert short.count("\n") == len(added.ids)


@pytest.mark.parametrize("verb", ["approve", "release"])
def test_posts_that_are_let_go_after_their_times_are_named_with_the_times_that_they_get(
    app, tmp_path, capsys, monkeypatch, verb
):
    (tmp_path / "other.txt").write_text("Why walks help\n\nA walk a day keeps the back supple, and costs nothing.\n")
    first, other = (
        adding.add(app, "rest", source, approve=verb == "release").deliveries[0]
        for source in ("article.txt", "other.txt")
    )
    if verb == "release":
        deliveries.hold(app, Selection())
    late = later(app, days=1)
    monkeypatch.setattr(composing, "system_clock", lambda: late.clock)
    passed = f"  {output.when(first.scheduled_for, first.zone)}"
    dry = run(capsys, verb, "--all", "--dry-run")
    once = "1 post would get the next free time, if one is left, since the one that was planned has passed:"
    assert f"{once}\n{passed}  clinic" in dry
    said = run(capsys, verb, "--all")
    now = {one.text: one.scheduled_for for one in deliveries.listed(app, Filter())}
    assert now[first.text] > other.scheduled_for == now[other.text]
    assert f"1 post got the next free time, since the one that was planned has passed:\n{passed} → " in said
    assert f" → {output.when(now[first.text], first.zone)}  clinic  Rest helps" in said
    assert said.count("\n") == 3


@pytest.fixture
def over(app, monkeypatch):
    """A post that is held until its campaign is over; its number."""
    (key,) = adding.add(app, "rest", "article.txt", approve=True).ids
    deliveries.hold(app, Selection())
    campaigns.change(app, "rest", Wish(until=f"{app.clock.now() + timedelta(days=2):%Y-%m-%d}"))
    late = later(app, days=7)
    monkeypatch.setattr(composing, "system_clock", lambda: late.clock)
    return key


def test_a_post_that_is_released_when_no_time_is_left_is_said_to_be_missed(over, app, capsys):
    assert "1 post would get the next free time, if one is left, since" in run(capsys, "release", "--all", "--dry-run")
    said = run(capsys, "release", str(over))
    assert said == (
        f"1 delivery released.\n  ! Delivery {over}: It was let go after its time had passed, and its campaign has no "
        "free time left: `campaign move` gives it another one, `campaign retry` sends it now.\n"
    )
    shown = run(capsys, "queue", str(over))
    assert "missed – it was let go after its time had passed, and its campaign has no free time left" in shown
    moved = run(capsys, "move", str(over), f"{app.clock.now() + timedelta(days=8):%Y-%m-%d}T09:00")
    assert moved.count("\n") == 1
    assert deliveries.listed(app, Filter(ids=[over]))[0].state == "queued"


def test_programs_are_told_of_a_post_that_is_released_when_no_time_is_left(over, capsys):
    (found,) = json.loads(run(capsys, "release", "--all", "--json"))["findings"]
    assert (found["delivery"], found["code"]) == (over, "time_passed")


def test_an_account_that_goes_on_when_no_time_is_left_says_what_is_missed(over, app, capsys):
    with app.store.write() as connection:
        act = app.act()
        queue.release(connection, Selection((over,)), act)
        queue.hold(connection, Selection((over,)), act, Reason("unauthorized"))
    said = run(capsys, "accounts", "resume", "clinic")
    assert said.startswith(
        f"Account “clinic” is active; 1 delivery released.\n  ! Delivery {over}: It was let go after"
    )


def test_posts_that_are_let_go_in_time_are_counted_alone(app, capsys):
    adding.add(app, "rest", "article.txt")
    assert run(capsys, "approve", "--all").count("\n") == 1


@pytest.mark.parametrize("link", ["not a link", "javascript:alert(1)", "example.org/page"])
@pytest.mark.parametrize("command", [("cut",), ("add", "rest")])
def test_a_link_that_is_none_is_refused_before_any_post_says_it(app, capsys, command, link):
    assert cli.main([*command, "article.txt", "--link", link]) == 2
    assert capsys.readouterr().err == "A link begins with http:// or https:// and holds no space.\n"
    assert deliveries.listed(app, Filter()) == []


def test_a_dry_tick_shows_what_is_due_and_sends_nothing(app, capsys):
    added = adding.add(app, "rest", "article.txt", approve=True)
    due = later(app, days=1)
    assert run(capsys, "tick", "--dry-run") == "Nothing is due.\nNothing was changed: this was a dry run.\n"
    shown = run(capsys, "tick", "--dry-run", "--now", due.clock.now().isoformat())
    assert f"Delivery {added.ids[0]} is due for clinic" in shown
    assert looking.attempts(app, looking.wanted(app, None, None, (), None, None)) == []
    stopping.stop(app, None)
    assert ticking.due(due, None) == []


def test_a_dry_init_and_a_dry_upgrade_make_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    said = run(capsys, "init", "--dry-run")
    assert said.count("Would make ") == 3
    assert list(tmp_path.iterdir()) == []
    run(capsys, "init")
    assert run(capsys, "init", "--dry-run").startswith("Everything is there already.")
    assert run(capsys, "db", "upgrade", "--dry-run").startswith("Nothing to do.")
    url = f"sqlite:///{tmp_path / 'other.db'}"
    assert run(capsys, "db", "upgrade", "--dry-run", "--database", url).startswith("Schema none → 0")
    assert not (tmp_path / "other.db").exists()
    assert Store(url).revision() is None


@pytest.mark.parametrize(
    ("command", "nothing"),
    [(["init"], "Everything is there already.\n"), (["db", "upgrade"], "The database is of this release.\n")],
)
def test_whatever_brings_a_database_of_an_older_release_up_to_date_says_so(tmp_path, capsys, command, nothing):
    (tmp_path / "config.toml").write_text("")
    command = [*command, "--config", str(tmp_path / "config.toml")]
    store = Store(f"sqlite:///{tmp_path / 'data' / 'campaign.db'}")
    run(capsys, "init", "--config", str(tmp_path / "config.toml"))
    migrating.downgrade(store.engine, "0006")
    assert f"Brought {store.name()} from schema 0006 to {newest_revision()}.\n" in run(capsys, *command)
    store.close()
    assert run(capsys, *command) == nothing


def test_init_makes_the_settings_that_are_named_and_their_folder(tmp_path, capsys):
    file = tmp_path / "anna" / "config.toml"
    assert run(capsys, "init", "--config", str(file), "--dry-run").startswith(f"Would make {file}.\n")
    assert not file.parent.exists()
    said = run(capsys, "init", "--config", str(file))
    assert said.startswith(f"Made {file}.\n")
    assert f"accounts add NAME --platform feed --config {file}\n" in said
    assert (file.parent / "data" / "campaign.db").is_file()
    assert run(capsys, "init", "--config", str(file)) == "Everything is there already.\n"


@pytest.mark.parametrize("command", ["run", "web"])
def test_what_runs_for_long_takes_settings_that_are_named_and_not_there_for_a_slip(tmp_path, capsys, command):
    assert cli.main([command, "--config", str(tmp_path / "confg.toml")]) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


COMMANDS = [
    ["pause", "rest"],
    ["resume", "rest"],
    ["accounts", "check", "clinic"],
    ["accounts", "pause", "clinic"],
    ["accounts", "resume", "clinic"],
    ["accounts", "change", "clinic", "--per-hour", "4"],
    ["accounts", "remove", "other"],
]


@pytest.mark.parametrize("answer", [("--not-published",), ("--published", "https://example.org/1")])
def test_what_is_not_in_doubt_is_not_resolved(app, capsys, answer):
    [first, *_] = adding.add(app, "rest", "article.txt", approve=True).ids
    assert cli.main(["resolve", str(first), *answer]) == 1
    assert capsys.readouterr().err == f"Delivery {first} is queued, so it cannot be resolved.\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_what_writes_prints_one_json_document_if_asked(app, capsys, command):
    assert json.loads(run(capsys, *command, "--json"))


@pytest.mark.parametrize("listed", ["campaign", "account", "user", "token", "link"])
def test_a_list_of_none_says_so(tmp_path, monkeypatch, capsys, listed):
    monkeypatch.chdir(tmp_path)
    run(capsys, "init")
    words = ["list"] if listed == "campaign" else [f"{listed}s", "list"]
    assert cli.main(words) == 0
    assert capsys.readouterr().err.startswith(f"There is no {listed}: ")
    assert json.loads(run(capsys, *words, "--json")) == []


def test_a_cap_is_set_listed_and_taken_away(app, capsys):
    assert run(capsys, "accounts", "change", "clinic", "--per-hour", "4", "--dry-run").startswith(
        "Account “clinic” says"
    )
    assert {one.per_hour for one in accounts_desk.listed(app)} == {None}
    run(capsys, "accounts", "change", "clinic", "--per-hour", "4")
    assert [one["per_hour"] for one in json.loads(run(capsys, "accounts", "list", "--json"))] == [4, None]
    run(capsys, "accounts", "change", "clinic", "--per-hour", "0")
    assert {one.per_hour for one in accounts_desk.listed(app)} == {None}


def test_times_for_one_account_leave_the_others_theirs(app):
    wish = Wish(accounts=["clinic", "other"], times=["daily 09:00"])
    campaigns.change(app, "rest", wish)
    changed = campaigns.change(app, "rest", Wish(times=["clinic=mon-fri 17:30"]))
    assert {one.account.name: one.times for one in changed.campaign.speakers} == {
        "clinic": ("mon-fri 17:30",),
        "other": ("daily 09:00",),
    }
    changed = campaigns.change(app, "rest", Wish(times=["daily 12:00"]))
    assert {one.times for one in changed.campaign.speakers} == {("daily 12:00",)}


def test_a_pause_leaves_a_held_account_held_since_its_reason_is_worth_more(app):
    with app.store.read() as connection:
        found = accounts.account(connection, "clinic")
    with app.store.write() as connection:
        queue.hold_account(connection, found.id, Reason("unauthorized", {"platform": "x", "said": "no"}), app.act())
    assert accounts_desk.pause(app, "clinic").state == "held"
