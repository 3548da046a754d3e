"""The articles that the cutter is measured on, each with what a person says of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posts.article import Article, load

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "tests" / "data" / "articles"
FIRST = "massage-therapy-for-sciatica"


@dataclass(frozen=True)
class Annotated:
    """An article as the cutter reads it, the text that was annotated, and its sentences, mentions and relations."""

    article: Article
    source: str
    gold: dict[str, Any]


def gum():
    """The 24 texts of the GUM corpus, annotated by people who know nothing of the cutter."""
    return [_annotated(file, file.with_suffix(".gold.json")) for file in sorted((ARTICLES / "gum").glob("*.txt"))]


def first():
    """The first article, annotated by the project itself."""
    return _annotated(ROOT / "articles" / f"{FIRST}.txt", ARTICLES / f"{FIRST}.gold.json")


def _annotated(text, gold):
    return Annotated(load(str(text), None), text.read_text("utf-8"), json.loads(gold.read_text("utf-8")))
