"""What elements inside a line say that their text alone does not, on pages and in Markdown."""

import pytest

BEFORE = "The last keeper of the lighthouse switched off the lamp in 1998 and went home to the village."
AFTER = "The foghorn outlived the keeper by three years, and nobody asked the people of the village."
QUOTED = "You never heard silence until the horn stopped for good in the bay."
CREDITED = [("quote", QUOTED), ("caption", "— Edith Rowe")]


def page(inside: str) -> str:
    body = f"<p>{BEFORE}</p>{inside}<p>{AFTER}</p>"
    return f"<!doctype html><html><head><title>Lamps</title></head><body><article>{body}</article></body></html>"


@pytest.fixture
def said(blocks):
    """The blocks that a page and a Markdown text make of the same element, which are the same."""

    def made(inside: str) -> list[tuple[str, str]]:
        of_page = blocks(page(inside), "lamps.html")[2:-1]
        of_markdown = blocks(f"# Lamps\n\n{BEFORE}\n\n{inside}\n\n{AFTER}\n", "lamps.md")[2:-1]
        assert of_page == of_markdown
        return of_page

    return made


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("It shines 3×10<sup>6</sup> times, and 10<sup>-6</sup> at 5 m<sup>2</sup>.", "It shines 3×10⁶ times, and 10⁻⁶ at 5 m²."),
        ("The 19<sup>th</sup> keeper drank H<sub>2</sub>O.", "The 19th keeper drank H2O."),
        ("The law of 2019<sup>3</sup> stands.", "The law of 2019³ stands."),
    ],
)  # fmt: skip
def test_a_raised_figure_makes_no_other_number_of_the_one_before_it(said, inside, text):
    assert said(f"<p>{inside}</p>") == [("paragraph", text)]


@pytest.mark.parametrize("price", ["300", "<b>300</b>", "<a href='https://a.example/lamps'>300</a>"])
def test_what_is_struck_out_is_not_said(said, price):
    text = f"<p>A lamp costs <del>{price}</del> 200 pounds, <s>not</s> cheap.</p>"
    assert said(text) == [("paragraph", "A lamp costs 200 pounds, cheap.")]


def test_a_quotation_inside_a_sentence_keeps_its_marks(said):
    text = "<p>She said <q>never again</q> to the crew of the boat.</p>"
    assert said(text) == [("paragraph", "She said “never again” to the crew of the boat.")]


def test_an_element_in_one_that_is_taken_out_breaks_nothing(article):
    text = "<p>A lamp <del>costs <sup><q>2</q></sup> <cite>x</cite></del> shines 10<sup><q>6</q></sup> times.</p>"
    assert "A lamp shines 10⁶ times." in article(page(text), "lamps.html").text


@pytest.mark.parametrize(
    "inside",
    [
        f"<blockquote><p>{QUOTED}</p><cite>Edith Rowe</cite></blockquote>",
        f"<blockquote><p>{QUOTED}</p><footer>— Edith Rowe</footer></blockquote>",
        f"<blockquote><p>{QUOTED}<br>— Edith Rowe</p></blockquote>",
        f"<blockquote><p>{QUOTED}</p></blockquote><p>— Edith Rowe</p>",
    ],
)
def test_the_line_below_a_quotation_says_whose_it_is(blocks, inside):
    assert blocks(page(inside), "lamps.html")[2:-1] == CREDITED


@pytest.mark.parametrize("below", ["> — Edith Rowe", ">\n> — Edith Rowe", "\n— Edith Rowe"])
def test_so_it_does_in_markdown(blocks, below):
    assert blocks(f"# Lamps\n\n{BEFORE}\n\n> {QUOTED}\n{below}\n\n{AFTER}\n", "lamps.md")[2:-1] == CREDITED


def test_what_somebody_says_after_a_dash_is_no_credit(blocks):
    found = blocks(page(f"<blockquote><p>{QUOTED}</p></blockquote><p>— I never did.</p>"), "lamps.html")
    assert ("paragraph", "— I never did.") in found


def test_the_lines_of_a_caption_do_not_run_together(article):
    figure = (
        "<figure><img src='/a.jpg' alt='A lamp'><figcaption>The lamp<br>of Skerry<p>In May.</p></figcaption></figure>"
    )
    paragraphs = f"<h2>One</h2><p>{AFTER} {BEFORE}</p><h2>Two</h2><p>{BEFORE} {AFTER}</p>"
    (image,) = article(page(figure + paragraphs), "lamps.html", url="https://lamps.example/a").images
    assert image.caption == "The lamp of Skerry In May."
