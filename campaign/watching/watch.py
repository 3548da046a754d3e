"""What a worker does beside its work so that others know how it goes: on threads of its own, as the settings say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from campaign.app import App
from campaign.notices.telling import teller
from campaign.publishing.publisher import Publisher
from campaign.store.values import Settlement
from campaign.watching.lookout import Lookout

if TYPE_CHECKING:
    from campaign.watching.serving import Serving

T = TypeVar("T")


class Watch:
    """Tells people, and serves health and metrics, where that is wanted; costs next to nothing where it is not."""

    def __init__(self, app: App, publisher: Publisher) -> None:
        self._app = app
        self._publisher = publisher
        self._serving: Serving | None = None
        self._lookout: Lookout | None = None

    def start(self) -> None:
        """From now on it watches. Raises `ConfigError` where the settings cannot be followed."""
        ours = teller(self._app)
        if self._app.config.worker.listen:
            # A server and Prometheus' client take some megabytes.
            from campaign.watching.serving import Serving  # noqa: PLC0415 - see above

            self._serving = Serving(self._app, self._publisher)
        ours.begin()
        if ours.ways:
            self._lookout = Lookout(self._app, ours)

    def stop(self) -> None:
        """It watches no more."""
        if self._serving:
            self._serving.close()
        if self._lookout:
            self._lookout.stop()

    def time(self, step: str, work: Callable[[], T]) -> T:
        """Does a step of the worker's, timed."""
        return self._serving.meters.time(step, work) if self._serving else work()

    def count(self, settlements: Sequence[Settlement]) -> None:
        """Keeps count of what was settled."""
        if self._serving:
            self._serving.meters.count(settlements)
