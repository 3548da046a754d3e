"""Whether the dashboard may be served at all where the settings want it."""

from __future__ import annotations

import ipaddress

from campaign.config import Config
from campaign.errors import ConfigError
from campaign.store.database import Store
from campaign.store.people import users
from campaign.web.security.addresses import Public


def require_password_or_loopback(config: Config, store: Store) -> None:
    """Refuses to serve others than this machine without a password, or over http. Raises `ConfigError`."""
    web = config.web
    public = public_of(config)
    if public.is_open_to_listeners and not web.insecure:
        raise ConfigError(
            f"passwords would travel in the open to {web.public_url}: give an https address, "
            "or say [web] insecure = true where nobody listens in.",
            key="web.public_url",
        )
    if not _is_loopback(web.host) or public.host:
        with store.read() as connection:
            if users.is_anybody(connection):
                return
        raise ConfigError(
            f"others than this machine could reach the dashboard at {web.public_url or web.host}, and there is no "
            "password yet: `campaign users add NAME` sets the first one.",
            key="web.host",
        )


def public_of(config: Config) -> Public:
    """How people reach it from outside. Raises `ConfigError`."""
    try:
        return Public.of(config.web.public_url)
    except ValueError as error:
        raise ConfigError(f"{error}.", key="web.public_url") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
