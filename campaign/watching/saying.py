"""What a worker says at once while it works: to its log what came of posts, to systemd that it is there."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable

from campaign import logs
from campaign.publishing.reconciling import Looked
from campaign.store.values import Settlement

log = logs.named("scheduler")


def outcomes(settled: Iterable[Settlement | Looked]) -> None:
    """A line in the log for each post that was tried, and for each that was looked up."""
    for one in settled:
        if isinstance(one, Looked):
            log.info("looked up", delivery=one.delivery, verdict=type(one.verdict).__name__.lower())
            continue
        log.info(
            one.to.value.replace("_", " "),
            delivery=one.delivery,
            attempt=one.intent.number,
            late_ms=round((one.intent.claimed.due_at - one.ended_at).total_seconds() * -1000),
            **({"reason": one.reason.code} if one.reason else {}),
        )


def systemd(state: str) -> None:
    """Says one word to systemd, where it listens (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.sendto(state.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)
