"""How this process keeps memory: it gives back what it has no more use for, and looks no more through what stays."""

from __future__ import annotations

import ctypes
import gc

#: Parameters of glibc's allocator: https://man7.org/linux/man-pages/man3/mallopt.3.html.
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
_LARGE_BYTES, _ARENAS = 128 * 1024, 2
#: How many new objects there are before the young ones are looked through: with Python's own 700 that is a tenth of
#: what a page takes.
_YOUNG = 5_000


def give_back() -> bool:
    """Lets what is large be a mapping of its own, which the system has back at once; whether the allocator can do so.

    By default glibc takes the threshold up to 32 MB by itself, and keeps a heap for each thread: after an upload of
    5 MB the dashboard stayed 80 MB larger.
    """
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)
    return bool(adjust and adjust(_MMAP_THRESHOLD, _LARGE_BYTES) and adjust(_ARENA_MAX, _ARENAS))


def keep_loaded() -> None:
    """What is there by now, mostly modules, stays for good: no collection looks through it any more.

    One through all of the dashboard takes as long as a page, and meanwhile no thread of the process goes on.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
