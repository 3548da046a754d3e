"""Which addresses may be spoken to. The lists are IANA's registries of special-purpose addresses.

A page or a server that a stranger named must not make this program speak to the machine it runs on, to the network
around it, or to a cloud's metadata service. Judged is the address that is then connected to, never the name alone.
https://www.iana.org/assignments/iana-ipv4-special-registry · …/iana-ipv6-special-registry
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

_Address: TypeAlias = IPv4Address | IPv6Address

_NOT_PUBLIC_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # "this network"; 0.0.0.0 reaches the host itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and the inside of some clouds
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local: 169.254.169.254 is the clouds' metadata service
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)

#: All that is public in IPv6 lies here: not the mapped ::ffff:0:0/96, not NAT64's 64:ff9b::/96, nothing local.
_PUBLIC_V6 = IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, among them Teredo: an IPv4 address in disguise
        "2001:db8::/32",
        "2002::/16",  # 6to4: the same
        "3fff::/20",
    )
)

#: Names that mean the machine itself or the network around it, whatever they resolve to (RFC 6761, 6762, 8375).
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa")


@dataclass(frozen=True, slots=True)
class Guard:
    """Which hosts, addresses or networks may be reached beside the public ones: ``[fetch] allow``.

    Each entry is a host name ("nas.local"), an address ("127.0.0.1") or a network ("10.1.0.0/16"). An entry that looks
    like a network and is none is a `ValueError`.
    """

    allow: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for entry in self.allow:
            if "/" in entry:
                ip_network(entry, strict=False)

    def admits(self, host: str, address: str) -> bool:
        """Whether a connection to ``host`` may be made at this address, to which its name was resolved."""
        if _plain(host) in {_plain(entry) for entry in self.allow}:
            return True
        at = ip_address(address)
        return self._names(at) or (_is_public(at) and not _is_local_name(host))

    def _names(self, address: _Address) -> bool:
        return any(address in network for network in map(_network, self.allow) if network)


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(entry, strict=False)
    except ValueError:
        return None  # a host name


def _is_local_name(host: str) -> bool:
    return any(f".{_plain(host)}".endswith(f".{name}") for name in _LOCAL_NAMES)


def _is_public(address: _Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    return address in _PUBLIC_V6 and not any(address in network for network in _NOT_PUBLIC_V6)
