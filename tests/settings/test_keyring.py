"""The key that seals secrets: made once, read only by its owner, rotated without losing anything."""

import stat

import pytest
from cryptography.fernet import Fernet

from campaign import keyring
from campaign.errors import ConfigError


@pytest.fixture(autouse=True)
def _no_key_around(monkeypatch):
    monkeypatch.delenv(keyring.VARIABLE, raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    assert keyring.make(tmp_path)
    first = (tmp_path / keyring.FILE).read_text()
    assert not keyring.make(tmp_path)
    assert (tmp_path / keyring.FILE).read_text() == first
    assert stat.S_IMODE((tmp_path / keyring.FILE).stat().st_mode) == 0o600


def test_what_is_sealed_is_opened_again_and_says_nothing_itself(tmp_path):
    keyring.make(tmp_path)
    ring = keyring.load(tmp_path)
    sealed = ring.seal({"token": "s3cret"})
    assert b"s3cret" not in sealed
    assert ring.open(sealed) == {"token": "s3cret"}
    assert ring.open(None) == {}
    assert "s3cret" not in repr(ring)


def test_another_key_does_not_open_it(tmp_path):
    keyring.make(tmp_path)
    sealed = keyring.load(tmp_path).seal({"token": "x"})
    (tmp_path / keyring.FILE).unlink()
    keyring.make(tmp_path)
    with pytest.raises(ConfigError, match="sealed with another key"):
        keyring.load(tmp_path).open(sealed)


def test_the_environment_comes_before_a_credential_and_that_before_the_file(tmp_path, monkeypatch):
    keyring.make(tmp_path)
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / keyring.CREDENTIAL).write_bytes(Fernet.generate_key())
    assert keyring.load(tmp_path).source == str(tmp_path / keyring.FILE)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert keyring.load(tmp_path).source == str(credentials / keyring.CREDENTIAL)
    monkeypatch.setenv(keyring.VARIABLE, Fernet.generate_key().decode())
    assert keyring.load(tmp_path).source == keyring.VARIABLE


def test_a_rotation_opens_the_old_until_the_old_key_is_dropped(tmp_path):
    keyring.make(tmp_path)
    old = keyring.load(tmp_path).seal({"token": "x"})
    both = keyring.add_key(tmp_path)
    new = both.rotate(old)
    assert both.open(old) == both.open(new) == {"token": "x"}
    keyring.drop_old_keys(tmp_path)
    assert keyring.load(tmp_path).open(new) == {"token": "x"}
    with pytest.raises(ConfigError):
        keyring.load(tmp_path).open(old)


def test_a_key_that_is_none_is_refused_and_left_alone(tmp_path):
    (tmp_path / keyring.FILE).write_text("not a key")
    with pytest.raises(ConfigError, match="holds no key"):
        keyring.make(tmp_path)
    assert (tmp_path / keyring.FILE).read_text() == "not a key"
