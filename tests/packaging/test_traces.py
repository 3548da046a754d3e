"""Nothing in the project tells of the machine it was written on, or of where its packages came from."""

import subprocess
from pathlib import Path

import pytest

#: Written in halves, so that this file is not its own finding.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("ghcr", "io"),
        ("docker", "io"),
        ("quay", "io"),
    )
)


@pytest.fixture(scope="module")
def texts(root):
    """Path → text of every file that belongs to the project; what is not text has nothing to tell here."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [root / name for name in listed.stdout.split("\0") if name]
    return {path.relative_to(root): path.read_bytes().decode(errors="ignore") for path in paths if path.is_file()}


def holders(texts, word):
    return [str(path) for path, text in texts.items() if word in text]


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_the_host_of_a_package_registry(texts, host):
    assert holders(texts, host) == []


def test_no_file_names_a_folder_of_this_machine(texts, root):
    here = [folder for folder in (root, Path.home()) if len(folder.parts) > 1]
    assert {str(folder): holders(texts, f"{folder}/") for folder in here} == {str(folder): [] for folder in here}


def test_no_file_that_the_project_ignores_was_committed(texts):
    assert not {"uv.lock", "pylock.toml", "campaign.key", ".env"} & {path.name for path in texts}
