"""The chat endpoint: what it is asked, and that whatever it answers is a text or None, and never an error."""

import json
import threading

import pytest

from posts.rewriting import ChatRewriter
from posts.wire import Guard, Session
from tests.rewriting.chat_fake import KEY, MODEL, ChatFake, drip, saying
from tests.wire.loopback import Told, closed_port, hang_up, pour, reset, serving

UNIT = "It can help to ease pain."
HERE = Guard(("127.0.0.1",))


def session(**bounds):
    return Session(HERE, **{"connect_s": 2, "read_s": 10, "most_bytes": 100_000, **bounds})


def ask(rewriter):
    return rewriter.rewrite(UNIT, "Massage is old.", "Massage", 250, "en")


@pytest.fixture
def asking():
    """What comes of one call to an endpoint that answers so."""

    def once(say, key="", **bounds):
        with serving(ChatFake(say)) as url:
            rewriter = ChatRewriter(session(**bounds), f"{url}/v1", MODEL, key)
            return ask(rewriter), rewriter.trouble

    return once


def test_the_endpoint_is_given_the_post_its_context_its_title_its_language_and_its_room():
    fake = ChatFake(lambda material: "Massage can help to ease pain.", KEY)
    with serving(fake) as url:
        rewriter = ChatRewriter(session(), f"{url}/v1", MODEL, KEY)
        assert ask(rewriter) == "Massage can help to ease pain."
    assert fake.asked == [
        {"post": UNIT, "context": "Massage is old.", "title": "Massage", "language": "en", "length": 250}
    ]
    assert rewriter.trouble is None
    assert rewriter.name == MODEL


@pytest.mark.parametrize("base", ["/v1", "/v1/", "/v1/chat/completions"])
def test_the_address_may_be_written_as_the_endpoints_docs_write_it(base):
    with serving(ChatFake(lambda material: "Yes.")) as url:
        assert ask(ChatRewriter(session(), url + base, MODEL)) == "Yes."


@pytest.mark.parametrize(
    "answer",
    [
        "Massage helps.",
        "“Massage helps.”",
        '"Massage helps."',
        "```\nMassage helps.\n```",
        "```text\n“Massage helps.”\n```",
        "Here is the rewritten post:\n\nMassage helps.",
        "Sure! Here's the post: Massage helps.",
        "Rewritten post: Massage helps.",
        "<think>\nThe user wants a post. “No.”\n</think>\n\nMassage helps.\n",
        "Here is your post:\n```\nMassage helps.\n```",
    ],
)
def test_what_models_like_to_put_round_an_answer_is_taken_off(asking, answer):
    assert asking(lambda material: answer) == ("Massage helps.", None)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Told.of({"error": {"message": "boom"}}, 500), "HTTP 500"),
        (Told.of({"error": {"message": "model not found"}}, 404), "HTTP 404"),
        (Told(429), "HTTP 429"),
        (Told(302, headers={"location": "http://127.0.0.1/elsewhere"}), "HTTP 302"),
        (Told(204), "HTTP 204"),
        (Told(200, b"<html>Welcome</html>"), "not that of a chat endpoint"),
        (Told(200, b"\xff\xfe"), "not that of a chat endpoint"),
        (Told(200, b"[" * 90_000), "not that of a chat endpoint"),
        (Told.of({"choices": []}), "not that of a chat endpoint"),
        (Told.of({"choices": [None]}), "not that of a chat endpoint"),
        (Told.of({"choices": {"0": 1}}), "not that of a chat endpoint"),
        (Told.of([1, 2]), "not that of a chat endpoint"),
        (Told.of(None), "not that of a chat endpoint"),
        (Told.of({"choices": [{"text": "old shape"}]}), "holds no text"),
        (Told.of({"choices": [{"message": {"content": None}}]}), "holds no text"),
        (Told.of({"choices": [{"message": {"content": [{"type": "text"}]}}]}), "holds no text"),
        (saying("\ud800"), "not valid Unicode"),
        (saying("  \n "), "is empty"),
        (saying("x" * 30_000), "far too long"),
        (saying("Massage hel", finish_reason="length"), "broke off"),
        (pour(1_000_000), "more than 100,000 bytes"),
        (hang_up, "No answer"),
        (reset, "No answer"),
    ],
)
def test_an_answer_that_is_none_gives_none_and_its_reason_in_words(asking, answer, why):
    said, trouble = asking(lambda material: answer)
    assert said is None
    assert why in trouble
    assert "\n" not in trouble


def test_an_endpoint_that_never_comes_to_an_end_is_left(asking):
    stop = threading.Event()
    try:
        said, trouble = asking(lambda material: drip(stop), connect_s=0.3, read_s=0.3)
    finally:
        stop.set()
    assert said is None
    assert "took too long" in trouble


def test_a_private_address_is_asked_only_where_the_settings_allow_it():
    fake = ChatFake(lambda material: "Yes.")
    with serving(fake) as url:
        rewriter = ChatRewriter(Session(Guard()), f"{url}/v1", MODEL)
        assert ask(rewriter) is None
        assert "[fetch] allow" in rewriter.trouble
    assert fake.asked == []


@pytest.mark.parametrize(
    "url", ["", "localhost:11434", "ftp://127.0.0.1/v1", "http://[", "http://user:pw@127.0.0.1/v1"]
)
def test_an_address_that_is_none_gives_none(url):
    rewriter = ChatRewriter(session(), url, MODEL)
    assert ask(rewriter) is None
    assert "pw" not in rewriter.trouble


def test_after_three_failures_in_a_row_the_endpoint_is_left_alone():
    fake = ChatFake(lambda material: Told(500))
    with serving(fake) as url:
        rewriter = ChatRewriter(session(), f"{url}/v1", MODEL)
        assert [ask(rewriter) for _ in range(10)] == [None] * 10
    assert len(fake.asked) == 3
    assert rewriter.is_down


def test_a_failure_now_and_then_is_no_reason_to_stop():
    turns = iter([Told(500), Told(500), "Yes."] * 4)
    fake = ChatFake(lambda material: next(turns))
    with serving(fake) as url:
        rewriter = ChatRewriter(session(), f"{url}/v1", MODEL)
        assert [ask(rewriter) for _ in range(12)] == [None, None, "Yes."] * 4


def test_nobody_listens_and_nothing_breaks():
    rewriter = ChatRewriter(session(), f"http://127.0.0.1:{closed_port()}/v1", MODEL)
    assert ask(rewriter) is None
    assert "refused" in rewriter.trouble


@pytest.mark.parametrize(
    "say",
    [
        lambda material: Told.of({"error": {"message": f"Incorrect API key provided: {KEY}"}}, 401),
        lambda material: Told(200, KEY.encode()),
        lambda material: f"The key is {KEY}, says it.",
        lambda material: Told(302, headers={"location": f"https://evil.example/?{KEY}"}),
    ],
)
def test_the_key_is_in_no_answer_no_reason_and_no_repr_even_where_the_server_echoes_it(asking, say):
    said, trouble = asking(say, KEY)
    assert said is None
    assert KEY not in trouble


@pytest.mark.parametrize("key", [KEY, f"{KEY}\r\nX-Other: 1", f"{KEY}\u2026"])
def test_a_rewriter_does_not_show_its_key(key):
    rewriter = ChatRewriter(session(), f"http://127.0.0.1:{closed_port()}/v1", MODEL, key)
    assert ask(rewriter) is None
    assert KEY not in repr(rewriter) + str(rewriter) + str(rewriter.trouble) + json.dumps(vars(rewriter)["_trouble"])
