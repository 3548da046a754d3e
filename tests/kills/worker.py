"""The real worker, `scheduler.main`, with a short patience, that ends itself by a signal at a named point of its work.

    python -m tests.kills.worker '{"at": "after body", "nth": 1, "signal": "KILL"}' --config FILE
    python -m tests.kills.worker --nursery      # reads such lines from its input, and forks a worker for each

Nothing of this lies in the program: the points are wrapped around its functions from here, before it starts. A nursery
has imported everything once, so that five hundred workers can be started and killed within minutes.
"""

import json
import os
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from signal import Signals

import scheduler
from campaign import doubt
from campaign.publishing import calling, publisher, reconciling
from campaign.store import queue
from posts.platforms import mastodon, platform_class, x
from posts.wire import connection, door, session

#: All waits of the program, as short as a test needs them, in their order: a call is over within its deadline (half a
#: lease and one call), and the deadline before the quiet time is.
LEASE_S, CALL_S, LAG_S, SOON_S = 3.0, 1.0, 0.5, 0.3

#: The points, in the order of a delivery's life. Those of "again" are reached only where something is in doubt.
SENDING = (
    *("after claim", "before intent commit", "after intent commit", "after connect", "after headers", "mid-body"),
    *("after body", "after answer", "before settle commit", "after settle commit"),
)
AGAIN = (
    *("before rescue commit", "after rescue commit", "before taking commit", "after taking commit"),
    *("before asking", "after asking", "before resolving commit", "after resolving commit"),
)
POINTS = (*SENDING, *AGAIN)


class Point:
    """Where this worker ends."""

    def __init__(self, at="", nth=1, signal="KILL"):
        self.at, self.left, self.lock = at, nth, threading.Lock()
        self.signal = Signals[f"SIG{signal}"]

    def __call__(self, name):
        if name != self.at:
            return
        with self.lock:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), self.signal)
                # To be stopped takes the other threads a moment, and the test may let them end what they write. A sleep
                # ends while its process is stopped, so it is a second in which this one runs that is waited here.
                for _ in range(20):
                    time.sleep(0.05)


def hurry():
    """Makes the program's patience short."""
    publisher.LEASE = timedelta(seconds=LEASE_S)
    scheduler.SWEEP = scheduler.LOOK = timedelta(seconds=1)
    for module in (calling, doubt, reconciling):
        module.SOON = timedelta(seconds=SOON_S)
    # As long as a doubt has lasted is longer than a test has time.
    doubt.RARELY = timedelta(seconds=1)
    x.X.lag = mastodon.Mastodon.lag = timedelta(seconds=LAG_S)
    mastodon.Mastodon.key_rests = timedelta(seconds=SOON_S)
    # A town says more than X takes in a quarter of an hour.
    x.X.budgets = mastodon.Mastodon.budgets = ()
    session.Session.__init__.__kwdefaults__.update(connect_s=CALL_S / 2, read_s=CALL_S / 2)


def wrap(owner, name, before=None, after=None):
    """Runs something before or after a function of the program; ``after`` is told what it gave."""
    inner = getattr(owner, name)

    def outer(*arguments, **named):
        if before:
            before()
        given = inner(*arguments, **named)
        if after:
            after(given)
        return given

    setattr(owner, name, outer)


def arm(reach):
    """Puts the points around the program's functions."""

    def at(name):
        return lambda given=True: reach(name) if given or given is None else None

    wrap(queue, "claim_due", after=at("after claim"))
    wrap(queue, "intend", after=at("before intent commit"))
    wrap_sending(reach)
    arm_the_wire(reach)
    wrap(queue, "settle", after=lambda _: reach("before settle commit"))
    wrap(publisher.Publisher, "settle", after=lambda given: told_of(given, reach))
    wrap(queue, "rescue", after=lambda found: reach("before rescue commit") if any(found) else None)
    wrap(publisher.Publisher, "sweep", after=at("after rescue commit"))
    wrap(queue, "take_doubts", after=at("before taking commit"))
    wrap(reconciling.Reconciler, "take_up", after=at("after taking commit"))
    wrap(reconciling, "ask", before=at("before asking"), after=at("after asking"))
    for verb in ("found", "proven_absent", "look_later", "leave_to_a_person", "send_again"):
        wrap(queue, verb, after=lambda _: reach("before resolving commit"))


def wrap_sending(reach):
    """The calls of a pass are handed over at once; often there are none."""
    inner = publisher.Publisher._send

    def send(publisher, calls):
        if calls:
            reach("after intent commit")
        inner(publisher, calls)

    publisher.Publisher._send = send


def told_of(given, reach):
    if any(isinstance(one, publisher.Settlement) for one in given):
        reach("after settle commit")
    if any(isinstance(one, reconciling.Looked) for one in given):
        reach("after resolving commit")


def arm_the_wire(reach):
    """Between the bytes of a call that publishes."""
    call = threading.local()

    class Watched(connection.Plain):
        def connect(self):
            super().connect()
            if call.publishes:
                reach("after connect")

        def flush(self):
            if not call.publishes:
                super().flush()
                return
            whole = b"".join(self._unsent)
            headers = whole.index(b"\r\n\r\n") + 4
            middle = (headers + len(whole)) // 2
            ends = {"after headers": headers, "mid-body": middle, "after body": len(whole)}
            begin = 0
            for name, end in ends.items():
                self._unsent = [whole[begin:end]]
                super().flush()
                reach(name)
                begin = end

    inner = door.Door.send

    def send(self, request, **more):
        call.publishes = request.method == "POST" and "Session" not in request.url
        answer = inner(self, request, **more)
        if call.publishes:
            reach("after answer")
        return answer

    door.Plain, door.Door.send = Watched, send


def work(order, arguments):
    hurry()
    arm(Point(**order))
    return scheduler.main(arguments)


def nurse():
    """Forks a worker for each line ``[order, arguments, log]``; says its pid, and later how it ended."""
    for kind in ("x", "mastodon", "bluesky", "webhook"):
        platform_class(kind)
    said = threading.Lock()

    def say(*words):
        with said:
            print(*words, flush=True)

    def wait_for(pid):
        say("ended", pid, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

    for line in sys.stdin:
        order, arguments, log = json.loads(line)
        pid = os.fork()
        if pid == 0:
            with Path(log).open("ab", buffering=0) as file:
                os.dup2(file.fileno(), 2)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            code = 70
            try:
                code = work(order, arguments)
            finally:
                os._exit(code)
        say("started", pid)
        threading.Thread(target=wait_for, args=(pid,), daemon=True).start()


if __name__ == "__main__":
    if sys.argv[1] == "--nursery":
        nurse()
    else:
        sys.exit(work(json.loads(sys.argv[1]), sys.argv[2:]))
