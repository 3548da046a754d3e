import io
import subprocess
import sys

import pytest
from pytest_httpserver import HTTPServer

from posts.article import Kind, load, sources
from posts.article.sources import MOST_BYTES
from posts.errors import ArticleError
from posts.wire import Guard, Session

TEXT = "A walk\n\nDie Bäume beruhigen uns, das sagen viele, die oft im Wald gehen."
PAGE = f"<html lang=de><title>A walk</title><body><article><h1>A walk</h1><p>{TEXT[8:]}</p></article>"


@pytest.fixture
def session():
    return Session(Guard(allow=("127.0.0.1", "localhost", "127.0.0.0/8")))


@pytest.fixture
def stdin(monkeypatch):
    def given(body):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))

    return given


def test_a_path_is_read(tmp_path, session):
    path = tmp_path / "walk.txt"
    path.write_text(TEXT)
    found = load(str(path), session)
    assert (found.title, found.language, found.url) == ("A walk", "de", None)


def test_a_path_in_the_home_folder_is_found(tmp_path, session, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "walk.txt").write_text(TEXT)
    assert load("~/walk.txt", session).title == "A walk"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (TEXT.encode(), "A walk"),
        (TEXT.encode("cp1252"), "A walk"),
        (PAGE.encode(), "A walk"),
        (b"---\ntitle: A stroll\n---\nTrees calm us.", "A stroll"),
        (b"# A stroll\n\nTrees calm us.", "A stroll"),
        (b"#trees #moss\n\nA stroll\n\nTrees calm us.", "A stroll"),
    ],
    ids=["text", "old text", "page", "front matter", "Markdown", "text with tags"],
)
def test_standard_input_is_whatever_it_looks_like(stdin, session, body, title):
    stdin(body)
    assert load("-", session).title == title


def test_markdown_in_a_text_file_is_the_article_that_it_is_where_it_is_pasted(tmp_path, stdin, session):
    body = "A walk\n\n![Moss](moss.jpg)\n\n## Moss\n\nIt is **soft**, and it holds [water](https://water.example).\n"
    (tmp_path / "walk.txt").write_text(body)
    stdin(body.encode())
    filed = load(str(tmp_path / "walk.txt"), session)
    assert filed == load("-", session)
    assert filed.text == "A walk\n\nMoss\n\nIt is soft, and it holds water."


@pytest.mark.parametrize(
    "sign",
    ["#trees calm us.", "Trees * calm us *.", "-----------", "* * *", "Trees [1] calm us (a bit)."],
    ids=["a tag", "stars", "a line of dashes", "a line of stars", "brackets"],
)
def test_a_sign_that_plain_texts_have_too_makes_no_markdown_of_a_text(tmp_path, session, sign):
    (tmp_path / "walk.txt").write_text(f"A walk\n\n{sign}\n\n    Where lines are indented, moss is soft.\n")
    found = load(str(tmp_path / "walk.txt"), session)
    assert [one.kind for one in found.blocks if one.kind is Kind.CODE] == []


@pytest.mark.parametrize(
    ("body", "content_type", "path"),
    [
        (PAGE.encode(), "text/html; charset=utf-8", "/walk"),
        (PAGE.encode("cp1252"), "text/html; charset=windows-1252", "/walk"),
        (TEXT.encode(), "text/plain", "/walk.txt"),
        (b"# A walk\n\n" + TEXT[8:].encode(), "text/plain; charset=utf-8", "/walk.md"),
        (PAGE.encode(), "application/octet-stream", "/walk"),
    ],
    ids=["page", "old page", "text", "raw Markdown", "page of no type"],
)
def test_an_address_is_read_as_what_its_server_says(httpserver: HTTPServer, session, body, content_type, path):
    httpserver.expect_request(path).respond_with_data(body, content_type=content_type)
    found = load(httpserver.url_for(path), session)
    assert found.text == TEXT
    assert found.url == httpserver.url_for(path)


def test_the_caps_are_handed_to_the_door(monkeypatch, session):
    asked = {}

    def fetch(url, session, **caps):
        asked.update(caps, url=url)
        raise ArticleError("too large.")

    monkeypatch.setattr("posts.wire.fetch", fetch)
    with pytest.raises(ArticleError, match="too large"):
        load("HTTPS://walk.example/a", session)
    assert asked == {"url": "HTTPS://walk.example/a", "most_bytes": 5_000_000, "seconds": 20}


@pytest.mark.parametrize("source", ["ftp://walk.example/a", "file:///etc/passwd", "gopher://x/", "javascript://x"])
def test_other_addresses_are_refused(session, source):
    with pytest.raises(ArticleError, match=r"only http and https addresses can\.$"):
        load(source, session)


def test_what_is_not_there_is_an_error_in_one_sentence(tmp_path, session):
    with pytest.raises(ArticleError, match=r"no\.txt cannot be read: No such file or directory\.$"):
        load(str(tmp_path / "no.txt"), session)
    with pytest.raises(ArticleError, match=r"is a folder, not an article\.$"):
        load(str(tmp_path), session)
    with pytest.raises(ArticleError, match=r"it is no path\.$"):
        load("a\0b", session)


def test_a_file_of_somebody_else_is_an_error(tmp_path, session, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(ArticleError, match=r"walk\.txt cannot be read: Permission denied\.$"):
        load(str(tmp_path / "walk.txt"), session)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\xef\xbb\xbf\n\t", "it is empty"),
        (b"a" * (MOST_BYTES + 1), "it is larger than 5 MB"),
        (b"\x89PNG\r\n\x1a\n" + bytes(999), "it is not text"),
        (b"\x7fELF" + bytes(999), "it is not text"),
        (b"Share this:\n\nLeave a Reply\n", "there is no article in it"),
    ],
    ids=["empty", "blank", "large", "picture", "program", "boilerplate"],
)
def test_what_is_no_article_is_an_error_in_one_sentence(tmp_path, session, body, reason):
    path = tmp_path / "walk.txt"
    path.write_bytes(body)
    with pytest.raises(ArticleError) as caught:
        load(str(path), session)
    assert str(caught.value) == f"{path} cannot be read: {reason}."


def test_an_endless_file_is_read_no_further_than_it_may_be(session):
    with pytest.raises(ArticleError, match=r"larger than 5 MB|it is empty"):
        load("/dev/zero", session)


def test_a_text_of_almost_five_megabytes_is_read(tmp_path, session):
    path = tmp_path / "walk.txt"
    line = "Trees calm us, and so does moss, which is soft and green and holds its water for a long time. "
    path.write_text("\n\n".join([line * 20] * 1000))
    assert len(load(str(path), session).blocks) == 1000


def test_a_plain_text_loads_no_parser_of_other_formats():
    code = (
        "import sys; from posts.article import load; load('articles/massage-therapy-for-sciatica.txt', None); "
        "print(sorted({'trafilatura', 'lxml', 'docx', 'pypdfium2', 'markdown_it', 'yaml', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in {"[]", "['requests']"}


def test_the_address_of_a_source_never_becomes_one_of_a_program():
    assert sources._url("https://a.example/x", "javascript:alert(1)") == "https://a.example/x"
    assert sources._url(None, "javascript:alert(1)") is None
