"""Waiting for what other threads and processes do."""

import time
from contextlib import suppress


def eventually(check, seconds=60, *, although=()):
    """Returns once the check is true; fails by it after so many seconds. What it raises meanwhile may be ``although``."""
    end, pause = time.monotonic() + seconds, 0.02
    while time.monotonic() < end:
        with suppress(*although):
            if check():
                return
        time.sleep(pause)
        # Whoever is waited for wants the processor too.
        pause = min(pause * 1.2, 0.2)
    assert check()
