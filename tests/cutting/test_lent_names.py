"""A sentence that means somebody is said with the name, where the article leaves no doubt whose."""

import pytest

from posts.cut import Flaw, cut, replay, review

LIFE = (
    "Otto Jespersen was a Danish linguist who taught in Copenhagen for a very long time and wrote many books. "
    "He was one of the first scholars to be honoured by the linguists of the whole of America in 1920. "
    "His early work was on the teaching of languages and on sounds, and it is read in many countries to this day. "
    "In 1881 he gave up the law for good, and turned to languages with all of the strength that was left after work."
)


@pytest.fixture(scope="module")
def made(written, brief):
    return cut(written(LIFE, title="A life"), brief(150))


def test_the_name_takes_the_place_of_a_pronoun_that_begins_the_sentence(made):
    assert made.posts[1].body.startswith("Otto Jespersen was one of the first scholars")


def test_a_name_owns_what_its_pronoun_owned(made):
    assert made.posts[2].body.startswith("Otto Jespersen’s early work was on the teaching")


def test_before_a_pronoun_further_on_the_name_stands_as_a_label(made):
    assert made.posts[3].body.startswith("Otto Jespersen: In 1881 he gave up the law")


def test_the_name_is_said_from_where_the_article_says_it(made):
    for post in made.posts[1:]:
        first = made.article.text[slice(*post.spans[0])]
        assert first.startswith("Otto Jespersen was a Danish linguist")
        assert replay(made.article.text, post.spans, post.edits) == post.body


def test_a_person_is_told_of_every_name_that_was_lent(made):
    flaws = [[finding.flaw for finding in review(post, made.article)] for post in made.posts]
    assert [Flaw.NAMED in found for found in flaws] == [False, True, True, True]


@pytest.mark.parametrize(
    "text",
    [
        # Two people were spoken of.
        (
            "Anna Smith and Mary Jones were two friends who taught in the same school for all of their long working lives. "
            "She was one of the first to be honoured by the teachers of the whole of America in 1920."
        ),
        # Somebody else was, since.
        (
            "Anna Smith was a teacher who taught in the same school for all of her long working life and loved every day. "
            "The Smith College was a school of many rooms and of many teachers, and it stood on a hill above the old town. "
            "Albert College: A New History was the name of the book that told of it, and everybody in the town had read it. "
            "She was one of the first to be honoured by the teachers of the whole of America in 1920."
        ),
    ],
)
def test_no_name_is_lent_where_it_might_be_another(written, brief, text):
    made = cut(written(text, title="Two lives"), brief(150))
    assert not any("honoured" in post.body for post in made.posts)


def test_a_title_that_is_a_name_is_who_the_article_means(written, brief):
    text = (
        "The first book came out in 1904 and was read by everybody who cared for languages in the old days. "
        "Jespersen was known for it all over the world, and letters to Jespersen came from every country."
    )
    other = "Letters came from all over the world. He was one of the first to be honoured by linguists in 1920."
    made = cut(written(text, "# Honours", other, title="Otto Jespersen"), brief(120))
    assert [post.body for post in made.posts if "honoured" in post.body] == [
        "Jespersen was one of the first to be honoured by linguists in 1920."
    ]


#: He leads most sentences, though some name others.
HERO = (
    "Martin Olsen came to the school of Dr. Brown in the spring of the year 1804, and there he had his home. "
    "Olsen wrote his first verses there, under the old trees behind the house where he had a room of his own. "
    "Olsen fell in love with Mary Duff, who lived not far from the school with her father and many brothers. "
)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "His mother wrote to the teachers of the school every week, and had no answer for years.",
            "Martin Olsen’s mother wrote to the teachers of the school every week, and had no answer for years.",
        ),
        (
            "But the loss of his money led him to leave the country in the summer of the year 1810.",
            "Martin Olsen: The loss of his money led him to leave the country in the summer of the year 1810.",
        ),
        (
            "A poor student and no sportsman, he left the school for good in the summer of the year 1810.",
            "Martin Olsen: A poor student and no sportsman, he left the school for good in the summer of the year 1810.",
        ),
        # She cannot be meant, somebody in a quotation is another, and the sentence has the name itself.
        ("She was sent to an aunt in the far North as soon as the winter was over in 1807.", None),
        ("In his memory Olsen gave a window to the old church of the town, and it is there to this day.", None),
        (
            (
                'The teacher wrote, "We have a boy here who comes from the far North of the country by sea. His voice is '
                'what everybody in the school speaks of, day after day."'
            ),
            None,
        ),
    ],
)
def test_an_article_is_about_who_leads_its_first_sentence_and_most_of_the_others(written, brief, sentence, said):
    made = cut(written(HERO + sentence, title="Early years"), brief(115))
    ends = [post.body for post in made.posts if post.spans[-1][1] == len(made.article.text)]
    assert ends == ([said] if said else [])


def test_a_name_that_is_all_of_an_answer_is_a_persons_where_he_comes_next(written, brief):
    text = "Whom do you admire most of all? Thomas Hill. He was a learned man, and spoke for freedom all his life."
    made = cut(written(text, title="Ten questions"), brief(80))
    assert made.posts[-1].body == "Thomas Hill was a learned man, and spoke for freedom all his life."


def test_a_heading_is_lent_to_the_first_sentence_under_it(written, brief):
    made = cut(
        written("# Deep tissue massage", "This targets the deeper layers of muscle and connective tissue."), brief(150)
    )
    assert [post.body for post in made.posts] == [
        "Deep tissue massage: This targets the deeper layers of muscle and connective tissue."
    ]


TIM = (
    "Tim says that the house sent more letters in the last three months of the year than in all of the months before.",
    "He focused on the night and on the letters that came in the night.",
)


def test_whoever_is_called_by_the_first_name_is_lent_the_whole_one(written, brief):
    article = written("Few letters are opened, says Tim Hudak, a clerk of the town.", " ".join(TIM))
    last = cut(article, brief(130)).posts[-1]
    assert last.body == TIM[1].replace("He", "Tim Hudak") == replay(article.text, last.spans, last.edits)


def test_nobody_is_lent_the_name_of_a_place_that_begins_as_theirs_does(written, brief):
    said = " ".join(TIM).replace("Tim", "Charlotte").replace("He", "She")
    made = cut(written("Few letters are opened at Charlotte Airport, a place of the town.", said), brief(130))
    assert made.posts[-1].body == TIM[1].replace("He", "Charlotte")


def test_where_two_have_that_first_name_neither_is_lent(written, brief):
    article = written("Few letters are opened, says Tim Hudak, and fewer are read, says Tim Meyer.", " ".join(TIM))
    assert not any(name in cut(article, brief(130)).posts[-1].body for name in ("Hudak", "Meyer"))
