"""Which addresses the guard admits: every class of address that is not public, in every spelling."""

import pytest

from posts.wire import Blocked, Guard, NotSent, Session, nothing_was_sent
from tests.wire.loopback import Told, closed_port, serving

NOT_PUBLIC = {
    "unspecified": "0.0.0.0",
    "this network": "0.1.2.3",
    "loopback": "127.0.0.1",
    "the rest of loopback": "127.255.255.254",
    "private 10": "10.0.0.1",
    "private 172.16": "172.16.0.1",
    "private 172.31": "172.31.255.255",
    "private 192.168": "192.168.1.1",
    "carrier-grade NAT": "100.64.0.1",
    "the end of carrier-grade NAT": "100.127.255.255",
    "the metadata service": "169.254.169.254",
    "protocol assignments": "192.0.0.8",
    "documentation 1": "192.0.2.1",
    "documentation 2": "198.51.100.1",
    "documentation 3": "203.0.113.1",
    "6to4 relays": "192.88.99.1",
    "benchmarking": "198.19.255.255",
    "multicast": "224.0.0.1",
    "the end of multicast": "239.255.255.255",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "v6 unspecified": "::",
    "v6 loopback": "::1",
    "v6 link-local": "fe80::1",
    "v6 link-local with its zone": "fe80::1%2",
    "v6 site-local": "fec0::1",
    "v6 unique local": "fd00::1",
    "v6 multicast": "ff02::1",
    "v6 documentation": "2001:db8::1",
    "v6 documentation, the newer": "3fff::1",
    "v6 discard": "100::1",
    "v6 segment routing": "5f00::1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped public": "::ffff:8.8.8.8",
    "compatible loopback": "::127.0.0.1",
    "NAT64 of private": "64:ff9b::10.0.0.1",
    "NAT64 of public": "64:ff9b::8.8.8.8",
    "local NAT64": "64:ff9b:1::a00:1",
    "6to4 of private": "2002:0a00:0001::1",
    "Teredo": "2001:0:53aa:64c:0:0:f5ff:fffe",
    "ORCHID": "2001:20::1",
}
PUBLIC = [
    "8.8.8.8",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "192.0.1.1",
    "2606:4700::1111",
    "2a00:1450::1",
]


@pytest.mark.parametrize("address", NOT_PUBLIC.values(), ids=NOT_PUBLIC.keys())
def test_an_address_that_is_not_public_is_refused(address):
    assert not Guard().admits("example.com", address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_admitted(address):
    assert Guard().admits("example.com", address)


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST.", "db.localhost", "nas.local", "x.internal", "tv.home.arpa"])
def test_a_name_of_the_machine_or_its_network_is_refused_wherever_it_leads(name):
    assert not Guard().admits(name, "8.8.8.8")


def test_a_name_that_only_ends_like_a_local_one_is_a_public_name():
    assert Guard().admits("notlocal", "8.8.8.8")
    assert Guard().admits("mylocalhost.example", "8.8.8.8")


@pytest.mark.parametrize(
    ("entry", "host", "address"),
    [
        ("nas.local", "NAS.local.", "192.168.1.9"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.0/8", "anything.example", "127.3.2.1"),
        ("10.1.2.3/16", "intern.example", "10.1.9.9"),
        ("::1", "[::1]", "::1"),
        ("fd00::/8", "intern.example", "fd12::1"),
        ("localhost", "localhost", "::1"),
        ("127.0.0.1", "localhost", "127.0.0.1"),
    ],
)
def test_what_the_settings_name_is_admitted(entry, host, address):
    assert Guard((entry,)).admits(host, address)


@pytest.mark.parametrize(
    ("entry", "host", "address"),
    [
        ("nas.local", "nas2.local", "192.168.1.9"),
        ("10.1.0.0/16", "intern.example", "10.2.0.1"),
        ("127.0.0.1", "localhost", "::1"),
        ("127.0.0.1", "x.example", "::ffff:127.0.0.1"),
    ],
)
def test_what_the_settings_name_opens_nothing_else(entry, host, address):
    assert not Guard((entry,)).admits(host, address)


def test_an_entry_that_is_no_network_is_refused_when_it_is_set():
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/33"):
        Guard(("10.0.0.0/33",))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::]",
    ],
)
def test_loopback_is_refused_in_every_spelling(host):
    with pytest.raises(Blocked, match=r"not a public address.*allow"):
        Session().get(f"http://{host}:{closed_port()}/")


def test_an_address_that_is_its_own_name_is_not_said_twice():
    with pytest.raises(Blocked, match=r"^127\.0\.0\.1 is not a public address; if"):
        Session().get(f"http://127.0.0.1:{closed_port()}/")
    with pytest.raises(Blocked, match=r"^127\.1 is at 127\.0\.0\.1, which is not a public address; if"):
        Session().get(f"http://127.1:{closed_port()}/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://",
        "http:///x",
        "nonsense",
        "http://[",
        "http://a b/",
    ],
)
def test_only_http_addresses_can_be_reached(url):
    with pytest.raises(NotSent) as caught:
        Session(Guard(("127.0.0.1",))).get(url)
    assert nothing_was_sent(caught.value)


def test_a_password_in_an_address_is_refused_and_not_repeated():
    with pytest.raises(Blocked) as caught:
        Session(Guard(("127.0.0.1",))).get("http://anna:hunter2@127.0.0.1/")
    assert "hunter2" not in str(caught.value)


def test_a_name_that_changes_its_mind_is_asked_only_once_and_the_checked_address_is_used():
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked = []

    def resolve(host, port):
        asked.append(host)
        return next(answers)

    with serving(lambda asked: Told(200, b"here")) as url:
        port = url.rpartition(":")[2]
        session = Session(Guard(("127.0.0.1",)), resolve=resolve)
        assert session.get(f"http://rebind.example:{port}/").content == b"here"
    assert asked == ["rebind.example"]


def test_a_name_that_resolves_to_a_private_address_beside_a_public_one_is_refused():
    with pytest.raises(Blocked, match=r"10\.0\.0\.1"):
        Session(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"]).get("http://two-faced.example/")


def test_a_redirect_into_the_private_network_is_refused():
    def away(asked):
        return Told(302, headers={"location": url.replace("127.0.0.1", "evil.example")})

    session = Session(Guard(("shop.example",)), resolve=lambda host, port: ["127.0.0.1"])
    with serving(away) as url, pytest.raises(Blocked, match=r"evil\.example"):
        session.get(url.replace("127.0.0.1", "shop.example"))


def test_a_redirect_to_another_kind_of_address_is_refused():
    session = Session(Guard(("127.0.0.1",)))
    away = Told(302, headers={"location": "file:///etc/passwd"})
    with serving(lambda asked: away) as url, pytest.raises(Blocked, match="Only http"):
        session.get(url)
