import pytest

from posts.article.charset import decode
from posts.errors import ArticleError

SAMPLES = {
    "de": (
        "cp1252",
        "Über die schöne Größe von Gärten wird in der Straße viel geredet. Möglicherweise hätte man früher daran denken müssen.",
    ),
    "fr": (
        "cp1252",
        "Le café était très agréable, l’élève a déjà mangé près de la fenêtre. C’était l’été où tout a commencé.",
    ),
    "en": (
        "cp1252",
        "It’s a “naïve” idea — but the café’s owner didn’t mind at all, she said, and went on with her work.",
    ),
    "pl": (
        "cp1250",
        "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i sumieniem.",
    ),
    "cs": (
        "iso8859-2",
        "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím.",
    ),
    "ru": (
        "cp1251",
        "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью.",
    ),
    "ru-koi": (
        "koi8-r",
        "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью.",
    ),
    "el": ("cp1253", "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα."),
    "tr": ("cp1254", "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler."),
    "ja": ("cp932", "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。"),
    "ja-euc": ("euc-jp", "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。"),
    "zh": ("gb18030", "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。"),
    "zh-tw": ("big5", "人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心，並應以兄弟關係的精神相對待。"),
    "ko": (
        "cp949",
        "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았다.",
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("times", [1, 5])
def test_a_file_that_names_no_charset_is_read_as_the_language_it_is_in(name, times):
    charset, text = SAMPLES[name]
    assert decode((text * times).encode(charset)) == text * times


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_server_names_is_honoured(name):
    charset, text = SAMPLES[name]
    assert decode(text.encode(charset), charset) == text


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_stronger_than_any_name(charset):
    assert decode("Grüße".encode(charset), "iso-8859-1") == "Grüße"


def test_utf_16_without_a_mark_is_known_by_its_zeros():
    assert decode("Grüße aus Wien".encode("utf-16-le")) == "Grüße aus Wien"
    assert decode("Grüße aus Wien".encode("utf-16-be")) == "Grüße aus Wien"


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="koi8-r">',
        "<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>",
        '<?xml version="1.0" encoding="koi8-r"?>',
    ],
)
def test_a_page_names_its_charset(meta):
    page = f"<html><head>{meta}</head><body>Привет, мир</body></html>"
    assert decode(page.encode("koi8-r"), markup=True) == page
    assert "Привет" not in decode(page.encode("koi8-r"), "cp1251", markup=True)


def test_servers_that_call_everything_latin_are_not_believed_about_utf_8():
    assert decode("Grüße".encode(), "ISO-8859-1") == "Grüße"
    assert decode("Grüße".encode("cp1252"), "iso-8859-1") == "Grüße"
    assert decode("It’s".encode("cp1252"), "us-ascii") == "It’s"


def test_a_wrong_name_is_no_harm():
    assert decode("Grüße an alle Gärtner".encode("cp1252"), "utf-8") == "Grüße an alle Gärtner"
    assert decode("Grüße".encode(), "no-such-charset") == "Grüße"
    assert decode("Grüße".encode(), "base64") == "Grüße"


def test_one_stray_byte_in_utf_8_is_read_as_what_editors_leave_there():
    text = "Die Bäume über den Gärten grüßen die Größe der Straße für äußere Übungen. Schöne Häuser, grüne Räume. "
    assert decode(text.encode() + b"It\x92s.") == text + "It’s."


@pytest.mark.parametrize(
    "body", [bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + bytes(500), b"abc\0def", b"\x01\x02\x03\x04" * 50]
)
def test_what_is_no_text_is_an_error(body):
    with pytest.raises(ArticleError, match=r"is not text|characters cannot be told"):
        decode(body)


def test_noise_in_high_bytes_is_an_error_and_not_mojibake():
    with pytest.raises(ArticleError, match="save it as UTF-8"):
        decode(bytes(range(0x80, 0xFF)) * 3)
