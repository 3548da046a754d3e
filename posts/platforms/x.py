"""X (formerly Twitter), through tweepy and API v2, for a user's own account.

tweepy signs and lays out the calls; what an answer means is judged here, before tweepy sees it. X knows no key for a
post: after a lost answer only the account's own timeline tells (`X.find`), and a "duplicate" refusal is a hint.
https://docs.x.com/x-api/posts/create-post
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar, TypeGuard

import tweepy  # type: ignore[import-untyped]  # it has no types; the registry imports this module on first use

from posts.errors import Duplicate, PlatformError, Rejected, Unauthorized, Unavailable
from posts.measure import LIMITS, Limits
from posts.platforms.answers import Judge, names
from posts.platforms.base import Budget, Figures, Json, Located, Login, Message, Receipt, SecretField
from posts.platforms.connecting import Departure, code_form, departure, exchanging, token_of
from posts.platforms.figures import figures, grouped
from posts.platforms.plaintext import same
from posts.wire import NoAnswer, Response, Session

#: The address that tweepy has built in.
_API = "https://api.twitter.com"
#: Where a person says yes: https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
_PAGE_OF_CONSENT = "https://x.com"
#: To post, to look posts up, to say who we are, and a refresh token.
_SCOPE = "tweet.read tweet.write users.read offline.access"
_OAUTH1 = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
#: No token lasts for longer than a year: a number above that is none of seconds.
_LONGEST_S = 366 * 24 * 3600
#: X keeps the newest 3,200 posts of a timeline within reach: 32 pages of 100.
_PAGE, _MOST_PAGES = 100, 33
#: https://docs.x.com/x-api/fundamentals/metrics
_FIGURES = {
    "impressions": "impression_count",
    "likes": "like_count",
    "replies": "reply_count",
    "reposts": "retweet_count",
    "quotes": "quote_count",
    "bookmarks": "bookmark_count",
}
#: What a post that is asked for and not there comes with; another problem (a protected account) says nothing of it.
_NOT_FOUND = "/problems/resource-not-found"

_ADDRESS = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(?:\w+|i/web)/status(?:es)?/(\d+)(?:[/?#].*)?",
    re.ASCII | re.IGNORECASE,
)

# These write headers, and so tokens, to the log when it is set to DEBUG.
for _talker in ("tweepy", "oauthlib", "requests_oauthlib"):
    logging.getLogger(_talker).setLevel(logging.INFO)


class _Unreadable(NoAnswer):
    """A success whose JSON cannot be read; judged like an answer that broke off on the wire."""

    def __init__(self) -> None:
        super().__init__("Its answer cannot be read.")


class _Client(tweepy.Client):  # type: ignore[misc]  # it has no types
    """tweepy's client, for calls whose answers are judged before it sees them.

    Its own ``request`` makes a session of requests' for each signature, writes the call and its answer down for a log
    that nobody keeps, and asks what the status means: a tenth of what a call takes.
    """

    @cached_property
    def _signature(self) -> Any:  # noqa: ANN401 (tweepy has no types)
        names = (self.consumer_key, self.consumer_secret, self.access_token, self.access_token_secret)
        return tweepy.OAuth1UserHandler(*names).apply_auth()

    def request(
        self, method: str, route: str, params: Json | None = None, json: Json | None = None, *, user_auth: bool = False
    ) -> Response:
        headers = {"User-Agent": self.user_agent}
        if not user_auth:
            headers["Authorization"] = f"Bearer {self.bearer_token}"
        auth = self._signature if user_auth else None
        session: Session = self.session
        return session.request(method, _API + route, params=params, json=json, headers=headers, auth=auth)


class X:
    """An account on X, by OAuth 1.0a user tokens (four secrets) or an OAuth 2.0 user token.

    With ``refresh_token`` and ``client_id`` an OAuth 2.0 token can be renewed when it has expired, after two hours.
    Option: ``answers_itself`` is "no" for an app that may not answer posts, as X has told some of them.
    """

    kind: ClassVar[str] = "x"
    secrets: ClassVar[tuple[SecretField, ...]] = (
        SecretField("access_token", "Access token of the user"),
        SecretField("access_token_secret", "Access token secret (OAuth 1.0a)", required=False),
        SecretField("consumer_key", "API key of the app (OAuth 1.0a)", required=False),
        SecretField("consumer_secret", "API key secret of the app (OAuth 1.0a)", required=False),
        SecretField("refresh_token", "Refresh token (OAuth 2.0)", required=False),
        SecretField("client_id", "Client ID of the app (OAuth 2.0)", required=False),
        SecretField("client_secret", "Client secret of the app (OAuth 2.0, confidential clients)", required=False),
        SecretField("access_token_ends", "When the access token ends", required=False, asked=False),
    )
    app: ClassVar[tuple[SecretField, ...]] = (
        SecretField("client_id", "Client ID of your app (developer console, Keys and tokens)"),
        SecretField("client_secret", "Client secret of your app (confidential clients)", required=False),
    )
    shows_code: ClassVar[str | None] = None
    options: ClassVar[tuple[str, ...]] = ("answers_itself",)
    address: ClassVar[str] = "https://x.com/NAME/status/NUMBER"
    honours_key: ClassVar[bool] = False
    key_lasts: ClassVar[timedelta | None] = None
    key_rests: ClassVar[timedelta] = timedelta(0)
    lag: ClassVar[timedelta] = timedelta(minutes=1)
    #: https://docs.x.com/x-api/fundamentals/rate-limits: by user, and by app.
    budgets: ClassVar[tuple[Budget, ...]] = (
        Budget(100, timedelta(minutes=15)),
        Budget(10_000, timedelta(hours=24), shared=True),
    )
    group: ClassVar[int] = 100
    #: Half of the calls that X takes of a user.
    reads: ClassVar[Budget] = Budget(450, timedelta(minutes=15))

    def __init__(self, login: Login) -> None:
        self._login = login
        self._secrets = {name: value.strip() for name, value in login.secrets.items()}
        signing = [name in self._secrets for name in _OAUTH1 if name != "access_token"]
        if any(signing) and not all(signing):
            raise Rejected(f"OAuth 1.0a on X needs {', '.join(_OAUTH1)}: all four.", platform=self.kind)
        self._judge = Judge(self.kind, "X", login)

    @property
    def answers_itself(self) -> bool:
        """What the account's options say of its app: X's documents do not say whether threads are exempt."""
        return self._login.options.get("answers_itself", "yes").lower() not in {"no", "false", "0"}

    def limits(self) -> Limits:
        """280, as X weighs characters."""
        return LIMITS["x"]

    def key_for(self, key: str, at: datetime) -> str:  # noqa: ARG002 - the contract's
        """The delivery's own key, which X never sees."""
        return key

    def publish(self, message: Message) -> Receipt:
        """Makes the post."""
        if message.media:
            raise Rejected("Pictures cannot be sent to X yet: leave them out.", platform=self.kind)
        answered_to = message.reply_to["id"] if message.reply_to else None
        with self._judge.sending():
            made = self._call("create_tweet", text=message.text, in_reply_to_tweet_id=answered_to)
        post = made.get("data")
        if not _is_post(post):
            raise self._judge.lost("Its answer names no post.", HTTPStatus.CREATED)
        return self._receipt(post)

    def find(self, message: Message, since: datetime, besides: Collection[str] = ()) -> Receipt | None:
        """Looks for the text among what the account said since then, to the second."""
        for post in self._timeline(since):
            if str(post["id"]) not in besides and same(_text(post), message.text):
                return self._receipt(post)
        return None

    def locate(self, url: str) -> Located | None:
        """By the number in it; under whose name it stands is X's to say."""
        found = _ADDRESS.fullmatch(url)
        return Located(found[1], {"id": found[1]}) if found else None

    def check(self) -> str:
        """The account's name: "@clinic"."""
        return f"@{self._user['username']}"

    def refresh(self) -> Mapping[str, str] | None:
        """The secrets with a new access and refresh token; None for OAuth 1.0a, whose tokens do not expire.

        X honours a refresh token once: what this gives must be kept.
        """
        token, client = self._secrets.get("refresh_token"), self._secrets.get("client_id")
        if not (token and client):
            return None
        form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": client}
        with self._judge.sending():
            return self._tokens(form, "renew the login")

    @property
    def login_ends_at(self) -> datetime | None:
        """When the access token ends; None where there is no other to be had for it."""
        if not (self._secrets.get("refresh_token") and self._secrets.get("client_id")):
            return None
        try:
            return datetime.fromisoformat(self._secrets.get("access_token_ends", ""))
        except ValueError:
            return None

    @classmethod
    def depart(cls, login: Login, redirect: str, state: str) -> Departure:
        """X's page, where a person lets the app post for them."""
        page = f"{(login.server or _PAGE_OF_CONSENT).rstrip('/')}/i/oauth2/authorize"
        app = {name: value.strip() for name, value in login.secrets.items()}
        return departure(page, app=app, scope=_SCOPE, redirect=redirect, state=state)

    @classmethod
    def arrive(cls, login: Login, redirect: str, code: str) -> Mapping[str, str]:
        """The tokens for the code, which X honours once, for 30 seconds."""
        account = cls(login)
        with exchanging(account._judge):
            given = account._tokens(code_form(login.secrets, redirect, code), "give the login")
        return {name: value for name, value in given.items() if name != "verifier"}

    def withdraw(self, receipt: Receipt) -> None:
        """Deletes the post."""
        with self._judge.sending():
            try:
                self._call("delete_tweet", receipt.remote_id)
            except Rejected as refusal:
                if refusal.status != HTTPStatus.NOT_FOUND:
                    raise

    def counted(self, receipts: Sequence[Receipt]) -> Mapping[str, Figures | None]:
        """The public metrics."""
        found: dict[str, Figures | None] = {}
        for group in grouped(receipts, self.group):
            found |= self._counted(group)
        return found

    def _counted(self, ids: Sequence[str]) -> Mapping[str, Figures | None]:
        with self._judge.reading():
            answer = self._call("get_tweets", list(ids), tweet_fields=["public_metrics"])
            posts, problems = answer.get("data", []), answer.get("errors", [])
            if not (posts or problems) or not (_are(posts, "id") and _are(problems, "type")):
                raise _Unreadable
        shown = {str(one["id"]): figures(one.get("public_metrics"), _FIGURES, platform=self.kind) for one in posts}
        gone = {str(one.get("resource_id")) for one in problems if str(one["type"]).endswith(_NOT_FOUND)}
        return {one: shown.get(one) for one in ids if one in shown or one in gone}

    def _tokens(self, form: Mapping[str, str], what: str) -> Mapping[str, str]:
        """The secrets with the tokens that X gives for this, and when the access token ends."""
        client, secret = self._secrets["client_id"], self._secrets.get("client_secret")
        asked_at = self._login.now()
        auth = (client, secret) if secret else None
        given = token_of(self._judge, self._session().post(f"{_API}/2/oauth2/token", data=form, auth=auth), what)
        kinds = ("access_token", "refresh_token")
        tokens = {name: str(given[name]) for name in kinds if given.get(name)}
        lasts = given.get("expires_in")
        ends = ""
        if isinstance(lasts, int) and 0 < lasts < _LONGEST_S:
            ends = (asked_at + timedelta(seconds=lasts)).isoformat()
        return {**self._secrets, **tokens, "access_token_ends": ends}

    def _session(self) -> Session:
        """A session for this account alone, pointed at its server."""
        return self._login.session.aimed(_API, self._login.server)

    @property
    def _signs(self) -> bool:
        """Whether calls are signed (OAuth 1.0a) rather than carrying a token."""
        return "consumer_key" in self._secrets

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 (tweepy has no types)
        needed = _OAUTH1 if self._signs else ("access_token",)
        missing = [name for name in needed if not self._secrets.get(name)]
        if missing:
            raise Unauthorized(f"The X account lacks {', '.join(missing)}.", platform=self.kind)
        client = _Client(
            bearer_token=None if self._signs else self._secrets["access_token"],
            return_type=dict,
            **({name: self._secrets[name] for name in _OAUTH1} if self._signs else {}),
        )
        client.session = self._session()
        client.session.hooks["response"].append(self._judged)
        return client

    def _judged(self, answer: Response, *_: object, **__: object) -> None:
        """Raises what the answer means, before tweepy raises something less telling."""
        answer.encoding = "utf-8"  # JSON is; without this an answer that is no JSON is searched for its encoding
        if error := self._own_refusal(answer):
            raise error
        self._judge.check(answer)

    def _own_refusal(self, answer: Response) -> PlatformError | None:
        """What only X says.

        An account that has used up its credit or its app's cap is held like one whose login was refused: each of its
        posts would be refused, and none of them for its own sake.
        """
        status = answer.status_code
        if status == HTTPStatus.PAYMENT_REQUIRED or (
            status == HTTPStatus.TOO_MANY_REQUESTS and b"usage-capped" in answer.content
        ):
            why = "has no credit left for this app; add some in X's developer console, then release the account"
            return Unauthorized(self._judge.refused(why, answer), platform=self.kind, status=status)
        if status == HTTPStatus.FORBIDDEN and "duplicate" in self._judge.words(answer).lower():
            return Duplicate("X says that the account has posted this text before.", platform=self.kind, status=status)
        return None

    def _call(self, method: str, *args: object, **query: object) -> Json:
        """A call of tweepy's, to be made within the judge's ``sending`` or ``reading``."""
        try:
            answer = getattr(self._client, method)(*args, user_auth=self._signs, **query)
        except (ValueError, RecursionError) as error:
            raise _Unreadable from error
        if not isinstance(answer, Mapping):
            raise _Unreadable
        return answer

    @cached_property
    def _user(self) -> Json:
        with self._judge.reading():
            user = self._call("get_me").get("data")
        if not names(user, "id", "username"):
            raise Rejected("X does not say who the account is.", platform=self.kind)
        return user

    def _timeline(self, since: datetime) -> Iterator[Json]:
        """The account's posts since then, the newest first."""
        query: dict[str, Any] = {
            "start_time": since,
            "max_results": _PAGE,
            "tweet_fields": ["created_at", "entities", "note_tweet"],
        }
        user = self._user["id"]
        for _ in range(_MOST_PAGES):
            with self._judge.reading():
                page = self._call("get_users_tweets", user, **query)
                posts, meta = page.get("data", []), page.get("meta")
                if not (isinstance(meta, Mapping) and isinstance(posts, list) and all(map(_is_post, posts))):
                    raise _Unreadable
            yield from posts
            query["pagination_token"] = meta.get("next_token")
            if not query["pagination_token"]:
                return
        raise Unavailable("X holds too many posts of that time to look through.", platform=self.kind)

    def _receipt(self, post: Json) -> Receipt:
        remote_id = str(post["id"])
        author = self.__dict__["_user"]["username"] if "_user" in self.__dict__ else "i/web"
        return Receipt(remote_id, f"https://x.com/{author}/status/{remote_id}", self._at(post), {"id": remote_id})

    def _at(self, post: Json) -> datetime:
        """When X took it, where it says so: in its timeline, not when a post is made."""
        try:
            return datetime.fromisoformat(str(post.get("created_at"))).astimezone(UTC)
        except ValueError:
            return self._login.now()


def _are(values: object, *things: str) -> bool:
    return isinstance(values, list) and all(names(one, *things) for one in values)


def _is_post(value: object) -> TypeGuard[Json]:
    return names(value, "id")


def _text(post: Json) -> str:
    """What was sent: X escapes ``& < >`` and replaces every link by one of its own."""
    long = post.get("note_tweet")
    whole = long if isinstance(long, Mapping) else post
    # Before the links: what X says of where they lead is not escaped, and "&section=" would read as a sign of HTML's.
    text, entities = html.unescape(str(whole.get("text", ""))), whole.get("entities")
    links = entities.get("urls") if isinstance(entities, Mapping) else None
    for link in links if isinstance(links, list) else ():
        if isinstance(link, Mapping) and link.get("url"):
            text = text.replace(str(link["url"]), str(link.get("expanded_url") or link["url"]))
    return text
