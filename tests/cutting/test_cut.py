"""What an article is cut into: what fits, what goes together, what is edited, chosen and left out."""

import pytest

from posts.article import Article, Block, Kind
from posts.compose import compose
from posts.cut import Why, cut, cuts, cutting
from posts.errors import CutError

REST = "Rest helps the body to heal after a long day of work."
WATER = "Water keeps the muscles supple and the mind awake."
SLEEP = "Sleep is when the brain sorts what the day has brought."


def bodies(made):
    return [post.body for post in made.posts]


def left_out(made):
    return [(made.article.text[part.start : part.end], part.reason) for part in made.left_out]


def test_sentences_that_fit_and_belong_together_are_one_post(written, brief):
    made = cut(written(f"{REST} It needs quiet. This is known to all."), brief(140))
    assert bodies(made) == [f"{REST} It needs quiet. This is known to all."]


def test_a_sentence_that_points_back_is_left_out_where_the_two_do_not_fit(written, brief):
    pointing = "It takes eight hours of quiet in a dark and cool room, night by night."
    pointing = pointing.replace("takes", "needs")
    made = cut(written(f"{REST} {pointing}"), brief(100))
    assert bodies(made) == [REST]
    assert left_out(made) == [(pointing, Why.POINTS_BACK)]


def test_an_article_is_read_once_for_all_briefs_and_cut_for_each_as_by_itself(written, brief, monkeypatch):
    article, briefs = written(f"{REST} {WATER}", SLEEP), [brief(60), brief(500), brief(60, thread=True)]
    alone = [cut(article, one) for one in briefs]
    readings = []
    monkeypatch.setattr(cutting, "read", lambda one, read=cutting.read: readings.append(one) or read(one))
    assert cuts(article, briefs) == alone
    assert readings == [article]


def test_posts_do_not_cross_sections(written, brief):
    made = cut(written("# One", REST, "# Two", WATER), brief(500))
    assert bodies(made) == [REST, WATER]


def test_titles_headings_code_and_captions_are_not_posted(written, brief):
    made = cut(written("# Heading", REST, "` print(1)", "! A tired man", title="Title"), brief(500))
    assert bodies(made) == [REST]
    assert left_out(made) == [("print(1)", Why.CODE), ("A tired man", Why.CAPTION)]


def test_a_date_line_is_no_post(written, brief):
    made = cut(written("Thursday, February 23, 2006", REST), brief(500))
    assert left_out(made) == [("Thursday, February 23, 2006", Why.FRAGMENT)]


def test_the_room_for_tag_and_link_is_kept(written, brief):
    asked = brief(120, "#rest", link="https://a.example/b")
    made = cut(written(f"{REST} {WATER} {SLEEP}"), asked)
    assert bodies(made) == [REST, WATER, SLEEP]
    assert all(len(compose(asked.frame, body)) <= 120 for body in bodies(made))


# Lists


def test_a_list_stays_with_the_sentence_that_introduces_it(written, brief):
    made = cut(
        written("These habits help you to heal:", "- more water", "- more sleep", "Ask your doctor first."), brief(90)
    )
    assert bodies(made) == ["Ask your doctor first."]
    made = cut(written("Three habits help you to heal:", "- more water", "- more sleep"), brief(90))
    assert bodies(made) == ["Three habits help you to heal:\n– more water\n– more sleep"]


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("en", "Try these habits for a better back:"),
        ("en", "If your back hurts, your doctor will ask about these habits:"),
        ("de", "Probieren Sie diese Gewohnheiten für einen besseren Rücken:"),
    ],
)
def test_a_these_in_what_introduces_a_list_means_its_items(written, brief, language, lead):
    made = cut(written("# Backs", lead, "- more water", "- more sleep", language=language), brief(120))
    assert bodies(made) == [f"{lead}\n– more water\n– more sleep"]


@pytest.mark.parametrize(
    "lead", ["These changes led to:", "To keep these promises we need:", "You reach these goals by:"]
)
def test_but_not_where_the_items_are_what_the_sentence_lacks(written, brief, lead):
    assert bodies(cut(written(lead, "- more water", "- more sleep", REST), brief(120))) == [REST]


def test_as_many_items_as_fit_go_behind_what_introduces_them(written, brief):
    lead = "Many things keep people awake in the night, such as:"
    light = "the bright light of a street lamp right in front of the bedroom window"
    noise = "the noise of lorries and cars that go by until the early morning"
    assert bodies(cut(written(lead, f"- {light}", f"- {noise}"), brief(280))) == [f"{lead}\n– {light}\n– {noise}"]


def test_a_long_list_repeats_the_sentence_that_introduces_it(written, brief):
    made = cut(
        written(
            "Some habits help you to heal:", "- a litre of water each day", "- eight hours of sleep", "- a daily walk"
        ),
        brief(75),
    )
    assert bodies(made) == [
        "Some habits help you to heal:\n– a litre of water each day",
        "Some habits help you to heal:\n– eight hours of sleep\n– a daily walk",
    ]
    assert left_out(made) == []


def test_an_inner_list_repeats_the_item_that_introduces_it(brief):
    said = ["If you sleep badly, try these:", "a cool and dark room", "a fixed hour for bed", "If you hurt, rest more."]
    levels, starts = [1, 2, 2, 1], [sum(len(one) + 2 for one in said[:at]) for at in range(4)]
    blocks = [
        Block(Kind.LIST_ITEM, at, at + len(one), level) for at, one, level in zip(starts, said, levels, strict=True)
    ]
    made = cut(Article("", "\n\n".join(said), tuple(blocks), language="en"), brief(57))
    assert bodies(made)[:2] == [f"{said[0]}\n– {said[1]}", f"{said[0]}\n– {said[2]}"]


def test_a_list_item_that_is_a_sentence_stands_alone(written, brief):
    made = cut(written("# Habits", f"- {REST}", f"- {WATER}"), brief(100))
    assert bodies(made) == [REST, WATER]


def test_a_bare_item_that_nothing_introduces_is_no_post(written, brief):
    made = cut(written(REST, "# Habits", "- more water", "- more sleep"), brief(200))
    assert left_out(made) == [("more water", Why.FRAGMENT), ("more sleep", Why.FRAGMENT)]


def test_an_item_that_ends_with_a_stop_and_is_no_sentence_is_introduced_by_a_heading_with_a_colon(written, brief):
    heading, item = "Primary care services, including:", "Counseling for conditions related to trauma in the past."
    made = cut(written("# " + heading, "- " + item, f"- {REST}"), brief(100))
    assert bodies(made) == [f"{heading}\n– {item}", REST]


def test_a_question_without_a_verb_begins_the_item_that_answers_it(written, brief):
    item = "On your phone a lot? Set a passcode."
    made = cut(written("Here are her tips:", f"- {item}", f"- {REST}"), brief(60))
    assert bodies(made) == [item, REST]


def test_questions_that_nothing_answers_in_their_items_stay_with_what_introduces_them(written, brief):
    asked = ("How long to rest?", "How much to drink?")
    made = cut(written("Ask your own doctor this:", *(f"- {one}" for one in asked), REST), brief(60))
    assert bodies(made) == [f"Ask your own doctor this:\n– {one}" for one in asked] + [REST]


def test_an_introduction_of_two_words_begins_no_post(written, brief):
    item = "Rest was said to heal the body after a long day."
    assert bodies(cut(written("Examples included:", f"- {item}"), brief(500))) == [item]


@pytest.mark.parametrize("leads", ["You can also:", "Once you have signed up:", "Women who want:"])
def test_an_introduction_that_names_nothing_begins_no_post(written, brief, leads):
    article = written("We offer care to all.", leads, "- Education", "- Training")
    assert bodies(cut(article, brief(42))) == ["We offer care to all."]


def test_what_follows_a_list_begins_a_line_of_its_own(written, brief):
    made = cut(
        written("With more knowledge, you can:", "- Raise money", "For example, a club sells badges."), brief("x")
    )
    assert bodies(made) == ["With more knowledge, you can:\n– Raise money\nFor example, a club sells badges."]


def test_a_question_without_its_answer_is_left_out_and_said_to_be(written, brief):
    made = cut(written("Is massage safe for people who are old?", "It is, for nearly all of them."), brief(45))
    assert {part.reason for part in made.left_out} == {Why.UNANSWERED, Why.POINTS_BACK}


def test_the_dash_before_whoever_is_quoted_is_no_part_that_got_lost(written, brief):
    made = cut(written(f"> {REST}", "! — Ada Moss"), brief("x"))
    assert (bodies(made), left_out(made)) == ([f"“{REST}”\n— Ada Moss"], [("—", Why.CITATION)])


def test_an_introduction_without_its_list_is_no_post(written, brief):
    made = cut(written(REST, "Some of the habits that help you to heal are these:", "# Habits"), brief(100))
    assert left_out(made) == [("Some of the habits that help you to heal are these:", Why.LEAD_IN)]


# Edits


def test_a_leading_connective_goes_and_the_next_word_is_raised(written, brief):
    made = cut(written(f"In conclusion, {WATER[0].lower()}{WATER[1:]}"), brief(200))
    (post,) = made.posts
    assert post.body == WATER
    assert [(edit.op, edit.text) for edit in post.edits] == [("strip", ""), ("capitalise", "Water")]
    assert left_out(made) == [("In conclusion,", Why.STRIPPED)]


def test_a_connective_stays_behind_the_sentence_that_it_connects_to(written, brief):
    text = f"{REST} Therefore, rest helps your work."
    assert bodies(cut(written(text), brief(200))) == [text]


def test_a_second_tag_in_one_post_becomes_a_word(written, brief):
    made = cut(written("Try #Rest each day. We love #rest, and #resting."), brief(200, "#rest"))
    assert bodies(made) == ["Try #Rest each day. We love rest, and #resting."]
    assert compose(made.brief.frame, made.posts[0].body) == made.posts[0].body


def test_a_tag_that_a_connective_took_along_is_not_the_first(written, brief):
    made = cut(written("In short, #rest helps. More #rest helps more."), brief(200, "#rest"))
    assert bodies(made) == ["#rest helps. More rest helps more."]


LONG = "Rest helps the whole body to heal after a long day of hard work; sleep helps the mind to sort what the day has brought."


def test_a_sentence_that_is_too_long_ends_at_a_clause(written, brief):
    made = cut(written(LONG), brief(100))
    assert bodies(made) == ["Rest helps the whole body to heal after a long day of hard work."]
    assert left_out(made) == [("; sleep helps the mind to sort what the day has brought.", Why.TRIMMED)]


@pytest.mark.parametrize(
    "tail",
    [
        "; it does not cure anyone who is seriously ill or in pain.",
        "; most people need 8 hours of it each night, or even more.",
        "; it may make things worse for people who are seriously ill.",
    ],
)
def test_a_denial_a_figure_or_a_doubt_is_never_trimmed_away(written, brief, tail):
    made = cut(written(LONG.partition(";")[0] + tail, WATER), brief(100))
    assert bodies(made) == [WATER]
    assert left_out(made)[0][1] is Why.TOO_LONG


def test_nothing_is_trimmed_in_a_language_whose_words_nobody_wrote_down(written, brief):
    made = cut(written(LONG, WATER, language="xx"), brief(100))
    assert bodies(made) == [WATER]


# What goes together


def test_an_introduction_that_hangs_takes_the_sentence_before_it_along(written, brief):
    many = "Many of the people who are ill show no signs. But some may show a few signs of it, like:"
    made = cut(written(many, "- Losing interest in work and school", "- Not eating much at all"), brief(130))
    assert bodies(made) == [f"{many}\n– Losing interest in work and school", f"{many}\n– Not eating much at all"]


@pytest.mark.parametrize(
    "row",
    [
        "There were three reasons for it. First, the roads were bad. Second, nobody had a map of them.",
        "If few people come, there are two issues to consider. The roads are bad all year, and nobody has a map of them.",
    ],
)
def test_a_row_is_not_announced_without_its_first(written, brief, row):
    assert bodies(cut(written(f"{REST} {row}"), brief(110)))[0] == REST


@pytest.mark.parametrize(
    ("language", "row"),
    [
        ("pt", "Se poucas pessoas vêm, há duas coisas a considerar. As estradas são ruins durante todo o ano."),
        ("es", "Si vienen pocas personas, hay dos cosas que considerar. Las carreteras son malas todo el año."),
        ("fr", "Si peu de gens viennent, il y a deux choses à considérer. Les routes sont mauvaises toute l'année."),
    ],
)
def test_nor_is_it_in_other_languages(written, brief, language, row):
    assert not any(post.body.endswith(("r.", "r")) for post in cut(written(row, language=language), brief(60)).posts)


@pytest.mark.parametrize(
    "text",
    [
        "All of the figures shown here are of May.",
        "Use the table below to find a doctor.",
        "In the following drawing, all dots are doctors.",
        "Now that you have a message, go and talk to your readers.",
    ],
)
def test_a_pointer_into_the_text_is_no_post(written, brief, text):
    assert bodies(cut(written(REST, text), brief(90))) == [REST]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Maintenant que vous avez un message, parlez à votre public."),
        ("es", "Ahora que ya tienes un mensaje, habla con tu público."),
        ("pt", "Agora que você tem uma mensagem, fale com o seu público."),
        ("de", "Jetzt, da Sie eine Botschaft haben, sprechen Sie mit den Leuten."),
    ],
)
def test_what_a_reader_has_by_now_is_a_pointer_in_other_languages_too(written, brief, language, text):
    assert bodies(cut(written(text, language=language), brief(90))) == []


def test_whose_office_somebody_leads_is_no_post(written, brief):
    bio = "Jessica Orquina is the Media Lead, Office of Web Communications at the Agency of the North."
    assert bodies(cut(written(REST, bio), brief(100))) == [REST]


def test_the_other_side_of_a_contrast_is_said_alone_where_nothing_can_be_said_with_it(written, brief):
    made = cut(
        written(
            *[REST, WATER, SLEEP] * 5,
            "Lives are saved in these places. However, the loss of houses in the storms of May cannot be helped.",
        ),
        brief(90),
    )
    assert bodies(made)[-1] == "The loss of houses in the storms of May cannot be helped."


def test_a_question_does_not_end_a_post_where_its_answer_can_be_in_it(written, brief):
    made = cut(
        written(
            "The road was long and hard to go.", "Why did you leave home in the end?", "I loved the hills and the sea."
        ),
        brief(68),
    )
    assert bodies(made)[-1] == "Why did you leave home in the end? I loved the hills and the sea."


# Choice


def test_the_weightiest_posts_are_chosen_and_their_order_kept(written, brief):
    article = written(
        REST, SLEEP, "Rest and sleep help the body and the mind to heal.", WATER, title="Rest and sleep heal"
    )
    whole, few = cut(article, brief(60)), cut(article, brief(60, max_posts=2))
    assert len(whole.posts) == 4
    best = sorted(whole.posts, key=lambda post: -post.score)[:2]
    assert list(few.posts) == [post for post in whole.posts if post in best]
    assert [reason for _, reason in left_out(few)] == [Why.NOT_CHOSEN] * 2
    assert all(0 <= post.score <= 1 for post in whole.posts)


# Threads


def test_a_thread_says_everything_and_is_numbered(written, brief):
    made = cut(written(f"{REST} {WATER} However, it depends.", "Friday", LONG), brief(70, thread=True))
    assert [post.thread for post in made.posts] == [(n, len(made.posts)) for n in range(1, len(made.posts) + 1)]
    assert made.left_out == ()
    assert " ".join(bodies(made)) == f"{REST} {WATER} However, it depends. Friday {LONG}"


@pytest.mark.parametrize("count", [9, 10, 99, 100])
def test_the_room_for_a_threads_numbers_follows_from_their_digits(written, brief, count):
    asked = brief(len(REST) + len("\n100/100") - (0 if count > 99 else 2 if count > 9 else 4), thread=True)
    made = cut(written(*[REST] * count), asked)
    assert [post.thread for post in made.posts] == [(n, count) for n in range(1, count + 1)]
    assert all(len(compose(asked.frame, post.body, post.thread)) <= asked.frame.limits.most for post in made.posts)


def test_a_shortened_thread_does_not_lean_on_what_is_left_out(written, brief):
    made = cut(written(f"{REST} It needs quiet.", f"{WATER} It is cheap.", SLEEP), brief(80, thread=True, max_posts=2))
    assert [post.thread for post in made.posts] == [(1, 2), (2, 2)]
    assert not any(body.startswith("It ") for body in bodies(made))


def test_a_thread_parts_signs_that_know_no_spaces(written, brief):
    text = "休息は体を癒し、水は筋肉をしなやかに保ち、睡眠は脳がその日の出来事を整理する時間を与えてくれます。"
    made = cut(written(text, language="ja"), brief(30, thread=True))
    assert "".join(bodies(made)) == text
    assert made.posts[0].body.endswith("、")


# What cannot be cut


def test_a_word_that_is_too_long_is_left_out_with_its_reason(written, brief):
    word = "https://a.example/" + "x" * 200
    made = cut(written(f"See {word} now.", REST), brief(100, thread=True))
    assert left_out(made) == [(f"See {word} now.", Why.TOO_LONG)]
    assert bodies(made) == [REST]


def test_an_article_of_which_nothing_fits_is_an_error(written, brief):
    with pytest.raises(CutError, match="No sentence of the article fits into the 30"):
        cut(written(REST, WATER), brief(30))


def test_a_frame_that_leaves_no_room_is_named(written, brief):
    with pytest.raises(CutError, match="hashtags and the link alone"):
        cut(written(REST), brief(30, "#averyveryverylonghashtagindeed"))


def test_an_article_without_sentences_has_no_posts(written, brief):
    assert cut(written("# Only a heading"), brief(100)).posts == ()
