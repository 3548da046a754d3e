"""The embedded feed: durable entries, a timeline and an Atom feed in which nothing can break out."""

import json
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from posts.errors import Rejected, Unavailable
from posts.measure import LIMITS
from posts.platforms.base import Login, Message
from posts.platforms.feed import SHOWN, Feed
from posts.wire import Session

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def feed(tmp_path):
    ticks = iter(NOW + timedelta(seconds=number) for number in range(10_000))
    return Feed(Login("clinic", Session(), lambda: next(ticks), folder=tmp_path))


def published(feed, key, text="Rest helps. #RestHelps", **more):
    return feed.publish(Message(key, text, **more))


def test_an_entry_is_on_the_disk_under_its_key(feed):
    receipt = published(feed, "key-1")
    entry = json.loads((feed.entries / "key-1.json").read_text())
    assert entry["text"] == "Rest helps. #RestHelps"
    assert receipt.remote_id == "key-1"
    assert receipt.at == NOW
    assert receipt.url.endswith("timeline.html#key-1")


def test_the_same_key_again_is_the_same_entry(feed):
    assert published(feed, "key-1") == published(feed, "key-1")
    assert len(list(feed.entries.iterdir())) == 1


def test_another_text_under_the_same_key_is_refused(feed):
    published(feed, "key-1")
    with pytest.raises(Rejected):
        published(feed, "key-1", "Something else")


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "", "x" * 100, "a\0b"])
def test_a_key_cannot_leave_its_folder(feed, key):
    with pytest.raises(Rejected):
        published(feed, key)


def test_find_tells_what_is_there(feed):
    receipt = published(feed, "key-1")
    assert feed.find(Message("key-1", "x"), NOW) == receipt
    assert feed.find(Message("key-2", "x"), NOW) is None


HOSTILE = '<script>alert(1)</script> "quoted" & \x00\x08 ]]> <b>bold</b>\nsecond line 👩‍👩‍👧 日本語 עברית'


def test_nothing_in_a_text_breaks_out_of_the_timeline_or_the_feed(feed):
    published(feed, "key-1", HOSTILE, link='https://example.org/?a="><script>')
    page = (feed.folder / "timeline.html").read_text()
    assert "<script" not in page
    tags = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)
    parser.feed(page)
    assert tags.count("article") == 1
    entry = ET.parse(feed.folder / "feed.atom").getroot().find(f"{ATOM}entry")
    content = entry.find(f"{ATOM}content").text
    assert "<script" not in content
    assert "日本語" in content
    assert "<br>second line" in content


def test_the_timeline_shows_the_newest_first_and_no_more_than_it_should(feed):
    for number in range(SHOWN + 5):
        published(feed, f"key-{number}", f"Post {number}")
    root = ET.parse(feed.folder / "feed.atom").getroot()
    titles = [entry.find(f"{ATOM}title").text for entry in root.findall(f"{ATOM}entry")]
    assert titles[0] == f"Post {SHOWN + 4}"
    assert len(titles) == SHOWN
    assert len(list(feed.entries.iterdir())) == SHOWN + 5


def test_a_lost_index_is_made_anew_from_the_entries(feed):
    published(feed, "key-1", "First")
    (feed.folder / "recent.json").write_text("{ torn")
    published(feed, "key-2", "Second")
    page = (feed.folder / "timeline.html").read_text()
    assert "First" in page
    assert "Second" in page


def test_many_at_once_are_all_shown(tmp_path):
    feed = Feed(Login("clinic", Session(), lambda: NOW, folder=tmp_path))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: published(feed, f"key-{number}", f"Post {number}"), range(40)))
    root = ET.parse(feed.folder / "feed.atom").getroot()
    assert len(root.findall(f"{ATOM}entry")) == 40


def test_a_folder_that_cannot_be_written_is_no_publication(tmp_path):
    (tmp_path / "feed").write_text("a file where the folder should be")
    feed = Feed(Login("clinic", Session(), lambda: NOW, folder=tmp_path))
    with pytest.raises(Unavailable):
        published(feed, "key-1")


def test_a_feed_can_keep_another_platforms_limits(tmp_path):
    login = Login("clinic", Session(), lambda: NOW, options={"limits": "x"}, folder=tmp_path)
    assert Feed(login).limits() == LIMITS["x"]
    with pytest.raises(Rejected, match="papyrus"):
        Feed(Login("clinic", Session(), lambda: NOW, options={"limits": "papyrus"}, folder=tmp_path)).limits()


def test_an_answer_names_what_it_answers_in_the_feed_and_on_the_page(feed):
    first = published(feed, "key-1")
    published(feed, "key-2", "And sleep. #RestHelps", reply_to=first.ref)
    entry = ET.parse(feed.folder / "feed.atom").getroot().find(f"{ATOM}entry")
    answered = entry.find("{http://purl.org/syndication/thread/1.0}in-reply-to")
    assert answered.get("ref") == "urn:uuid:key-1"
    assert '<a class="answers" href="#key-1">' in (feed.folder / "timeline.html").read_text()


def test_an_entry_that_an_older_release_wrote_is_still_read(feed):
    published(feed, "key-1")
    path = feed.entries / "key-1.json"
    entry = json.loads(path.read_text())
    del entry["answers"]
    path.write_text(json.dumps(entry))
    assert published(feed, "key-1").remote_id == "key-1"


def test_a_withdrawn_entry_makes_room_for_the_one_that_it_had_pushed_off(feed):
    receipts = [published(feed, f"key-{number}") for number in range(SHOWN + 1)]
    feed.withdraw(receipts[-1])
    assert "#key-0" in receipts[0].url
    assert 'id="key-0"' in (feed.folder / "timeline.html").read_text()


def test_a_feed_whose_only_entry_was_withdrawn_is_an_empty_feed(feed):
    feed.withdraw(published(feed, "key-1"))
    tree = ET.parse(feed.folder / "feed.atom")
    assert tree.findall(f"{ATOM}entry") == []
    assert tree.find(f"{ATOM}updated") is not None


def test_an_entry_that_is_withdrawn_cannot_be_any_file(feed):
    receipt = replace(published(feed, "key-1"), remote_id="../recent")
    with pytest.raises(Rejected):
        feed.withdraw(receipt)
