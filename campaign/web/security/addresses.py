"""Which server a request means, by its headers: what all guards go by. Pure."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.types import Scope

#: Names and addresses by which nobody but this machine is meant.
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_PORTS = {"http": "80", "https": "443"}
_FORWARDED = b"forwarded"


@dataclass(frozen=True, slots=True)
class Public:
    """How people reach the server from outside: ``[web] public_url``; empty where they do not."""

    scheme: str = ""
    host: str = ""

    @classmethod
    def of(cls, url: str) -> Public:
        """Of the setting. Raises `ValueError` for what is no address of a server."""
        if not url:
            return cls()
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
            raise ValueError(f"“{url}” is no address: write for example “https://posts.example.org”")
        return cls(parts.scheme, _plain(parts.netloc, parts.scheme))

    @property
    def is_open_to_listeners(self) -> bool:
        """Whether what is typed there travels in the open over a network."""
        return self.scheme == "http" and not is_loopback(self.host)


def headers(scope: Scope, name: bytes) -> list[str]:
    """All headers of that name, which is in lower case."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def is_loopback(host: str) -> bool:
    """Whether a Host header, with a port or without, means this machine."""
    return _without_port(host.lower()) in _LOOPBACK


def is_ours(scope: Scope, public: Public) -> bool:
    """Whether the request means this server, by one Host header that we go by."""
    hosts = headers(scope, b"host")
    if len(hosts) != 1:
        return False
    return is_loopback(hosts[0]) or is_public(scope, public)


def is_public(scope: Scope, public: Public) -> bool:
    """Whether it was asked for from outside."""
    hosts = headers(scope, b"host")
    return bool(public.host and hosts) and _plain(hosts[0], public.scheme) == public.host


def origin(scope: Scope, public: Public) -> str:
    """The origin that a page of ours has in this browser: ``https://posts.example.org``.

    Behind a proxy we are asked over plain http; which scheme the browser sees is what ``public_url`` says.
    """
    host = headers(scope, b"host")[0].lower()
    if is_public(scope, public):
        return f"{public.scheme}://{public.host}"
    return f"{scope['scheme']}://{_plain(host, scope['scheme'])}"


def is_forwarded(scope: Scope) -> bool:
    """Whether a proxy passed it on."""
    names = {key for key, _ in scope["headers"]}
    return _FORWARDED in names or any(name.startswith(b"x-forwarded-") for name in names)


def client(scope: Scope, public: Public) -> str:
    """Whose address counts failed logins: of IPv6 the network, since everybody has many addresses in theirs.

    A proxy on this machine is believed what it put last; before that may stand whatever somebody sent to it.
    """
    peer = (scope.get("client") or ("",))[0]
    said = headers(scope, b"x-forwarded-for")
    if said and is_public(scope, public) and _is_this_machine(peer):
        peer = said[-1].rpartition(",")[2].strip()
    return _network(peer)


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _is_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and (port.isdecimal() and port.isascii()) else host


def _plain(host: str, scheme: str) -> str:
    """As browsers write it: in lower case, without the port that goes without saying."""
    return host.lower().removesuffix(f":{_PORTS.get(scheme, '')}")
