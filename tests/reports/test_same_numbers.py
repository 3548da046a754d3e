"""Every form of a document says the same: one rich document is written in each, and read back cell by cell."""

import csv
import io
import json
import re
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import openpyxl
import pypdfium2
import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from campaign.desk.showing import plain
from campaign.naming import platform_name
from campaign.reports.document import Kind, Money
from campaign.reports.forms import FORMS
from campaign.reports.forms.holding import held
from campaign.reports.wording import said
from tests.reports.rich import RICH, ZONE

FULL = [one for one in RICH.sections if one.table.rows]
NUMBERS = (Kind.COUNT, Kind.NUMBER, Kind.SHARE, Kind.SECONDS)


@pytest.fixture(scope="module")
def written():
    found = {}
    for name, form in FORMS.items():
        out = io.BytesIO()
        form.write(RICH, out)
        found[name] = out.getvalue()
    return found


def rows_of(section):
    """All its rows, the total too."""
    return [*section.table.rows, *([section.table.total] if section.table.total else [])]


def instant(cell):
    return cell.astimezone(ZoneInfo("UTC"))


def test_csv_says_every_cell(written):
    with zipfile.ZipFile(io.BytesIO(written["csv"])) as files:
        assert files.namelist() == ["about.csv", *(f"{one.key}.csv" for one in RICH.sections)]
        for section in RICH.sections:
            raw = files.read(f"{section.key}.csv")
            assert raw.startswith(b"\xef\xbb\xbf")
            _, *lines = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
            read = [cells(iter(line), section.table.columns) for line in lines]
            assert read == [[plainly(cell) for cell in row] for row in rows_of(section)]


def cells(fields, columns):
    """A line of CSV as values."""
    return [value(column.kind, next(fields), fields) for column in columns]


def value(kind, field, rest):
    currency = next(rest) if kind is Kind.MONEY else None
    if field == "":
        return None
    match kind:
        case Kind.MONEY:
            return (round(float(field) * 1_000_000), currency)
        case Kind.MOMENT:
            return instant(datetime.fromisoformat(field))
        case Kind.DATE | Kind.MONTH:
            return date.fromisoformat(field)
        case kind if kind in NUMBERS:
            return float(field)
    return field.removeprefix("'") if field[:2] in ("'=", "'+", "'-", "'@") else field


def plainly(cell):
    """A cell as it is compared."""
    if isinstance(cell, Money):
        return (cell.micros, cell.currency)
    if isinstance(cell, datetime):
        return instant(cell)
    return float(cell) if isinstance(cell, int) else cell


def test_a_spreadsheet_says_every_cell_and_types_it(written):
    book = openpyxl.load_workbook(io.BytesIO(written["xlsx"]))
    assert book.sheetnames == ["About", "Accounts  all   of  them", "Days", "Months", "Platforms", "Best hours"]
    for section, sheet in zip(FULL, book.worksheets[1:], strict=True):
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{chr(64 + len(section.table.columns))}{1 + len(section.table.rows)}"
        read = [list(row) for row in sheet.iter_rows()]
        assert [cell.value for cell in read[0]] == [one.name for one in section.table.columns]
        assert all(cell.data_type != "f" for row in read for cell in row)
        found = [[typed(cell) for cell in row] for row in read[1:]]
        assert found == [
            [plainly(named(cell, column)) for cell, column in zip(row, section.table.columns, strict=True)]
            for row in rows_of(section)
        ]


def named(cell, column):
    """A cell as people read it: a platform by its name."""
    return cell and platform_name(cell) if column.kind is Kind.PLATFORM else cell


def test_a_platform_has_its_name_for_people_and_its_kind_for_programs(written):
    names, kinds = ["X", "Built-in feed", "Mastodon", "Gotosocial"], ["x", "feed", "mastodon", "gotosocial"]
    page = LexborHTMLParser(written["html"].decode()).css_first("#platforms")
    assert [line.css_first("td").text() for line in page.css("tbody tr")] == names
    drawn = page.css_first("svg").html
    assert all(f">{name}<" in drawn for name in names)
    assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(written["xlsx"]))["Platforms"]["A"][1:5]] == names
    with zipfile.ZipFile(io.BytesIO(written["csv"])) as files:
        lines = csv.reader(io.StringIO(files.read("platforms.csv").decode("utf-8-sig")))
        assert [line[0] for line in lines][1:5] == kinds
    (section,) = [one for one in plain(held(RICH, 10_000))["sections"] if one["key"] == "platforms"]
    assert section["table"]["columns"][0]["kind"] == "platform"
    assert [row[0] for row in section["table"]["rows"]] == kinds


def test_a_sheet_without_rows_is_left_out_its_note_is_not_and_what_is_alone_has_its_sheet(written):
    [*_, noted, _] = RICH.sections
    book = openpyxl.load_workbook(io.BytesIO(written["xlsx"]))
    assert [noted.title, noted.note] in [[cell.value for cell in row] for row in book["About"].iter_rows()]
    FORMS["xlsx"].write(replace(RICH, sections=(noted,)), out := io.BytesIO())
    alone = openpyxl.load_workbook(out)[noted.title]
    assert [[cell.value for cell in row] for row in alone.iter_rows()] == [["Day"]]


def typed(cell):
    if cell.value is None:
        return None
    if match := re.search(r'"\s?([+-]\d\d):(\d\d)"', cell.number_format):
        hours, minutes = int(match[1]), int(match[2])
        offset = timezone(timedelta(hours=hours, minutes=minutes if hours >= 0 else -minutes))
        return instant(cell.value.replace(tzinfo=offset) + timedelta(microseconds=0))
    if match := re.search(r'" (USD|EUR)"', cell.number_format):
        return (round(cell.value * 1_000_000), match[1])
    if cell.number_format in ("yyyy-mm-dd", "mmmm yyyy"):
        return cell.value.date()
    return float(cell.value) if isinstance(cell.value, int | float) else unescaped(cell.value)


def unescaped(text):
    """Excel's own way to say what XML cannot, which openpyxl leaves as it is."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), text)


def words(section):
    """Its rows as forms that are text say them."""
    columns = section.table.columns
    return [
        [said(cell, column.kind, ZONE) for cell, column in zip(row, columns, strict=True)] for row in rows_of(section)
    ]


def test_html_says_every_cell(written):
    page = LexborHTMLParser(written["html"].decode())
    for section in FULL:
        lines = page.css(f"#{section.key} table tbody tr, #{section.key} table tfoot tr")
        assert [[read_from(cell) for cell in line.css("td")] for line in lines] == words(section)
        svg = page.css_first(f"#{section.key} svg[role=img]")
        assert svg.css_first("title").text() == section.title
        assert svg.css_first("desc").text()


def read_from(cell):
    """An address is where its link leads; the words of the link are short."""
    link = cell.css_first("a")
    return link.attributes["href"] if link else cell.text()


def test_html_asks_nothing_of_elsewhere(written):
    text = written["html"].decode()
    assert "default-src 'none'" in text
    assert not re.search(r"<(script|link|img|iframe)\b|@import|url\(", text)


def test_markdown_says_every_cell(written):
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(written["md"].decode())
    tables, row = [], []
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "td_open":
            row.append("".join(shown(one) for one in tokens[place + 1].children))
        elif token.type == "tr_close" and row:
            tables[-1].append(row)
            row = []
    assert tables == [[[cell.strip() for cell in line] for line in words(one)] for one in FULL]


def shown(token):
    return "\n" if token.type == "html_inline" and token.content == "<br>" else token.content


def test_pdf_says_every_cell(written):
    pages = pypdfium2.PdfDocument(written["pdf"])
    text = letters("".join(page.get_textpage().get_text_range() for page in pages))
    for section in FULL:
        for row in words(section):
            for cell in row:
                # What is read from the right comes out in the order in which it is seen; its letters are compared.
                if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in cell):
                    assert set(letters(cell)) <= set(text), cell
                elif cell.isascii() and len(cell) < 100:
                    assert letters(cell) in text, cell


def letters(text):
    return "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one)[0] in "LNPS")


def test_json_is_the_document(written):
    read = json.loads(json.dumps(plain(held(RICH, 10_000))))
    for section, found in zip(RICH.sections, read["sections"], strict=True):
        columns = section.table.columns
        rows = [
            [from_json(column.kind, cell) for column, cell in zip(columns, row, strict=True)]
            for row in found["table"]["rows"]
        ]
        assert rows == [[plainly(cell) for cell in row] for row in section.table.rows]


def from_json(kind, cell):
    if cell is None or (isinstance(cell, str) and kind not in (Kind.MOMENT, Kind.DATE, Kind.MONTH)):
        return cell
    match kind:
        case Kind.MONEY:
            return (cell["micros"], cell["currency"])
        case Kind.MOMENT:
            return instant(datetime.fromisoformat(cell))
        case Kind.DATE | Kind.MONTH:
            return date.fromisoformat(cell)
    return float(cell)


def test_every_form_says_its_period_zone_time_formulas_and_seal(written):
    book = openpyxl.load_workbook(io.BytesIO(written["xlsx"]))
    with zipfile.ZipFile(io.BytesIO(written["csv"])) as files:
        about = files.read("about.csv").decode()
    pages = pypdfium2.PdfDocument(written["pdf"])
    read = {
        "xlsx": " ".join(str(cell.value) for row in book["About"].iter_rows() for cell in row),
        "csv": about,
        "html": LexborHTMLParser(written["html"].decode()).body.text(),
        "md": re.sub(r"\\(.)", r"\1", written["md"].decode()),
        "pdf": " ".join(page.get_textpage().get_text_range() for page in pages),
    }
    for form, text in read.items():
        for fact in ("1 Mar 2026", "31 Oct 2026", ZONE, "1 Nov 2026, 09:30:05", "engagement rate", RICH.seal):
            assert letters(fact) in letters(text), (form, fact)
