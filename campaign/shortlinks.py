"""Short links of our own: what they look like. What they lead to is kept when a post is queued, and never changes."""

from __future__ import annotations

import secrets

#: Below it the dashboard answers.
PATH = "/l/"
#: Without what is easily taken for another sign; 32 of them, so that ten say 50 bits.
_SIGNS = "23456789abcdefghijkmnpqrstuvwxyz"
_LONG = 10
#: Stands for a code that is not made yet: a post is as long with it as with its own.
STAND_IN = "x" * _LONG


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LONG))


def is_code(text: str) -> bool:
    """Whether it could be one of ours."""
    return len(text) == _LONG and set(text) <= set(_SIGNS)


def stand_in(home: str) -> str:
    """The short link of a post that has none yet; ``home`` is what every link that leaves begins with."""
    return f"{home}{PATH}{STAND_IN}"


def with_code(link: str, code: str) -> str:
    """The short link in which the code stands in the place of the stand-in."""
    return link.removesuffix(STAND_IN) + code
