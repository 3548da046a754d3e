"""The process in which a person's template is rendered: a pickle of our own comes in, the text goes out.

Started by `campaign.reports.forms.apart`. It sets its own limits before it does anything, so that a template without
end ends this process and no other.
"""

from __future__ import annotations

import pickle
import sys

from campaign.errors import Refused
from campaign.reports.forms import templating
from campaign.reports.forms.apart import REFUSED, Given
from posts import confined

#: Address space, bytes; and seconds of CPU.
_MEMORY, _CPU_SECONDS = 2_000_000_000, 40
#: What it may write anywhere, bytes: its answer goes to a file.
_WRITTEN = 200_000_000


def main(_: list[str]) -> None:
    """Renders it; says on standard error why not, where a person can do something about it."""
    confined.limit(memory=_MEMORY, cpu_seconds=_CPU_SECONDS, written=_WRITTEN)
    document, value, own = _given()
    try:
        sys.stdout.buffer.write(templating.render(document, own.name, value, own).encode())
    except Refused as error:
        sys.stderr.write(str(error))
        sys.exit(REFUSED)


def _given() -> Given:
    given: Given = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - who started us wrote it
    return given
