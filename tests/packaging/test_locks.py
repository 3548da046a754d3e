"""What is installed is what was locked: by hash, from wherever this machine gets its packages."""

import re
import tomllib
from importlib.metadata import requires

import pytest

LOCKS = ("requirements.lock", "requirements-dev.lock", "deploy/build.lock", "requirements-bench.lock")
_PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^\s;\\]+)")


def pins(text):
    """Name → the whole requirement, with its hashes."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    return {_PIN.match(line)["name"]: line for line in joined.splitlines() if line.strip()}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_has_its_hashes(root, lock):
    found = pins((root / lock).read_text())
    assert found
    assert [name for name, line in found.items() if "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_source_of_packages(root, lock):
    text = (root / lock).read_text()
    assert not re.search(r"://|--(index-url|extra-index-url|find-links|trusted-host)", text)


def test_what_runs_and_what_develops_agree_on_every_version(root):
    run, develop = (pins((root / name).read_text()) for name in LOCKS[:2])
    assert {name: line for name, line in run.items() if develop.get(name) != line} == {}


def test_the_image_builds_with_the_same_hatchling_as_we_do_and_all_that_it_needs(root):
    build, develop = (pins((root / name).read_text()) for name in (LOCKS[2], LOCKS[1]))
    assert {name: line for name, line in build.items() if develop[name] != line} == {}
    # Python 3.12 is what the image has; hatchling asks for a TOML reader only before 3.11.
    needed = {_name(one) for one in requires("hatchling") if "python_version" not in one} | {"hatchling"}
    assert needed == set(build)


def test_the_benchmarks_lock_holds_each_library_that_ours_is_measured_beside(root):
    wanted = tomllib.loads((root / "pyproject.toml").read_text())["dependency-groups"]["bench"]
    assert {_name(one) for one in wanted} <= set(pins((root / LOCKS[3]).read_text()))


def _name(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower()


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml"])
def test_a_lock_that_would_name_hosts_is_ignored_by_git(root, name):
    assert name in (root / ".gitignore").read_text().splitlines()
