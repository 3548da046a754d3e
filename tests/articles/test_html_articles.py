import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from posts.article import titles
from posts.article.titles import Named
from posts.errors import ArticleError

TITLES = tomllib.loads((Path(__file__).parents[1] / "data/articles/titles.toml").read_text("utf-8"))["case"]

PAGE = """<!doctype html><html lang="de-AT"><head><title>Ein Gang im Wald | Gartenblog</title>
<meta property="og:title" content="Ein Gang im Wald"><meta property="og:site_name" content="Gartenblog">
<meta property="article:published_time" content="2026-05-01T10:00:00Z">
<link rel="canonical" href="https://garten.example/wald"></head><body>
<nav><a href="/">Start</a><a href="/alle">Alle Beiträge</a></nav>
<article><h1>Ein Gang im Wald</h1>
<p>Die Bäume beruhigen uns, das sagen viele, die oft im Wald gehen und wissen, wovon sie reden.</p>
<h2>Das Moos <a href="#m">#</a></h2>
<p>Es ist weich, und es hält das Wasser lange, auch wenn es im Sommer wochenlang nicht geregnet hat.</p>
<ul><li>Ein Hut gegen die Sonne, denn auch im Wald scheint sie einem auf den Kopf.</li><li>Ein Stock, der lang genug ist.</li></ul>
<blockquote><p>Wer im Wald geht, der geht zu sich selbst, das hat schon meine Großmutter gesagt.</p></blockquote>
<p>Und so gehen wir weiter, bis es Abend wird und die Vögel schweigen, und kehren dann um.</p></article>
<aside>Newsletter abonnieren</aside><footer>© 2026 Gartenblog. Wir verwenden Cookies.</footer></body></html>"""


@pytest.mark.parametrize("case", TITLES, ids=[case["title"] or case["why"] for case in TITLES])
def test_the_title_is_what_the_parts_of_a_page_agree_on(case):
    named = {key: case[key] for key in ("meta", "bar", "headings", "site", "host", "firsts", "sites") if key in case}
    assert titles.choose(Named(**named)) == case["title"]


def test_a_page_becomes_its_article(article):
    found = article(PAGE, "wald.html")
    assert [(block.kind.value, block.level) for block in found.blocks] == [
        ("title", 0),
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
        ("list_item", 1),
        ("list_item", 1),
        ("quote", 0),
        ("paragraph", 0),
    ]
    assert (found.title, found.language, found.published) == ("Ein Gang im Wald", "de", date(2026, 5, 1))
    assert found.url == "https://garten.example/wald"
    assert found.of(found.blocks[2]) == "Das Moos"
    assert found.text.endswith("und kehren dann um.")


def test_a_page_is_known_by_its_first_bytes_whatever_it_is_called(article):
    assert article(PAGE, "wald.txt").title == "Ein Gang im Wald"
    assert article(PAGE, "standard input").title == "Ein Gang im Wald"


def test_a_page_may_not_send_readers_to_another_site(article):
    assert article(PAGE, url="https://garten.example/wald?utm=1").url == "https://garten.example/wald"
    assert article(PAGE, url="https://other.example/x").url == "https://other.example/x"


def test_lines_that_are_broken_into_a_list_are_one(blocks):
    lines = "<p>– ein Hut gegen die Sonne<br>– ein Stock, der lang genug ist<br>– ein Apfel</p>"
    found = blocks(PAGE.replace("<blockquote>", f"{lines}<blockquote>"), "wald.html")
    assert ("list_item", "ein Stock, der lang genug ist") in found


@pytest.mark.parametrize(
    "page", ["<html><body></body></html>", "<html><head><title>x</title></head></html>", "<!doctype html>"]
)
def test_a_page_without_a_text_is_an_error_in_one_sentence(article, page):
    with pytest.raises(ArticleError, match=r"^page\.html cannot be read: there is no article in it\.$"):
        article(page, "page.html")


@pytest.mark.parametrize("name", ["strafprozess.ch.polizisten", "ethify.org.vegetarier"])
def test_real_pages_against_their_annotation(article, data, name):
    gold = json.loads((data / f"html/{name}.html.gold.json").read_text("utf-8"))
    found = article((data / f"html/{name}.html").read_bytes(), f"{name}.html")
    assert found.title == gold["title"]
    assert found.published == date.fromisoformat(gold["date"])
    assert found.language == "de"
    assert [text for text in gold["with"] if text not in found.text] == []
    assert [text for text in gold["without"] if text in found.text] == []


def test_lists_inside_lists_are_told_once_and_by_their_depth(article):
    inner = "<ul><li>Gloves of wool<ul><li>or of leather</li></ul></li><li>A scarf</li></ul>"
    found = article(PAGE.replace("auf den Kopf.</li>", f"auf den Kopf.{inner}</li>"), "wald.html")
    items = [(block.level, found.of(block)[:14]) for block in found.blocks if block.kind.value == "list_item"]
    assert items == [
        (1, "Ein Hut gegen "),
        (2, "Gloves of wool"),
        (3, "or of leather"),
        (2, "A scarf"),
        (1, "Ein Stock, der"),
    ]


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>Wald</title>", "<h1>Ein Gang<br>im Wald <a href='#x'>¶</a></h1>", "Ein Gang im Wald"),
        ("<title>Wald</title>", "<h1>Ein Gang im Wald<script>x()</script></h1>", "Ein Gang im Wald"),
        ("<meta name='twitter:title' content='Im Wald &amp;amp; Moos'>", "<h1>Mehr</h1>", "Im Wald & Moos"),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], "headline": "Im Wald"}]}</script>',
            "<h1>Politik</h1>",
            "Im Wald",
        ),
        (
            '<title>Ein Gang im Wald - Die Schau</title><script type="application/ld+json">[{"publisher": {"name": "Die Schau"}}]</script>',
            "",
            "Ein Gang im Wald",
        ),
        (
            "<title>Ein Gang im Wald – Grünes Heft</title><link rel=alternate type=text/xml title='Grünes Heft » Feed'>",
            "<h2>Themen</h2><h2>Archiv</h2>",
            "Ein Gang im Wald",
        ),
        (
            "<title>Ein Gang im Wald – Grünes Heft</title>",
            "<h1 class='site-title'>Grünes Heft</h1><h2>Moos und mehr</h2>",
            "Ein Gang im Wald",
        ),
        ("<script type='application/ld+json'>{broken</script><title>Ein Gang im Wald</title>", "", "Ein Gang im Wald"),
        ("<title>Wald</title>", "<h1 itemprop=headline>Ein Gang im Wald</h1>", "Ein Gang im Wald"),
    ],
)
def test_the_title_is_found_wherever_a_page_names_it(article, head, heading, title):
    page = re.sub(r"<title>.*?<link", f"{head}<link", PAGE, flags=re.DOTALL).replace(
        "<h1>Ein Gang im Wald</h1>", heading
    )
    assert article(page, "wald.html").title == title


def test_a_bare_piece_of_html_is_an_article_too(blocks):
    page = "<html><h1>A walk</h1><div>Trees calm us, and so does the moss that grows on every stone.</div><div>It is soft.</div>"
    assert blocks(page, "walk.html") == [
        ("title", "A walk"),
        ("paragraph", "Trees calm us, and so does the moss that grows on every stone."),
        ("paragraph", "It is soft."),
    ]
