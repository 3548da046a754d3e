"""Passwords are hashed by the real thing, made to cost a fiftieth."""

import pytest
from argon2 import PasswordHasher

from campaign import passwords

REAL = {"_HASHER": passwords._HASHER, "_NOBODY": passwords._NOBODY}
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(scope="session", autouse=True)
def quick_hashes():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", QUICK)
        patch.setattr(passwords, "_NOBODY", QUICK.hash("nobody's"))
        yield


@pytest.fixture
def real_hashes(monkeypatch):
    """At their full cost, for a test that looks at it."""
    for name, real in REAL.items():
        monkeypatch.setattr(passwords, name, real)
