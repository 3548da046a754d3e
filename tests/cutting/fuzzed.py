"""Articles and briefs that nobody would write, made of what people do write: for each number always the same one."""

import random
import unicodedata
from dataclasses import replace

from posts.article import Kind
from posts.compose import TEMPLATE, Frame
from posts.cut import Brief
from posts.measure import LIMITS, Counting, Limits
from tests.assembling import assembled

#: Sentences that lean on each other, by language: connectives, pronouns, lead-ins, quotations, abbreviations.
SENTENCES = {
    "en": [
        "Rest helps the body.", "However, it needs quiet, and sleep; water helps too.", "In conclusion, rest works (for most).",
        "Three habits help:", "For example, Dr. Smith said “no. Never.” twice at 3.5 p.m.", "While it may help, it is not a cure.",
        "These include walks, which are free, naps, which are not, and tea, which nobody who has tried it would miss.", "Why? Because!",
    ],
    "de": [
        "Ruhe hilft dem Körper.", "Deshalb braucht er z. B. Schlaf, Wasser usw.", "Dr. Müller sagt: „Das wirkt. Immer.“ Und er weiß es.",
        "Die Donaudampfschifffahrtsgesellschaftskapitänsmütze hilft nicht, obwohl sie warm ist.", "Dazu gehören:", "Nicht alle glauben daran.",
    ],
    "fr": ["Le repos aide le corps.", "Cependant, il lui faut du calme ; « c’est vrai. Toujours ! » dit-elle.", "Voici trois habitudes :"],
    "es": ["¿Ayuda el descanso? ¡Sí!", "Sin embargo, no siempre lo hace, según la Dra. Gómez.", "Por eso, duerma más y beba agua."],
    "ru": ["Отдых помогает телу.", "Однако ему нужен сон, т. е. восемь часов.", "Это не лекарство, хотя оно помогает."],
    "tr": ["Dinlenmek vücuda iyi gelir.", "Ancak, İstanbul’da bu kolay değildir; ıhlamur da yardımcı olur."],
    "ja": ["休息は体に良い。", "しかし、それには静けさが必要です。", "彼は「無理。絶対に。」と言った！", "三つの習慣があります：", "例えば、毎日八時間眠ることや、水を飲むことや、散歩をすることなどです。"],
    "zh": ["休息对身体有好处。", "然而，它需要安静和睡眠。", "他说：“不行。绝不。”", "例如，每天睡八个小时，多喝水，多散步，少看手机，这些都能帮助我们恢复体力。"],
    "ko": ["휴식은 몸에 좋습니다.", "그러나 그것은 조용함이 필요합니다.", "예를 들어, 물을 마시고 산책을 하세요!"],
    "hi": ["आराम शरीर की मदद करता है।", "लेकिन इसे नींद चाहिए, और पानी भी।", "यह इलाज नहीं है।"],
    "ar": ["الراحة تساعد الجسم.", "ومع ذلك، فهو يحتاج إلى النوم؛ والماء أيضًا.", "هل هذا صحيح؟ نعم!"],
    "th": ["การพักผ่อนช่วยร่างกาย แต่ต้องการความเงียบ และน้ำก็ช่วยได้เช่นกัน", "นอนหลับ๘ชั่วโมง"],
    "he": ["מנוחה עוזרת לגוף.", "אולם, היא דורשת שקט; גם מים עוזרים!"],
}  # fmt: skip

#: What stands between sentences and breaks them.
ODDITIES = [
    "https://a.example/b?c=1#rest", "http://例え.jp/ä", "example.com", "See www.example.org/a_(b).", "me@example.com", "@rest",
    "@someone@a.very.long.example.server", "#rest", "#Rest!", "#REST_and_water", "#休息", "#1", "＃rest", "$ABC", "1.", "a)", "…", ". . .",
    "“", "(", "）", "«", '"', "—", "– so what?", "???!!!", "3,141.59", "i.e.", "e.g. this", "[12]", "&amp;", "<b>", "{{ text }}", "{% if %}",
    "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "👍🏽", "1️⃣", "☕️", "🎉" * 30, "e\u0301" * 20, "Z\u0351\u036b\u0343a\u0329\u0321l\u0321\u0353g\u0323\u0326o\u0335" * 3,
    "\u202eabc\u202c", "\u200eabc\u200f", "\u2066x\u2069", "a\u00a0b", "\u3000", "\ue000\uf8ff\ue001", "\uffff", "\U000e0067\U000e007f",
    "x" * 90, "ß" * 300, "漢" * 160, "क्षि" * 90, "a-" * 200, "https://example.com/" + "y" * 500, "ﷺ", "𝕏", "ǅ", "İ", "\u0000", "\u0085",
]  # fmt: skip
RANGES = [(0x21, 0x7E), (0xA1, 0x24F), (0x300, 0x36F), (0x400, 0x4FF), (0x590, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F)]
RANGES += [(0x2000, 0x206F), (0x20A0, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xFE00, 0xFFEF)]
RANGES += [(0x1F1E6, 0x1F1FF), (0x1F300, 0x1FAFF), (0xE0100, 0xE01EF)]
TAGS = [(), ("#rest",), ("#rest", "#water"), ("#massagetherapyforsciatica",), ("#休息",), ("#आराम",)]
LINKS = [None, None, "https://a.example/b", "https://clinic.example/a/very/long/path/to/an/article?from=campaign"]
TEMPLATES = [
    TEMPLATE,
    TEMPLATE,
    "{% if of %}({{ n }} of {{ of }}) {% endif %}{{ title }}: {{ text }} {{ hashtags }} {{ link }}",
]
KINDS = [Kind.PARAGRAPH] * 6 + [Kind.LIST_ITEM] * 3 + [Kind.HEADING, Kind.QUOTE, Kind.CODE, Kind.CAPTION]


def fuzzed(number):
    """The article and the brief of this number."""
    chance = random.Random(number)
    language = chance.choice(list(SENTENCES))
    # Now and then a long one: only there a thread needs numbers of two and three digits.
    size = 300 if number % 1000 == 0 else 60 if number % 100 == 0 else 5
    pieces = [_piece(chance, language, size) for _ in range(chance.randint(1, 6))]
    said = chance.choice([language, language, language, "en", "xx", None])
    return assembled(pieces, title="Rest helps", language=said), _brief(chance)


def _piece(chance, language, size):
    kind = chance.choice(KINDS)
    parts = [_part(chance, language) for _ in range(chance.randint(1, size))]
    joint = chance.choice([" ", " ", " ", "", "\n" if kind is Kind.CODE else " "])
    return kind, chance.randint(0, 3), unicodedata.normalize("NFC", joint.join(parts))


def _part(chance, language):
    match chance.randrange(12):
        case 0 | 1:
            return chance.choice(ODDITIES)
        case 2:
            return "".join(chr(chance.randint(*chance.choice(RANGES))) for _ in range(chance.randint(1, 30)))
        case 3:
            return chance.choice(SENTENCES[chance.choice(list(SENTENCES))])
        case _:
            return chance.choice(SENTENCES[language])


def _brief(chance):
    title = chance.choice(["", "Rest helps"])
    frame = Frame(_limits(chance), chance.choice(TAGS), chance.choice(LINKS), title, chance.choice(TEMPLATES))
    return Brief(frame, max_posts=chance.choice([None, None, None, 1, 3, 12]), thread=chance.random() < 0.5)


def _limits(chance):
    """A platform's limits; or smaller ones in its way of counting, that short articles can break too."""
    limits = chance.choice([*LIMITS.values(), Limits("plain", Counting.CODE_POINTS, 20)])
    if limits.most > 500 or chance.random() < 0.5:
        limits = replace(limits, most=chance.randint(20, 400))
    if limits.most_bytes is not None and chance.random() < 0.5:
        limits = replace(limits, most_bytes=chance.randint(60, 600))
    return limits
