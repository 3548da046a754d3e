"""Which sentences can be read by themselves, and by what several together can."""

from dataclasses import replace

import pytest

from posts.article.model import ITEMS, Kind
from posts.compose import Frame
from posts.cut import Brief, cut
from posts.cut.lending import heading_of
from posts.cut.reading import read
from posts.cut.standing import stands
from posts.measure import Counting, Limits

STAND = [
    "There are two halls, an old one and a new one, and all larger ones are far away.",
    "You want to see your loved ones at home.",
    "It is often cold in winter in Oldham, and the river freezes.",
    "Rest heals; this is known to everyone.",
    "The Sams live in Sydney. They have one child.",
    "Dr. Smith met the press. He said little.",
    "Iodine is rare in milk. The mineral was common there once. This change worries doctors.",
    "Deep tissue massage targets the muscles. This massage relieves tension.",
    "Cyclones bring rain, wind and floods over the coast. Many houses on the coast and the wind do not go together, and these floods kill.",
    "Depression is serious, but this problem can be treated.",
    "Rest heals, and this holds for everyone.",
    "The fleet was beaten off the coast. Despite this setback, the king sailed once more.",
    "The school was small and poor. In those days the town had one teacher.",
    "My ties to the party began with Ronald Adams and his campaign in the North.",
    "Anna was asked to call a doctor, but she said that nobody could do that.",
    "Despite their child's illness, and its long course, the Sams went on as before.",
    "To win, one must have the Bully Pulpit. The mayor has that pulpit.",
    "When the storm came, the village shall have been empty.",
    "The council hired Draco to write the laws. When this failed, the council hired Solon.",
    "We tried the longer title. The following month, more people opened the letter.",
    "It takes two hours to walk round the lake.",
    "When the doctor was asked to pay, the mayor said that nobody could do that.",
    "Since the doctor was late, the nurse did this by herself.",
    "Over the next ten years the town will build a thousand homes.",
    "Those in need can ask the town for help.",
    "Is massage safe? It is, for most people.",
    "Pull the leg up until you feel a stretch. Hold it for a minute.",
    "Wherever it hurts, massage may help.",
    "Yesterday it rained in the North.",
    "Some insurers pay for massage. Ask yours before you book.",
    "The best season for new pots is spring.",
    "The second edition of the guide was sold out in May.",
    "In spring the days grow long. Plants grow fastest then.",
    "Sciatica hurts. The most common cause is a slipped disc.",
    "There is a difference between rest and sleep.",
    "Reefs and islands along the edge of the group shelter harbours from wind and waves, and whales love these waters.",
]
FALL = [
    "Are there any necessary ones? Sadly, there are some.",
    "It is sunny for most of the year, and nobody needs a coat.",
    "In my opinion, this is no matter of taste.",
    "Rest heals the body. He said so.",
    "Rest heals the body. Water is the main killer in these storms.",
    "Norton met Mr. Scott in Paris. The queen ruled those lands.",
    "In those days the town had one teacher.",
    "The mayor has that pulpit.",
    "We hope to do this in other towns.",
    "Everyone in town would get along with him.",
    "This shall be praised.",
    "Some may show signs of it.",
    "A poor student and no sportsman, he left the school.",
    "Until the war, a quiet place by the river, it is now full of people.",
    "When this failed, the council hired Solon.",
    "Josh is here, and there are ideas for that, too.",
    'All would say, "Hey, you should get along with him."',
    "Of reefs and islands along the edge of the group, of harbours and wind and waves, this country has many.",
    "The report is out. I volunteered for that program.",
    "We started it because we wanted to.",
    "Without the population of the North, it faced a shortage.",
    "The most enduring of those was the last.",
    "The following month, more people opened the letter.",
    "For the next five months, we used the word in the title.",
    "It takes just a single line, and the whole is quite small.",
    "At the lake, you can see this under the bridge.",
    "In the past, people could do that.",
    "The town can pay for the bridge since that law is in force.",
    "Is massage safe?",
    "Hold it for a minute, and stop if the pain runs down your leg.",
    "Sit on it, and find the spot that hurts.",
    "Ask yours before you book.",
    "The most common cause is a slipped disc.",
    "The second session is better for most people.",
    "A third group has a tight muscle in the leg.",
    "From then on, the app reads all letters.",
    "The whole thing takes an hour for a plant of this size.",
    "Plants grow fastest then, and damaged roots heal.",
    "For more information, follow the Community of Practice and its Metrics Working Group for a year.",
    "Not everyone is so lucky: about one in five feels no change.",
    "Across the studies, the time without lessons followed a course.",
    "If roots grow out of the holes, it is time.",
    "The rest is yours, but the rest needs a name.",
    "See one if you wake up at night.",
    "What is new is how well it works together.",
    "Both sell out by noon.",
    "A computer decides which of the two is cheaper.",
    "Alcohol is the first.",
    "In a bank, you need five: bills and food.",
    "Judging by the fun of all, it's working, but we need more help.",
    "Find out where your readers, your buyers and your friends come from, and ask them on each page which of these two issues you face.",
]


@pytest.fixture(scope="module")
def sentences(written):
    return lambda text: read(written(text)).sentences


@pytest.mark.parametrize("text", STAND)
def test_sentences_that_name_what_they_mean_stand_together(sentences, text):
    assert stands(sentences(text))


@pytest.mark.parametrize("text", FALL)
def test_sentences_that_mean_what_none_of_them_names_do_not_stand(sentences, text):
    assert not stands(sentences(text))


def test_a_pronoun_means_the_person_the_article_speaks_of_and_not_any_person_beside_it(sentences):
    text = (
        "Byron was a poet. In 1799 Byron entered the school of Dr. Glennie. Placed under the care of a doctor, he was "
        "told to rest."
    )
    poet, school, care = sentences(text)
    assert stands([school, care])
    assert not stands(
        [sentences("Dr. Glennie kept a school. Placed under the care of a doctor, he was told to rest.")[1]]
    )
    assert stands([poet, care])


def test_no_post_goes_on_from_the_middle_of_an_item_to_another(written):
    read_all = read(
        written("Try these:", "- Rest well each day. It heals the body.", "- Walk in the woods each day.")
    ).sentences
    lead, item, rest, other = read_all
    assert stands([lead, item, rest, other])
    assert not stands([rest, other])


def test_no_item_that_is_no_sentence_stands_without_what_introduces_its_list(written):
    lead, item, bare = read(
        written(
            "With these you can:", "- Decide whether you should build a house.", "- Count the windows of your house"
        )
    ).sentences
    assert stands([lead, item, bare])
    assert not stands([item, bare])


def test_one_side_alone_is_not_all_that_a_this_takes_up(sentences):
    three = "White soldiers, in contrast, received ten dollars. Many people fought against this practice."
    paid, practice = sentences(three)
    assert not stands([paid, practice])
    paid, practice = sentences(three.replace(", in contrast,", " always"))
    assert stands([paid, practice])


def test_a_heading_does_not_say_what_a_sentence_takes_up(written):
    heading = heading_of(read(written("# The storm of June", "For this question nobody has an answer.")).sentences[0])
    question, setback = read(
        written("This question has no answer.", "For this question nobody has an answer.")
    ).sentences
    assert stands([heading, question])
    assert not stands([heading, setback])


def test_a_name_before_a_sentence_that_goes_on_does_not_make_it_stand(written):
    text = "Otto Jespersen taught in Copenhagen for many years. Thus began his work on languages, and it never ended."
    article = written(text, title="Otto Jespersen")
    assert len(cut(article, Brief(Frame(Limits("plain", Counting.CODE_POINTS, 70)))).posts) == 1


@pytest.mark.parametrize(
    ("language", "step"),
    [
        ("en", "From the page of your project, click the second name, then the third."),
        ("de", "Auf der Seite des Projekts klicken Sie erst das zweite Wort an, dann das dritte."),
        ("fr", "Sur la page de votre projet, cliquez le deuxième nom, puis le troisième."),
        ("es", "En la página de su proyecto, haga clic en el segundo nombre."),
        ("pt", "Na página do seu projeto, clique no segundo nome."),
        ("it", "Sulla pagina del progetto, fai clic sul secondo nome."),
        ("nl", "Op de pagina van het project klik je op de tweede naam."),
    ],
)
def test_what_is_done_on_a_screen_needs_what_it_is_done_for(written, language, step):
    [sentence] = read(written(step, language=language)).sentences
    assert not stands([sentence])


LATE = ["With more data, you can:", "- Count all of your readers", "- Find money for the work"]
EXAMPLE = "For example, Homebrew finds the most common wish of its readers by their letters."


def test_no_example_follows_a_list_whose_first_items_are_left_out(written):
    lead, first, last, example = read(written(*LATE, EXAMPLE)).sentences
    assert stands([lead, first, last, example])
    assert not stands([lead, last, example])


def test_an_example_follows_a_list_whose_first_item_stands_behind_a_picture(written):
    members = read(written(LATE[0], "! The house in the winter", *LATE[1:], EXAMPLE)).sentences
    assert stands(members)


def test_another_list_may_follow_a_list_whose_first_items_are_left_out(written):
    lead, _, last, other, item = read(written(*LATE, "You can also:", "- Write a book")).sentences
    assert stands([lead, last, other, item])


CARE = ["You can get care:", "- If you are at risk of losing your home:"]


def test_an_item_that_introduces_a_list_under_a_condition_does_so_without_what_introduces_it(written):
    outer, inner, item = read(written(*CARE, "- Ask for our guide to homes")).sentences
    assert stands([inner, item])
    assert not stands([outer, inner, item])


def test_what_denies_its_items_is_not_left_out_before_one_that_introduces_a_list(written):
    _, inner, item = read(written("It is wrong to think:", CARE[1], "- Ask for our guide to homes")).sentences
    assert not stands([inner, item])


def test_what_is_different_now_is_looked_for_in_what_was_said(written):
    trial, difference = read(
        written("People who were touched slept longer than others. The difference was still there in May.")
    ).sentences
    assert stands([trial, difference])
    assert not stands([difference])


def test_what_introduces_a_list_by_here_is_what_hangs_on_nothing(written):
    lead, first, second = read(
        written("Here is what we do in a first hour:", "- We look at your feet.", "- We press on the muscle.")
    ).sentences
    assert stands([lead, first, second])


STEPS = ("# Step by step", "- Water the plant the day before.", "- Loosen the roots of the plant.")


def test_steps_under_a_heading_without_a_goal_are_those_to_the_goal_of_the_title(written, brief):
    made = cut(written(*STEPS, title="How to repot a houseplant"), brief(80))
    assert [post.body for post in made.posts] == [
        "How to repot a houseplant: Water the plant the day before.",
        "How to repot a houseplant: Loosen the roots of the plant.",
    ]


@pytest.mark.parametrize("room", [70, 120, 280])
def test_steps_behind_a_paragraph_that_does_not_introduce_them_are_said_with_their_goal(written, brief, room):
    steps = ("- Remove the old bracket from the wall.", "- Drill four holes of 8 mm.", "- Hang the panel up.")
    text = written("You need two people and a ladder for it.", *steps, title="How to mount a panel")
    numbered = (replace(one, kind=Kind.STEP, level=1) if one.kind in ITEMS else one for one in text.blocks)
    text = replace(text, blocks=tuple(numbered))
    saying = [post.body for post in cut(text, brief(room)).posts if "bracket" in post.body or "Drill" in post.body]
    assert saying
    assert all(body.startswith("How to mount a panel:") for body in saying)


def test_the_heading_stays_where_the_title_has_no_goal_either(written, brief):
    made = cut(written(*STEPS, title="Houseplants"), brief(50))
    assert made.posts[0].body == "Step by step: Water the plant the day before."
