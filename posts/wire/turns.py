"""One thread at a time makes a request, or an answer of what came; on the network all wait side by side.

Of two hundred threads that have something to work out, each would ask for Python's own lock every 5 ms
(https://docs.python.org/3/library/sys.html#sys.setswitchinterval), and they would spend more time on that than on their
work. Whoever waits for a lock of ours sleeps until its turn has come.
"""

from __future__ import annotations

import threading

#: Held while something is worked out, never while anybody waits for a server.
TURN = threading.Lock()
