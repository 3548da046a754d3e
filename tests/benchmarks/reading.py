"""A sample of posts for a person to read, one after another, and to judge each: would you post it?

    .venv/bin/python -m tests.benchmarks.reading [FOLDER] [--posts 60] [--seed 1] [--language en]… [--blind KEY]

Posts for X with a tag, drawn from all posts of all articles in FOLDER (those of the tests, unless one is named), mixed.
With --blind, half of them are the cutter's and half are packed sentences; which is which is written to the file KEY.
"""

import argparse
import random
import sys
from pathlib import Path

from posts.article import load
from posts.compose import Frame
from posts.errors import PostsError
from posts.measure import LIMITS
from tests.benchmarks.annotated import ARTICLES, ROOT
from tests.benchmarks.cutters import ours, packed

FRAME = Frame(LIMITS["x"], ("#SampleCampaign",))
KINDS = {".txt", ".md", ".html", ".docx", ".pdf"}


def main(words):
    wanted = _arguments(words)
    articles = _articles(wanted.folder, wanted.language)
    chance = random.Random(wanted.seed)
    if wanted.blind:
        half = wanted.posts // 2
        sample = _drawn(chance, ours, articles, wanted.posts - half) + _drawn(chance, packed, articles, half)
        chance.shuffle(sample)
        key = [f"{number}\t{way}\t{name}\n" for number, (way, name, _) in enumerate(sample, 1)]
        wanted.blind.write_text("".join(key), "utf-8")
    else:
        sample = _drawn(chance, ours, articles, wanted.posts)
    if not sample:
        sys.exit("There is nothing to read: no article of that folder and language makes a post.")
    for number, (_, name, post) in enumerate(sample, 1):
        print(f"── {number}  {name}  [{post['length']}]\n{post['text']}\n")


def _arguments(words):
    asks = argparse.ArgumentParser(prog="reading", description="Prints posts for a person to judge.")
    asks.add_argument("folder", nargs="?", type=Path, help="the articles; those of the tests, unless named")
    asks.add_argument("--posts", type=int, default=60, metavar="N")
    asks.add_argument("--seed", type=int, default=1)
    asks.add_argument("--language", action="append", metavar="CODE", help="only articles in this language, or these")
    asks.add_argument("--blind", type=Path, metavar="KEY", help="mix packed sentences in; KEY will tell which they are")
    return asks.parse_args(words)


def _articles(folder, languages):
    """Name → article, of every file under the folder that can be read as one."""
    found = {}
    for file in _files(folder):
        try:
            article = load(str(file), None)
        except PostsError as error:
            print(f"{file.name}: {error}", file=sys.stderr)
            continue
        if languages is None or article.language in languages:
            found[file.stem] = article
    return found


def _files(folder):
    if folder is None:
        return [file for name in ("gum", "html", "md") for file in _files(ARTICLES / name)] + _files(ROOT / "articles")
    return sorted(file for file in folder.rglob("*") if file.suffix in KINDS and _is_article(file))


def _is_article(file):
    return file.name != "ATTRIBUTION.md" and not file.name.endswith(".expected.html")


def _drawn(chance, way, articles, many):
    """So many posts of a way to cut, as (way, name of the article, post), in a mixed order."""
    cuts, _ = way(list(articles.values()), FRAME)
    posts = [(way.__name__, name, post) for name, made in zip(articles, cuts, strict=True) for post in made["posts"]]
    return chance.sample(posts, min(many, len(posts)))


if __name__ == "__main__":
    main(sys.argv[1:])
