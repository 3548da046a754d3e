"""Adapters are found by their kind and imported on first use; others may bring their own."""

import subprocess
import sys
from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest

from posts import platforms
from posts.platforms import UnknownPlatform, kinds, open_platform, platform_class
from posts.testing import FakePlatform
from tests.platforms.scenes import login


@pytest.fixture
def installed(monkeypatch):
    """Pretends that a package with these entry points is installed."""

    def install(**names):
        points = [EntryPoint(kind, name, platforms.GROUP) for kind, name in names.items()]
        monkeypatch.setattr(platforms, "entry_points", lambda group: points if group == "campaign.platforms" else [])
        platforms._table.cache_clear()

    yield install
    monkeypatch.undo()
    platforms._table.cache_clear()


@pytest.mark.parametrize("kind", ["feed", "x", "mastodon", "bluesky", "webhook"])
def test_a_built_in_platform_is_opened_by_its_kind(kind, tmp_path):
    assert kind in kinds()
    assert platform_class(kind).kind == kind
    options = {"handle": "clinic.test"} if kind == "bluesky" else {}
    assert open_platform(kind, replace(login("http://127.0.0.1:1"), options=options)).kind == kind


def test_an_unknown_kind_is_an_error_with_the_nearest_name_and_all_there_are():
    with pytest.raises(UnknownPlatform, match=r"“mastodn” \(did you mean “mastodon”\?\); there are feed, x, "):
        platform_class("mastodn")


def test_a_kind_like_no_other_is_an_error_without_a_guess():
    with pytest.raises(UnknownPlatform, match="no platform “zzzzzz”; there are"):
        platform_class("zzzzzz")


def test_an_installed_package_brings_its_own_platform(installed):
    installed(fake="posts.testing:FakePlatform")
    assert kinds()[-1] == "fake"
    assert isinstance(open_platform("fake", login(None)), FakePlatform)


def test_an_installed_package_cannot_take_over_a_built_in_kind(installed):
    installed(feed="posts.testing:FakePlatform")
    assert platform_class("feed") is not FakePlatform


def test_a_platform_of_others_that_cannot_be_opened_says_so(installed):
    installed(broken="decimal:Decimal")
    with pytest.raises(UnknownPlatform, match="“broken” cannot be opened: TypeError"):
        open_platform("broken", login(None))


@pytest.mark.parametrize("name", ["nosuch.module:Class", "posts.testing:NoSuchClass", "no name at all"])
def test_a_platform_that_cannot_be_loaded_says_so(installed, name):
    installed(broken=name)
    with pytest.raises(UnknownPlatform, match="“broken” cannot be loaded from"):
        platform_class("broken")


def test_nobody_without_an_x_account_loads_tweepy():
    code = (
        "import sys; from posts.platforms import kinds, platform_class\n"
        "[platform_class(kind) for kind in kinds() if kind != 'x']\n"
        "sys.exit('tweepy' in sys.modules or 'pytest' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
