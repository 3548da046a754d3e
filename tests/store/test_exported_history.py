"""History as plain rows, beside history as values."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from campaign.desk import ticking
from campaign.reports.attempts import delay_s
from campaign.store import exporting, history
from campaign.store.history import Filter
from campaign.store.models import Attempt, Delivery, Post, Variant
from tests.web import scene


@pytest.fixture
def app(tmp_path, database_url):
    made = scene.installation(tmp_path / "installation", database_url if database_url != "sqlite" else None)
    scene.queued(made)
    later = scene.at(made, scene.NOW.replace(hour=10))
    ticking.tick(later, later.clock.now().isoformat())
    with made.store.write() as connection:
        before, after = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
        first = select(func.min(Attempt.id)).scalar_subquery()
        connection.execute(update(Attempt).where(Attempt.id == first).values(due_at=before, started_at=after))
        said = select(Variant.post_id).join(Delivery, Delivery.variant_id == Variant.id).join(Attempt)
        anew = update(Post).where(Post.id == said.where(Attempt.id == first).scalar_subquery())
        connection.execute(anew.values(rewriter="qwen3:8b"))
    yield made
    made.close()


def test_rows_say_what_values_say(app):
    with app.store.read() as connection:
        values, rows = list(history.attempts(connection)), list(exporting.tried(connection))
    assert {row.rewriter for row in rows} == {None, "qwen3:8b"}
    for value, row in zip(values, rows, strict=True):
        assert (row.id, row.delivery, row.number, row.text) == (value.id, value.delivery, value.number, value.text)
        assert (row.campaign, row.account, row.platform) == (value.campaign, value.account, value.platform)
        assert (row.outcome, row.status, row.reason) == (value.outcome, value.status, value.reason)
        assert (row.remote_url, row.rewriter, row.withdrawn_at) == (
            value.remote_url,
            value.rewriter,
            value.withdrawn_at,
        )
        assert row.due_at.astimezone(UTC) == value.due_at
        assert row.started_at.astimezone(UTC) == value.started_at
        assert row.started_at.tzinfo == ZoneInfo(value.zone)
        assert row.delay_s == pytest.approx(delay_s(value))


def test_a_delay_over_a_change_of_the_clocks_is_what_passed(app):
    with app.store.read() as connection:
        row, *_ = exporting.tried(connection)
    assert row.delay_s == 45 * 60
    assert (row.due_at.hour, row.started_at.hour) == (1, 1)


def test_the_first_and_the_last_attempt_bound_all(app):
    with app.store.read() as connection:
        rows = list(exporting.tried(connection))
        first, last = exporting.span(connection)
    assert (first, last) == (rows[0].started_at.astimezone(UTC), rows[-1].started_at.astimezone(UTC))


def test_it_can_be_narrowed(app):
    with app.store.read() as connection:
        some = list(exporting.tried(connection, Filter(account="clinic-x", limit=1)))
    assert [one.account for one in some] == ["clinic-x"]


def test_it_is_the_same_in_whatever_parts_it_is_read(app, monkeypatch):
    """Though attempts begin at the same moment, and one part ends just between two of them."""
    with app.store.write() as connection:
        connection.execute(update(Attempt).values(started_at=select(func.min(Attempt.started_at)).scalar_subquery()))
    with app.store.read() as connection:
        whole = list(exporting.tried(connection))
        for together in (1, 2, 3, len(whole)):
            monkeypatch.setattr(exporting, "_TOGETHER", together)
            assert list(exporting.tried(connection)) == whole
            assert list(exporting.tried(connection, Filter(limit=2))) == whole[:2]
    assert len(whole) > 2
