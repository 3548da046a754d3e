"""An article is handed in through the page, worked on beside its text, and queued; all of it without JavaScript."""

import pytest

from campaign.desk import accounts, campaigns, deliveries, drafts
from campaign.desk.campaigns import Wish
from campaign.desk.demo import example
from campaign.store.history import Filter
from tests.web.conftest import flash, read

MARK = "\n\n---8<---\n\n"
ARTICLE = "Why rest helps\n\n" + MARK.join(
    f"Fact number {number} about rest is that it heals the body. Whoever sleeps eight hours wakes up stronger."
    for number in range(1, 5)
)
HOSTILE = ["", "x" * 20_001, "<script>alert(1)</script>", "مرحبا بالعالم", "休息治愈身体。", "{{ 7*7 }}", "a\0b"]


def hand_in(client, **fields):
    return client.post("/articles", data={"campaign": "sciatica", "text": ARTICLE, **fields})


def change(client, key, do, **fields):
    version = read(client.get(f"/articles/{key}")).css_first("input[name=version]").attributes["value"]
    return client.post(f"/articles/{key}/change", data={"version": version, "post": 0, "do": do, **fields})


def texts(page):
    return [one.text() for one in page.css(".shaped .text")]


@pytest.fixture
def key(client, app):
    read(hand_in(client))
    (draft,) = drafts.listed(app)
    return draft.id


def test_what_is_pasted_is_cut_and_stands_beside_the_article(client):
    page = read(hand_in(client))
    assert "Nothing goes out before you say so" in flash(page)
    assert page.css_first("h1").text() == "Why rest helps"
    assert all("#massagetherapyforsciatica" in text for text in texts(page))
    said = " ".join(mark.text() for mark in page.css(".source mark"))
    assert "Fact number 3 about rest is that it heals the body." in said
    assert page.css("#said-0")


def test_each_platform_has_the_name_that_people_know_it_by(client, key):
    page = read(client.get(f"/articles/{key}"))
    versions = [one.text() for one in page.css("nav[aria-label='Versions by length'] a")]
    assert [one.split(",")[0] for one in versions] == ["Bluesky", "Mastodon", "X"]


def test_a_version_for_accounts_that_keep_no_platforms_limits_has_the_name_of_their_own(client, app):
    accounts.add(app, accounts.Wish("site", "feed"))
    names = ["clinic-x", "site"]
    campaigns.new(app, "walks", Wish(hashtags=["#walks"], accounts=names, times=["daily 09:00"]))
    page = read(hand_in(client, campaign="walks"))
    versions = page.css("nav[aria-label='Versions by length'] a")
    own = next(place for place, one in enumerate(versions) if one.text().startswith("Built-in feed, 5,000"))
    shown = read(client.get(f"/articles/{drafts.listed(app)[0].id}?sheet={own}")).css_first("main").text()
    assert "Leave Built-in feed out" in shown
    assert "Built-in feed: " in shown
    assert "Plain" not in shown


def test_the_length_of_a_post_is_written_as_numbers_are_elsewhere(client, key):
    shown = read(change(client, key, "write", text="x" * 2_000)).css_first(".fit.over").text()
    assert "2,027 / 300" in shown
    assert "too long by 1,727" in shown
    listed = read(client.get(f"/articles/{key}/dates"), 409).css_first("main").text()
    assert "Bluesky: 2,027 / 300" in listed


def test_a_platform_is_left_out_of_an_article_and_taken_back(client, app, key):
    path = f"/articles/{key}/platform"
    page = read(client.post(path, data={"version": 1, "sheet": 2, "out": "yes"}))
    assert "Nothing of it goes out there" in flash(page)
    assert page.css_first("nav[aria-label='Versions by length'] a[aria-current]").text().endswith("left out")
    assert {one.account for one in drafts.preview(app, drafts.opened(app, key))} == {
        "clinic-bluesky",
        "clinic-mastodon",
    }
    back = page.css_first(f"form[action='{path}'] button")
    assert (back.text(), back.attributes["value"]) == ("Take X back", "no")
    page = read(client.post(path, data={"version": 2, "sheet": 2, "out": "no"}))
    assert page.css_first(f"form[action='{path}'] button").text() == "Leave X out"
    assert "clinic-x" in {one.account for one in drafts.preview(app, drafts.opened(app, key))}


def test_a_file_is_cut_too_and_the_hashtags_that_would_fit_it_are_offered(client, app):
    with example().open("rb") as file:
        page = read(client.post("/articles", data={"campaign": "sciatica"}, files={"file": ("a.txt", file)}))
    assert len(texts(page)) > 5
    offered = [one.attributes["value"] for one in page.css("datalist#fitting option")]
    assert offered == ["#MassageTherapy", "#Sciatica", "#DeepTissueMassage"]
    assert page.css_first(".shaped input[name=tag]").attributes["list"] == "fitting"
    assert drafts.listed(app)[0].title


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"text": ""}, "one of the three"),
        ({"url": "https://example.com"}, "one of the three"),
        ({"text": "", "url": "/etc/passwd"}, "http"),
        ({"text": "", "url": "http://127.0.0.1:9/"}, "."),
        ({"campaign": "nobody"}, "no campaign"),
        ({"link": "x" * 300}, "https://"),
        ({"link": "javascript:alert(1)"}, "https://"),
    ],
)
def test_what_cannot_be_cut_is_refused_and_what_was_typed_is_kept(client, app, fields, why):
    answer = hand_in(client, **fields)
    page = read(answer, 422)
    assert why in page.css_first("#error").text()
    assert page.css_first("textarea[name=text]").text() == fields.get("text", ARTICLE)
    assert drafts.listed(app) == []


def test_posts_are_merged_split_dropped_and_taken_back(client, key):
    before = texts(read(client.get(f"/articles/{key}")))
    page = read(change(client, key, "merge"))
    assert flash(page) == "The two posts are one."
    assert len(texts(page)) == len(before) - 1
    at = page.css_first(".shaped select[name=at] option").attributes["value"]
    page = read(change(client, key, "split", at=at))
    assert len(texts(page)) == len(before)
    page = read(change(client, key, "drop"))
    assert page.css_first("#post-0.dropped")
    assert not read(change(client, key, "take_back")).css_first(".dropped")


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_is_shown_as_words_or_refused(client, key, text):
    answer = change(client, key, "write", text=text)
    page = read(answer, answer.status_code)
    assert answer.status_code in {200, 409}
    if answer.status_code == 200:
        assert text in texts(page)[0]
    else:
        assert page.css_first("#error").text().strip().endswith(".")
    assert not page.css(".shaped script")


def test_of_two_windows_the_second_is_told_and_its_words_are_still_there(client, key):
    form = {"version": 1, "post": 0, "do": "write"}
    read(client.post(f"/articles/{key}/change", data={**form, "text": "The first."}))
    page = read(client.post(f"/articles/{key}/change", data={**form, "text": "The second."}), 409)
    assert "changed this draft meanwhile" in page.css_first("#error").text()
    assert "The second." in [one.text() for one in page.css("textarea")]
    assert "The first." in texts(page)[0]


@pytest.mark.parametrize("fields", [{"do": "nothing"}, {"do": "split", "at": -5}, {"post": 99}, {"sheet": -1}])
def test_what_no_button_sends_changes_nothing(client, app, key, fields):
    assert change(client, key, **{"do": "drop", **fields}).status_code == 409
    assert drafts.listed(app)[0].version == 1


def test_dates_are_seen_before_anything_is_queued(client, app, key):
    before = len(deliveries.listed(app, Filter()))
    page = read(client.get(f"/articles/{key}/dates"))
    rows = page.css("tbody tr")
    assert rows
    assert "Europe/London" in rows[0].text()
    page = read(client.post(f"/articles/{key}/queue", data={"version": 1, "approve": "yes"}))
    assert flash(page) == f"{len(rows)} posts added to the queue."
    after = len(deliveries.listed(app, Filter()))
    assert after - before == len(rows)
    assert client.get(f"/articles/{key}").status_code == 404


def test_a_get_never_writes(client, app, key):
    def dump():
        from campaign.store.models import metadata

        with app.store.read() as connection:
            return {table.name: connection.execute(table.select()).all() for table in metadata.sorted_tables}

    before = dump()
    for path in ("/articles", f"/articles/{key}", f"/articles/{key}?sheet=2", f"/articles/{key}/dates", "/compose"):
        read(client.get(path))
    assert dump() == before


def test_a_thread_and_back(client, key):
    page = read(client.post(f"/articles/{key}/shape", data={"version": 1, "thread": "yes"}))
    assert "1/" in texts(page)[0]
    page = read(client.post(f"/articles/{key}/shape", data={"version": 2, "thread": "no"}))
    assert "1/" not in texts(page)[0]


@pytest.fixture
def long(client, app):
    """A draft of more posts than a page shows."""
    text = MARK.join(f"Fact number {number} about rest is that it heals the body." for number in range(1, 61))
    read(hand_in(client, text=text))
    (draft,) = drafts.listed(app)
    return draft.id


def test_a_long_draft_is_read_page_by_page_with_the_words_that_its_posts_say(client, long):
    path, numbers, weights = f"/articles/{long}", [], []
    while path:
        answer = client.get(path)
        page = read(answer)
        numbers += [int(one.attributes["data-post"]) for one in page.css(".shaped")]
        weights.append(len(answer.content))
        assert "Fact number 30 " in page.css_first(".source").text() or "Fact number 30 " not in "".join(texts(page))
        more = page.css_first(".leaves a[rel=next]")
        path = more and f"/articles/{long}{more.attributes['href']}"
    assert numbers == list(range(60))
    assert max(weights) < 150_000


def test_a_change_on_a_later_page_comes_back_to_it(client, long):
    page = read(change(client, long, "drop", post=30, first=25))
    assert page.css_first("#post-30.dropped")
    assert page.css_first(".shaped").attributes["data-post"] == "25"


def test_the_last_post_of_a_page_is_merged_with_the_first_of_the_next(client, long):
    page = read(client.get(f"/articles/{long}"))
    assert page.css_first("#post-24 button[value=merge]")
    page = read(change(client, long, "merge", post=24))
    assert "Fact number 25 " in texts(page)[-1]
    assert "Fact number 26 " in texts(page)[-1]


def test_the_dates_of_a_long_draft_are_shown_some_at_a_time_and_all_are_queued(client, app, long):
    before = len(deliveries.listed(app, Filter()))
    page = read(client.get(f"/articles/{long}/dates"))
    assert len(page.css("tbody tr")) == 50
    assert "1–50 of 180" in page.css_first(".leaves").text()
    assert len(read(client.get(f"/articles/{long}/dates?from=150")).css("tbody tr")) == 30
    read(client.post(f"/articles/{long}/queue", data={"version": 1}))
    assert len(deliveries.listed(app, Filter())) - before == 180


@pytest.mark.parametrize("first", ["-1", "9" * 30])
def test_a_page_that_there_is_not_is_the_first_or_the_last(client, long, first):
    for path in (f"/articles/{long}", f"/articles/{long}/dates"):
        assert read(client.get(f"{path}?from={first}")).css("h1")


def test_a_post_that_is_too_long_is_named_before_the_draft_is_queued_and_leads_to_where_it_is_mended(client, key):
    read(change(client, key, "write", post=2, text="word " * 80))
    page = read(client.get(f"/articles/{key}/dates"), 409)
    assert "campaign edit" not in page.css_first("main").text()
    link = page.css_first(".card a")
    assert link.text() == "Post 3"
    assert read(client.get(link.attributes["href"])).css_first(".fit.over")
    read(change(client, key, "drop", post=2))
    assert read(client.get(f"/articles/{key}/dates")).css("tbody tr")


@pytest.mark.parametrize("sheet", [-1, 9])
def test_a_sheet_that_there_is_not_is_the_first(client, key, sheet):
    assert texts(read(client.get(f"/articles/{key}?sheet={sheet}"))) == texts(read(client.get(f"/articles/{key}")))


def test_what_a_change_was_refused_for_stands_in_its_post(client, key):
    page = read(change(client, key, "split", post=2, at=0), 409)
    assert page.css_first("#post-2 #error")
    assert len(page.css("#error")) == 1
