"""What every page costs with 100,000 deliveries, as many attempts and events: time, weight, statements.

Milliseconds of the server alone: from the request's first byte to the answer's last, without a socket. CPU is that of
the whole process.
"""

import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event
from starlette.testclient import TestClient

from campaign.allocating import keep_loaded
from campaign.desk import composing, drafts
from campaign.desk.demo import example
from campaign.desk.sources import Pasted
from campaign.drafted import PostDraft
from campaign.rounds.summing import sum_up
from campaign.web.application import make
from tests.benchmarks.installation import settle_statistics
from tests.databases import running_postgres
from tests.web import scene
from tests.web.crowd import FIRST, crowd

ROWS, TIMES, MOST_S = 100_000, 21, 10


#: Each page, and each list narrowed in every way: name → path.
PAGES = {
    "home": "/",
    "queue": "/queue",
    "queue, a page in the middle": "/queue?after=2026-12-20T00:00:00~1",
    "queue of an account": "/queue?account=account-01",
    "queue of a large campaign": "/queue?campaign=campaign-00",
    "queue of a small campaign": "/queue?campaign=campaign-small",
    "queue of an account in a campaign": "/queue?account=account-00&campaign=campaign-00",
    **{f"queue, {state}": f"/queue?state={state}" for state in ("published", "queued", "in_doubt")},
    "queue, published, of a small campaign": "/queue?state=published&campaign=campaign-small",
    "queue, published, of an account": "/queue?state=published&account=account-01",
    "queue of one day": "/queue?since=2026-12-24&until=2026-12-24",
    **{f"calendar, {view}": f"/calendar?view={view}" for view in ("month", "week", "list", "day")},
    "calendar, month, of an account": "/calendar?account=account-01",
    "calendar, month, of a large campaign": "/calendar?campaign=campaign-00",
    "calendar, month, published": "/calendar?state=published&at=2026-10-15",
    "delivery": f"/queue/{FIRST}",
    "history": "/history",
    "history, a page in the middle": "/history?after=2025-11-20T00:00:00~1",
    "history of an account": "/history?account=account-01",
    "history of a large campaign": "/history?campaign=campaign-00",
    "history of a small campaign": "/history?campaign=campaign-small",
    **{f"history, {state}": f"/history?state={state}" for state in ("published", "failed", "in_doubt")},
    "history, failed, of an account": "/history?state=failed&account=account-01",
    "campaign, a large one": "/campaigns/campaign-00",
    **{path: f"/{path}" for path in ("campaigns", "accounts", "approvals", "articles", "compose", "help")},
    **{path: f"/{path}" for path in ("settings", "settings/audit")},
    "settings/audit of one actor": "/settings/audit?actor=ann",
    "settings/audit of nobody": "/settings/audit?actor=nobody",
}


#: Reports of what is over, whose days are kept by then: name → path.
REPORTS = {
    f"report: {path}": f"/reports/{path}"
    for path in (
        *("campaign?campaign=campaign-00&until=2026-11-22", "delivery?until=2026-11-22", "hashtags?until=2026-11-22"),
        "delivery?since=2025-11-24&until=2026-11-22",
        *("history?since=2026-11-01&until=2026-11-22", "coverage?campaign=campaign-00&until=2026-11-22"),
        *("approvals?since=2026-11-01&until=2026-11-22", "cost", "account?account=account-01"),
    )
}
#: Reports that reach to the last post that waits, as they do where nobody names days: name → path.
AHEAD = {
    f"report with what waits: {path}": f"/reports/{path}"
    for path in ("campaign?campaign=campaign-00", "delivery", "hashtags", "coverage?campaign=campaign-00")
}


def run():
    """A line a page, on both databases."""
    with running_postgres(durable=True) as server:
        for name, url in (("SQLite", None), ("PostgreSQL", server.new_database())):
            yield f"{name + ', ms':44} {'p50':>7} {'p95':>7} {'CPU p50':>7} {'p95':>7} {'kB':>6} {'statements':>11}"
            with crowded(ROWS, url) as app:
                yield from (_line(page, measured(app, path)) for page, path in (PAGES | drafts_of(app)).items())
                summed_up = sum(sum_up(app.store, app.clock.now()))
                yield f"{summed_up} days and months summed up"
                yield from (_line(page, measured(app, path)) for page, path in (REPORTS | AHEAD).items())


@contextmanager
def crowded(rows, url=None):
    """An installation with so many deliveries, from one campaign that hardly says anything to one that has half of all."""
    with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
        app = scene.installation(Path(folder) / "installation", url)
        try:
            scene.queued(app)
            scene.alive(app)
            crowd(app, rows)
            settle_statistics(app)
            make(app)
            # As the dashboard's process does when it has come up.
            keep_loaded()
            yield app
        finally:
            app.close()


def drafts_of(app):
    """The pages of drafts, which are made here: name → path."""
    article, accounts = example().read_text(encoding="utf-8"), tuple(scene.ACCOUNTS)
    draft = drafts.draft_article(app, scene.CAMPAIGN, Pasted(article))
    long = drafts.draft_article(app, scene.CAMPAIGN, Pasted(_long(article, 95_000)))
    post = composing.compose_draft(app, scene.CAMPAIGN, PostDraft("A few words.", accounts=accounts))
    long_post = composing.compose_draft(app, scene.CAMPAIGN, PostDraft("Word " * 4_000, accounts=accounts))
    return {
        "draft of the first article": f"/articles/{draft}",
        "dates of that draft": f"/articles/{draft}/dates",
        "draft of an article of 95 kB": f"/articles/{long}",
        "composer, a few words": f"/compose/{post}",
        "composer, 20,000 characters": f"/compose/{long_post}",
    }


def measured(app, path, times=TIMES):
    """Wall and CPU milliseconds of each time, bytes and statements of one page."""
    asked, timed = [], Timed(make(app))

    def count(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(app.store.engine, "before_cursor_execute", count)
    address = "http://127.0.0.1:8321"
    with TestClient(timed, base_url=address, headers={"origin": address}) as client:
        end = time.monotonic() + MOST_S
        while len(timed.took) < 3 or (len(timed.took) < times + 2 and time.monotonic() < end):
            asked.clear()
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code, answer.text[-600:])
    event.remove(app.store.engine, "before_cursor_execute", count)
    # The first two are the templates' and the planner's.
    wall, cpu = zip(*timed.took[2:], strict=True)
    return sorted(wall), sorted(cpu), len(answer.content), sum(map(is_query, asked))


def is_query(statement):
    """Whether it asks for rows, and does not only begin a transaction."""
    return statement.lstrip("( \n").upper().startswith(("SELECT", "WITH"))


class Timed:
    """Round the application, with all its guards."""

    def __init__(self, application):
        self._application = application
        self.took = []

    async def __call__(self, scope, receive, send):
        begun, spent = time.perf_counter(), time.process_time()
        await self._application(scope, receive, send)
        if scope["type"] == "http":
            self.took.append(((time.perf_counter() - begun) * 1000, (time.process_time() - spent) * 1000))


def _line(page, found):
    wall, cpu, weight, statements = found
    times = " ".join(f"{p50:7.1f} {p95:7.1f}" for p50, p95 in map(_summary, (wall, cpu)))
    return f"{page:44} {times} {weight / 1000:6.1f} {statements:11}"


def _summary(ascending):
    return statistics.median(ascending), ascending[round(len(ascending) * 0.95) - 1]


def _long(article, characters):
    """The same article again and again, numbered, so that no paragraph is another's repetition."""
    found = ""
    while len(found) < characters:
        found += article.replace(". ", f" ({len(found)}). ") + "\n\n"
    return found[:characters]
