"""The process in which a PDF is set and a person's template rendered: a pickle of our own comes in, the file goes out.

Started by `campaign.reports.forms.apart`. It sets its own limits before it loads anything that works, so that a report
without end ends this process and no other.
"""

from __future__ import annotations

import pickle
import resource
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType

from campaign.errors import Refused
from campaign.reports.forms import pdf, png, templating
from campaign.reports.forms.apart import REFUSED, Given

#: Address space, bytes; and seconds of CPU.
_MEMORY, _CPU_SECONDS = 2_000_000_000, 40
#: What it may write anywhere, bytes: its answer goes to a file.
_WRITTEN = 200_000_000


def main(task: str) -> None:
    """Does the task; says on standard error why not, where a person can do something about it."""
    limit()
    given: Given = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - who started us wrote it
    try:
        sys.stdout.buffer.write(_TASKS[task](given))
    except Refused as error:
        sys.stderr.write(str(error))
        sys.exit(REFUSED)


def limit() -> None:
    """Limits this process. macOS takes the limit on memory without keeping it; time and output hold there too."""
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_DATA, _MEMORY),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_FSIZE, _WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # a lower limit is set already, or the system knows no such limit
            resource.setrlimit(what, (most, most))


def _pdf(given: Given) -> bytes:
    return pdf.compiled(given[0])


def _template(given: Given) -> bytes:
    document, value, own = given
    assert own is not None
    return templating.render(document, own.name, value, own).encode()


def _charts(given: Given) -> bytes:
    return png.compiled(given[0])


_TASKS: Mapping[str, Callable[[Given], bytes]] = MappingProxyType(
    {"pdf": _pdf, "template": _template, "charts": _charts}
)
