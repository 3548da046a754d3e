"""The server itself: its headers, its errors, its stream of changes, and that it stops at once."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from starlette.middleware import Middleware
from structlog.testing import capture_logs

from campaign.desk import deliveries
from campaign.errors import ConfigError
from campaign.store.values import Selection
from campaign.web.beside import Beside
from campaign.web.headers import POLICY
from campaign.web.serving import _listen
from tests.waiting import eventually
from tests.web.conftest import asking, read


@pytest.mark.parametrize("path", ["/", "/nowhere", "/queue/999", "/static/app.css", "/live-not"])
def test_every_answer_says_what_a_browser_may_do(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_are_not_kept_and_files_are(client):
    assert client.get("/").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/static/app.css").headers["cache-control"]


def test_nothing_in_a_page_is_inline_or_from_elsewhere(client):
    for path in ("/", "/queue", "/queue/1", "/history", "/help"):
        page = read(client.get(path))
        assert page.css("[style], style, [onclick], script:not([src])") == []
        links = [one.attributes.get("src") or one.attributes.get("href") for one in page.css("[src], link[href]")]
        assert all(one.startswith("/static/") for one in links)


def test_a_page_weighs_little(client):
    assert len(client.get("/queue").content) < 150_000


def test_a_page_that_there_is_not_says_so(client):
    assert "There is no such page." in read(client.get("/nowhere"), 404).css_first("main").text()


def test_a_database_that_fails_is_said_in_a_sentence(app, client):
    app.store.close()
    app.store.file().unlink()
    answer = client.get("/")
    assert answer.status_code == 503
    assert "cannot be used" in answer.text


def test_a_fault_of_ours_shows_nothing_of_the_inside(app, monkeypatch):
    def broken(_app):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("campaign.web.pages.home.overview", broken)
    with capture_logs() as logged, asking(app, raise_server_exceptions=False) as client:
        answer = client.get("/")
    assert answer.status_code == 500
    assert "secret inside" not in answer.text
    assert [one["event"] for one in logged] == ["a page failed"]


def test_guards_that_are_handed_in_stand_before_every_page(app):
    class Closed:
        def __init__(self, app):
            pass

        async def __call__(self, scope, receive, send):
            await send({"type": "http.response.start", "status": 421, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    client = asking(app, Middleware(Closed))
    assert client.get("/").status_code == 421
    assert "content-security-policy" in client.get("/").headers


def test_what_is_done_is_signed_by_whom_the_guards_name(app):
    class Signed:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            scope.setdefault("state", {})["actor"] = "mara"
            await self.app(scope, receive, send)

    client = asking(app, Middleware(Signed))
    client.post("/queue/hold", data={"ids": "1"})
    assert deliveries.listed(app, deliveries.Filter(ids=[1]))[0].reason.values == {"who": "mara"}


def lines_of(dashboard, heard, opened):
    with urllib.request.urlopen(f"{dashboard.address}live", timeout=10) as stream:
        for line in stream:
            heard.append(line.decode().strip())
            opened.set()


def test_a_page_that_stays_open_is_told_of_changes_and_no_stream_holds_up_the_end(app, dashboard):
    heard, opened = [], threading.Event()
    listener = threading.Thread(target=lines_of, args=(dashboard, heard, opened))
    listener.start()
    assert opened.wait(10)
    for key in range(1, 20):
        # Until it was seen: the first look may come after the first change.
        deliveries.hold(app, Selection((key,)))
        end = time.monotonic() + 1.2
        while "event: changed" not in heard and time.monotonic() < end:
            time.sleep(0.02)
        if "event: changed" in heard:
            break
    assert "event: changed" in heard
    dashboard.close()
    listener.join(5)
    assert not listener.is_alive()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(dashboard.address, timeout=1)


def test_the_log_says_nothing_of_the_servers_own_beginning_and_end(app, request, caplog):
    with caplog.at_level("INFO"):
        dashboard = request.getfixturevalue("dashboard")
        assert urllib.request.urlopen(f"{dashboard.address}static/app.css").status == 200
        dashboard.close()
    assert [one.getMessage() for one in caplog.records if one.name.startswith("uvicorn")] == []


def test_an_address_that_is_taken_is_said_at_once():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConfigError, match="cannot listen"):
        _listen("127.0.0.1", taken.getsockname()[1])


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def answered(address, process):
    for _ in range(1_200):
        assert process.poll() is None, process.stderr.read()
        try:
            with urllib.request.urlopen(address, timeout=5) as page:
                return page.read().decode()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError("the dashboard did not come up")


@pytest.mark.parametrize("module", [["campaign.web"], ["scheduler", "--web"]])
def test_the_dashboard_is_served_alone_or_beside_the_worker_and_stops_cleanly(app, tmp_path, module):
    port = free_port()
    (tmp_path / "config.toml").write_text(f"[web]\nport = {port}\n")
    command = [sys.executable, "-P", "-m", *module, "--config", str(tmp_path / "config.toml")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert "Goes out next" in answered(f"http://127.0.0.1:{port}/", process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.communicate()


def its_dashboard(pid):
    """The process that serves pages for a worker."""
    # A process is listed as a child of the thread that started it.
    [child] = [one for listed in Path(f"/proc/{pid}/task").glob("*/children") for one in listed.read_text().split()]
    return int(child)


@pytest.fixture
def beside(app, tmp_path):
    """A worker with its dashboard: its process, and the address."""
    port = free_port()
    (tmp_path / "config.toml").write_text(f"[web]\nport = {port}\n")
    command = [sys.executable, "-P", "-m", "scheduler", "--web", "--config", str(tmp_path / "config.toml")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    yield process, f"http://127.0.0.1:{port}/"
    process.kill()
    process.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_dashboard_that_is_killed_comes_back_and_the_worker_goes_on(beside):
    process, address = beside
    answered(address, process)
    first = its_dashboard(process.pid)
    os.kill(first, signal.SIGKILL)
    eventually(lambda: its_dashboard(process.pid) != first, although=(ValueError,))
    assert "Goes out next" in answered(address, process)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_dashboard_ends_with_its_worker_even_if_that_is_killed(beside):
    process, address = beside
    answered(address, process)
    dashboard = Path(f"/proc/{its_dashboard(process.pid)}")
    process.kill()
    eventually(
        lambda: not dashboard.exists() or "Z (zombie)" in (dashboard / "status").read_text(), although=(OSError,)
    )


def test_the_command_line_starts_without_the_dashboard():
    script = (
        "import sys, campaign.cli; sys.exit(any(name in sys.modules for name in ('fastapi', 'starlette', 'uvicorn')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_worker_without_the_dashboard_loads_nothing_of_it():
    script = "import sys, scheduler; sys.exit('fastapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("process", ["scheduler", "campaign.web.serving"])
@pytest.mark.parametrize("heavy", ["sqlalchemy.orm", "alembic", "stopwordsiso"])
def test_neither_process_loads_what_takes_megabytes_and_is_not_needed(process, heavy):
    script = f"import sys, {process}; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_dashboard_that_is_told_to_end_while_it_starts_is_no_fault():
    with capture_logs() as logs:
        dashboard = Beside([])
        os.kill(dashboard.pid, signal.SIGTERM)
        dashboard._keeper.join(10)
        assert not dashboard._keeper.is_alive(), "it is not started anew"
    assert logs == []
    dashboard.close()
