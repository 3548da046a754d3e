"""The certificate is verified against the name that was asked for, not against the address that was connected to."""

import datetime as dt
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from posts.wire import Guard, NotSent, Session
from tests.wire.loopback import Told, serving

HERE = Guard(("127.0.0.1",))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with the key and the self-signed certificate of good.example."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "good.example")])
    names = [x509.DNSName("good.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))]
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "good.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def port(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(lambda asked: Told(200, asked.headers["host"].encode()), context) as url:
        yield url.rpartition(":")[2]


def session(certificate=None):
    made = Session(HERE, connect_s=2, read_s=2, resolve=lambda host, port: ["127.0.0.1"])
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
