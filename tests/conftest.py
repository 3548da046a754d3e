"""What every test sees: the option that brings the real Bluesky server in, and a fresh store on both databases."""

import gc
import shutil
import sqlite3
import subprocess
from contextlib import closing

import pytest
import structlog
from hypothesis import settings
from sqlalchemy import inspect

from campaign.store import migrating
from campaign.store.database import Store
from tests.copying import Copies
from tests.databases import migrate, running_postgres
from tests.dealing import dealt

pytest_plugins = ["tests.secrecy", "tests.browsing", "tests.compiling", "tests.hashing"]

# Here, before any test imports it.
pytest.register_assert_rewrite("posts.testing.conformance")

# How long an example takes is the machine's affair: a timed assert fails where there is much to do.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


# Ten thousand tests are collected, and all of them are kept: there is no garbage among them to look for.
gc.disable()


def pytest_collection_finish():
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def plain_faults():
    """A fault that is logged shows its lines, as the program's own log does.

    Unconfigured, structlog lays out the values of every frame: of an installation, that takes half a minute.
    """
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, renderer])
    yield
    structlog.reset_defaults()


def pytest_addoption(parser):
    parser.addoption(
        "--pds", action="store_true", help="also run the Bluesky tests against the real Bluesky server, on Node"
    )


@pytest.hookimpl(trylast=True)  # pytest itself puts together what shares a fixture
def pytest_collection_modifyitems(config, items):
    items[:] = dealt(items, getattr(config, "workerinput", {}).get("workercount", 1))
    if config.getoption("--pds"):
        return
    for item in items:
        if item.get_closest_marker("pds"):
            item.add_marker(pytest.mark.skip(reason="the real Bluesky server is started only by ./run test --pds"))


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL, started when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    file = tmp_path_factory.mktemp("template") / "campaign.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def copies(request, tmp_path_factory):
    return Copies(tmp_path_factory.mktemp("copies"), lambda: request.getfixturevalue("postgres"))


@pytest.fixture(autouse=True)
def migrated_once(monkeypatch, sqlite_template):
    """A new SQLite database is a copy of one that was migrated: that costs a hundredth.

    Migrations have tests of their own, which do without this.
    """
    real = migrating.upgrade

    def copy(engine, revision="head"):
        if engine.dialect.name != "sqlite" or revision != "head" or inspect(engine).get_table_names():
            return real(engine, revision)
        with closing(sqlite3.connect(sqlite_template)) as made, engine.connect() as connection:
            made.backup(connection.connection.driver_connection)
        return None

    monkeypatch.setattr(migrating, "upgrade", copy)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    """The URL of a database of each kind in which there is nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'campaign.db'}"
    return request.getfixturevalue("postgres").new_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The URL of a fresh database of each kind, of this release."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "campaign.db")
        return f"sqlite:///{tmp_path / 'campaign.db'}"
    return request.getfixturevalue("postgres").emptied_database()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def module_url(request, tmp_path_factory):
    """As `database_url`, but one for all tests of a file."""
    if request.param == "sqlite":
        return migrate(f"sqlite:///{tmp_path_factory.mktemp('module') / 'campaign.db'}")
    return request.getfixturevalue("postgres").migrated_database()


@pytest.fixture
def store(database_url):
    """An opened store on each of the two databases."""
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own that is soon full; skipped where nobody may mount one."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", place]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)
