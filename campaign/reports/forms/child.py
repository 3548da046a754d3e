"""The process in which a PDF is set and a person's template rendered: a pickle of our own comes in, the file goes out.

Started by `campaign.reports.forms.apart`. It sets its own limits before it loads anything that works, so that a report
without end ends this process and no other.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType

from campaign.errors import Refused
from campaign.reports.forms import pdf, png, templating
from campaign.reports.forms.apart import REFUSED, Given
from posts import confined

#: Address space, bytes; and seconds of CPU.
_MEMORY, _CPU_SECONDS = 2_000_000_000, 40
#: What it may write anywhere, bytes: its answer goes to a file.
_WRITTEN = 200_000_000


def main(arguments: list[str]) -> None:
    """Does the task; says on standard error why not, where a person can do something about it."""
    confined.limit(memory=_MEMORY, cpu_seconds=_CPU_SECONDS, written=_WRITTEN)
    given: Given = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - who started us wrote it
    try:
        sys.stdout.buffer.write(_TASKS[arguments[0]](given))
    except Refused as error:
        sys.stderr.write(str(error))
        sys.exit(REFUSED)


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
