"""Health and metrics for machines that watch, served by a worker over HTTP."""

from __future__ import annotations

import json
from http import HTTPStatus

import structlog
from prometheus_client import CONTENT_TYPE_LATEST

from campaign import health
from campaign.app import App
from campaign.errors import CampaignError, ConfigError
from campaign.health import Facts
from campaign.publishing.publisher import Publisher
from campaign.watching.endpoint import Endpoint, Page
from campaign.watching.facts import gather
from campaign.watching.fresh import Fresh
from campaign.watching.meters import Meters

log = structlog.get_logger("watch")
#: How old what is served may be: whoever asks more often gets the same again.
FRESH_S = 5.0


class Serving:
    """Serves ``/healthz`` and ``/metrics`` until it is closed. Raises `ConfigError` where the address cannot be had."""

    def __init__(self, app: App, publisher: Publisher) -> None:
        self._app = app
        self._facts = Fresh(self._gather, FRESH_S, app.clock.boottime)
        self.meters = Meters(self._facts.get, lambda: publisher.in_flight, publisher.kind_of)
        host, port = app.config.worker.listens
        try:
            self._endpoint = Endpoint(host, port, {"/healthz": self._healthz, "/metrics": self._metrics})
        except OSError as error:
            words = f"Nothing can listen at {app.config.worker.listen}: {error.strerror}."
            hint = "Name another [worker] listen: each worker of this machine needs one of its own."
            raise ConfigError(words, key="worker.listen", hint=hint) from error
        log.info("listening", host=host, port=self._endpoint.port)

    def close(self) -> None:
        """Serves no more."""
        self._endpoint.close()

    def _gather(self) -> Facts:
        self._app.store.require_current()
        return gather(self._app)

    def _healthz(self) -> Page:
        try:
            found = health.findings(self._facts.get())
        except CampaignError as error:
            found = [health.failure("database", str(error), "campaign doctor says more.")]
        ok = health.well(found)
        body = {"ok": ok, "at": self._app.clock.now().isoformat(), "findings": [one.to_json() for one in found]}
        status = HTTPStatus.OK if ok else HTTPStatus.SERVICE_UNAVAILABLE
        return Page(json.dumps(body, ensure_ascii=False).encode(), "application/json", status)

    def _metrics(self) -> Page:
        return Page(self.meters.text(), CONTENT_TYPE_LATEST)
