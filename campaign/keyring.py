"""Credentials at rest: encrypted with a key that is not in the database.

The key comes from ``CAMPAIGN_KEY``, a systemd credential called ``campaign-key``, or a file that only its owner can
read, in the data folder. It is one Fernet key a line, the newest first (https://cryptography.io/en/latest/fernet/).
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from campaign.errors import ConfigError

VARIABLE = "CAMPAIGN_KEY"
CREDENTIAL = "campaign-key"
FILE = "campaign.key"


class Keyring:
    """Seals and opens the secrets of accounts."""

    def __init__(self, keys: str, source: str) -> None:
        self.source = source
        lines = keys.split()
        try:
            self._fernet = MultiFernet([Fernet(line) for line in lines])
        except ValueError as error:
            raise ConfigError(f"{source} holds no key; it was not changed.", key="key") from error
        self._newest = base64.urlsafe_b64decode(lines[0])

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        """Encrypts secrets for the database."""
        return self._fernet.encrypt(json.dumps(dict(secrets)).encode())

    def open(self, sealed: bytes | None) -> dict[str, str]:
        """Decrypts what `seal` made. Raises `ConfigError` where this key did not seal it."""
        if sealed is None:
            return {}
        try:
            secrets: dict[str, str] = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            raise ConfigError(
                f"the secrets in this database were sealed with another key than that of {self.source}.", key="key"
            ) from None
        return secrets

    def rotate(self, sealed: bytes) -> bytes:
        """Encrypts anew with the newest key."""
        return self._fernet.rotate(sealed)

    def derived(self, label: bytes) -> bytes:
        """A key for another purpose, made of the newest one (HKDF: https://www.rfc-editor.org/rfc/rfc5869)."""
        return HKDF(SHA256(), 32, salt=None, info=label).derive(self._newest)


def load(folder: Path) -> Keyring:
    """The key from where it lies. Raises `ConfigError` where there is none."""
    if keys := os.environ.get(VARIABLE):
        return Keyring(keys, VARIABLE)
    credential = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nonexistent")) / CREDENTIAL
    for path in (credential, folder / FILE):
        if path.is_file():
            return Keyring(path.read_text(), str(path))
    raise ConfigError(f"There is no key at {folder / FILE}: run `campaign init` first.", key="key")


def is_missing(folder: Path) -> bool:
    """Whether no key is to be had. Raises `ConfigError` for one that cannot be used."""
    try:
        load(folder)
    except ConfigError as error:
        if "no key at" not in str(error):
            raise
        return True
    return False


def make(folder: Path) -> bool:
    """Makes the key file where no key is to be had; True if it did."""
    if not is_missing(folder):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / FILE, Fernet.generate_key().decode())
    return True


def add_key(folder: Path) -> Keyring:
    """Puts a new key in front of those in the key file; the old ones still open what they sealed.

    Raises `ConfigError` where the key does not lie in the data folder: then its owner rotates it there.
    """
    path = folder / FILE
    found = load(folder)
    if found.source != str(path):
        raise ConfigError(f"The key comes from {found.source}: put a new first line there yourself.", key="key")
    keys = f"{Fernet.generate_key().decode()}\n{path.read_text()}"
    _write(path, keys)
    return Keyring(keys, str(path))


def drop_old_keys(folder: Path) -> None:
    """Forgets all but the newest key, once everything is sealed with it."""
    path = folder / FILE
    _write(path, path.read_text().split()[0])


def _write(path: Path, keys: str) -> None:
    """Only its owner can read it, from the first byte on; the old file stands until the new one is whole."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(keys.strip() + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
