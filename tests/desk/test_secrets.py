"""What a login needs is known to the key and to the platform, and stands nowhere else."""

import json

import pytest

from campaign.app import open_app
from campaign.cli import main
from campaign.desk import accounts
from tests.wire.loopback import closed_port

SECRETS = {
    "X_A": "access-s3cret",
    "X_AS": "access-s3cret-two",
    "X_C": "consumer-s3cret",
    "X_CS": "consumer-s3cret-two",
    "B_P": "app-s3cret",
    "W_S": "whsec_" + "czNjcmV0czNjcmV0czNjcmV0",  # "s3crets3crets3cret" in base64
}


@pytest.fixture
def campaign(tmp_path, capsys, monkeypatch):
    (tmp_path / "config.toml").write_text('[fetch]\nallow = ["127.0.0.1"]\n')
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    said = []

    def run(*words, code=0):
        ended = main([*words, "--config", str(tmp_path / "config.toml")])
        told = capsys.readouterr()
        said.append(told.out + told.err)
        assert ended == code, told.err
        return told.out

    run.said = said
    run("init")
    return run


def add_accounts(campaign):
    nowhere = f"http://127.0.0.1:{closed_port()}"
    campaign(
        *("accounts", "add", "on-x", "--platform", "x", "--server", nowhere, "--secret", "access_token=X_A"),
        *("--secret", "access_token_secret=X_AS", "--secret", "consumer_key=X_C", "--secret", "consumer_secret=X_CS"),
    )
    campaign(
        *("accounts", "add", "on-bluesky", "--platform", "bluesky", "--server", nowhere),
        *("--option", "handle=clinic.test", "--secret", "app_password=B_P"),
    )
    campaign("accounts", "add", "hook", "--platform", "webhook", "--server", nowhere, "--secret", "secret=W_S")


def test_no_secret_is_in_anything_that_is_printed_logged_or_written(campaign, tmp_path):
    add_accounts(campaign)
    for name in ("on-x", "on-bluesky", "hook"):
        campaign("accounts", "check", name, code=1)
    campaign(
        *("new", "rest", "--hashtag", "#RestHelps", "--every", "1s"),
        *("--account", "on-x", "--account", "on-bluesky", "--account", "hook"),
    )
    (tmp_path / "article.txt").write_text("Why rest helps\n\nRest helps the body to heal. It gives the muscles time.\n")
    added = json.loads(campaign("add", "rest", str(tmp_path / "article.txt"), "--approve", "--json"))
    last = added["deliveries"][-1]["scheduled_for"]
    assert len(json.loads(campaign("tick", "--now", last, "--json"))) == 3
    for words in (
        ("history",),
        ("history", "--json"),
        ("history", "--csv", str(tmp_path / "history.csv")),
        ("report", "rest", "--json"),
        ("report", "rest", "--html", str(tmp_path / "report.html")),
        ("accounts", "list", "--json"),
        ("queue", "--json"),
        ("show", "rest", "--json"),
        ("key", "rotate"),
        ("accounts", "list"),
    ):
        campaign(*words)
    campaign("doctor", code=1)
    everything = "\n".join(campaign.said).encode()
    everything += b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in SECRETS.values():
        assert secret.encode() not in everything


def test_a_secret_on_the_command_line_is_refused_and_not_repeated(campaign):
    command = ("accounts", "add", "on-x", "--platform", "x", "--secret", "access_token=plain-s3cret")
    campaign(*command, code=2)
    assert "s3cret" not in campaign.said[-1]
    campaign("accounts", "add", "on-x", "--platform", "x", "--secret", "plain-s3cret", code=2)
    assert "s3cret" not in campaign.said[-1]


def test_a_new_token_replaces_the_old_one_and_leaves_the_rest_of_the_login(campaign, monkeypatch, tmp_path):
    add_accounts(campaign)
    monkeypatch.setenv("X_A", "access-s3cret-three")
    campaign("accounts", "renew", "on-x", "--secret", "access_token=X_A")
    campaign("accounts", "renew", "on-x", code=2)
    assert "X needs" in campaign.said[-1] or "x needs" in campaign.said[-1]
    app = open_app(tmp_path / "config.toml")
    [on_x] = [one for one in accounts.listed(app) if one.name == "on-x"]
    assert app.keyring.open(on_x.secrets) == {
        "access_token": "access-s3cret-three",
        "access_token_secret": SECRETS["X_AS"],
        "consumer_key": SECRETS["X_C"],
        "consumer_secret": SECRETS["X_CS"],
    }
    app.close()


def test_what_was_sealed_before_a_rotation_is_opened_after_it(campaign, tmp_path):
    add_accounts(campaign)
    before = (tmp_path / "data" / "campaign.key").read_text()
    campaign("key", "rotate")
    assert (tmp_path / "data" / "campaign.key").read_text() != before
    found = json.loads(campaign("accounts", "list", "--json"))
    assert "secrets" not in found[0]
    campaign("accounts", "check", "on-x", code=1)
    assert "sealed with another key" not in campaign.said[-1]
