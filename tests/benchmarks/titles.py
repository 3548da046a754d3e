"""How many titles are read exactly, where a file holds its own: ``python -m tests.benchmarks.titles [FOLDER]``.

What the title is, is told by what stands beside the file: ``NAME.gold.json`` (an annotation), ``NAME.meta.json`` (what
Readability makes of it, less the site's name, so it may be wrong itself), the front matter of Markdown, the first line
of a text.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import yaml

from posts.article.sources import Source, read
from posts.errors import ArticleError

_ROOT = Path(__file__).parents[2]
_FOLDERS = (_ROOT / "tests/data/articles", _ROOT / "articles")
#: What a person read in files that say it in the midst of a line.
_READ = {"massage-therapy-for-sciatica.txt": "The Healing Power of Massage Therapy for Sciatica"}
_LONGEST = 180


def run(*folders: Path) -> list[tuple[str, float, str]]:
    """Exact titles and all titles of some folders, by default the committed articles; prints each exception."""
    rows = [(path, wanted, _found(path)) for path, wanted in _known(folders or _FOLDERS)]
    for path, wanted, found in rows:
        if wanted != found:
            print(f"  {path.name}: read {found!r}, is {wanted!r}")
    exact = sum(wanted == found for _, wanted, found in rows)
    return [("titles, exact", exact, "titles"), ("titles, of files that hold one", len(rows), "titles")]


def _known(folders: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            is_article = path.suffix in {".html", ".md", ".txt"} and not path.name.endswith(".expected.html")
            if is_article and (wanted := _wanted(path)) is not None:
                yield path, wanted


def _found(path: Path) -> str:
    try:
        return read(path.read_bytes(), Source(path.name)).title
    except ArticleError as error:
        return f"({error})"


def _wanted(path: Path) -> str | None:
    """The title that a file holds; None where it holds none, or nobody says which."""
    if path.suffix == ".html":
        return _of_page(path)
    text = path.read_text("utf-8")
    return _of_front_matter(text) if path.suffix == ".md" else _READ.get(path.name, _of_text(path, text))


def _of_page(path: Path) -> str | None:
    gold = path.with_name(f"{path.name}.gold.json")
    meta = path.with_name(path.name.replace(".source.html", ".meta.json"))
    if gold.exists():
        return json.loads(gold.read_text("utf-8")).get("title") or None
    if meta == path or not meta.exists():
        return None
    values = json.loads(meta.read_text("utf-8"))
    site = re.escape(values.get("siteName") or "\0")
    return re.sub(rf"\s+[-–—|·]\s+{site}$", "", values["title"])


def _of_front_matter(text: str) -> str | None:
    parts = re.split(r"^---[ ]*$", text, maxsplit=2, flags=re.MULTILINE)
    values = yaml.safe_load(parts[1]) if len(parts) > 2 and not parts[0].strip() else None
    return unescape(str(values["title"])) if isinstance(values, dict) and values.get("title") else None


def _of_text(path: Path, text: str) -> str | None:
    """The annotated title, where the text begins with it; else a first line that is no sentence."""
    gold = path.with_name(f"{path.stem}.gold.json")
    title = json.loads(gold.read_text("utf-8")).get("title") if gold.exists() else None
    first = text.strip().split("\n")[0].strip()
    if len(first) > _LONGEST or first.endswith("."):
        return None
    return str(title) if title and first.startswith(title) else first


if __name__ == "__main__":
    for what, value, unit in run(*map(Path, sys.argv[1:])):
        print(f"{what:60} {value:12,.2f} {unit}")
