"""What every test sees: the option that brings the real Bluesky server in."""

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--pds", action="store_true", help="also run the Bluesky tests against the real Bluesky server, on Node"
    )


def pytest_collection_modifyitems(config, items):
    if config.getoption("--pds"):
        return
    for item in items:
        if item.get_closest_marker("pds"):
            item.add_marker(pytest.mark.skip(reason="the real Bluesky server is started only by ./run test --pds"))
