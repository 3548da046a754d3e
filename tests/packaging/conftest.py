"""The wheel, built from this tree, and a clean environment in which nothing but it and the locked libraries can be imported."""

import os
import subprocess
import sys
import sysconfig
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    # Without isolation: hatchling is in the lock, and no network is needed.
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    """The folder of the programs of an environment that holds the wheel, and sees the libraries of ours."""
    home = tmp_path_factory.mktemp("clean")
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python] if find_spec("pip") else ["uv", "pip"]
    to = [] if find_spec("pip") else ["--python", python]
    run([*pip, "install", *to, "--quiet", "--no-deps", "--no-index", wheel])
    # Python reads no .pth file in a folder that a .pth names: the one that leads to the checkout stays unread.
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


@pytest.fixture
def program(installed, tmp_path):
    """Runs an installed program from an empty folder, with an environment that knows nothing of the checkout."""

    def start(name, *words, code=0):
        (tmp_path / "tmp").mkdir(exist_ok=True)
        environment = {"PATH": os.defpath, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
        # What a demo leaves goes with the test.
        environment["TMPDIR"] = str(tmp_path / "tmp")
        return run([installed / name, *words], cwd=tmp_path, env=environment, code=code)

    return start


def run(command, code=0, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=120, **options)
    assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr
