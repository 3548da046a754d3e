"""What a paragraph is by its looks and its neighbours: a caption, an item after a lead-in, a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from posts.article import inline
from posts.article.draft import Piece
from posts.article.lines import ENDS
from posts.article.model import ITEMS, Kind

_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Chart|Photo|Image|Abbildung|Abb\.|Tabelle|Tableau|Figura|Tabla|Tabela|Рис\.|Рисунок|Таблица"
    r"|图|圖|図|表)\s?\d+(?:[.:-]\d+)*(?:[.:：]|\s(?=[A-ZÀ-Þ(“\"])|$)"
)
_CREDIT = re.compile(
    r"(?:^|.\s)\(?(?:Image|Photo|Picture|Photograph|Photo credit|Image credit|Credit|Foto|Bild|Photographie|Crédit"
    r"|Imagen|Imagem|Immagine|Фото|写真|图片)(?:graph|s)?\s?[:：]\s?[^.]{1,60}[.)]*$"
)
#: What a picture shows and how it was made, or who stands where in it.
_SHOWN = re.compile(
    r"[^.!?]{3,120},\s(?:photograph|photo|portrait|painting|engraving|drawing|lithograph|illustration)\b[^.!?]{0,12}.{0,25}\d{4}"
    r"|[^.!?]{2,60}\((?:left|right|cent(?:er|re)|above|below|top|bottom|pictured|file photo)\)[^.!?]{0,80}\.?$"
)
_LONGEST_TITLE = 180
_LONGEST_HEADING = 90
_LONGEST_CAPTION = 300
_STOPS = (".", ",", ";", ":", "…", "。", "、", "，", "；", "：", "।", "!", "！")
#: What goes on in the list below: "Gehen Sie in die Praxis, wenn"; "Paris, France" does not.
_GOES_ON = re.compile(r",\s[a-zà-öø-ÿ]{1,6}$")
#: Journals end headings with a full stop ("Reason for discrimination."); so few words over so much text are one.
_WORDS_WITH_STOP, _TEXT_UNDER_STOP = 3, 120


def is_title(line: str) -> bool:
    """Whether a first line can be a title: short, and no sentence."""
    return any(map(str.isalpha, line)) and len(line) <= _LONGEST_TITLE and not line.endswith(_STOPS)


def judged(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces; paragraphs that are captions, items after a lead-in or headings are called so."""
    found = [replace(piece, kind=Kind.CAPTION) if _is_caption(piece) else piece for piece in pieces]
    for index in range(1, len(found)):
        if found[index - 1].kind is Kind.QUOTE and _says_whose(found[index]):
            found[index] = replace(found[index], kind=Kind.CAPTION)
    for index, piece in enumerate(found):
        if piece.kind is Kind.PARAGRAPH and piece.text.endswith((":", "：")):
            _itemise(found, index + 1)
    for index in reversed(range(len(found) - 1)):
        if found[index].kind is Kind.PARAGRAPH and _is_heading(found[index].text, found[index + 1]):
            if index and found[index].text.endswith(".") and found[index - 1].text.endswith("?"):
                continue  # the answer to a question
            found[index] = replace(found[index], kind=Kind.HEADING, level=_level(found[:index]))
    return found


def _level(before: Sequence[Piece]) -> int:
    """The level of a heading that only its looks tell: under the last one that is known."""
    known = next((piece.level for piece in reversed(before) if piece.kind is Kind.HEADING), 1)
    return min(known + 1, 6)


def _is_caption(piece: Piece) -> bool:
    if piece.kind is not Kind.PARAGRAPH:
        return False
    credited = len(piece.text) <= _LONGEST_CAPTION and _CREDIT.search(piece.text)
    return bool(_CAPTION.match(piece.text) or credited or _SHOWN.match(piece.text))


def _says_whose(piece: Piece) -> bool:
    """Whether a paragraph below a quotation is its credit, and nothing that somebody says after a dash."""
    return piece.kind is Kind.PARAGRAPH and inline.is_credit(piece.text) and not ENDS.search(piece.text)


def _itemise(pieces: list[Piece], start: int) -> None:
    """Makes items of short lines without a full stop, and of lines that end with ";", where two or more follow "…:"."""
    end = start
    while end < len(pieces) and _is_item(pieces[end]):
        end += 1
    ended = 0 < start < end < len(pieces) and pieces[end - 1].text.endswith((";", ","))
    if ended and pieces[end].kind is Kind.PARAGRAPH and len(pieces[end].text) <= _LONGEST_TITLE:
        end += 1
    if end - start > 1:
        pieces[start:end] = [replace(piece, kind=Kind.LIST_ITEM, level=1) for piece in pieces[start:end]]


def _is_item(piece: Piece) -> bool:
    text = piece.text
    brief = len(text) <= _LONGEST_TITLE or text.endswith((";", "；"))
    plain = piece.kind is Kind.PARAGRAPH and brief and not text.isupper()
    return plain and not ENDS.search(text) and not text.endswith((":", "："))


def _is_heading(text: str, following: Piece) -> bool:
    """Whether a short line stands over what follows it. A question does not: it may be one of an interview."""
    if not text[:1].isalnum() or text[:1].islower() or len(text) > _LONGEST_HEADING or _GOES_ON.search(text):
        return False
    if text.endswith(".") and not text.endswith(".."):
        return text.count(" ") < _WORDS_WITH_STOP and len(following.text) >= _TEXT_UNDER_STOP
    if text.isupper() and text.endswith(":"):
        return True
    under = len(following.text) > len(text) or following.kind in {Kind.HEADING, *ITEMS}
    return under and not text.endswith((*_STOPS, "?", "？"))
