"""What a worker counts and times, for Prometheus: https://prometheus.io/docs/practices/naming/.

What one worker does it counts itself, from its start on; what is true of the queue is read when somebody asks.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from campaign import __version__
from campaign.health import Bounds, Facts, findings
from campaign.states import State
from campaign.store.database import newest_revision
from campaign.store.values import Settlement

T = TypeVar("T")

_LATENESS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600)
_STEPS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)


class Meters:
    """One worker's meters, in a registry of their own."""

    def __init__(self, facts: Callable[[], Facts], in_flight: Callable[[], int], kind_of: Callable[[int], str]) -> None:
        self.registry = CollectorRegistry()
        self._kind_of = kind_of
        ours = self.registry
        self._lateness = Histogram(
            "campaign_lateness_seconds", "From due to published.", buckets=_LATENESS_S, registry=ours
        )
        self._attempts = Counter("campaign_attempts", "Attempts that ended.", ["platform", "outcome"], registry=ours)
        self._put_back = Counter(
            "campaign_put_back", "Attempts after which the post waits again.", ["reason"], registry=ours
        )
        self._steps = Histogram(
            "campaign_step_seconds", "Steps that did something.", ["step"], buckets=_STEPS_S, registry=ours
        )
        Gauge("campaign_in_flight", "Calls that are on their way.", registry=ours).set_function(in_flight)
        info = {"version": __version__, "schema": newest_revision(), "python": platform.python_version()}
        Info("campaign_build", "What is running.", registry=ours).info(info)
        self.registry.register(_Queue(facts))

    def time(self, step: str, work: Callable[[], T]) -> T:
        """Does the work, and keeps how long it took if anything came of it."""
        begun = time.perf_counter()
        result = work()
        if result:
            self._steps.labels(step).observe(time.perf_counter() - begun)
        return result

    def count(self, settlements: Sequence[Settlement]) -> None:
        """Attempts that were settled."""
        for one in settlements:
            claimed = one.intent.claimed
            self._attempts.labels(self._kind_of(claimed.account_id), one.to).inc()
            if one.to is State.PUBLISHED:
                self._lateness.observe(max(0.0, (one.ended_at - claimed.due_at).total_seconds()))
            elif one.to is State.QUEUED and one.reason:
                self._put_back.labels(one.reason.code).inc()

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


class _Queue(Collector):
    """What the facts say, when somebody asks."""

    def __init__(self, facts: Callable[[], Facts]) -> None:
        self._facts = facts

    def describe(self) -> Iterator[Metric]:
        """Nothing: what is there need not be known before somebody asks."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The queue's gauges."""
        facts = self._facts()
        seen = facts.vitals
        yield _labelled(
            "deliveries", "Deliveries in each state.", "state", {str(s): seen.states.get(s, 0) for s in State}
        )
        late = (facts.now - seen.next_due).total_seconds() if seen.next_due else 0.0
        yield _single(
            "oldest_due_seconds", "For how long the oldest post that is due has been waiting.", max(0.0, late)
        )
        yield _single("unsure_deliveries", "Deliveries in doubt that only a person settles.", seen.unsure)
        states = [one.state for one in seen.accounts]
        yield _labelled("accounts", "Accounts in each state.", "state", {s: states.count(s) for s in _ACCOUNT_STATES})
        running = [one for one in seen.workers if not one.stopped_at and facts.now - one.heartbeat_at <= Bounds().gone]
        beats = {one.id: (facts.now - one.heartbeat_at).total_seconds() for one in running}
        yield _labelled("heartbeat_age_seconds", "Since a worker was heard of.", "worker", beats)
        troubles = [one.code for one in findings(facts) if not one.ok]
        yield _labelled("troubles", "What is not well.", "code", {code: troubles.count(code) for code in set(troubles)})


_ACCOUNT_STATES = ("active", "paused", "held")


def _single(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"campaign_{name}", words, value=value)


def _labelled(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"campaign_{name}", words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
