"""What a server's answer means: from the wire's errors and HTTP's statuses to the classes of `posts.errors`.

The rules are those of the HTTP standard (RFC 9110), read with one question in mind: may the post be out? A refusal
with a 4xx says no; a 5xx, a redirect or an answer that cannot be read says nothing at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeGuard

from posts.errors import AnswerLost, PlatformError, RateLimited, Rejected, Unauthorized, Unavailable
from posts.platforms.base import Json, Login
from posts.wire import Response, WireError, nothing_was_sent

#: Where servers say when they will listen again: seconds or a date; an epoch; ISO 8601.
_RESET_HEADERS = ("retry-after", "x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset")
#: Whose limit of a day X tells beside that of the quarter of an hour, which ends long before.
_LIMITED_BY_THE_DAY = ("app", "user")
#: Below it a number is seconds from now, above it seconds since 1970.
_EPOCH_FROM = 1_000_000_000
_MOST_WORDS = 200
_READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Judge:
    """Sorts what comes of one account's calls. ``platform`` is its kind, ``name`` what a person calls it ("X")."""

    platform: str
    name: str
    login: Login

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Around a call that may publish: `Unavailable` where surely nothing left, else `AnswerLost`."""
        try:
            yield
        except WireError as error:
            if nothing_was_sent(error):
                raise Unavailable(
                    f"{self.name} cannot be reached. {error}", platform=self.platform, said=str(error)
                ) from error
            raise self.lost(str(error)) from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Around a call that only asks: whatever goes wrong on the way, nothing was published by it."""
        try:
            yield
        except WireError as error:
            raise Unavailable(f"{self.name} cannot be asked. {error}", platform=self.platform) from error

    def check(self, answer: Response) -> None:
        """Raises what an answer means that is not a success."""
        status = answer.status_code
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return
        raise self._failure(answer, status)

    def json(self, answer: Response, *must: str) -> Json:
        """The answer's JSON object, which must name these things. Without it a publish is `lost`."""
        self.check(answer)
        value = _json(answer)
        if not names(value, *must):
            raise self._unclear(answer, "Its answer cannot be read.")
        return value

    def items(self, answer: Response, *must: str) -> list[Json]:
        """The answer's JSON array of objects, each of which must name these things."""
        self.check(answer)
        value = _json(answer)
        if not isinstance(value, list) or not all(names(item, *must) for item in value):
            raise self._unclear(answer, "Its answer cannot be read.")
        return value

    def lost(self, why: str, status: int | None = None) -> AnswerLost:
        """The error for an answer from which it cannot be known whether the post is out."""
        return AnswerLost(
            f"{self.name} may have taken the post or not. {why}", platform=self.platform, status=status, said=why
        )

    def refused(self, why: str, answer: Response) -> str:
        """A sentence with the server's own reason in it, as far as it gives one."""
        words = self.words(answer)
        return f"{self.name} {why}: {words}." if words else f"{self.name} {why} ({_status(answer)})."

    def own(self, answer: Response) -> str:
        """The server's own reason, or the status where it gives none."""
        return self.words(answer) or _status(answer)

    def words(self, answer: Response) -> str:
        """The server's reason: one short line without the account's secrets, which a server may echo."""
        said = " ".join(_reason(_json(answer)).split())
        for secret in self.login.secrets.values():
            said = said.replace(secret.strip() or "\0", "…")
        said = "".join(char for char in said if char.isprintable())
        return (said[:_MOST_WORDS] + "…" if len(said) > _MOST_WORDS else said).rstrip(".")

    def _failure(self, answer: Response, status: int) -> PlatformError:
        match status:
            case HTTPStatus.UNAUTHORIZED:
                return Unauthorized(
                    self.refused("refused the login", answer),
                    platform=self.platform,
                    status=status,
                    said=self.own(answer),
                )
            case HTTPStatus.TOO_MANY_REQUESTS:
                return self._limited(answer)
            case HTTPStatus.REQUEST_TIMEOUT:  # a proxy's: what the server behind it did is not known
                return self._unclear(answer, "A proxy gave up on it.")
            case _ if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return Rejected(
                    self.refused("refused the post", answer),
                    platform=self.platform,
                    status=status,
                    said=self.own(answer),
                )
            case _ if status < HTTPStatus.BAD_REQUEST:
                return self._unclear(
                    answer, f"It answered with a redirect (HTTP {status}); check the server's address."
                )
        return self._unclear(answer, f"It answered with an error of its own (HTTP {status}).")

    def _limited(self, answer: Response) -> RateLimited:
        until = free_again(answer.headers, self.login.now())
        when = f"until {until:%Y-%m-%d %H:%M:%S} UTC" if until else ""
        return RateLimited(
            f"{self.name} asks us to wait{when and ', '}{when}.",
            platform=self.platform,
            status=answer.status_code,
            said=when or self.own(answer),
            until=until,
        )

    def _unclear(self, answer: Response, why: str) -> PlatformError:
        status = answer.status_code
        if answer.request.method in _READS:
            return Unavailable(f"{self.name} cannot be asked. {why}", platform=self.platform, status=status, said=why)
        return self.lost(why, status)


def names(value: object, *things: str) -> TypeGuard[Json]:
    """Whether it is a JSON object that holds a text or a number, and none that is empty, for each of these."""
    return isinstance(value, Mapping) and all(is_name(value.get(one)) for one in things)


def is_name(value: object) -> TypeGuard[str | int]:
    """Whether a server may call something so: by a text or a number. ``true`` and ``[7]`` are no ids."""
    return isinstance(value, str | int) and not isinstance(value, bool) and value not in {"", 0}


def free_again(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the platform listens again, aware UTC, from any of the headers in use; None where none can be read."""
    told = (at for name in _RESET_HEADERS if (at := _moment(headers.get(name, ""), now)))
    # Whatever the nearer limit says: nothing is taken before the day's is over.
    days = (
        _moment(headers.get(f"x-{whose}-limit-24hour-reset", ""), now)
        for whose in _LIMITED_BY_THE_DAY
        if headers.get(f"x-{whose}-limit-24hour-remaining", "").strip() == "0"
    )
    return max((at for at in (next(told, None), *days) if at), default=None)


def _moment(header: str, now: datetime) -> datetime | None:
    value = header.strip()
    if not value:
        return None
    try:
        if re.fullmatch(r"\d{1,12}(\.\d+)?", value):
            number = float(value)
            return datetime.fromtimestamp(number, UTC) if number >= _EPOCH_FROM else now + timedelta(seconds=number)
        at = datetime.fromisoformat(value) if value[0].isdigit() else parsedate_to_datetime(value)
    except (ValueError, OverflowError, OSError):
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _status(answer: Response) -> str:
    return f"HTTP {answer.status_code}"


def _json(answer: Response) -> Any:  # noqa: ANN401 (whatever a server says)
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None


def _reason(value: Any) -> str:  # noqa: ANN401
    """Where X, Mastodon, OAuth 2.0 (RFC 6749) and Problem Details (RFC 9457) put their reason."""
    if isinstance(value, list):
        return _reason(value[0]) if value else ""
    if not isinstance(value, Mapping):
        return value if isinstance(value, str) else ""
    names = ("detail", "error_description", "message", "error", "errors", "title")
    return next((said for name in names if (said := _reason(value.get(name)))), "")
