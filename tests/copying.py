"""Databases that are filled once, and copied for each test that wants one like that."""

import shutil
from copy import copy
from pathlib import Path

from tests.databases import migrate


class Copies:
    """What was filled, by its name and the kind of its database."""

    def __init__(self, folder, postgres):
        self._folder = folder
        self._postgres = postgres  # begins the server when it is first asked
        self._filled = {}

    def of(self, name, kind, fill, place):
        """The URL of a copy, an SQLite file at ``place``, and a copy of what ``fill`` gave back.

        It is called with the URL of the first, and closes what it opens.
        """
        if (name, kind) not in self._filled:
            url = self.empty(kind, self._folder / f"{name}.db")
            self._filled[name, kind] = url, fill(url)
        url, given = self._filled[name, kind]
        return self._copy(url, kind, place), copy(given)

    def empty(self, kind, place):
        """The URL of a database of this release without a row; an SQLite file at ``place``."""
        place.parent.mkdir(exist_ok=True)
        return migrate(f"sqlite:///{place}") if kind == "sqlite" else self._postgres().migrated_database()

    def _copy(self, url, kind, place):
        if kind == "postgresql":
            return self._postgres().copied_database(url)
        place.parent.mkdir(exist_ok=True)
        shutil.copy(Path(url.removeprefix("sqlite:///")), place)
        return f"sqlite:///{place}"
