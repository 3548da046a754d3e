"""A platform that only pretends: it allows what the real one allows, and takes, loses or refuses posts as was drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from campaign.simulating.faults import Fate
from posts.errors import AnswerLost, RateLimited, Rejected, Unauthorized, Unavailable
from posts.measure import LIMITS, Limits
from posts.platforms.base import Budget, Login, Message, Platform, Receipt, SecretField
from posts.wire import Session

#: For how long a platform that asks to wait does so: https://docs.x.com/x-api/fundamentals/rate-limits has this window.
RETRY_AFTER = timedelta(minutes=15)
#: What an adapter says of itself, and nobody has to be asked for.
_SAID = ("kind", "key_lasts", "key_rests", "lag", "budgets", "answers_itself")


def shut_session() -> Session:
    """A way to the network on which no name is ever looked up, and so nothing is reached."""
    return Session(resolve=_nobody)


def _nobody(host: str, port: int) -> list[str]:
    raise OSError(f"{host}:{port} is not reached from a simulation")


class Pretended:
    """Stands for one account's platform. Asks nobody: what servers would have to be asked for, it takes as documented.

    Keeps nothing but the posts whose answer was lost, since only these are ever looked for.
    """

    kind: ClassVar[str] = "pretended"
    secrets: ClassVar[tuple[SecretField, ...]] = ()
    options: ClassVar[tuple[str, ...]] = ()
    key_lasts: ClassVar[timedelta | None] = None
    key_rests: ClassVar[timedelta] = timedelta(0)
    lag: ClassVar[timedelta] = timedelta(0)
    budgets: ClassVar[tuple[Budget, ...]] = ()
    answers_itself = True
    honours_key = True
    #: Whether it can be asked what the account has said.
    readable: ClassVar[bool] = True

    def __init__(
        self,
        login: Login,
        fate: Callable[[datetime], Fate] = lambda _: Fate.TAKEN,
        limits: Limits = LIMITS["plain"],
    ) -> None:
        self._login = login
        self._fate = fate
        self._limits = limits
        self._lost: dict[str, Receipt] = {}
        self._made = 0

    @classmethod
    def like(cls, model: Platform, now: datetime) -> type[Pretended]:
        """What stands for a real adapter before a shut network, which is asked for no more than it says of itself."""
        # A stranger's adapter may be older than some of these.
        said = {name: getattr(model, name) for name in _SAID if hasattr(model, name)}
        # A server that cannot be asked is taken for one that honours keys, where its platform has a time for them.
        honours = model.honours_key or model.key_lasts is not None
        return type(
            cls.__name__,
            (cls,),
            {
                **said,
                "key_for": staticmethod(model.key_for),
                "honours_key": honours,
                "readable": _is_readable(model, now),
            },
        )

    def limits(self) -> Limits:
        """Those of the platform that it stands for."""
        return self._limits

    def key_for(self, key: str, at: datetime) -> str:  # noqa: ARG002 - the contract's
        """The delivery's own key."""
        return key

    def publish(self, message: Message) -> Receipt:
        """Takes the post, or fails as was drawn."""
        if self.honours_key and message.key in self._lost:
            return self._lost.pop(message.key)
        now = self._login.now()
        match fate := self._fate(now):
            case Fate.TAKEN:
                return self._taken()
            case Fate.LOST_BUT_TAKEN:
                self._lost[message.key] = self._taken()
        raise self._error(fate, now)

    def find(self, message: Message, since: datetime, besides: Collection[str] = ()) -> Receipt | None:
        """The post, where it was taken and its answer lost. Raises `NotImplementedError` as the real one does."""
        if not self.readable:
            raise NotImplementedError
        found = self._lost.get(message.key)
        if found is None or found.at < since or found.remote_id in besides:
            return None
        return found

    def check(self) -> str:
        """The account's name."""
        return f"@{self._login.name}"

    def refresh(self) -> Mapping[str, str] | None:
        """A login that is refused stays so."""
        return None

    def withdraw(self, receipt: Receipt) -> None:
        """Takes the post away."""

    def _taken(self) -> Receipt:
        self._made += 1
        number = f"{self._login.name}-{self._made}"
        return Receipt(number, f"https://{self.kind}.invalid/{number}", self._login.now(), {"id": number})

    def _error(self, fate: Fate, now: datetime) -> Exception:
        match fate:
            case Fate.UNAVAILABLE:
                return Unavailable("The server answers 503.", platform=self.kind, status=503)
            case Fate.RATE_LIMITED:
                said = "It answers 429, with a time to wait."
                return RateLimited(said, platform=self.kind, status=429, until=now + RETRY_AFTER)
            case Fate.REJECTED:
                return Rejected("It does not want this post.", platform=self.kind, status=422)
            case Fate.UNAUTHORIZED:
                return Unauthorized("The login is refused.", platform=self.kind, status=401, said="HTTP 401")
            case _:
                return AnswerLost("The answer did not come.", platform=self.kind)


def _is_readable(model: Platform, now: datetime) -> bool:
    """Whether an adapter could look for a post, if its way to the network were open."""
    try:
        model.find(Message("", ""), now)
    except NotImplementedError:
        return False
    except Exception:  # noqa: BLE001 - whatever it says of a network that is shut
        return True
    return True
