"""`campaign report` and `campaign history`, as files in every form."""

import json
import re

import pytest

from campaign.cli import main, output
from campaign.cli.reporting import _KINDS
from campaign.desk import ticking
from campaign.desk.reporting.kinds import KINDS
from tests.web import scene


@pytest.fixture
def campaign(tmp_path, capsys):
    app = scene.installation(tmp_path)
    scene.queued(app)
    later = scene.at(app, scene.NOW.replace(hour=10))
    ticking.tick(later, later.clock.now().isoformat())
    app.close()

    def run(*words, code=0):
        ended = main([*words, "--config", str(tmp_path / "config.toml")])
        told = capsys.readouterr()
        assert ended == code, told.err
        said.append(told.err)
        return told.err if code else told.out

    said = run.said = []
    return run


def test_several_forms_are_written_at_once(campaign, tmp_path):
    names = {form: tmp_path / f"spring.{form}" for form in ("html", "pdf", "xlsx", "md", "ics")}
    campaign("report", scene.CAMPAIGN, *(word for form, file in names.items() for word in (f"--{form}", str(file))))
    begun = {form: file.read_bytes()[:15] for form, file in names.items()}
    assert begun["html"].startswith(b"<!doctype html>")
    assert begun["pdf"].startswith(b"%PDF")
    assert begun["xlsx"].startswith(b"PK")
    assert begun["md"].startswith(b"# Campaign")
    assert begun["ics"].startswith(b"BEGIN:VCALENDAR")


def test_one_table_goes_to_standard_output(campaign):
    lines = campaign("report", scene.CAMPAIGN, "--section", "accounts", "--csv", "-").splitlines()
    assert lines[0].startswith("\ufeffaccount,platform,planned,published")
    assert lines[-1].startswith("all,,")


def test_the_state_of_a_post_is_called_so_in_files_as_everywhere(campaign):
    lines = campaign("report", scene.CAMPAIGN, "--section", "posts", "--csv", "-").splitlines()
    assert lines[0].startswith("\ufeffaccount,state,slot,published,text,")


def test_a_form_on_standard_output_holds_nothing_of_another_that_is_written(campaign, tmp_path):
    words = ("report", scene.CAMPAIGN, "--section", "accounts", "--csv", "-")
    alone = campaign(*words)
    assert campaign(*words, "--html", str(tmp_path / "a.html"), "--md", str(tmp_path / "a.md")) == alone
    assert campaign.said[-1] == f"Wrote {tmp_path / 'a.html'}.\nWrote {tmp_path / 'a.md'}.\n"


def test_the_table_that_is_printed_has_its_header_in_a_pipe(campaign):
    lines = campaign("report", scene.CAMPAIGN).splitlines()
    assert lines[2].split("\t")[:4] == ["Account", "Platform", "Planned", "Published"]


def test_a_course_that_was_asked_for_is_printed_below_the_sums(campaign):
    short = campaign("report", scene.CAMPAIGN)
    said = campaign("report", scene.CAMPAIGN, "--by", "month")
    assert said.startswith(short)
    course = [line.split("\t") for line in said.removeprefix(short).splitlines() if line]
    assert course[0][:3] == ["Month", "Planned", "Published"]
    total = next(line for line in short.splitlines() if line.startswith("all\t")).split("\t")
    assert sum(int(row[1]) for row in course[1:]) == int(total[2])


def test_a_section_that_was_asked_for_is_printed_alone(campaign):
    said = campaign("report", scene.CAMPAIGN, "--section", "platforms")
    assert [line for line in said.splitlines() if line.startswith("## ")] == ["## Platforms", "## How it is counted"]


def test_a_section_that_was_asked_for_is_json_alone(campaign):
    whole = json.loads(campaign("report", scene.CAMPAIGN, "--json"))
    found = json.loads(campaign("report", scene.CAMPAIGN, "--section", "accounts", "--json"))
    assert found.keys() == {"key", "title", "note", "table"}
    assert (found["key"], found["table"]["columns"][1]) == ("accounts", {"name": "Platform", "kind": "platform"})
    told = [(one["account"], one["platform"], one["counts"]["planned"]) for one in whole["accounts"]]
    assert [tuple(row[:3]) for row in found["table"]["rows"]] == told
    assert found["table"]["total"][2] == whole["counts"]["planned"]


@pytest.mark.parametrize("words", [("report",), ("report", "--section", "accounts", "--md", "-")])
def test_platforms_have_their_names_for_people(campaign, words):
    said = campaign(words[0], scene.CAMPAIGN, *words[1:])
    assert re.search(r"clinic-x[\s|]+Built-in feed[\s|]", said)
    assert not re.search(r"clinic-x[\s|]+feed", said)


def test_several_tables_want_a_zip(campaign, tmp_path):
    said = campaign("report", scene.CAMPAIGN, "--csv", str(tmp_path / "all.csv"), code=2)
    assert "name a .zip, or one with --section: figures, days, accounts," in said
    assert not (tmp_path / "all.csv").exists()


def test_nothing_half_written_is_left_where_a_form_fails(campaign, tmp_path, monkeypatch):
    from campaign.reports.forms import apart

    (tmp_path / "spring.pdf").write_text("the old one")
    monkeypatch.setattr(apart, "_SECONDS", 0.01)
    said = campaign("report", scene.CAMPAIGN, "--pdf", str(tmp_path / "spring.pdf"), code=1)
    assert "ask for fewer days" in said
    assert (tmp_path / "spring.pdf").read_text() == "the old one"
    assert [one.name for one in tmp_path.glob(".*")] == []


def test_a_folder_that_is_not_there_is_said_in_a_sentence(campaign, tmp_path):
    said = campaign("report", scene.CAMPAIGN, "--md", str(tmp_path / "none" / "a.md"), code=1)
    assert said.strip().endswith("cannot be written: No such file or directory.")


def test_another_kind_is_asked_for_by_days(campaign):
    said = campaign("report", "--kind", "history", "--since", "2026-11-24", "--md", "-")
    assert "No attempt" in said or "There is nothing here." in said or "Attempts" in said
    assert "Tue 24 Nov 2026" in said


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ((), "day,2026-11-23"),
        (("--by", "day"), "day,2026-11-23"),
        (("--by", "week"), "week,2026-11-23"),
        (("--by", "month"), "month,2026-11-01"),
    ],
)
def test_a_course_is_told_as_it_was_asked_for(campaign, words, first):
    column, day = first.split(",")
    lines = campaign("report", scene.CAMPAIGN, *words, "--section", f"{column}s", "--csv", "-").splitlines()
    assert lines[0] == f"\ufeff{column},planned,published,failed,missed,engagements,clicks"
    assert lines[1].startswith(f"{day},")
    value = json.loads(campaign("report", scene.CAMPAIGN, *words, "--json"))
    assert (value["by"], value["course"][0]["first"]) == (column, day)
    assert sum(int(line.split(",")[1]) for line in lines[1:]) == value["counts"]["planned"]


def test_a_course_cannot_be_told_by_anything_else(campaign):
    said = campaign("report", scene.CAMPAIGN, "--by", "year", code=2)
    assert said == "--by: “year” is none of day, week, month.\n"


def test_months_have_their_names_for_people(campaign):
    said = campaign("report", scene.CAMPAIGN, "--by", "month", "--md", "-")
    assert "## Month by month\n\nThe first month is told from Mon 23 Nov 2026 on." in said
    assert "\n| November 2026 |" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report",), "The report “campaign” is of one campaign, and none was named."),
        (("report", "a", "b"), "The report “campaign” is of one campaign, and 2 were named."),
        (("report", "x", "--kind", "nothing"), "There is no report “nothing”: there are campaign,"),
        (("report", scene.CAMPAIGN, "--account", "clinic-x"), "The report “campaign” is of no account: leave it out."),
        (("report", "--kind", "history", "--since", "soon"), "“soon” is no day"),
        (("report", "--kind", "history", "--since", "2026-11-02", "--until", "2026-11-01"), "before it begins"),
        (
            ("report", scene.CAMPAIGN, "--section", "x", "--md", "-"),
            "has no section “x”; it has figures, days, accounts,",
        ),
        (("report", "--kind", "cost", "--by", "week"), "The report “cost” is not told by days, weeks or months"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(campaign, words, said):
    assert said in campaign(*words, code=2)


def test_a_template_that_is_not_there_is_said_in_a_sentence(campaign):
    said = campaign("report", scene.CAMPAIGN, "--template", "none.md", code=1)
    assert "cannot be read: No such file or directory." in said


def test_the_help_names_every_report():
    assert tuple(_KINDS.split(", ")) == tuple(KINDS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("queue", "--state", "failed"), "No delivery matches."),
        (("history", "--outcome", "failed"), "No attempt matches."),
    ],
)
def test_a_list_that_was_narrowed_to_nothing_does_not_say_that_there_is_nothing(campaign, words, said):
    assert (campaign(*words), campaign.said) == ("", [f"{said}\n"])


@pytest.mark.parametrize("verb", ["queue", "history"])
@pytest.mark.parametrize("what", ["campaign", "account"])
def test_a_list_of_what_there_is_not_is_refused(campaign, verb, what):
    assert f"There is no {what} “nobody”." in campaign(verb, f"--{what}", "nobody", code=1)


def test_of_a_long_history_the_last_is_shown_and_all_of_it_written(campaign, monkeypatch):
    told = json.loads(campaign("history", "--json"))
    assert len(told) > 2
    assert json.loads(campaign("history", "--json", "--limit", "2")) == told[-2:]
    monkeypatch.setattr(output, "ROWS", 2)
    shown = campaign("history").splitlines()
    assert campaign.said[-1] == "These are the last 2; --limit shows more, --csv writes all.\n"
    assert len([line for line in shown if told[-1]["account"] in line or told[-2]["account"] in line]) == 2
    for all_of_it in (len(told), 100):
        campaign("history", "--limit", str(all_of_it))
        assert campaign.said[-1] == ""
    assert "leave --limit out" in campaign("history", "--limit", "2", "--csv", "-", code=2)


def test_an_own_template_is_printed(campaign, tmp_path):
    (tmp_path / "own.md").write_text(
        "{{ report.campaign }}: {{ report.counts.published }} of {{ report.counts.planned }}"
    )
    value = json.loads(campaign("report", scene.CAMPAIGN, "--json"))["counts"]
    said = campaign("report", scene.CAMPAIGN, "--template", str(tmp_path / "own.md"))
    assert said == f"{scene.CAMPAIGN}: {value['published']} of {value['planned']}"
    assert value["published"] > 0


def test_history_becomes_a_workbook(campaign, tmp_path):
    import openpyxl

    campaign("history", "--xlsx", str(tmp_path / "h.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "h.xlsx")["Attempts"]
    told = json.loads(campaign("history", "--json"))
    assert sheet.max_row - 1 == len(told)
    assert [cell.value for cell in sheet["A"]][1:] == [one["id"] for one in told]
    assert [cell.value for cell in sheet["O"]][1:] == [one["text"] for one in told]
