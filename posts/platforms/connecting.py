"""How an account gets its login on the platform's own pages: OAuth 2.0's authorization code, with PKCE.

::

    depart ─→ Departure(address, kept) ─ a person signs in there ─→ code ─ arrive(kept, code) ─→ secrets

An adapter that can do it is `Connecting`. What is kept between is the caller's to seal and to use once; so is the
``state`` by which it knows whose coming back this is. https://www.rfc-editor.org/rfc/rfc9700#section-2.1
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import ClassVar, Protocol, runtime_checkable

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from posts.errors import AnswerLost, Unauthorized, Unavailable
from posts.platforms.answers import Judge
from posts.platforms.base import Json, Login, SecretField
from posts.wire import Response

#: RFC 7636 wants 43 to 128 characters; this is one of 285 bits.
_VERIFIER_LENGTH = 48
#: By these a server says that it does not take the code, the verifier, or the app.
_REFUSALS = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY}
)


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a person goes to give the login, and what is needed when they come back."""

    address: str = field(repr=False)
    #: Field → value: the verifier and the app's id and secret. Sealed until then, and used once.
    kept: Mapping[str, str] = field(repr=False)


@runtime_checkable
class Connecting(Protocol):
    """What an adapter's class has besides whose login is given on the platform's own pages."""

    #: What a person must hand in first: the app by which the login is asked for. Empty where one is registered.
    app: ClassVar[tuple[SecretField, ...]]
    #: Where the platform shows the code instead of sending it to an address; None where it cannot.
    shows_code: ClassVar[str | None]

    @classmethod
    def depart(cls, login: Login, redirect: str, state: str) -> Departure:
        """Where to go; ``login.secrets`` are those of `app`. Raises `posts.errors.PlatformError`."""

    @classmethod
    def arrive(cls, login: Login, redirect: str, code: str) -> Mapping[str, str]:
        """The account's secrets for the code; ``login.secrets`` are what was kept. Raises `PlatformError`."""


def departure(page: str, *, app: Mapping[str, str], scope: str, redirect: str, state: str) -> Departure:
    """The page at which a person says yes, asked for in the name of ``app`` (its ``client_id`` is shown there)."""
    verifier = generate_token(_VERIFIER_LENGTH)
    address = prepare_grant_uri(
        page,
        app["client_id"],
        "code",
        redirect_uri=redirect,
        scope=scope,
        state=state,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
    )
    return Departure(address, {**app, "verifier": verifier})


def code_form(kept: Mapping[str, str], redirect: str, code: str) -> dict[str, str]:
    """What is sent for the token (RFC 6749, 4.1.3; RFC 7636, 4.5)."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
    return form | {"client_id": kept["client_id"], "code_verifier": kept["verifier"]}


@contextmanager
def exchanging(judge: Judge) -> Iterator[None]:
    """Around a call that asks for an app or a token: without a readable answer there is none, and one begins anew."""
    try:
        with judge.sending():
            yield
    except AnswerLost as error:
        said = f"{judge.name} gave no login that can be read: begin anew."
        raise Unavailable(said, platform=judge.platform, status=error.status) from error


def token_of(judge: Judge, answer: Response, what: str) -> Json:
    """The answer of a token endpoint, which holds a token. ``what`` was refused, where it was: "renew the login"."""
    if answer.status_code in _REFUSALS:
        said = judge.refused(f"does not {what}", answer)
        raise Unauthorized(said, platform=judge.platform, status=answer.status_code)
    given = judge.json(answer)
    if not isinstance(given.get("access_token"), str) or not given["access_token"]:
        raise judge.lost("Its answer holds no token.", answer.status_code)
    return given
