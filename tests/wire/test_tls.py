"""The certificate is verified against the name that was asked for, not against the address that was connected to."""

import pytest

from posts.wire import Guard, NotSent, Session
from tests import certifying
from tests.wire.loopback import Told, serving

HERE = Guard(("127.0.0.1",))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with the key and the self-signed certificate of good.example."""
    return certifying.certificate(tmp_path_factory.mktemp("tls") / "good.pem", "good.example", "127.0.0.9")


@pytest.fixture
def port(certificate):
    with serving(lambda asked: Told(200, asked.headers["host"].encode()), certifying.server_side(certificate)) as url:
        yield url.rpartition(":")[2]


def session(certificate=None):
    made = Session(HERE, connect_s=10, read_s=10, resolve=lambda host, port: ["127.0.0.1"])
    made.verify = str(certificate) if certificate else True
    return made


def test_a_server_with_the_certificate_of_its_name_is_spoken_to(certificate, port):
    assert session(certificate).get(f"https://good.example:{port}/").text == f"good.example:{port}"


def test_a_server_with_the_certificate_of_another_name_is_sent_nothing(certificate, port):
    with pytest.raises(NotSent, match="certificate is not valid"):
        session(certificate).post(f"https://other.example:{port}/", data=b"x")


def test_a_server_whose_authority_nobody_knows_is_sent_nothing(port):
    with pytest.raises(NotSent, match="certificate is not valid"):
        session().post(f"https://good.example:{port}/", data=b"x")


def test_a_call_cannot_switch_verification_off(port):
    with pytest.raises(NotSent):
        session().get(f"https://good.example:{port}/", verify=False)
