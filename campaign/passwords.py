"""Passwords, kept as Argon2id hashes; nothing else in the house sees one in the clear for longer than a call."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from campaign.errors import UsageError

LEAST, MOST = 12, 1024
#: What OWASP asks for at least (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html):
#: more memory would be a large part of what the whole program uses.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: Of nobody's password, with the same cost: who is unknown is refused as slowly as who mistypes.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$/QIw6+BAAg3zf+TKv23uLQ$wVImTa+hh3bAGZAg13WQKaxejSSz2Yn8TBQWWbM0FSw"
#: One at a time: a storm of logins takes no more memory and no more of the machine than one.
_TURN = threading.Lock()


def hashed(password: str) -> str:
    """The hash that is kept. Raises `UsageError` for one that is too short or too long."""
    if len(password) < LEAST:
        raise UsageError(f"A password has at least {LEAST} characters: three or four words that only you put together.")
    if len(password) > MOST:
        raise UsageError(f"A password has at most {MOST} characters.")
    with _TURN:
        return _HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether it is the password of the hash; as slow where there is no hash (None), and then never."""
    with _TURN:
        try:
            return _HASHER.verify(kept or _NOBODY, password[: MOST + 1]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False
