import pytest

from tests import certifying


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A file with the key and the self-signed certificate of a mail server at 127.0.0.1."""
    return certifying.certificate(tmp_path_factory.mktemp("tls") / "mail.pem", "mail.example", "127.0.0.1")


@pytest.fixture
def tls(certificate):
    """The server's side of it."""
    return certifying.server_side(certificate)


@pytest.fixture
def trusted(certificate, monkeypatch):
    """Whoever opens a connection now believes that certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
