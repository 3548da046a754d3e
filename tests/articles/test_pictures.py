"""The pictures of an article, kept for later beside its text."""

import docx
import pytest
from docx.oxml.ns import qn

from posts.article import Image, pictures

PAGE = """<html><head><title>A walk</title><meta property="og:image" content="/cards/walk.jpg?w=1200">
<meta property="og:image:alt" content="A path"></head><body>
<header><img src="/logo.svg" alt="Garden Blog"></header><nav><img src="/menu.png"></nav><article><h1>A walk in the woods</h1>
<figure><picture><source srcset="/wood.webp 1x, /wood-2.webp 2x"><img src="data:image/gif;base64,R0" alt="A  wood"></picture>
<figcaption>The wood in May, as it was.</figcaption></figure>
<p>The trees calm us, as many say who often go into the woods and know of what they talk.<img src="moss.png" alt=""></p>
<img src="https://count.example/1.gif" width="1" height="1"><img src="/late.gif" data-src="late.jpg" alt="Late">
<img src="hidden.jpg" style="display:none"><img src="https://secure.gravatar.com/avatar/1.jpg">
<p>The moss is soft, and it holds the water for long, even if it has not rained in all the summer.</p>
<img src="javascript:alert(1)"><img alt="none">
<div class="wp-caption"><img src="https://cdn.example/stone.jpg" alt="A stone"><p class="wp-caption-text">Stones, too.</p></div>
<p>And so we go on until it is evening and the birds are silent, and then we turn back.</p></article>
<aside><img src="/other.jpg"></aside><footer><img src="/foot.jpg"></footer></body></html>"""


def test_a_page_gives_the_pictures_of_its_text_with_captions(article):
    assert article(PAGE, "walk.html", url="https://garden.example/blog/walk").images == (
        Image("https://garden.example/cards/walk.jpg?w=1200", "A path"),
        Image("https://garden.example/wood.webp", "A wood", "The wood in May, as it was."),
        Image("https://garden.example/blog/moss.png"),
        Image("https://garden.example/blog/late.jpg", "Late"),
        Image("https://cdn.example/stone.jpg", "A stone", "Stones, too."),
    )


def test_a_picture_that_leads_is_not_named_twice(article):
    page = PAGE.replace("/cards/walk.jpg?w=1200", "https://garden.example/wood.webp?w=1200")
    assert [image.alt for image in article(page, "walk.html").images] == ["A wood", "", "Late", "A stone"]


def test_a_page_without_an_address_leaves_its_addresses_as_they_are(article):
    assert article(PAGE, "walk.html").images[1].src == "/wood.webp"
    based = PAGE.replace("<title>", '<base href="https://base.example/x/"><title>')
    assert article(based, "walk.html").images[2].src == "https://base.example/x/moss.png"


def test_a_caption_that_stands_as_a_paragraph_is_one(blocks):
    page = PAGE.replace("Stones, too.", "Stones, too, which are as old as the world and a little older than the trees.")
    kinds = {kind for kind, text in blocks(page, "walk.html") if text.startswith("Stones, too")}
    assert kinds <= {"caption"}


def test_markdown_gives_its_pictures_and_the_one_of_its_front_matter(article):
    text = """\
---
title: A walk
canonical_url: https://garden.example/blog/walk
image: /cards/walk.jpg
---
Trees calm us. ![A *tree*](tree.jpg "In May")

{{< img src="moss.jpg" alt="Moss [green]" >}}Moss too.

<figure><img src="stone.jpg" alt="A stone"><figcaption>Stones, too.</figcaption></figure>

![inline](data:image/gif;base64,R0) ![a score](https://img.shields.io/x.svg)
"""
    found = article(text, "walk.md")
    assert found.text == "A walk\n\nTrees calm us.\n\nMoss too.\n\nStones, too."
    assert found.images == (
        Image("https://garden.example/cards/walk.jpg"),
        Image("https://garden.example/blog/tree.jpg", "A *tree*", "In May"),
        Image("https://garden.example/blog/moss.jpg", "Moss [green]"),
        Image("https://garden.example/blog/stone.jpg", "A stone", "Stones, too."),
    )


@pytest.mark.parametrize(
    ("matter", "image"),
    [
        ("featured_image: a.jpg", Image("a.jpg")),
        ("cover: {image: a.jpg, alt: A tree, caption: In May}", Image("a.jpg", "A tree", "In May")),
        ("images: [a.jpg, b.jpg]", Image("a.jpg")),
        ("image: a.jpg\nimage_alt: A tree", Image("a.jpg", "A tree")),
        ("image: true", None),
        ("cover: none", None),
    ],
)
def test_front_matter_names_a_picture_in_several_ways(article, matter, image):
    assert article(f"---\ntitle: A walk\n{matter}\n---\nTrees calm us.", "walk.md").images == (
        (image,) if image else ()
    )


def test_a_picture_of_a_word_document_keeps_its_description_and_caption(article, tmp_path):
    document = docx.Document()
    document.add_paragraph("Trees calm us.")
    (tmp_path / "a.png").write_bytes(PIXEL)
    document.add_picture(str(tmp_path / "a.png"))
    next(document.element.body.iter(qn("wp:docPr"))).set("descr", "A wood in May")
    document.add_paragraph("The wood.", style="Caption")
    document.save(str(tmp_path / "walk.docx"))
    found = article((tmp_path / "walk.docx").read_bytes(), "walk.docx")
    assert found.images == (Image(None, "A wood in May", "The wood."),)


def test_a_text_has_no_pictures(article):
    assert article("Trees calm us.\n").images == ()


def test_so_many_pictures_are_kept_and_no_more():
    many = [Image(f"{number}.jpg", "x" * 5_000) for number in range(50)]
    kept = pictures.settled([*many, *many], "https://garden.example/")
    assert len(kept) == pictures.MOST
    assert all(len(image.alt) <= 1_000 for image in kept)


@pytest.mark.parametrize(
    "src", ["data:,x", "javascript:x", "file:///etc/passwd", "cid:1", "http://[bad", "", "x" * 3_000]
)
def test_what_is_no_address_of_the_web_is_no_picture(src):
    assert pictures.settled([Image(src)], "https://garden.example/") == ()


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)
