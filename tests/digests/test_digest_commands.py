"""`campaign digest`, its settings, and what the doctor says of them."""

import json

import pytest

from campaign.cli import main
from campaign.config import load
from campaign.desk import accounts, doctoring, stopping
from campaign.errors import ConfigError
from tests.digests.office import DAY, HOUR, TO
from tests.web import scene


@pytest.fixture
def run(desk, capsys, monkeypatch):
    from campaign import app as composing

    monkeypatch.setattr(composing, "system_clock", lambda: desk.app.clock)

    def run(*words, code=0):
        ended = main(["digest", *words, "--config", str(desk.file)])
        told = capsys.readouterr()
        assert ended == code, told.err
        return told.err if code else told.out

    return run


def codes(desk):
    return {one.code: one for one in doctoring.examine(desk.file, None)}


def test_it_is_printed_as_it_would_be_mailed(desk, run):
    desk.hurt(desk.work(days=1))
    said = run()
    assert said.startswith("Campaigns, Mon 23 Nov 2026\n")
    assert "! 1 failed: Mastodon refused the post" in said
    assert "Numbers from" in said


def test_other_days_are_asked_for(desk, run):
    desk.work(days=3)
    assert "18 published" in run("--since", "2026-11-23", "--until", "2026-11-25")
    assert "6 published" in run("--since", "2026-11-24", "--until", "2026-11-24")
    assert "Wed 25 Nov 2026" in run("--since", "2026-11-25")
    assert "would end on 2026-11-01" in run("--since", "2026-11-02", "--until", "2026-11-01", code=2)
    assert "is no day" in run("--since", "soon", code=2)


def test_what_is_stopped_paused_or_held_is_told_to_people_and_to_programs(desk, run):
    stopping.stop(desk.app, "a recall")
    accounts.pause(desk.app, "clinic-x")
    assert "! Everything is stopped – since 2026-11-23 08:00 Europe/London, by" in run()
    told = json.loads(run("--json"))["silent"]
    assert [(one["what"], one["name"], one["state"]) for one in told] == [
        ("everything", None, "stopped"),
        ("account", "clinic-x", "paused"),
    ]


def test_a_file_holds_its_pictures(desk, run, tmp_path):
    desk.work(days=1)
    run("--html", str(tmp_path / "digest.html"))
    page = (tmp_path / "digest.html").read_text()
    assert 'src="data:image/png;base64,' in page
    assert "cid:" not in page


def test_programs_are_told_the_figures(desk, run):
    desk.work(days=1)
    told = json.loads(run("--json"))
    assert told["parts"][0]["figures"]["Published"] == 6
    assert told["parts"][0]["campaign"] == scene.CAMPAIGN


def test_sent_by_hand_it_goes_out_now_and_the_workers_own_one_comes_all_the_same(desk, run, mailbox):
    from campaign.desk import digesting

    desk.work(days=1)
    sender = digesting.sender(desk.app)
    sender.send()
    assert "Would mail “Campaigns, Mon 23 Nov 2026: 6 published”" in run("--send", "--dry-run")
    assert mailbox.letters == []
    said = run("--send")
    assert f"to {', '.join(TO)}." in said
    desk.now += DAY + HOUR
    assert sender.send()
    assert len({one["Message-ID"] for one in mailbox.letters}) == len(mailbox.letters) == 2


def test_without_anybody_to_mail_it_to_it_is_not_sent(desk, run):
    desk.settle(to=[])
    assert "[digest] to names nobody" in run("--send", code=2)


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org\nBcc: eve@example.org", "ann@example.org, eve@example.org", "ann", "", "@example.org", "ann@",
        "Ann <ann@example.org>", "a b@example.org", "ann@exa mple.org", "ann@example.org\x00", "ann@ex\u202eample.org",
        "ann@example.org;eve@example.org", '"ann"@example.org', "ann@@example.org", f"{'a' * 65}@example.org",
    ],
)  # fmt: skip
def test_an_address_that_is_none_or_more_than_one_is_refused(desk, address):
    desk.file.write_text(f"[digest]\nto = [{json.dumps(address)}]\n")
    with pytest.raises(ConfigError, match="no e-mail address"):
        load(desk.file)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('at = "8"', "no time of the day"),
        ('at = "24:00"', "no time of the day"),
        ('every = "hour"', "digest.every"),
        ('weekday = "someday"', "digest.weekday"),
        ('timezone = "Europe/Berln"', "did you mean Europe/Berlin"),
        ('empty = "maybe"', "digest.empty"),
    ],
)
def test_a_wrong_setting_is_said(desk, line, said):
    desk.file.write_text(f"[digest]\n{line}\n")
    with pytest.raises(ConfigError, match="digest") as refused:
        load(desk.file)
    assert said in str(refused.value)


def test_the_doctor_says_when_the_next_one_goes_out_and_what_is_lacking(desk, monkeypatch):
    assert "each day to ann@example.org, ben@example.org" in codes(desk)["digest"].sentence
    assert "digest_links" not in codes(desk)
    desk.settle(public_url="")
    assert "public_url" in codes(desk)["digest_links"].sentence
    desk.settle(every="week", to=[])
    found = codes(desk)["digest_unsent"]
    assert not found.ok
    assert "names nobody" in found.sentence
    desk.settle()
    with desk.file.open("a") as file:
        file.write("[notices.webhook]\n")
    text = desk.file.read_text().replace('security = "none"', 'security = "none"\npassword = "DIGEST_PASSWORD"')
    desk.file.write_text(text)
    assert "DIGEST_PASSWORD" in codes(desk)["digest_unsent"].sentence
    monkeypatch.setenv("DIGEST_PASSWORD", "s3cret")
    assert codes(desk)["digest"].ok
    desk.settle(every="never")
    assert not {"digest", "digest_unsent"} & set(codes(desk))


def test_a_campaigns_report_is_of_the_days_that_are_asked_for(desk, capsys):
    desk.work(days=2)
    command = ["report", scene.CAMPAIGN, "--since", "2026-11-24", "--until", "2026-11-24", "--config", str(desk.file)]
    assert main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["planned"] == 6
    assert main([*command[:2], "--since", "2026-11-24", "--until", "2026-11-23", "--config", str(desk.file)]) == 2
