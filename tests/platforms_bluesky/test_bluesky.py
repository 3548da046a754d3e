"""What Bluesky promises a campaign, against our fake and, with --pds, against the real server."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from posts.compose import Facet
from posts.errors import AnswerLost, Rejected, Unauthorized
from posts.platforms.base import Message
from posts.platforms.tid import instant, tid
from tests.platforms_bluesky.lossy_proxy import losing

DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEY = tid("0193-first", DUE)
FAMILY = "👨‍👩‍👧‍👦"


def message(text="Massage eases sciatica. #massagetherapyforsciatica", key=KEY, **more):
    return Message(key=key, text=text, **more)


class TestBluesky:
    def test_a_published_post_is_there_and_its_receipt_says_where(self, pds, connect):
        receipt = connect(pds).publish(message())
        assert pds.texts() == [message().text]
        assert receipt.remote_id == f"at://{pds.did}/app.bsky.feed.post/{KEY}"
        assert receipt.url == f"https://bsky.app/profile/{pds.handle}/post/{KEY}"
        assert receipt.at.tzinfo is UTC

    def test_the_same_post_sent_three_times_is_there_once(self, pds, connect):
        platform = connect(pds)
        receipts = {platform.publish(message()).remote_id for _ in range(3)}
        assert len(receipts) == 1
        assert pds.texts() == [message().text]

    def test_the_same_post_sent_after_a_restart_is_there_once(self, pds, connect):
        assert connect(pds).publish(message()).ref == connect(pds).publish(message()).ref
        assert pds.texts() == [message().text]

    def test_the_same_post_sent_by_eight_workers_at_once_is_there_once(self, pds, connect):
        workers = [connect(pds) for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            receipts = list(pool.map(lambda platform: platform.publish(message()), workers))
        assert len({receipt.remote_id for receipt in receipts}) == 1
        assert pds.texts() == [message().text]

    def test_another_text_under_the_same_key_is_refused_and_the_first_one_stays(self, pds, connect):
        platform = connect(pds)
        platform.publish(message())
        with pytest.raises(Rejected, match="Record was at"):
            platform.publish(message("Another text."))
        assert pds.texts() == [message().text]

    def test_a_post_whose_answer_was_lost_twice_is_there_once_after_the_third_try(self, pds, connect):
        with losing(pds.url, "com.atproto.repo.putRecord", times=2) as proxy:
            platform = connect(pds, server=proxy.url)
            for _ in range(2):
                with pytest.raises(AnswerLost):
                    platform.publish(message())
            receipt = platform.publish(message())
            assert proxy.lost == [200, 200]
        assert pds.texts() == [message().text]
        assert receipt.remote_id.endswith(KEY)

    def test_a_post_is_found_by_its_key_alone(self, pds, connect):
        platform = connect(pds)
        receipt = platform.publish(message())
        found = connect(pds).find(message(), DUE)
        assert (found.remote_id, found.url, found.ref) == (receipt.remote_id, receipt.url, receipt.ref)
        assert found.at == instant(KEY)

    def test_a_post_that_never_went_out_is_not_found(self, pds, connect):
        assert connect(pds).find(message(), DUE) is None

    def test_the_posts_time_is_that_of_its_key(self, pds, connect):
        connect(pds).publish(message())
        created = datetime.fromisoformat(pds.record(KEY)["createdAt"])
        assert abs((created - instant(KEY)).total_seconds()) < 0.001

    def test_tags_and_links_are_clickable_at_byte_offsets(self, pds, connect):
        text = f"Grüße {FAMILY} #schön https://clinic.example/ü"
        tag, link = text.index("#"), text.index("https")
        facets = (
            Facet("tag", tag, tag + len("#schön"), "schön"),
            Facet("link", link, len(text), "https://clinic.example/ü"),
        )
        connect(pds).publish(message(text, facets=facets))
        sent = pds.record(KEY)["facets"]
        cut = [text.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode() for one in sent]
        assert cut == ["#schön", "https://clinic.example/ü"]
        assert [one["features"] for one in sent] == [
            [{"$type": "app.bsky.richtext.facet#tag", "tag": "schön"}],
            [{"$type": "app.bsky.richtext.facet#link", "uri": "https://clinic.example/ü"}],
        ]

    def test_every_part_of_a_thread_points_to_the_part_before_and_to_the_first(self, pds, connect):
        platform, receipts = connect(pds), []
        for number in range(3):
            parent = receipts[-1].ref if receipts else None
            receipts.append(platform.publish(message(f"Part {number}", tid(f"part {number}", DUE), reply_to=parent)))
        here = [{"uri": one.ref["uri"], "cid": one.ref["cid"]} for one in receipts]
        last = pds.record(tid("part 2", DUE))
        assert last["reply"] == {"root": here[0], "parent": here[1]}
        assert "reply" not in pds.record(tid("part 0", DUE))

    def test_a_link_with_a_title_becomes_a_card(self, pds, connect):
        connect(pds).publish(message(link="https://clinic.example/a", options={"title": "Sciatica"}))
        assert pds.record(KEY)["embed"] == {
            "$type": "app.bsky.embed.external",
            "external": {"uri": "https://clinic.example/a", "title": "Sciatica", "description": ""},
        }

    def test_a_link_without_a_title_makes_no_card(self, pds, connect):
        connect(pds).publish(message(link="https://clinic.example/a"))
        assert "embed" not in pds.record(KEY)

    def test_the_posts_language_is_said(self, pds, connect):
        connect(pds).publish(message(language="de"))
        assert pds.record(KEY)["langs"] == ["de"]

    @pytest.mark.parametrize("text", ["a" * 300, FAMILY * 120, ""], ids=["300 letters", "3000 bytes", "nothing"])
    def test_what_fits_is_taken(self, pds, connect, text):
        connect(pds).publish(message(text))
        assert pds.texts() == [text]

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            (message("a" * 301), "grapheme too big"),
            (message(FAMILY * 121), "string too big"),
            (message(language="not a language"), "language"),
            (message(facets=(Facet("tag", 0, 7, "a" * 65),)), "grapheme too big"),
            (message(facets=(Facet("link", 0, 7, "clinic.example"),)), "uri"),
        ],
    )
    def test_what_the_server_does_not_take_is_refused_with_its_words(self, pds, connect, wrong, words):
        with pytest.raises(Rejected, match=words):
            connect(pds).publish(wrong)
        assert pds.texts() == []

    def test_the_check_says_who_the_account_is(self, pds, connect):
        assert connect(pds).check() == f"@{pds.handle} ({pds.did})"

    def test_a_handle_may_be_given_with_its_at(self, pds, connect):
        assert pds.did in connect(pds, options={"handle": f"@{pds.handle}"}).check()

    def test_a_wrong_password_is_a_refused_login(self, pds, connect):
        with pytest.raises(Unauthorized, match="Invalid identifier or password"):
            connect(pds, secrets={"app_password": "wrong"}).publish(message())

    def test_an_access_token_that_no_longer_counts_is_renewed(self, pds, connect):
        platform = connect(pds)
        before = platform._server.account()
        platform._server._account = replace(before, access="worn.out")
        platform.publish(message())
        assert pds.texts() == [message().text]
        assert platform._server.account().renewal != before.renewal

    def test_two_tokens_that_no_longer_count_are_replaced_by_a_new_login(self, pds, connect):
        platform = connect(pds)
        platform._server._account = replace(platform._server.account(), access="worn.out", renewal="worn.out")
        assert platform.check() == f"@{pds.handle} ({pds.did})"
