"""The files of deploy/ agree with the program that they run."""

import configparser
import os
import re
import shutil
import subprocess
import tomllib

import pytest
import yaml

from campaign import config, keyring
from campaign.cli import app
from campaign.errors import ConfigError
from campaign.web.security.starting import require_password_or_loopback
from scheduler import HEARTBEAT


@pytest.fixture(scope="session")
def service(root):
    """Section → key → its values, in order: a unit may set a key more than once."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters="=", comment_prefixes="#")
    parser.optionxform = str
    parser.read(root / "deploy" / "campaign.service")
    return parser["Service"]


def test_config_toml_is_the_example_that_init_writes(root):
    assert (root / "config.toml").read_bytes() == (root / "campaign" / "config.example.toml").read_bytes()


def test_the_example_settings_are_the_defaults(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written = config.load(root / "campaign" / "config.example.toml").model_dump()
    defaults = config.Config().model_dump()
    assert {key: written[key] for key in written if key not in ("data", "database")} == {
        key: defaults[key] for key in written if key not in ("data", "database")
    }


def test_the_services_settings_differ_from_the_example_in_the_folder_alone(root, service):
    ours = tomllib.loads((root / "deploy" / "config.toml").read_text())
    example = tomllib.loads((root / "campaign" / "config.example.toml").read_text())
    assert ours.pop("data") == {"folder": f"/var/lib/{service['StateDirectory']}"}
    del example["data"]
    assert ours == example


def test_the_watchdog_waits_for_several_heartbeats(service):
    assert int(service["WatchdogSec"]) >= 3 * HEARTBEAT.total_seconds()


def test_the_units_key_is_where_the_keyring_looks(service, tmp_path, monkeypatch):
    name, source = service["LoadCredential"].split(":")
    assert source.startswith("/etc/")
    assert keyring.make(tmp_path / "made")
    (tmp_path / name).write_text((tmp_path / "made" / keyring.FILE).read_text())
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert keyring.load(tmp_path / "empty").source == str(tmp_path / name)


def test_systemd_understands_the_unit_and_finds_little_left_to_take_away(root, tmp_path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd here to ask")
    unit = tmp_path / "campaign.service"
    text = (root / "deploy" / "campaign.service").read_text()
    # The program is not installed on this machine; whether a unit can be read does not hang on that.
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    verified = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    exposed = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=20", unit], capture_output=True, text=True, check=False
    )
    assert exposed.returncode == 0, exposed.stdout


@pytest.fixture(scope="session")
def dockerfile(root):
    return (root / "deploy" / "Dockerfile").read_text()


def test_every_file_that_the_image_is_made_of_is_let_through_to_the_builder_and_exists(root, dockerfile):
    copied = {
        word
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE)
        for word in line.split()[:-1]
        if not word.startswith("--")
    }
    allowed = (root / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
    assert {f"!{name}" for name in copied} == {line for line in allowed if line.startswith("!")}
    assert all((root / name).exists() for name in copied)


def test_the_image_runs_as_nobody_in_particular_and_asks_doctor_for_its_health(dockerfile):
    import json

    last = dockerfile.split("\nFROM ")[-1]
    assert re.search(r"^USER campaign$", last, re.MULTILINE)
    health = json.loads(re.search(r"^HEALTHCHECK .*CMD (\[.*\])$", last, re.MULTILINE)[1])
    start = json.loads(re.search(r"^CMD (\[.*\])$", last, re.MULTILINE)[1])
    names = {one.name or one.callback.__name__ for one in app.registered_commands}
    assert {health[1], start[0]} <= names


def test_the_entrypoint_hands_on_its_words_and_the_password_from_the_file(root, tmp_path):
    program = tmp_path / "campaign"
    program.write_text('#!/bin/sh\nprintf "%s|" "$PGPASSWORD" "$@"\n')
    program.chmod(0o755)
    (tmp_path / "password").write_text("two words\n")
    environment = {"PATH": f"{tmp_path}:{os.defpath}", "PGPASSWORD_FILE": str(tmp_path / "password")}
    command = [root / "deploy" / "entrypoint.sh", "queue", "--campaign", "my spring"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "two words|queue|--campaign|my spring|"


def test_compose_runs_the_worker_alone_and_postgres_only_in_its_profile(root):
    composed = yaml.safe_load((root / "deploy" / "compose.yaml").read_text())
    assert {name: service.get("profiles") for name, service in composed["services"].items()} == {
        "worker": None,
        "postgres": ["postgres"],
    }
    assert composed["services"]["worker"]["depends_on"]["postgres"]["required"] is False


def test_compose_lets_this_machine_alone_reach_the_dashboard_and_only_by_a_password(root, store):
    worker = yaml.safe_load((root / "deploy" / "compose.yaml").read_text())["services"]["worker"]
    port = config.Config().web.port
    assert worker["ports"] == [f"127.0.0.1:{port}:{port}"]
    inside = config.Config(web={"host": worker["environment"]["CAMPAIGN_WEB__HOST"]})
    assert inside.web.host == "0.0.0.0"
    with pytest.raises(ConfigError, match="users add"):
        require_password_or_loopback(inside, store)


@pytest.mark.parametrize("script", ["run", ".ci/run", "deploy/entrypoint.sh", "deploy/campaign.sh"])
def test_a_script_is_one_that_any_shell_can_read(root, script):
    assert (root / script).read_text().startswith("#!/bin/sh\n")
    assert os.access(root / script, os.X_OK)
    subprocess.run(["sh", "-n", root / script], check=True)
