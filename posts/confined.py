"""Work that may run out of time or memory is done in a process of its own, whose limits harm nobody else.

`run` starts it, and `limit` is what it calls first. A stranger's document is read that way, and so are reports set.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

#: What the child may know of our environment: where programs lie, never a secret.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
#: It finds its packages where we do, and never in the folder that it happens to start in (-P).
_START = """
import importlib, json, sys
sys.path[:] = json.loads(sys.argv.pop(1))
importlib.import_module(sys.argv.pop(1)).main(sys.argv[1:])
"""


def run(
    module: str,
    arguments: Sequence[str],
    given: bytes,
    answer: IO[bytes],
    *,
    seconds: float,
    said: IO[bytes] | None = None,
) -> int:
    """Lets ``main(arguments)`` of the module work on what is ``given`` at its standard input; its exit code.

    What it writes goes to the file ``answer``, whose size its limits bound, where a pipe would fill our own memory; and
    what it says on standard error to ``said``. Raises `subprocess.TimeoutExpired` after so many seconds by the clock.
    """
    known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return subprocess.run(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-P", "-c", _START, _path(), module, *arguments],
        input=given,
        stdout=answer,
        stderr=said or subprocess.DEVNULL,
        env=known | {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
        timeout=seconds,
        check=False,
    ).returncode


def limit(*, memory: int, cpu_seconds: int, written: int) -> None:
    """Limits this process: address space and files in bytes.

    macOS takes the limit on memory without keeping it; time and output hold there too.
    """
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # a lower limit is set already, or the system knows no such limit
            resource.setrlimit(what, (most, most))


def _path() -> str:
    """Where we find packages; our own last, in case it came from an entry that names no folder."""
    return json.dumps([entry for entry in sys.path if entry] + [str(Path(__file__).parents[1])])
