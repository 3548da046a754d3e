"""For tests, ours and those of adapters that others write: a fake platform, and what every adapter must do.

An adapter conforms when a subclass of `Conformance` passes in pytest::

    from posts.testing import Conformance, Scene

    class TestMyPlatform(Conformance):
        @pytest.fixture
        def scene(self) -> Scene: ...    # my adapter, before a server of mine that can misbehave

This is the one package here that imports pytest; nothing of the program imports it. For telling assertion messages say
``pytest.register_assert_rewrite("posts.testing.conformance")`` in a conftest.py.
"""

from __future__ import annotations

from posts.testing.conformance import FAULTS, SAMPLES, Conformance, Scene
from posts.testing.fake import LOST, LOST_BUT_PUBLISHED, FakePlatform, Outcome, failing, figures_of

__all__ = [
    "FAULTS",
    "LOST",
    "LOST_BUT_PUBLISHED",
    "SAMPLES",
    "Conformance",
    "FakePlatform",
    "Outcome",
    "Scene",
    "failing",
    "figures_of",
]
