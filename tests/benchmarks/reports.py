"""What the report of a campaign costs with a million attempts of a year: cold and warm, without kept days and with them.

Five campaigns and twenty accounts, then the same million in one campaign. Cold is the first time in a process that has
just opened the database; what the operating system keeps of its file stays.
"""

import contextlib
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import campaigns, reporting
from campaign.desk.campaigns import Wish
from campaign.rounds.summing import sum_up
from campaign.store.accounts import add_account
from campaign.store.values import NewAccount
from tests.benchmarks.installation import settle_statistics
from tests.databases import running_postgres

#: So many deliveries have a million attempts: 98 in 100 are tried, 13 of them twice.
DELIVERIES = 901_000
CAMPAIGNS, ACCOUNTS, WARM = 5, 20, 7
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)

#: Every number from 0 on, and a moment so many microseconds after another one: by database.
_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})",
    "postgresql": "WITH n AS (SELECT i::bigint FROM generate_series(0, {count} - 1) AS i)",
}
_SLOT = f"{int(YEAR / timedelta(microseconds=1)) // DELIVERIES} * i"
#: Between 5 ms and 0.9 s, one in a hundred some minutes: as spread as can be, so that no two days are alike.
_DELAY = "(5000 + (i * 7919) % 900000 + CASE WHEN i % 100 = 50 THEN 60000000 * (1 + i % 7) ELSE 0 END)"
_STATE = "CASE i % 100 WHEN 0 THEN 'failed' WHEN 1 THEN 'failed' WHEN 2 THEN 'missed' WHEN 3 THEN 'cancelled' ELSE 'published' END"
_WHY = """CASE i % 100 WHEN 0 THEN '{"code": "rejected", "values": {"platform": "X", "said": "403"}}'
    WHEN 1 THEN '{"code": "no_attempts_left", "values": {"platform": "X", "said": "503", "attempts": "12"}}'
    WHEN 2 THEN '{"code": "too_late", "values": {}}' END"""
_TRIED = "i % 100 NOT IN (2, 3)"
_TWICE = "i % 100 BETWEEN 5 AND 17"


def run():
    """Milliseconds of each case, on both databases."""
    with running_postgres(durable=True) as server:
        for name, url in (("SQLite", None), ("PostgreSQL", server.new_database())):
            with million(url) as app:
                yield from _cases(f"{name}, one of {CAMPAIGNS} campaigns", app)
                with app.store.write() as connection:
                    connection.exec_driver_sql("DELETE FROM days")
                    connection.exec_driver_sql("UPDATE deliveries SET campaign_id = (SELECT min(id) FROM campaigns)")
                    connection.exec_driver_sql("UPDATE posts SET campaign_id = (SELECT min(id) FROM campaigns)")
                settle_statistics(app)
                yield from _cases(f"{name}, all in one", app)


def _cases(name, app):
    yield _line(f"{name}, counted: first", [_once(app)])
    begun = time.perf_counter()
    summed_up = sum(sum_up(app.store, app.clock.now()))
    yield f"{name}: {summed_up} days and months summed up", time.perf_counter() - begun, "s"
    yield _line(f"{name}, kept: first", [_once(app)])
    yield _line(f"{name}, kept: median of {WARM}", [_once(app, fresh=False) for _ in range(WARM)])


def _line(what, times):
    wall, cpu = (statistics.median(values) for values in zip(*times, strict=True))
    return f"{what:60} {wall:12,.0f} ms, {cpu:,.0f} ms of them CPU of this process"


def _once(app, *, fresh=True):
    """Wall and CPU milliseconds of one report."""
    if fresh:
        app.store.engine.dispose()
    begun, spent = time.perf_counter(), time.process_time()
    found = reporting.report(app, "c0", most=0)
    took = (time.perf_counter() - begun) * 1000, (time.process_time() - spent) * 1000
    assert found.counts.published
    return took


@contextlib.contextmanager
def million(url=None, deliveries=DELIVERIES):
    """An installation with a year of history, seen from the day after it."""
    with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
        settings = Path(folder) / "config.toml"
        settings.write_text("")
        made, _ = composing.init(settings, url)
        clock = Clock(now=lambda: BEGIN + YEAR, boottime=made.clock.boottime)
        app = replace(made, clock=clock)
        names = [f"a{number:02}" for number in range(ACCOUNTS)]
        with app.store.write() as connection:
            for name in names:
                add_account(connection, NewAccount(name, "feed", None, {"limits": "x"}, None), app.act())
        wish = Wish(hashtags=["#bench"], accounts=names, times=["daily 09:00"], timezone="Europe/Berlin")
        for number in range(CAMPAIGNS):
            campaigns.new(app, f"c{number}", wish)
        _fill(app, deliveries)
        settle_statistics(app)
        try:
            yield app
        finally:
            app.close()


def _fill(app, deliveries):
    kind = app.store.engine.dialect.name
    numbers = _NUMBERS[kind].format(count=deliveries)

    def at(offset):
        if kind == "sqlite":
            return f"({int(BEGIN.timestamp()) * 1_000_000} + {offset})"
        return f"(TIMESTAMPTZ '{BEGIN.isoformat()}' + ({offset}) * INTERVAL '1 microsecond')"

    def json(words):
        return words if kind == "sqlite" else f"CAST({words} AS JSON)"

    with app.store.write() as connection:
        campaign, account = (
            connection.exec_driver_sql(f"SELECT min(id) FROM {table}").scalar() for table in ("campaigns", "accounts")
        )
        own, ours = f"{account} + i % {ACCOUNTS}", f"{campaign} + (i / {ACCOUNTS}) % {CAMPAIGNS}"

        def put(table, where="true", **values):
            columns = ", ".join(values)
            words = f"INSERT INTO {table} ({columns}) {numbers} SELECT {', '.join(map(str, values.values()))} FROM n"
            connection.exec_driver_sql(f"{words} WHERE {where}".replace("%", "%%" if kind == "postgresql" else "%"))

        post = {"id": "i + 1", "uid": "'p' || i", "campaign_id": ours, "number": 1, "body": "'Post ' || i || '.'"}
        put("posts", **post, spans=json("'[]'"), edits=json("'[]'"), score=1.0, origin="'person'")
        variant = {"id": "i + 1", "post_id": "i + 1", "account_id": own, "text": "'Post ' || i || '. #bench'"}
        put("variants", **variant, text_sha256="'t' || i", length=20, edited="false")
        put(
            "deliveries",
            id="i + 1",
            uid="'d' || i",
            campaign_id=ours,
            account_id=own,
            variant_id="i + 1",
            state=_STATE,
            scheduled_for=at(_SLOT),
            wall="'2025-01-01T09:00'",
            zone="'Europe/Berlin'",
            due_at=at(_SLOT),
            repeats="false",
            looks=0,
            revision=0,
            fence=1,
            spent=0,
            attempts=f"CASE WHEN NOT ({_TRIED}) THEN 0 WHEN {_TWICE} THEN 2 ELSE 1 END",
            reason=json(_WHY),
            published_at=f"CASE WHEN i % 100 > 3 THEN {at(f'{_SLOT} + {_DELAY}')} END",
        )
        tried = {"account_id": own, "key": "'d' || i", "text_sha256": "'t' || i", "worker": "'w'", "fence": 1}
        tried |= {"delivery_id": "i + 1", "due_at": at(_SLOT), "deadline_at": at(f"{_SLOT} + 90000000")}
        tried |= {"started_at": at(_SLOT), "ended_at": at(f"{_SLOT} + {_DELAY}")}
        again = json("""'{"code": "unavailable", "values": {"platform": "X", "said": "503"}}'""")
        put("attempts", _TWICE, **tried, number=1, outcome="'queued'", reason=again)
        number = f"CASE WHEN {_TWICE} THEN 2 ELSE 1 END"
        put("attempts", _TRIED, **tried, number=number, outcome=_STATE, reason=json(_WHY))
        for age in (3_600, 2_592_000):
            figures = {
                "impressions": f"CASE WHEN i % {ACCOUNTS} < 10 THEN (i * 31) % 5000 END",
                "likes": "(i * 7) % 90",
            }
            taken = {"delivery_id": "i + 1", "age_s": age, "taken_at": at(f"{_SLOT} + {age}000000"), "gone": "false"}
            put("snapshots", "i % 100 > 3", **taken, **figures, replies="(i * 3) % 12", reposts="(i * 5) % 20")
        put("clicks", "i % 10 = 9", delivery_id="i + 1", hour=at(_SLOT), number="1 + i % 30")
        if kind == "postgresql":
            for table in ("posts", "variants", "deliveries"):
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {deliveries + 1})")
