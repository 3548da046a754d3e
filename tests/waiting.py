"""Waiting for what other threads and processes do."""

import time
from contextlib import suppress


def eventually(check, seconds=60, *, although=()):
    """Returns once the check is true; fails by it after so many seconds. What it raises meanwhile may be ``although``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(*although):
            if check():
                return
        time.sleep(0.02)
    assert check()
