"""An address or a file from a stranger, handed in through the page: nothing inside is reached, and no post is late."""

import io
import shutil
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import docx
import pytest

from campaign import app as composing
from campaign.desk import deliveries, drafts
from campaign.desk.campaigns import Wish, new
from campaign.desk.composing import queue_post
from campaign.drafted import PostDraft
from campaign.states import State
from campaign.store.history import Filter
from tests.web import town
from tests.web.conftest import asking, read

#: Ways to say an address of this machine or of the network around it. {port} is a server that counts who comes.
INSIDE = (
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f.1:{port}/",
    "http://127.1:{port}/",
    "http://user:secret@127.0.0.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1]:{port}/",
    "http://10.0.0.1:{port}/",
    "http://192.168.0.1:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "/etc/passwd",
    "http://127.0.0.1:{port}\\@example.com/",
    "http://example.com@127.0.0.1:{port}/",
)


class Counting(BaseHTTPRequestHandler):
    """Counts who asks, and sends one path on to the other port."""

    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", self.server.onward)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    """Starts servers of this machine that count."""
    opened = []

    def start(onward=""):
        one = HTTPServer(("127.0.0.1", 0), Counting)
        one.asked, one.onward = [], onward
        threading.Thread(target=one.serve_forever, args=(0.05,), daemon=True).start()
        opened.append(one)
        return one

    yield start
    for one in opened:
        one.shutdown()
        one.server_close()


def refusal(client, url):
    """What the page says of an article's address."""
    answer = client.post("/articles", data={"campaign": "sciatica", "text": "", "url": url})
    return read(answer, 422).css_first("#error").text(strip=True)


def test_an_articles_address_reaches_nothing_inside(app, client, server):
    inside = server()
    for url in INSIDE:
        words = refusal(client, url.format(port=inside.server_port))
        assert words.endswith("."), (url, words)
        assert "Traceback" not in words
    assert inside.asked == []
    assert drafts.listed(app) == []


def test_an_address_that_may_be_asked_leads_to_none_that_may_not(tmp_path, prepared, server):
    inside = server()
    outside = server(f"http://127.0.0.1:{inside.server_port}/secret")
    app = allowing(prepared, tmp_path, "localhost")
    with asking(app) as client:
        words = refusal(client, f"http://localhost:{outside.server_port}/away")
    app.close()
    assert words.endswith(".")
    assert (outside.asked, inside.asked) == (["/away"], [])


def allowing(prepared, folder, host):
    """The installation, which may ask this one host although it is inside."""
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    with (folder / "config.toml").open("a") as settings:
        settings.write(f'[fetch]\nallow = ["{host}"]\n')
    return composing.open_app(folder / "config.toml")


def bomb():
    """A Word document of a few hundred kilobytes that unpacks to 300 MB."""
    empty, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(empty)
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            if part.filename != "word/document.xml":
                target.writestr(part, source.read(part))
        with target.open("word/document.xml", "w") as file:
            for _ in range(300):
                file.write(bytes(2**20))
    return out.getvalue()


def test_a_post_that_falls_due_goes_out_while_bombs_are_handed_in(tmp_path):
    with town.living(tmp_path / "town") as living, asking(living.desk) as client:
        new(living.desk, "sciatica", Wish(("#Sciatica",), ("clinic",), ("daily 09:00",)))
        queue_post(living.desk, "sciatica", PostDraft(text="Rest heals. #Sciatica"), approve=True)
        answers, packed = [], bomb()

        def throw():
            files = {"file": ("bomb.docx", packed)}
            answers.append(client.post("/articles", data={"campaign": "sciatica", "text": ""}, files=files))

        throwing = [threading.Thread(target=throw) for _ in range(2)]
        for one in throwing:
            one.start()
        living.hurry()
        too_much = client.post("/articles", content=b"x" * 25_000_000, headers={"content-type": "text/plain"})
        for one in throwing:
            one.join()
        published(living)
    assert too_much.status_code == 413
    for answer in answers:
        assert "it unpacks to more than 200 MB." in read(answer, 422).css_first("#error").text()


def published(living):
    """Waits until the one post is out."""
    wanted = Filter(states=[State.PUBLISHED])
    for _ in range(100):
        if deliveries.listed(living.desk, wanted):
            return
        threading.Event().wait(0.1)
    raise AssertionError([one.state for one in deliveries.listed(living.desk, Filter())])
