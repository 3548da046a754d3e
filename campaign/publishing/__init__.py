"""A tick of the worker, and what becomes of what it said.

::

    publisher: claim ─lateness, spending, pacing─→ may it go out now ─→ intent ─crew: calling─→ Receipt | PlatformError
        ─retry─→ Decision ─outcomes─→ settlement;  what may be out: reconciling
"""
