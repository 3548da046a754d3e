"""An article comes out of the database as it went in."""

from dataclasses import replace

import pytest

from campaign.store import accounts, articles
from posts.article import Article, Block, Image, Kind
from tests.store.world import act

TEXT = "A walk\n\nTrees calm us.\n\nMoss too."
ARTICLE = Article(
    "A walk",
    TEXT,
    (Block(Kind.TITLE, 0, 6), Block(Kind.PARAGRAPH, 8, 22), Block(Kind.LIST_ITEM, 24, 33, 2)),
    "https://garden.example/walk",
    "en",
)


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"images": (Image("https://garden.example/a.jpg", "A tree", "In May"), Image(None, "", ""))},
        {"splits": (24,)},
    ],
)
def test_an_article_keeps_its_pictures_and_its_split_marks(store, known):
    article = replace(ARTICLE, **known)
    with store.write() as connection:
        accounts.ensure_workspace(connection)
        key = articles.keep_article(connection, article, act())
    with store.read() as connection:
        assert articles.article(connection, key) == article


def test_an_article_without_pictures_writes_none(store):
    with store.write() as connection:
        accounts.ensure_workspace(connection)
        articles.keep_article(connection, ARTICLE, act())
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM articles WHERE images IS NULL").scalar() == 1
