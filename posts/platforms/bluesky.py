"""Bluesky: posts are records that we name ourselves, so the same post can be sent again and again and is there once.

``com.atproto.repo.putRecord`` with ``swapRecord: null`` means "only if there is nothing under this key": the same
record again is answered as the first time, another one is refused (InvalidSwap). The record must be the same to the
byte for that; hence its time comes from its key, not from a clock.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from posts.compose import Facet, byte_range
from posts.errors import Rejected, Unavailable
from posts.measure import LIMITS, Limits
from posts.platforms.answers import names
from posts.platforms.atproto import Answer, Server
from posts.platforms.base import Budget, Figures, Json, Located, Login, Message, Receipt, SecretField
from posts.platforms.figures import figures, grouped
from posts.platforms.tid import instant, tid

SERVER = "https://bsky.social"
#: Who counts what people do with posts of all servers, and tells anybody: an account's own server does not.
APP_VIEW = "https://public.api.bsky.app"
#: https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/defs.json (postView)
_FIGURES = {
    "likes": "likeCount",
    "replies": "replyCount",
    "reposts": "repostCount",
    "quotes": "quoteCount",
    "bookmarks": "bookmarkCount",
}
_POST = "app.bsky.feed.post"
_ADDRESS = re.compile(
    rf"(?:at:/|https://bsky\.app/profile)/([\w.:%-]+)/(?:post|{re.escape(_POST)})/([\w.~:-]+)(?:[/?#].*)?", re.ASCII
)


class Bluesky:
    """An account on Bluesky, or on any other atproto server, by its handle and an app password.

    Option: ``app_view`` is the address of another AppView than Bluesky's, by which the account's posts are counted.
    """

    kind: ClassVar[str] = "bluesky"
    secrets: ClassVar[tuple[SecretField, ...]] = (
        SecretField("app_password", "App password (in Bluesky: Settings, Privacy and security, App passwords)"),
    )
    options: ClassVar[tuple[str, ...]] = ("handle", "app_view")
    address: ClassVar[str] = "https://bsky.app/profile/NAME/post/KEY, or at://…"
    honours_key: ClassVar[bool] = True
    key_lasts: ClassVar[timedelta | None] = None
    key_rests: ClassVar[timedelta] = timedelta(0)
    lag: ClassVar[timedelta] = timedelta(0)
    answers_itself: ClassVar[bool] = True
    #: 5,000 points an hour and 35,000 a day, of which a new record costs three:
    #: https://docs.bsky.app/docs/advanced-guides/rate-limits
    budgets: ClassVar[tuple[Budget, ...]] = (Budget(1_666, timedelta(hours=1)), Budget(11_666, timedelta(days=1)))
    group: ClassVar[int] = 25
    #: Half of the calls that are taken of one address.
    reads: ClassVar[Budget] = Budget(1_500, timedelta(minutes=5))

    def __init__(self, login: Login) -> None:
        if not login.options.get("handle"):
            raise Rejected("Bluesky needs the account's handle: --option handle=…", platform=self.kind)
        self._handle = login.options.get("handle", "").removeprefix("@")
        self._server = Server(
            login.session,
            login.server or SERVER,
            identifier=self._handle,
            password=login.secrets.get("app_password", ""),
        )
        self._app_view = Server(login.session, login.options.get("app_view") or APP_VIEW, identifier="", password="")

    def limits(self) -> Limits:
        """300 graphemes and 3000 bytes, on every server: the post's lexicon has them."""
        return LIMITS["bluesky"]

    def key_for(self, key: str, at: datetime) -> str:
        """The record key: a TID of this key and time (aware UTC)."""
        return tid(key, at)

    def publish(self, message: Message) -> Receipt:
        """Puts the record under its key. The same message again makes no second post, however often and late."""
        message = self._answering(message)
        body = {"collection": _POST, "rkey": message.key, "record": record(message), "swapRecord": None}
        account = self._server.account()
        answer = self._server.write("com.atproto.repo.putRecord", {"repo": account.did, **body})
        return _receipt(answer.must("uri", "cid"), message, account.handle, answer.at)

    def find(
        self,
        message: Message,
        since: datetime,  # noqa: ARG002 - the key alone tells
        besides: Collection[str] = (),  # noqa: ARG002
    ) -> Receipt | None:
        """Looks under the message's key: exact, whenever it was sent."""
        answer = self._get(message.key)
        if answer.error == "RecordNotFound":
            return None
        message = self._answering(message)
        return _receipt(answer.must("uri", "cid"), message, self._server.account().handle, None)

    def locate(self, url: str) -> Located | None:
        """By the record key in it, where it is under the account's handle or an identifier."""
        found = _ADDRESS.fullmatch(url)
        if not found or not (found[1].startswith("did:") or found[1].lower() == self._handle.lower()):
            return None
        uri = f"at://{found[1]}/{_POST}/{found[2]}"
        return Located(uri, {"uri": uri})

    def _answering(self, message: Message) -> Message:
        """The message with all that an answer needs, where of the post that it answers only the address is known."""
        if not message.reply_to or "cid" in message.reply_to:
            return message
        key = _key(message.reply_to["uri"])
        answer = self._get(key)
        here = answer.must("uri", "cid")
        value = here.get("value")
        above = value.get("reply") if isinstance(value, Mapping) else None
        root = above.get("root") if isinstance(above, Mapping) else None
        return replace(message, reply_to={**_reference(here), "root": root or _reference(here)})

    def _get(self, key: str) -> Answer:
        """The account's record under a key."""
        where = {"repo": self._server.account().did, "collection": _POST, "rkey": key}
        return self._server.query("com.atproto.repo.getRecord", where)

    def withdraw(self, receipt: Receipt) -> None:
        """Deletes the record; the server says the same where there is none any more."""
        account = self._server.account()
        key = _key(receipt.remote_id)
        body = {"repo": account.did, "collection": _POST, "rkey": key}
        self._server.write("com.atproto.repo.deleteRecord", body).must()

    def counted(self, receipts: Sequence[Receipt]) -> Mapping[str, Figures | None]:
        """What the AppView counts. A post that it does not show is gone only where the account's server says so."""
        found: dict[str, Figures | None] = {}
        for group in grouped(receipts, self.group):
            shown = self._shown(group)
            found |= {one: shown[_key(one)] for one in group if _key(one) in shown}
            found |= {one: None for one in group if _key(one) not in shown and self._is_gone(one)}
        return found

    def _shown(self, uris: Sequence[str]) -> Mapping[str, Figures]:
        """The AppView's figures by the posts' keys."""
        asked = [one if one.startswith("at://did:") else self._uri(_key(one)) for one in uris]
        posts = self._app_view.read("app.bsky.feed.getPosts", {"uris": asked}).must().get("posts")
        if not isinstance(posts, list) or not all(names(one, "uri") for one in posts):
            raise Unavailable("Bluesky's AppView cannot be read.", platform=self.kind)
        return {_key(str(one["uri"])): figures(one, _FIGURES, platform=self.kind) for one in posts}

    def _is_gone(self, uri: str) -> bool:
        answer = self._get(_key(uri))
        if answer.error == "RecordNotFound":
            return True
        answer.must("uri")
        return False

    def _uri(self, key: str) -> str:
        return f"at://{self._server.account().did}/{_POST}/{key}"

    def check(self) -> str:
        """The account's handle and lasting identifier: "@clinic.bsky.social (did:plc:…)"."""
        account = self._server.query("com.atproto.server.getSession").must("did", "handle")
        return f"@{account['handle']} ({account['did']})"

    def refresh(self) -> Mapping[str, str] | None:
        """None: an app password is valid until it is revoked, and tokens are renewed on the way."""
        return None


def _key(uri: str) -> str:
    """The record's key: an account uses none twice."""
    return uri.rpartition("/")[2]


def record(message: Message) -> dict[str, Any]:
    """The post as its lexicon has it, the same for the same message. Raises `Rejected` for what it cannot hold."""
    if message.media:
        raise Rejected("Pictures cannot be sent to Bluesky yet: leave them out.", platform="bluesky")
    made: dict[str, Any] = {"$type": _POST, "text": message.text, "createdAt": _created_at(message.key)}
    if message.facets:
        made["facets"] = [_facet(facet, message.text) for facet in message.facets]
    if message.language:
        made["langs"] = [message.language]
    if message.reply_to:
        made["reply"] = {"root": message.reply_to["root"], "parent": _reference(message.reply_to)}
    if message.link and message.options.get("title"):
        made["embed"] = _card(message.link, message.options)
    return made


def _created_at(key: str) -> str:
    try:
        return instant(key).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except ValueError as wrong:
        raise Rejected(f"A post on Bluesky needs a time-based key, and {wrong}.", platform="bluesky") from wrong


def _facet(facet: Facet, text: str) -> dict[str, Any]:
    """A facet by byte offsets into the text's UTF-8. The server checks none of them."""
    start, end = byte_range(text, facet.start, facet.end)
    feature = {"tag": "tag", "link": "uri"}[facet.kind]
    return {
        "index": {"byteStart": start, "byteEnd": end},
        "features": [{"$type": f"app.bsky.richtext.facet#{facet.kind}", feature: facet.value}],
    }


def _card(link: str, options: Json) -> dict[str, Any]:
    """The card under a post; no server reads the page for us."""
    external = {"uri": link, "title": options["title"], "description": options.get("description", "")}
    return {"$type": "app.bsky.embed.external", "external": external}


def _reference(ref: Json) -> dict[str, str]:
    return {"uri": ref["uri"], "cid": ref["cid"]}


def _receipt(found: Json, message: Message, handle: str, at: datetime | None) -> Receipt:
    """The proof of a post; where the server gives no time, the post's own."""
    here = _reference(found)
    root = message.reply_to["root"] if message.reply_to else here
    return Receipt(
        remote_id=here["uri"],
        url=f"https://bsky.app/profile/{handle}/post/{message.key}",
        at=at or instant(message.key),
        ref={**here, "root": root},
    )
