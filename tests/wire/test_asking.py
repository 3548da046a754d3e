"""Whether a link answers, asked the way a careful reader would."""

import pytest

from posts.wire import Guard, Session, problem
from tests.wire.loopback import Told, closed_port, hang_up, pour, serving


@pytest.fixture
def session():
    return Session(Guard(("127.0.0.1",)))


def asked(session, app):
    with serving(app) as url:
        return problem(f"{url}/page", session)


@pytest.mark.parametrize("status", [200, 204, 304])
def test_what_answers_is_no_problem(session, status):
    assert asked(session, lambda _: Told(status)) is None


@pytest.mark.parametrize("status", [404, 410, 500])
def test_what_is_not_there_is_told_with_what_the_server_says(session, status):
    assert asked(session, lambda _: Told(status)) == f"its server says {status}"


@pytest.mark.parametrize("answer", [Told(405), Told(403), hang_up])
def test_a_server_that_dislikes_head_is_asked_by_get(session, answer):
    assert asked(session, lambda one: answer if one.method == "HEAD" else Told(200)) is None


def test_a_page_that_is_larger_than_we_read_answers(session):
    assert asked(session, lambda one: Told(405) if one.method == "HEAD" else pour(3_000_000)) is None


def test_a_redirect_is_followed_to_its_end(session):
    moved = Told(302, headers={"location": "/gone"})
    assert asked(session, lambda one: moved if one.path == "/page" else Told(404)) == "its server says 404"


def test_nobody_there_is_a_problem_in_words(session):
    assert "127.0.0.1" in problem(f"http://127.0.0.1:{closed_port()}/", session)


def test_what_the_guard_forbids_is_not_asked():
    assert "127.0.0.1" in problem("http://127.0.0.1/", Session())
