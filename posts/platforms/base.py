"""What an adapter is handed, what it must do, and what it gives back.

An adapter has one verb, ``publish``, and others if its platform can. It turns every answer into a `Receipt` or one of
the classes of `posts.errors`; nothing else leaves it. It knows nothing of databases, schedules or other platforms.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeAlias, runtime_checkable

from posts.compose import Facet
from posts.measure import Limits
from posts.wire import Session

Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Media:
    """A picture that goes with a post: where it lies and what it shows."""

    path: Path
    media_type: str
    alt: str


@dataclass(frozen=True, slots=True)
class Message:
    """One post as it goes out. Sending the same message again must, where the platform can, make no second post."""

    #: The delivery's own key, the same for every attempt; what `Platform.key_for` made of it.
    key: str
    text: str
    facets: tuple[Facet, ...] = ()
    link: str | None = None
    media: tuple[Media, ...] = ()
    #: The ``ref`` of the receipt of the post that this one answers.
    reply_to: Json | None = None
    language: str | None = None
    options: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's proof that a post is out."""

    remote_id: str
    #: Where a person can see it; None where the platform tells no address.
    url: str | None
    #: When the platform took it: aware UTC, as far as it says so.
    at: datetime
    #: Opaque to everyone but the adapter, which gets it back in `Message.reply_to`.
    ref: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Login:
    """All that an adapter may know of the account it speaks for."""

    #: The account's name in this installation.
    name: str
    session: Session
    #: What time it is: aware UTC.
    now: Callable[[], datetime]
    #: Base URL of the server, None for the platform's own.
    server: str | None = None
    #: Field → value, decrypted; never logged.
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, str] = field(default_factory=dict)
    #: Where the embedded platforms keep their files.
    folder: Path = Path("data")


@dataclass(frozen=True, slots=True)
class SecretField:
    """A secret that a platform's account needs, and what to ask a person for."""

    name: str
    prompt: str
    required: bool = True
    #: False for what comes along with another secret, and means nothing without it.
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Budget:
    """What a platform takes: no more than ``most`` posts in any span of ``window``, wherever the span begins."""

    most: int
    window: timedelta
    #: Whether all accounts of the platform draw on it, since it is the app's and not the user's.
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """How people have taken a post so far, as its platform counts. None: the platform does not say."""

    impressions: int | None = None
    likes: int | None = None
    replies: int | None = None
    reposts: int | None = None
    quotes: int | None = None
    bookmarks: int | None = None


class Platform(Protocol):
    """A network, spoken to for one account. Built with a `Login`; used by one thread at a time."""

    kind: ClassVar[str]
    secrets: ClassVar[tuple[SecretField, ...]]
    #: Names of the ``--option`` values that this platform knows.
    options: ClassVar[tuple[str, ...]]
    #: For how long a key is honoured after its first use, where it is; None: for ever.
    key_lasts: ClassVar[timedelta | None] = None
    #: How long after an attempt its key must not be used again: a server may write it down later than the post.
    key_rests: ClassVar[timedelta] = timedelta(0)
    #: How long a post that was taken may be missing from what `find` reads.
    lag: ClassVar[timedelta] = timedelta(0)
    #: What the platform takes in which time; the queue keeps to it, so that it need not be refused.
    budgets: ClassVar[tuple[Budget, ...]] = ()

    @property
    def answers_itself(self) -> bool:
        """Whether a post may answer one of the account's own, as the parts of a thread do. Asks nobody."""

    def __init__(self, login: Login) -> None:
        """Asks nobody. Raises `posts.errors.Rejected` for a login that cannot work as it is."""

    @property
    def honours_key(self) -> bool:
        """Whether sending the same key again makes no second post, for as long as `key_lasts`.

        May ask the server, where servers differ: then False too where it cannot be asked.
        """

    def limits(self) -> Limits:
        """What the account allows; asks the server where limits differ between servers."""

    def key_for(self, key: str, at: datetime) -> str:
        """The key as this platform wants it, made once before the first attempt and kept from then on."""

    def publish(self, message: Message) -> Receipt:
        """Makes the post. Raises only `posts.errors.PlatformError`."""

    def find(self, message: Message, since: datetime, besides: Collection[str] = ()) -> Receipt | None:
        """Looks for the post among what the account said since then; None: it is not there.

        ``besides`` are ids of posts that are known to be others, though they may say the same.
        Raises `NotImplementedError` where the platform cannot be read back.
        """

    def check(self) -> str:
        """Who the platform takes us for, in words ("@clinic@mastodon.social"). Raises `PlatformError`."""

    def refresh(self) -> Mapping[str, str] | None:
        """All secrets with new ones in place after the login was refused; None where there is nothing to refresh.

        What it gives must be stored before it is used: the old ones may be void. Raises `PlatformError`.
        """


@dataclass(frozen=True, slots=True)
class Located:
    """What an address tells of a post: as in its `Receipt`."""

    remote_id: str
    ref: Json


@runtime_checkable
class Addressing(Protocol):
    """What an adapter has besides, that knows its account's posts by their addresses."""

    #: How the address of a post looks, for a person.
    address: ClassVar[str]

    def locate(self, url: str) -> Located | None:
        """The post at this address; None where it can be none of this account's. Asks nobody."""


@runtime_checkable
class Withdrawing(Protocol):
    """What an adapter has besides that can take a post back."""

    def withdraw(self, receipt: Receipt) -> None:
        """Deletes the post; one that is not there any more is withdrawn already. May be done again after any error.

        Raises `PlatformError`.
        """


@runtime_checkable
class Counting(Protocol):
    """What an adapter has besides, whose platform tells how people take its posts."""

    #: Of how many posts it is asked at once.
    group: ClassVar[int]
    #: How many posts are read in which time, as though each were a call: so reading never uses up what posting needs.
    reads: ClassVar[Budget]

    def counted(self, receipts: Sequence[Receipt]) -> Mapping[str, Figures | None]:
        """Their remote ids, each with its figures; None: surely the platform does not have that post any more.

        One that is left out is neither: nothing can be known of it just now. Raises `PlatformError`.
        """


@runtime_checkable
class Renewing(Protocol):
    """What an adapter has besides, whose login ends at a time that it knows and is renewed by `Platform.refresh`."""

    @property
    def login_ends_at(self) -> datetime | None:
        """Aware UTC; None: it does not end, cannot be renewed, or its end is not known. Asks nobody."""


@runtime_checkable
class Expiring(Protocol):
    """What an adapter has besides, whose login ends at a time that it knows and cannot be refreshed."""

    @property
    def expires_at(self) -> datetime | None:
        """Aware UTC; None: it does not end. Asks nobody."""
