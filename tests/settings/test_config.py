"""Settings: where they come from, and what is said of wrong ones."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from campaign import app
from campaign.config import Config, load
from campaign.errors import ConfigError


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "config.toml"
        path.write_text(text)
        return path

    return write


def test_an_empty_file_gives_the_defaults_with_paths_beside_it(file, tmp_path):
    config = load(file(""))
    assert config.folder == tmp_path / "data"
    assert config.database_url == f"sqlite:///{tmp_path / 'data' / 'campaign.db'}"
    assert config.web.port == 8321


def test_paths_count_from_the_file_that_names_them(file, tmp_path):
    config = load(file('[data]\nfolder = "../elsewhere"\n[database]\nurl = "sqlite:///queue.db"\n'))
    assert config.folder == tmp_path / ".." / "elsewhere"
    assert config.database_url == f"sqlite:///{tmp_path / 'queue.db'}"


def test_a_variable_wins_over_the_file_and_an_option_over_both(file, monkeypatch):
    path = file('[worker]\nthreads = 2\n[database]\nurl = "sqlite:////in/file.db"\n')
    monkeypatch.setenv("CAMPAIGN_WORKER__THREADS", "5")
    monkeypatch.setenv("CAMPAIGN_DATABASE__URL", "sqlite:////in/environment.db")
    assert load(path).worker.threads == 5
    assert load(path).database_url == "sqlite:////in/environment.db"
    assert load(path, database_url="sqlite:////in/option.db").database_url == "sqlite:////in/option.db"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[web]\nprot = 1\n", "web.prot: unknown key (port?)"),
        ("[wokrer]\nthreads = 1\n", "wokrer: unknown key (worker?)"),
        ("[worker]\nthreads = 0\n", "worker.threads"),
        ('[worker]\nthreads = "many"\n', "worker.threads"),
        ('[defaults]\ntimezone = "Europe/Berln"\n', "did you mean Europe/Berlin"),
        ('[defaults]\ntimezone = "localtime"\n', "there is no time zone “localtime”"),
        ('[defaults]\nlate = "never"\n', "defaults.late"),
        ('[defaults]\nlocale = "klingon"\n', 'there is no locale "klingon": write for example "de"'),
        ('[defaults]\nlocale = "../de"\n', "there is no locale"),
        ('[worker]\nlisten = "9321"\n', "no address with a port"),
        ('[worker]\nlisten = "127.0.0.1:99999"\n', "no address with a port"),
        ('[worker]\nlisten = "0.0.0.0:9321"\n', "others than this machine can reach"),
        ('[worker]\nlisten = "[2001:db8::1]:9321"\n', "others than this machine can reach"),
        ('[worker]\nthreads = "many"\n', "worker.threads: “many” is no whole number."),
        ("[worker]\nthreads = 300\n", "worker.threads: 300 is more than 200."),
        ('[web]\ninsecure = "perhaps"\n', "web.insecure: “perhaps” is neither true nor false."),
        ('[defaults]\nlate = "respaced"\n', "defaults.late: “respaced” is none of post, skip, respace (did you mean “respace”?)."),
        ("[defaults]\nhours = 13\n", "defaults.hours: 13 is none of 12, 24."),
        ("[web]\nhost = 7\n", "web.host: it has to be text."),
        ('[fetch]\nallow = "10.0.0.1"\n', "fetch.allow: it has to be a list."),
        ('[fetch]\nallow = ["10.0.0.0/99"]\n', "fetch.allow: “10.0.0.0/99” is no network: write for example 10.0.0.0/8."),
        ("web = 1\n", "web: it has to be names with their values."),
        ("[web\n", "this is not TOML"),
        ("[web]\nport = 1\n[web]\n", "[web] stands there twice, the second time at line 3: put both into one."),
        ("[notices.mail]\n[notices.mail]\n", "[notices.mail] stands there twice, the second time at line 2"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_its_file_in_one_sentence(file, text, said):
    path = file(text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[notices.mail]\nport = "hunter2"\n', "notices.mail.port: it is no whole number."),
        ('[notices.mail]\nsecurity = "hunter2"\n', "notices.mail.security: it is none of starttls, tls, none."),
        ('[notices.mail]\nsecurity = "startls"\n', "notices.mail.security: “startls” is none of starttls, tls, none (did you mean “starttls”?)."),
        ('[rewriter]\ntimeout = "hunter2"\n', "rewriter.timeout: it is no number."),
    ],
)  # fmt: skip
def test_a_secret_that_was_put_beside_its_place_is_not_said_again(file, text, said):
    with pytest.raises(ConfigError) as error:
        load(file(text))
    assert str(error.value).endswith(f": {said}")


def settings(model=Config, *path):
    for name, field in model.model_fields.items():
        yield (*path, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings(field.annotation, *path, name)


@pytest.mark.parametrize("value", ['"no such-thing"', "-1", "1e300", "1.5", "nan", "true", "[[]]", "[7]", "2026-12-01"])
def test_no_setting_is_refused_in_the_words_of_the_library_that_reads_it(file, value):
    refused = []
    for *section, name in settings():
        try:
            load(file((f"[{'.'.join(section)}]\n" if section else "") + f"{name} = {value}\n"))
        except ConfigError as error:
            refused.append(str(error))
    assert refused
    assert [one for one in refused if re.search("should|Value error|required|valid", one)] == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("CAMPAIGN_WEB__PRT", "1", "unknown key (port?)"), ("CAMPAIGN_WORKER__THREADS", "many", "worker.threads")],
)
def test_a_wrong_setting_of_a_variable_is_named_with_the_variable(file, monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=f"^{name}: ") as caught:
        load(file("[worker]\nthreads = 2\n"))
    assert said in str(caught.value)


def test_a_variable_of_a_whole_section_that_is_no_json_is_named(file, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_DEFAULTS", "{timezone")
    with pytest.raises(ConfigError, match=r"^CAMPAIGN_DEFAULTS: it is no JSON: write") as caught:
        load(file("[worker]\nthreads = 2\n"))
    assert caught.value.key == "defaults"


@pytest.mark.parametrize(("written", "known"), [("en", "en"), ("fr-CA", "fr_CA"), ("zh_Hant", "zh_Hant"), ("DE", "de")])
def test_a_locale_is_written_with_a_hyphen_or_an_underscore(file, written, known):
    assert load(file(f'[defaults]\nlocale = "{written}"\n')).defaults.locale == known


def test_an_address_that_others_reach_is_listened_at_only_where_that_is_said(file):
    assert load(file('[worker]\nlisten = "[::1]:9321"\n')).worker.listens == ("::1", 9321)
    others = load(file('[worker]\nlisten = "0.0.0.0:9321"\nlisten_to_others = true\n'))
    assert others.worker.listens == ("0.0.0.0", 9321)


def test_what_an_older_release_wrote_is_passed_over_where_it_means_nothing_any_more(file):
    assert load(file('[worker]\nthreads = 3\nengine = "local"\n')).worker.threads == 3


def test_a_variable_of_an_older_release_is_passed_over_where_it_means_nothing_any_more(file, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_WORKER__ENGINE", "local")
    monkeypatch.setenv("CAMPAIGN_WORKER__THREADS", "4")
    assert load(file("[worker]\nthreads = 3\n")).worker.threads == 4
    assert load(file("")).worker.threads == 4
    monkeypatch.setenv("CAMPAIGN_WORKER__ENGIN", "local")
    with pytest.raises(ConfigError, match="unknown key"):
        load(file(""))


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(ConfigError, match="there is no such file"):
        load(tmp_path / "none.toml")


def test_the_example_is_the_file_in_the_projects_root_and_loads(tmp_path):
    root = Path(__file__).parents[2]
    assert (root / "config.toml").read_text() == app.example()
    (tmp_path / "config.toml").write_text(app.example())
    assert load(tmp_path / "config.toml").folder == tmp_path / "data"
