"""An empty installation's first steps, the kill switch, backups and what is set elsewhere."""

import pytest

from campaign import app as composing
from campaign.desk import accounts, backing, beginning, drafts, looking, stopping, ticking, users
from campaign.states import State
from campaign.store.database import Store
from campaign.store.history import Filter
from tests.web import scene
from tests.web.conftest import asking, flash, read


@pytest.fixture
def empty(tmp_path):
    """An installation in which there is nothing."""
    (tmp_path / "config.toml").write_text('[defaults]\ntimezone = "Europe/London"\n')
    made, _ = composing.init(tmp_path / "config.toml", None)
    yield scene.at(made, scene.NOW)
    made.close()


def steps(page):
    """How many are done, and where the others lead."""
    section = page.css_first("ol.steps")
    return len(section.css("li.published")), [one.attributes["href"] for one in section.css("a")]


def test_an_empty_installation_leads_to_the_welcome_and_looking_makes_nothing(empty):
    with asking(empty) as client:
        home = read(client.get("/"))
        assert home.css_first("main section a.button").attributes["href"] == "/welcome"
        assert read(client.get("/welcome")).css_first("form[action='/welcome']")
    assert accounts.listed(empty) == []
    assert looking.campaigns(empty) == []


def test_one_button_makes_an_account_a_campaign_and_the_cut_of_the_article_that_comes_along(empty):
    with asking(empty) as client:
        page = read(client.post("/welcome", data={"hashtag": "#massagetherapyforsciatica"}))
        assert page.css(".shaped")
        assert steps(read(client.get("/")))[0] == 3
    [campaign] = looking.campaigns(empty)
    assert campaign.terms.hashtags == ("#massagetherapyforsciatica",)
    assert campaign.terms.timezone == "Europe/London"
    assert [one.account.name for one in campaign.speakers] == ["preview"]


def test_the_first_steps_are_taken_once_however_often_they_are_sent(empty):
    sent = {"hashtag": "#massagetherapyforsciatica"}
    with asking(empty) as client:
        first, again = (client.post("/welcome", data=sent) for _ in range(2))
    assert first.url == again.url
    assert len(drafts.listed(empty)) == 1


def test_first_steps_that_broke_off_are_gone_on_with(empty, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(drafts, "draft_article", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            beginning.begin(empty, "rest", with_example=True)
    assert beginning.begin(empty, "rest", with_example=True).draft == drafts.listed(empty)[0].id


def test_ones_own_article_is_handed_in_next(empty):
    with asking(empty) as client:
        page = read(client.post("/welcome", data={"hashtag": "rest", "times": "daily 8:00", "article": "own"}))
    assert flash(page) == "Campaign “rest” is there. Hand in your article for it."


def test_what_was_chosen_is_still_chosen_after_a_refusal(empty):
    with asking(empty) as client:
        sent = {"hashtag": "two words", "timezone": "Europe/Berlin", "times": "daily 8:00", "article": "own"}
        page = read(client.post("/welcome", data=sent), 422)
    assert page.css_first("input[name=article][checked]").attributes["value"] == "own"
    fields = {name: page.css_first(f"input[name={name}]").attributes["value"] for name in ("timezone", "times")}
    assert fields == {"timezone": "Europe/Berlin", "times": "daily 8:00"}


def test_a_first_campaign_keeps_the_hours_of_the_zone_that_was_named(empty):
    with asking(empty) as client:
        client.post("/welcome", data={"hashtag": "rest", "timezone": "Asia/Tokyo", "article": "own"})
    assert looking.campaigns(empty)[0].terms.timezone == "Asia/Tokyo"


@pytest.mark.parametrize("sent", [{}, {"hashtag": "#"}, {"hashtag": "rest", "times": "whenever"}, {"hashtag": "a b"}])
def test_what_cannot_be_is_refused_beside_what_was_typed(empty, sent):
    with asking(empty) as client:
        page = read(client.post("/welcome", data=sent), 422)
        assert page.css_first("#error").text()
        assert (page.css_first("input[name=hashtag]").attributes["value"] or "") == sent.get("hashtag", "")
        assert client.post("/welcome", data={"hashtag": "rest", "article": "own"}).status_code == 200


def test_the_checklist_goes_by_what_there_is(app, client):
    assert steps(read(client.get("/welcome")))[0] == 4
    later = scene.at(app, scene.NOW.replace(hour=10))
    ticking.tick(later, later.clock.now().isoformat())
    done, open_ones = steps(read(client.get("/")))
    assert (done, open_ones) == (5, ["/accounts/new", "/settings/users"])
    users.add(app, "anna", "a s3cret of four words")


def test_the_checklist_is_gone_once_all_is_done(app, client):
    from sqlalchemy import update

    from campaign.store.models import Account

    scene.put(app, 1, State.PUBLISHED)
    with app.store.write() as connection:
        connection.execute(update(Account).where(Account.id == 1).values(platform="x"))
    users.add(app, "anna", "a s3cret of four words")
    from campaign.desk import entering

    client.cookies.set("campaign", entering.log_in(app, "anna", "a s3cret of four words", "test").secret)
    assert read(client.get("/")).css("ol.steps") == []


# -- the kill switch


def test_everything_stops_goes_on_and_every_page_says_so_meanwhile(app, client):
    stopped = read(client.post("/settings/switch/stop", data={"sure": "yes", "why": "a recall"}))
    assert flash(stopped) == "Everything is stopped."
    for path in ("/", "/queue", "/queue/1", "/accounts", "/history", "/settings"):
        banner = read(client.get(path)).css_first("#worker .banner.bad")
        assert "a recall" in banner.text()
        assert "campaign start" not in banner.text()
        assert banner.css_first("a").attributes["href"] == "/settings/switch"
    later = scene.at(app, scene.NOW.replace(hour=10))
    ticking.tick(later, later.clock.now().isoformat())
    assert looking.attempts(app, Filter()) == []
    assert flash(read(client.post("/settings/switch/start", data={"sure": "yes"}))) == "Everything goes on."
    assert read(client.get("/")).css("#worker .banner") == []
    ticking.tick(later, later.clock.now().isoformat())
    assert looking.attempts(app, Filter())


@pytest.mark.parametrize("verb", ["stop", "start"])
def test_the_switch_is_not_thrown_by_accident(app, client, verb):
    stopping.stop(app, None) if verb == "start" else None
    before = stopping.halts(app)
    assert "nothing was changed" in flash(read(client.post(f"/settings/switch/{verb}", data={"why": "oops"})))
    assert stopping.halts(app) == before


# -- backups


def test_a_backup_is_made_listed_and_whole(app, client):
    assert "No backup yet" in read(client.get("/settings/backups")).text()
    assert "is made and verified" in flash(read(client.post("/settings/backups/add")))
    [kept] = backing.kept(app)
    assert f"campaign db restore {kept.file} --force" in read(client.get("/settings/backups")).css_first("code").text()
    assert kept.file.parent == app.config.folder / "backups"
    assert kept.file.parent.stat().st_mode & 0o077 == 0
    copy = Store(f"sqlite:///{kept.file}")
    assert copy.revision() == app.store.revision()
    copy.close()


def test_what_only_the_file_says_is_shown_with_its_key(client):
    page = read(client.get("/settings/defaults"))
    assert "respace" in page.css_first("#file ~ table").text()
    assert "[defaults] late" in page.css_first("#file ~ table").text()
