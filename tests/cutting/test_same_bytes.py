"""The same article and brief give the same bytes: whatever the hash seed, the locale, and what was cut before."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARTICLES = [
    "articles/massage-therapy-for-sciatica.txt",
    "tests/data/articles/gum/GUM_interview_cyclone.txt",
    "tests/data/articles/md/osguide-ar-metrics.md",
    "tests/data/articles/md/osguide-ja-finding-users.md",
    "tests/data/articles/md/vagov-suicide-prevention.md",
]
#: Python would make UTF-8 of the C locale, and hide what depends on it.
PLAIN_C = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
#: A locale that is not installed counts as C.
WORLDS = {
    "seed 0": ({"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}, ARTICLES),
    "seed 1, C, the other way round": ({"PYTHONHASHSEED": "1", **PLAIN_C}, ARTICLES[::-1]),
    "seed 2, German, odd ones first": (
        {"PYTHONHASHSEED": "2", "LC_ALL": "de_DE.UTF-8"},
        ARTICLES[1::2] + ARTICLES[::2],
    ),
    "one article, nothing before it": ({"PYTHONHASHSEED": "3", "LC_ALL": "tr_TR.UTF-8"}, ARTICLES[-1:]),
}

SCRIPT = """
import json, locale, sys
from posts.article import load
from posts.compose import Frame
from posts.cut import Brief, cut, to_json
from posts.measure import LIMITS

try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
for name in sys.argv[1:]:
    article = load(name, None)
    frame = Frame(LIMITS["x"], ("#rest",))
    briefs = [Brief(frame), Brief(frame, max_posts=5), Brief(frame, thread=True)]
    print(json.dumps([name, json.dumps([to_json(cut(article, brief)) for brief in briefs])]))
"""


def cuts(world):
    """Name → the JSON of an article's cuts, as text, from a process of its own."""
    environment, names = WORLDS[world]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *names],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return dict(json.loads(line) for line in done.stdout.splitlines())


@pytest.fixture(scope="module")
def made():
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(WORLDS, pool.map(cuts, WORLDS), strict=True))


@pytest.mark.parametrize("world", list(WORLDS)[1:])
def test_cuts_have_the_same_bytes_in_any_process_locale_and_order(made, world):
    plain, other = made["seed 0"], made[world]
    assert sorted(other) == sorted(WORLDS[world][1])
    assert [name for name in other if other[name] != plain[name]] == []


def test_there_is_something_to_compare(made):
    for name, text in made["seed 0"].items():
        assert all(one["posts"] for one in json.loads(text)), name
