"""What the machine says of itself: room on its disk, and whether anybody sets its clock."""

from __future__ import annotations

import ctypes
import shutil
from dataclasses import dataclass
from pathlib import Path

#: adjtimex(2): what it returns while nothing keeps the clock right, and the room for its answer, with plenty to spare.
_TIME_ERROR = 5
_TIMEX_BYTES = 512


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk's room in bytes."""

    free: int
    total: int


def disk(folder: Path) -> Disk | None:
    """The disk on which a folder lies; None where the folder cannot be looked at."""
    try:
        found = shutil.disk_usage(folder)
    except OSError:
        return None
    return Disk(found.free, found.total)


def is_clock_kept() -> bool | None:
    """Whether the kernel takes its clock for set by a time service; None where it does not say."""
    try:
        # All zeros asks and changes nothing: https://man7.org/linux/man-pages/man2/adjtimex.2.html
        state = int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))
    except (AttributeError, OSError):
        return None
    return None if state < 0 else state != _TIME_ERROR
