"""The hashtags that an article would suggest for itself: valid, never the campaign's, and ones that a person would use."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.article import Article, Block, Kind
from posts.hashtags import check, find, same
from posts.hashtags.suggesting import MOST_CHARACTERS, suggest
from posts.measure import LIMITS

ROOT = Path(__file__).parents[2]
FIRST = "articles/massage-therapy-for-sciatica.txt"
SAID = (
    "rest helps the body sleep therapy Massage massage therapies of for deep-tissue don't l'eau São Nutzer*innen 2026 3.5 "
    "NASA iPhone Vava'u #Rest @name https://a.example/b 用户 开源项目 ユーザー オープンソース を 見つける المصدر المفتوح यह योग दिवस 사용자를 사용자는 😀 . , ! 、 。"
)
WORDS = st.sampled_from(SAID.split())
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), max_size=5)
LANGUAGES = st.sampled_from(["en", "de", "fr", "es", "pt", "zh", "ja", "ar", "hi", "ko", "th", None, "xx"])
PLATFORMS = st.sampled_from(sorted(LIMITS))


@st.composite
def articles(draw):
    blocks, text = [], ""
    for said in draw(TEXTS):
        text += "\n\n" * bool(text)
        kind = draw(st.sampled_from([Kind.TITLE, Kind.HEADING, Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CODE]))
        blocks.append(Block(kind, len(text), len(text) + len(said)))
        text += said
    return Article("", text, tuple(blocks), language=draw(LANGUAGES))


def tags(article, *but, **how):
    return [one.tag for one in suggest(article, but=but, **how)]


@given(articles(), PLATFORMS)
@settings(deadline=None)
def test_every_suggestion_is_a_tag_that_the_platform_sees_whole(article, platform):
    for one in suggest(article, platform):
        assert check(one.tag, platform) == one.tag
        assert [found.text for found in find(one.tag, platform)] == [one.tag[1:]]
        assert len(one.tag) <= MOST_CHARACTERS
        assert one.count > 0
        assert one.score > 0


@given(articles())
@settings(deadline=None)
def test_no_suggestion_is_said_twice_or_is_a_tag_that_the_campaign_has(article):
    found = tags(article, most=9)
    assert len({tag.casefold() for tag in found}) == len(found)
    again = tags(article, *(tag.upper() for tag in found), most=9)
    assert not any(same(one, other) for one in again for other in found)


@given(articles(), st.integers(0, 4))
@settings(deadline=None)
def test_fewer_suggestions_are_the_best_of_more(article, most):
    assert suggest(article, most=most) == suggest(article, most=9)[:most]


def test_the_first_article_suggests_what_a_marketer_would_use(first):
    assert tags(first, "#massagetherapyforsciatica", most=4) == [
        "#MassageTherapy", "#Sciatica", "#DeepTissueMassage", "#TriggerPointTherapy",
    ]  # fmt: skip


def test_the_same_article_gives_the_same_in_every_process():
    code = "import sys; from posts.article import load; from posts.hashtags.suggesting import suggest; print(suggest(load(sys.argv[1], None), most=9))"
    said = {
        subprocess.run([sys.executable, "-c", code, FIRST], capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(said) == 1


def test_a_phrase_in_other_cases_and_numbers_is_one(written):
    found = suggest(written("", "Trigger Points hurt. A trigger point can be found. Press the trigger points."))
    assert [(one.tag, one.count) for one in found] == [("#TriggerPoints", 3)]


@pytest.mark.parametrize(
    ("language", "title", "said", "tag"),
    [
        ("en", "", "The NASA museum is old. He likes the NASA museum.", "#NASAMuseum"),
        ("en", "", "A women's health week is good. They had a women's health week.", "#HealthWeek"),
        ("de", "Die Nutzer", "Die Nutzer*innen lesen. Viele Nutzer lesen gerne, und Nutzer*innen schreiben gerne.", "#Nutzer"),
        ("fr", "", "Le code de l'application web. Une application web est utile.", "#ApplicationWeb"),
        ("ar", "", "نحن نحب المصدر المفتوح. هذا هو المصدر المفتوح. ومن المصدر المفتوح.", "#المصدر_المفتوح"),
        ("ja", "", "ユーザーを探す。ユーザーが来る。ユーザーに話す。", "#ユーザー"),
        ("zh", "", "用户很多。我们喜欢用户。让用户来。", "#用户"),
        ("ko", "", "오픈소스는 좋다. 오픈소스를 쓴다. 우리의 오픈소스.", "#오픈소스"),
    ],
)  # fmt: skip
def test_a_language_keeps_its_ways(written, language, title, said, tag):
    assert tags(written(title, said, language=language))[:1] == [tag]


def test_words_that_say_little_alone_may_begin_or_end_a_phrase_and_are_none(written):
    text = "A welcome email is fine. Welcome emails are opened. A fine subject line helps; a subject line is short."
    assert tags(written("How to write", text)) == ["#WelcomeEmail", "#SubjectLine"]


def test_an_article_without_a_phrase_suggests_nothing(written):
    assert tags(written("", "1 2 3 1 2 3 1 2 3. The of and. Many people, many people, many people.")) == []


def test_what_only_adds_words_to_the_campaigns_tag_is_not_suggested(written):
    article = written("", "Spring tip lists are here. Read the spring tip lists. Spring tip lists help.")
    assert tags(article) == ["#SpringTipLists"]
    assert tags(article, "#springtip") == []


def test_a_tag_and_a_name_that_somebody_set_are_no_phrases(written):
    assert tags(written("", "#resting @resting https://resting.example " * 5)) == []


def test_one_tag_is_suggested_once_however_its_words_are_joined(written):
    said = "A deep-tissue thing. The deep-tissue thing. A deep tissue thing. The deep tissue thing. A deep-tissue."
    assert tags(written("", said)).count("#DeepTissue") == 1
