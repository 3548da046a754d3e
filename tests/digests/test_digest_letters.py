"""The mail itself, read back from a real mail server: what a mailbox shows, whatever a campaign is called."""

import re
from datetime import date

import pytest
from rich.cells import cell_len
from selectolax.lexbor import LexborHTMLParser

from campaign.beginnings import beginning
from campaign.desk import digesting
from campaign.desk.reporting import Days, kinds
from campaign.digests import letter, wording
from campaign.digests.letter import Post
from campaign.digests.value import Ahead, Best, Part, Silence, Trouble, best, chart, figures
from campaign.errors import Refused
from campaign.reports.document import Chart, Column, Kind, Section, Shape, Table
from campaign.states import State
from tests.digests.office import DAY, HOME, HOUR, TO, ZONE, made_of, opened_png
from tests.reports.rich import ARABIC, CHINESE, HEBREW, LONG, NAMES
from tests.web import scene

HOSTILE = "spring\r\nBcc: eve@example.org\r\n\r\n<script>alert(1)</script><img src=https://evil.example/x.png>"
ACCOUNTS = (Column("Account"), Column("Published", Kind.COUNT), Column("Failed", Kind.COUNT))


@pytest.fixture(scope="module", autouse=True)
def drawn_once():
    """What is drawn says nothing of a campaign's name: a process of its own draws it once for all mails that hold it."""
    real, drawn = letter.png.charts, {}

    def charts(document):
        key = repr(document.sections)
        if key not in drawn:
            drawn[key] = real(document)
        return drawn[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letter.png, "charts", charts)
        yield


def section(key="accounts", rows=(("clinic", 3, 1), ("studio", 2, 0)), columns=ACCOUNTS, total=("all", 5, 1)):
    drawn = Chart(Shape.BARS, ("Account",), ("Published", "Failed"))
    return Section(key, "Accounts", Table(columns, rows, total), chart=drawn)


def part(campaign="spring", **more):
    known = {
        "campaign": campaign,
        "about": "#RestHelps",
        "zone": ZONE,
        "state": "active",
        "figures": {"Published": 5, "Late": 2, "Failed": 1, "Missed": 0, "In doubt": 1, "Waiting": 0},
        "troubles": (Trouble(State.IN_DOUBT, 1, f"It is looked up: {campaign}."),),
        "ahead": Ahead(3, scene.NOW + DAY, scene.NOW + 3 * DAY, 2),
        "best": (Best("clinic", campaign, 12, "https://mastodon.example/@clinic/1"),),
        "formulas": ("late = published more than 60 s after its slot", "planned = all"),
        "chart": section(),
        "url": f"{HOME}/reports/campaign?campaign=spring",
        "queue_url": f"{HOME}/queue?campaign=spring",
    }
    return Part(**known | more)


def mailed(digest, to=TO):
    """The mail as it is before it goes out, and as who reads it takes it apart."""
    post = Post("campaign@example.org", to, "<digest.1@example.org>", scene.NOW)
    message = letter.message(digest, post)
    plain, pages = message.get_body(("plain",)), message.get_body(("html",))
    pictures = [one for one in message.walk() if one.get_content_maintype() == "image"]
    return message, plain.get_content(), LexborHTMLParser(pages.get_content()), pictures


def test_a_mail_from_a_real_server_has_text_page_and_charts_and_needs_nothing_from_elsewhere(desk, mailbox):
    desk.hurt(desk.work())
    desk.settle(every="week")
    digesting.send(desk.app)
    [message] = mailbox.letters
    assert message.get_content_type() == "multipart/alternative"
    plain, related = message.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert related.get_content_type() == "multipart/related"
    page, *pictures = related.iter_parts()
    assert {one.get_content_charset() for one in (plain, page)} == {"utf-8"}
    tree = LexborHTMLParser(page.get_content())
    wanted = {one.attributes["src"].removeprefix("cid:") for one in tree.css("img")}
    assert wanted == {one["Content-ID"].strip("<>") for one in pictures}
    assert len(pictures) == 1
    for one in pictures:
        wide, high, pixels = opened_png(one.get_content())
        assert wide == 1000
        assert high > 200
        assert len(set(pixels)) > 20, "something is drawn on it"
    for text in (plain.get_content(), tree.body.text(separator=" ")):
        for said in ("sciatica", "27 published", "1 failed", "Next: 14 posts", "Europe/London", "Numbers from"):
            assert said in " ".join(text.split()), said
    assert f"{HOME}/reports/campaign?campaign=sciatica&since=2026-11-23&until=2026-11-29" in plain.get_content()
    assert {one.attributes["href"].partition("?")[0] for one in tree.css("a")} == {
        f"{HOME}/reports/campaign",
        f"{HOME}/queue",
    }
    # Mail programs read no style sheet: what it said stands at the elements.
    assert "background-color" in tree.css_first(".trouble").attributes["style"]


@pytest.mark.parametrize("name", [*NAMES, HOSTILE, ARABIC, HEBREW, CHINESE, LONG, "a\u202eb", "\x00"])
def test_whatever_a_campaign_is_called_headers_stay_headers_and_text_stays_text(name):
    digest = made_of(part(name, about=name, best=(Best(name, name, 3, "javascript:alert(1)"),)))
    message, plain, page, _ = mailed(digest)
    raw = message.as_bytes()
    head = raw.partition(b"\n\n")[0].decode()
    assert {line.partition(":")[0] for line in head.splitlines() if not line.startswith((" ", "\t"))} == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type")
    }
    assert message["To"] == ", ".join(TO)
    assert page.css("script, link, iframe, object, form, [onerror], [onload]") == []
    assert all(one.attributes["src"].startswith("cid:") for one in page.css("[src]"))
    assert all(one.attributes["href"].startswith("http") for one in page.css("[href]"))
    assert not re.search(r"url\(|@import", page.html)
    lines = [one for one in plain.splitlines() if "http" not in one]
    assert max(map(cell_len, lines)) <= 72
    assert max(map(len, raw.splitlines())) <= 998
    assert len(raw) < 200_000
    shown = beginning(name, 80)
    assert page.css_first("h2").text() == shown
    assert "\u202e" not in plain


def test_a_command_is_shown_as_code_in_html_and_between_backticks_in_text():
    command = "campaign accounts resume 'my <clinic>'"
    silent = (Silence("account", "my <clinic>", "paused", f"Ann paused it: `{command}` lets it go on"),)
    failed = part(troubles=(Trouble(State.FAILED, 1, f"It was refused: `{command}` helps"),), queue_url=None)
    _, plain, page, _ = mailed(made_of(failed, silent=silent))
    assert [one.text() for one in page.css(".trouble code")] == [command] * 2
    assert "`" not in page.body.text()
    assert " ".join(plain.split()).count(f"`{command}`") == 2


def test_names_that_are_written_from_the_right_say_so_to_the_page():
    page = mailed(made_of(part(HEBREW)))[2]
    assert page.css_first("h2").attributes["dir"] == "auto"


def test_chinese_is_broken_within_the_columns_and_nothing_of_it_is_lost():
    lines = wording.wrapped(CHINESE * 5, "! ", "  ")
    assert max(map(cell_len, lines)) <= 72
    assert "".join(line[2:] for line in lines).replace(" ", "") == (CHINESE * 5).replace(" ", "")


def test_an_address_is_not_broken():
    address = f"{HOME}/reports/campaign?campaign={'x' * 200}"
    assert wording.wrapped(f"Report: {address}", "", "  ")[-1].strip() == address


def test_where_nothing_happened_one_line_says_so():
    quiet = part(figures={"Published": 0, "Failed": 0}, troubles=(), best=(), chart=None)
    digest = made_of(quiet, seal="9f86d081")
    message, plain, page, pictures = mailed(digest)
    assert digest.is_empty
    assert message["Subject"].endswith(": nothing happened")
    assert wording.NOTHING in " ".join(plain.split())
    assert wording.NOTHING in page.body.text()
    assert wording.QUIET not in plain + page.body.text(), "it is said once"
    assert "Next: 3 posts" in plain
    assert "Seal of the log: 9f86d081" in plain
    assert pictures == []


def test_a_campaign_in_which_nothing_happened_beside_others_says_so():
    quiet = part("calm", figures={"Published": 0, "Failed": 0}, troubles=(), best=(), chart=None)
    _, plain, page, _ = mailed(made_of(part(), quiet))
    assert plain.count(wording.QUIET) == page.body.text().count(wording.QUIET) == 1


def test_what_does_not_speak_is_no_quiet_day():
    quiet = part(figures={"Published": 0, "Failed": 0}, troubles=(), best=(), chart=None)
    held = Silence("account", "clinic", "held", "its login was refused")
    digest = made_of(quiet, silent=(held, Silence("campaign", "spring", "paused", "")))
    message, plain, page, _ = mailed(digest)
    assert not digest.is_empty
    assert message["Subject"].endswith(": nothing happened, 1 account held, 1 paused")
    for said in (" ".join(plain.split()), page.body.text()):
        assert wording.NOTHING not in said
        assert "Account “clinic” is held – its login was refused." in said
        assert "Campaign “spring” is paused." in said


def test_of_much_that_does_not_speak_some_is_told_and_the_others_are_counted():
    many = tuple(Silence("account", f"clinic {number}", "paused", "") for number in range(20))
    _, plain, _, _ = mailed(made_of(part(), silent=many))
    assert plain.count("is paused.") == 6
    assert "! 14 more are silent." in plain


def test_what_still_needs_somebody_is_not_nothing():
    assert not made_of(part(figures={"Published": 0})).is_empty


def test_a_dry_queue_a_paused_campaign_and_another_zone_are_said():
    one = part(ahead=Ahead(0, None, None, 2), state="paused", zone="Asia/Tokyo")
    plain = mailed(made_of(one))[1]
    assert "Nothing is queued: it has run dry. 2 wait for approval." in plain
    assert "(paused) (days of Asia/Tokyo)" in plain
    there = wording.ahead(made_of(), part(zone="Asia/Tokyo"))
    assert "Tue 24 Nov 2026, 17:00 Asia/Tokyo" in there


@pytest.mark.parametrize(
    ("silent", "state", "why"),
    [
        ((Silence("everything", None, "stopped", "a recall"),), "active", "everything is stopped"),
        ((Silence("campaign", "spring", "paused", ""),), "paused", "the campaign is paused"),
    ],
)
def test_of_what_does_not_speak_no_post_is_said_to_be_next(silent, state, why):
    _, plain, page, _ = mailed(made_of(part(state=state), silent=silent))
    for said in (" ".join(plain.split()), page.body.text()):
        assert "Next:" not in said
        assert f"none goes out while {why}. 2 wait for approval." in said
    alone = part(state=state, ahead=Ahead(1, *(2 * (scene.NOW + DAY,)), 0))
    assert wording.ahead(made_of(silent=silent), alone).endswith(f", and does not go out while {why}.")


def test_without_a_public_address_commands_stand_where_links_would():
    _, plain, page, _ = mailed(made_of(part("it's", url=None, queue_url=None, best=())))
    assert page.css("a") == []
    assert """campaign report 'it'"'"'s' --since 2026-11-23 --until 2026-11-23""" in plain
    assert "campaign queue --campaign" in plain


def test_many_campaigns_are_named_and_no_more():
    plain = mailed(made_of(part(), more=[f"c{number}" for number in range(25)]))[1]
    assert "And 25 more campaigns: c0, c1" in " ".join(plain.split())


def test_a_mail_goes_without_charts_where_they_cannot_be_drawn(monkeypatch):
    def refuse(_):
        raise Refused("no time")

    monkeypatch.setattr(letter.png, "charts", refuse)
    _, plain, page, pictures = mailed(made_of(part()))
    assert pictures == []
    assert page.css("img") == []
    assert "5 published (2 late), 1 failed, 1 in doubt." in plain


def test_figures_charts_and_the_best_come_from_the_report_by_their_names(desk):
    desk.work(days=1)
    report = kinds.made(desk.app, "campaign", kinds.Asked((scene.CAMPAIGN,)))[1]
    assert figures(report)["Published"] == 6
    assert chart(report, 1).key == "accounts"
    assert chart(report, 7).key == "days"
    assert chart(report, 7).chart.of == ("Planned", "Published"), "what people did with them is on another scale"
    assert best(report) == ()


def test_a_digest_of_months_is_told_day_by_day_too(desk):
    first, *_ = desk.work(days=1)
    scene.put(desk.app, first, State.PUBLISHED, scheduled_for=scene.NOW - 120 * DAY)
    (told,) = digesting.digest(desk.app, Days("2026-07-01", "2026-12-31")).parts
    assert (told.chart.key, told.chart.title, len(told.chart.table.rows)) == ("days", "Day by day", 31)


def test_the_posts_that_did_best_are_told_once_they_are_counted(desk):
    desk.work(days=1)
    desk.count()
    digest = digesting.digest(desk.app)
    assert [one.engagements for one in digest.parts[0].best] == [50, 40, 30]
    plain = wording.plain(digest)
    assert "What did best:\n* 50 engagements, clinic-" in plain
    assert "file:" not in plain
    assert "engagements = likes + replies" in " ".join(plain.split())


@pytest.mark.parametrize("url", ["file:///srv/data/feed/clinic/timeline.html", "javascript:alert(1)", "", None])
def test_what_is_no_address_of_the_web_is_no_link(url):
    _, plain, page, _ = mailed(made_of(part(best=(Best("clinic", "Rest helps.", 3, url),))))
    assert "* 3 engagements, clinic: Rest helps.\n" in plain
    assert [one.text() for one in page.css("a")] == ["See them in the queue", "Open the report"]


def test_a_chart_of_one_thing_or_of_nothing_is_left_out():
    from campaign.reports.document import Document
    from campaign.reports.period import Period

    def of(*rows):
        days = Period(date(2026, 11, 23), date(2026, 11, 23), ZONE)
        return Document("campaign", "", days, ZONE, scene.NOW, (), (section(rows=rows),))

    assert chart(of(("clinic", 3, 1)), 1) is None
    assert chart(of(("clinic", 0, 0), ("studio", 0, 0)), 1) is None
    assert chart(of(("clinic", 3, 0), ("studio", 0, 0)), 1)


def test_a_slot_that_comes_twice_says_which_one_it_is():
    from datetime import UTC, datetime

    twice = Ahead(1, *(2 * (datetime(2026, 10, 25, 1, 30, tzinfo=UTC),)), 0)
    assert "01:30 (UTC+00:00)" in wording.ahead(made_of(), part(ahead=twice))


def test_hours_are_not_confused(desk):
    desk.now += HOUR
    assert "09:00" in wording.plain(digesting.digest(desk.app))
