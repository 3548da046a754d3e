"""The pages of reports, and their files."""

import io
import zipfile

import openpyxl
import pytest

from campaign.desk import ticking
from campaign.desk.reporting.kinds import KINDS
from campaign.naming import platform_name
from campaign.reports.forms import FORMS
from tests.web import scene
from tests.web.conftest import read

PATH = f"/reports/campaign?campaign={scene.CAMPAIGN}"


@pytest.fixture(autouse=True)
def some_of_it_is_out(app):
    later = scene.at(app, scene.NOW.replace(hour=10))
    ticking.tick(later, later.clock.now().isoformat())


def test_every_kind_has_a_form_that_leads_to_it(client):
    forms = read(client.get("/reports")).css("form.filters")
    assert [one.attributes["action"] for one in forms] == [f"/reports/{kind}" for kind in KINDS]


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_has_a_page(client, kind):
    campaign = f"campaign={scene.CAMPAIGN}" if KINDS[kind].campaigns[1] else ""
    account = "account=clinic-x" if KINDS[kind].accounts[1] else ""
    page = read(client.get(f"/reports/{kind}?{campaign}&{account}"))
    assert page.css("#report section table")
    assert not page.css("#report [style]")


@pytest.mark.parametrize("path", [PATH, "/reports/history"])
def test_what_the_embedded_feed_published_is_reached_from_a_report(client, path):
    links = [one.attributes["href"] for one in read(client.get(path)).css("#report td a")]
    assert links
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_report_that_needs_a_campaign_asks_for_one_first(client):
    page = read(client.get("/reports/campaign"))
    assert page.css_first("#report") is None
    assert scene.CAMPAIGN in [one.attributes["value"] for one in page.css("select[name=campaign] option")]


def test_a_report_is_shown_with_its_charts_and_led_from_to_its_files(client):
    page = read(client.get(PATH))
    assert {one.id for one in page.css("#report section")} >= {"accounts", "days", "posts", "formulas"}
    drawn = [one.text() for one in page.css("#report svg[role=img] > title")]
    assert drawn == ["Day by day", "Accounts"]  # there is one platform only
    assert not page.css("#report [style]")
    links = [one.attributes["href"] for one in page.css(".downloads a")]
    assert links == [f"/reports/campaign/{form}?campaign={scene.CAMPAIGN}" for form in FORMS]


@pytest.mark.parametrize("form", list(FORMS))
def test_each_file_says_what_it_is(client, form):
    answer = client.get(f"/reports/campaign/{form}?campaign={scene.CAMPAIGN}")
    assert answer.status_code == 200
    zipped = form == "csv"
    assert answer.headers["content-type"] == ("application/zip" if zipped else FORMS[form].media)
    ending = "zip" if zipped else FORMS[form].suffix
    assert f'filename="campaign-2026-11-23.{ending}"' in answer.headers["content-disposition"]
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_filters_count_for_the_files_too(client):
    of_one = client.get("/reports/history/csv?account=clinic-x").text.splitlines()
    of_all = client.get("/reports/history/csv").text.splitlines()
    assert 1 < len(of_one) < len(of_all)
    assert all(",clinic-x," in line for line in of_one[1:] if line[:1].isdigit())


def test_a_day_that_is_none_is_said_beside_the_form(client):
    page = read(client.get("/reports/history?since=yesterday"), 422)
    assert page.css_first("[role=alert]").text(strip=True) == "“yesterday” is no day: write it as 2026-12-01."


def test_how_a_course_is_told_is_chosen_beside_the_days_and_counts_for_the_files_too(client):
    page = read(client.get(f"{PATH}&by=month"))
    assert page.css_first("select[name=by] option[selected]").attributes["value"] == "month"
    assert [one.text() for one in page.css("#months h2")] == ["Month by month"]
    assert page.css_first("#months tbody td").text() == "November 2026"
    assert {one.attributes["href"].partition("?")[2] for one in page.css(".downloads a")} == {
        f"campaign={scene.CAMPAIGN}&by=month"
    }
    with zipfile.ZipFile(
        io.BytesIO(client.get(f"/reports/campaign/csv?campaign={scene.CAMPAIGN}&by=month").content)
    ) as files:
        assert files.read("months.csv").decode("utf-8-sig").splitlines()[1].startswith("2026-11-01,")


def test_only_reports_that_tell_a_course_ask_how(client):
    asked = {
        one.attributes["action"]
        for one in read(client.get("/reports")).css("form.filters")
        if one.css("select[name=by]")
    }
    assert asked == {"/reports/campaign", "/reports/delivery", "/reports/coverage"}


def test_what_no_course_is_told_by_is_said_beside_the_form(client):
    page = read(client.get(f"{PATH}&by=year"), 422)
    assert page.css_first("[role=alert]").text(strip=True) == "A report is told by day, week, month, not by “year”."


@pytest.mark.parametrize("path", ["/reports/nothing", "/reports/nothing/csv", "/reports/history/doc"])
def test_what_there_is_not_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_file_for_which_something_is_missing_is_refused(client):
    assert client.get("/reports/campaign/pdf").status_code in (409, 422)


def test_programs_are_answered_the_same(client):
    answer = client.get("/api/v1/campaigns").json()
    uid = answer["items"][0]["uid"]
    found = client.get(f"/api/v1/reports/campaign?campaign={uid}").json()
    with zipfile.ZipFile(io.BytesIO(client.get(f"/reports/campaign/csv?campaign={scene.CAMPAIGN}").content)) as files:
        assert [f"{one['key']}.csv" for one in found["sections"]] == files.namelist()[1:]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/reports/campaign/xlsx?campaign={scene.CAMPAIGN}").content))
    accounts = next(one["table"] for one in found["sections"] if one["key"] == "accounts")
    rows = [[cell.value for cell in row] for row in book["Accounts"].iter_rows(min_row=2)]
    # People read the name of a platform, programs its kind.
    told = [[name, platform_name(platform), *rest] for name, platform, *rest in accounts["rows"]]
    assert rows == [*told, accounts["total"]]
