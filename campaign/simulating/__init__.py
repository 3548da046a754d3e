"""The real queue and publishing pass in virtual time, before platforms that only pretend: what would happen.

::

    Store ─run(until)→ the next due time ─Moment→ Publisher.tick ─Pretended.publish→ Fate ─settle→ rows ─→ and so on

No time passes that somebody waits for, nothing is asked of anybody, and the same beginning has the same end.
"""
