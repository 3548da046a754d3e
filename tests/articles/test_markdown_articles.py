from datetime import date

import pytest


@pytest.fixture
def md(blocks):
    return lambda text: blocks(text, "walk.md")


def test_inline_marks_become_text(md):
    text = "**Trees** _calm_ us, `so` does [moss](https://moss.example) &amp; <https://stone.example>, ~~not~~ a\\*b."
    assert md(text) == [("paragraph", "Trees calm us, so does moss & https://stone.example, a*b.")]


def test_emphasis_that_never_closes_leaves_no_stars(md):
    assert md("At** the office**, we walk.") == [("paragraph", "At the office, we walk.")]


def test_the_first_heading_is_the_title(md):
    assert md("# A walk\n\nTrees calm us.\n\n## Moss\n\nIt is soft.") == [
        ("title", "A walk"),
        ("paragraph", "Trees calm us."),
        ("heading", "Moss"),
        ("paragraph", "It is soft."),
    ]


def test_one_of_many_second_headings_is_no_title(article):
    assert article("## Trees\n\nThey calm us.\n\n## Moss\n\nIt is soft.", "walk.md").title == ""


def test_front_matter_says_title_language_day_and_address(article):
    found = article(
        "---\ntitle: 'A walk &amp; more'\ndate: 2026-05-01 10:00:22 -0400\nlang: pt-BR\n"
        "canonical_url: https://walk.example/a\n---\n\n# A walk & more\n\nTrees calm us.",
        "walk.md",
    )
    assert (found.title, found.published, found.language) == ("A walk & more", date(2026, 5, 1), "pt")
    assert found.url == "https://walk.example/a"
    assert found.text == "A walk & more\n\nTrees calm us."


def test_toml_front_matter_is_read_too(article):
    found = article('+++\ntitle = "A walk"\ndate = 2026-05-01\n+++\nTrees calm us.', "walk.md")
    assert (found.title, found.published, found.text) == ("A walk", date(2026, 5, 1), "A walk\n\nTrees calm us.")


@pytest.mark.parametrize(
    "matter",
    [
        "title: A: walk\nx: [",
        "title: A: walk\n\ttabs: no",
        "a: &a [1]\nb: *a\ntitle: 'A: walk'",
        "? [x, y]\n: 1\ntitle: 'A: walk'",
    ],
)
def test_odd_front_matter_still_gives_its_title(article, matter):
    assert article(f"---\n{matter}\n---\nTrees calm us.", "walk.md").title == "A: walk"


def test_text_between_two_rulers_is_no_front_matter(article):
    assert "Trees calm us" in article("---\nTrees calm us.\n\n---\n\nMoss too.", "walk.md").text


def test_lists_keep_their_depth_and_lose_their_marks(article):
    found = article("Take:\n\n* a hat\n* a stick\n  1. long\n\nGo.", "walk.md")
    assert [(block.kind.value, block.level, found.of(block)) for block in found.blocks[1:4]] == [
        ("list_item", 1, "a hat"),
        ("list_item", 1, "a stick"),
        ("step", 2, "long"),
    ]


def test_quotes_and_who_said_them(md):
    assert md("She said:\n\n> Trees calm us.\n>\n> — Jane Doe") == [
        ("paragraph", "She said:"),
        ("quote", "Trees calm us."),
        ("caption", "— Jane Doe"),
    ]


def test_footnotes_pictures_comments_and_shortcodes_are_no_text(md):
    text = """\
Trees calm us.[^1]<!-- cut --> ![a tree](tree.jpg)

{{< figure src="tree.jpg" alt="a tree" >}}

{% include share.html %}

Moss too.
{: .lead}

[^1]: A study says so.
"""
    assert md(text) == [("paragraph", "Trees calm us."), ("paragraph", "Moss too.")]


def test_a_picture_in_a_link_leaves_the_sentence_whole(md):
    assert md('[{{< img src="a.jpg" alt="x" >}}](https://a.example/a.jpg)Trees calm us.') == [
        ("paragraph", "Trees calm us.")
    ]


def test_tables_are_left_out_but_for_their_sentences(md):
    text = "Trees.\n\n| a | b |\n|---|---|\n| 1 | This cell says a whole sentence, which is long enough to be one. |\n"
    assert md(text) == [
        ("paragraph", "Trees."),
        ("paragraph", "This cell says a whole sentence, which is long enough to be one."),
    ]


def test_html_inside_is_read_as_html(md):
    text = '<div class="intro">\n<p>Trees <b>calm</b> us.</p>\n<script>alert("x < y")</script>\n<ul><li>A hat</li></ul>\n</div>\n\nMoss.'
    assert md(text) == [("paragraph", "Trees calm us."), ("list_item", "A hat"), ("paragraph", "Moss.")]


def test_indented_html_in_a_list_is_no_code(md):
    assert md("  1. <p>\n      Trees calm us.\n    </p>\n\n  2. <p>\n      Moss too.\n    </p>\n\nGo.") == [
        ("step", "Trees calm us."),
        ("step", "Moss too."),
        ("paragraph", "Go."),
    ]


def test_markdown_inside_html_is_read_where_its_author_says_so(md):
    text = '<aside markdown="1">\n  Trees [calm](https://a.example) us.\n  <p markdown="1" class="credit">\n— @jane, ["On trees"](https://a.example)\n  </p>\n</aside>\n'
    assert md(text)[-1] == ("caption", '— @jane, "On trees"')


def test_code_keeps_its_lines(md):
    assert md("Do:\n\n```sh\nif true; then\n  go\nfi\n```") == [
        ("paragraph", "Do:"),
        ("code", "if true; then\n  go\nfi"),
    ]


def test_a_bold_line_over_a_paragraph_is_a_heading(md):
    assert ("heading", "Why moss") in md("Trees calm us.\n\n**Why moss**\n\nIt is soft, and it holds water for long.")


def test_an_author_box_that_lost_its_line_goes(md):
    text = "Trees calm us. What do you think?_**Jane Doe** is a writer at the Garden Office. You can follow her work._"
    assert md(text) == [("paragraph", "Trees calm us. What do you think?")]


def test_a_scraped_lead_is_parted_in_markdown_too(article):
    found = article("#trees Title: The Calm of Old Trees Trees calm us. So does moss.", "walk.md")
    assert (found.title, found.text) == (
        "The Calm of Old Trees",
        "The Calm of Old Trees\n\nTrees calm us. So does moss.",
    )


REAL = {
    "digitalgov-inter-agency-federal-social-media-promotes-womens-health-campaign": (
        "Inter-Agency Federal Social Media Promotes Women’s Health Campaign",
        date(2014, 5, 21),
        "how have digital tools enhanced your campaigns and observances?",
        7,
    ),
    "osguide-en-metrics": ("Open Source Metrics", None, "analytics, metrics and software for community health.", 21),
    "vagov-suicide-prevention": ("Veteran Suicide Prevention", None, "All ages", 25),
}


@pytest.mark.parametrize("name", REAL)
def test_real_pages_of_three_sites(article, data, name):
    title, published, end, items = REAL[name]
    found = article((data / f"md/{name}.md").read_bytes(), f"{name}.md")
    assert (found.title, found.published, found.language) == (title, published, "en")
    assert found.text.endswith(end)
    assert [block.kind.value for block in found.blocks].count("list_item") == items
    for junk in ("{{", "](", "**", "<p", "</", "&#", "addEventListener", "legacy-img", "pquote"):
        assert junk not in found.text


def test_what_a_real_page_calls_its_readers_to_is_gone_and_what_it_says_stays(article, data):
    found = article((data / "md/vagov-suicide-prevention.md").read_bytes(), "vagov.md")
    for call in (
        "Take our Veterans self-check quiz",
        "Visit Coaching into Care",
        "Find your nearest VA medical center",
    ):
        assert call not in found.text
    for said in ("All calls are confidential", "Start a confidential Veterans Chat.", "Preschoolers"):
        assert said in found.text


def test_pictures_of_a_real_page_are_those_that_it_shows(article, data):
    found = article((data / "md/osguide-en-metrics.md").read_bytes(), "metrics.md")
    assert [image.alt for image in found.images][:3] == ["", "Traffic graph", "Clone graph"]
    assert found.images[0].src == "/assets/images/cards/metrics.png"


def test_the_boxes_of_a_task_list_go(md):
    assert md("# Jobs\n\n- [ ] Prune the roses.\n- [x] Lift the tulips.") == [
        ("title", "Jobs"),
        ("list_item", "Prune the roses."),
        ("list_item", "Lift the tulips."),
    ]


def test_short_lines_may_stand_above_the_title(article):
    found = article("**PRESS RELEASE**\n**3 February 2026**\n\n# A hoard is found\n\nIt is old.", "hoard.md")
    assert (found.title, found.around) == ("A hoard is found", ("PRESS RELEASE 3 February 2026",))
    assert article("It is old, and it was found.\n\n# A hoard", "hoard.md").title == ""


MUCH = "\n\n".join(
    f"In the {when} they are another wood, and whoever comes back sees it." for when in ("May", "June", "July")
)
ENDS = f"# A walk\n\nTrees calm us.\n\n{MUCH}\n\nThey do so every day of the year.\n\n"


@pytest.mark.parametrize(
    "last",
    [
        "*Jane Doe walks in Kent, and writes of it.*",
        "---\n\nJoin us? You can [book a walk](/walks) on any day of the week.",
        "---\n\n**Hungry?** See [the menu](/menu).\n\n*Open from nine to five.*",
        "\\* Not on Sundays.",
    ],
)
def test_what_is_set_off_at_the_end_is_no_part_of_the_text(md, last):
    assert md(ENDS + last)[-1] == ("paragraph", "They do so every day of the year.")


@pytest.mark.parametrize("last", ["---\n\nMoss is soft.", "*Moss* is soft.", "Moss is [soft](/moss)."])
def test_what_only_stands_last_is(md, last):
    assert md(ENDS + last)[-1] == ("paragraph", "Moss is soft.")


@pytest.mark.parametrize(
    "first",
    [
        "*Jane Doe walks in Kent. She has a dog.*",
        "Walking Weekly · No. 12 · April",
        "From the woods **Text: Jane Doe**",
        "Reviewed by Jane Doe, forester.",
    ],
)
def test_who_made_it_is_no_part_of_the_text_before_it(md, first):
    assert md(ENDS.replace("Trees", f"{first}\n\nTrees"))[1] == (
        "paragraph",
        "Trees calm us.",
    )


def test_a_subtitle_in_italics_is(md):
    assert md(ENDS.replace("Trees", "*Why the woods are good for us, and how.*\n\nTrees"))[1] == (
        "paragraph",
        "Why the woods are good for us, and how.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "*The lead says that the river turns north.*\n\n*The second paragraph is in italics, too.*",
        "<i>A note that nobody closed.\n\nThe river turns north, and has done so for years.",
        "The river turns north.\n\n---\n\n[Anna](/a) has measured it every morning for eleven years.",
        "Three things happened · and nobody saw them:\n\n- the mill fell\n- the road broke",
        "The dam was updated by Anna Berger in March.\n\nThe river turns north.",
        "The river turns north.\n\n*Anna Berger measured it for years.*\n\nAnna likes it.\n\nSo does the town, it says.",
        "For release from jail he paid nine million dollars.\n\nThe river turns north.",
        "The river turns north.\n\n† Anna Berger died in April, and the river carried her ashes to the sea.",
        "**Will the dam hold?**\n\n*It will, if the council pays for it.*",
    ],
)
def test_what_only_looks_so_is_a_part_of_the_text(article, text):
    assert article(f"# The river\n\n{text}", "river.md").around == ()
