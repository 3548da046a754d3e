"""X, as far as the adapter speaks to it: stateful, and strict about what it is sent."""

import base64
import html
import re
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl

from oauthlib.oauth1.rfc5849 import signature
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest

from posts.measure import LIMITS, fits
from tests.wire.loopback import Asked, Told

MEANT = "https://api.twitter.com"
URL = re.compile(r"https?://\S+")
SIGNED = {
    "consumer_key": "app-key-0001",
    "consumer_secret": "app-s3cret-0002",
    "access_token": "7-user-token-0003",
    "access_token_secret": "user-s3cret-0004",
}
TOKEN = {
    "access_token": "bearer-0005",
    "refresh_token": "refresh-0006",
    "client_id": "client-0007",
    "client_secret": "client-s3cret-0008",
}
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."


@cache
def schema():
    return OpenAPI.from_file_path(str(Path(__file__).parents[1] / "data" / "x-api.yml"))


METRICS = {
    "retweet_count": 3,
    "reply_count": 2,
    "like_count": 41,
    "quote_count": 1,
    "bookmark_count": 5,
    "impression_count": 1900,
}


def not_found(number, kind="resource-not-found", title="Not Found Error"):
    """What X says beside its answer of a post that it does not show."""
    return {
        "value": number,
        "detail": f"Could not find tweet with ids: [{number}].",
        "title": title,
        "resource_type": "tweet",
        "parameter": "ids",
        "resource_id": number,
        "type": f"https://api.twitter.com/2/problems/{kind}",
    }


def problem(status, title, detail, kind="about:blank", **headers):
    return Told.of({"title": title, "detail": detail, "type": kind, "status": status}, status, **headers)


class XFake:
    """One account, @clinic. What it holds, newest last: (id, text as sent, when)."""

    def __init__(self, page=100):
        self.posts = []
        self.replies = {}
        self.revoked = False
        self.limited_until = None
        self.tokens = dict(TOKEN)
        self.page = page
        #: What every post is said to have beside `METRICS`; and the ids of every look-up.
        self.metrics = {}
        self.reads = []
        self.now = lambda: datetime.now(UTC)

    def __call__(self, asked: Asked) -> Told:
        query = {name: values[0] for name, values in asked.query.items()}
        headers = dict(asked.headers.items())
        kind = asked.headers.get("content-type", "")
        request = MockRequest(
            MEANT, asked.method, asked.path, args=query, headers=headers, data=asked.body, content_type=kind
        )
        try:
            schema().validate_request(request)
        except OpenAPIError as wrong:
            return problem(400, "Invalid Request", f"{wrong!r} because of {wrong.__cause__!r}")
        if asked.path == "/2/oauth2/token":
            return self.renew(asked)
        if self.revoked or not self.known(asked):
            return problem(401, "Unauthorized", "Unauthorized")
        if asked.method == "POST":
            return self.post(asked)
        if asked.method == "DELETE":
            return self.delete(asked.path.rpartition("/")[2])
        if asked.path == "/2/tweets":
            return self.looked_up(query["ids"].split(","))
        return self.me() if asked.path == "/2/users/me" else self.timeline(query)

    def known(self, asked):
        login = asked.headers["authorization"]
        if login.startswith("Bearer "):
            return login == f"Bearer {self.tokens['access_token']}"
        fields = [one.split("=", 1) for one in login.removeprefix("OAuth ").split(", ")]
        given = dict(parse_qsl("&".join(f"{name}={value.strip(chr(34))}" for name, value in fields)))
        if (given["oauth_consumer_key"], given["oauth_token"]) != (SIGNED["consumer_key"], SIGNED["access_token"]):
            return False
        params = [(name, value) for name, value in given.items() if name != "oauth_signature"]
        params += [(name, value) for name, values in asked.query.items() for value in values]
        signed = SimpleNamespace(
            uri=f"{MEANT}{asked.path}", http_method=asked.method, params=params, signature=given["oauth_signature"]
        )
        return signature.verify_hmac_sha1(signed, SIGNED["consumer_secret"], SIGNED["access_token_secret"])

    def post(self, asked):
        if self.limited_until:
            until, self.limited_until = self.limited_until, None
            return problem(
                429,
                "Too Many Requests",
                "Too Many Requests",
                x_rate_limit_limit="100",
                x_rate_limit_remaining="0",
                x_rate_limit_reset=str(until),
            )
        text = asked.json["text"]
        if not fits(text, LIMITS["x"]):
            return problem(400, "Invalid Request", "Your post is too long.")
        if any(text == held for _, held, _ in self.posts):
            return problem(403, "Forbidden", DUPLICATE)
        number = str(1_992_000_000_000_000_000 + len(self.posts))
        self.posts.append((number, text, self.now()))
        if "reply" in asked.json:
            self.replies[number] = asked.json["reply"]["in_reply_to_tweet_id"]
        return Told.of(
            {"data": {"id": number, "text": html.escape(text, quote=False), "edit_history_tweet_ids": [number]}}, 201
        )

    def delete(self, number):
        held, self.posts = self.posts, [one for one in self.posts if one[0] != number]
        if len(held) == len(self.posts):
            return problem(404, "Not Found Error", f"Could not find tweet with id: [{number}].")
        return Told.of({"data": {"deleted": True}})

    def me(self):
        return Told.of({"data": {"id": "7", "name": "The Clinic", "username": "clinic"}})

    def looked_up(self, ids):
        self.reads.append(ids)
        held = {number for number, _, _ in self.posts}
        there = [{"id": one, "text": "…", "public_metrics": METRICS | self.metrics} for one in ids if one in held]
        missing = [not_found(one) for one in ids if one not in held]
        return Told.of({**({"data": there} if there else {}), **({"errors": missing} if missing else {})})

    def timeline(self, query):
        since = datetime.fromisoformat(query.get("start_time", "2006-03-21T00:00:00Z"))
        posts = [one for one in reversed(self.posts) if one[2] >= since]
        first = int(query.get("pagination_token", "0"))
        page = posts[first : first + self.page]
        meta = {"result_count": len(page)}
        if posts[first + self.page :]:
            meta["next_token"] = str(first + self.page)
        return Told.of({**({"data": [shown(*one) for one in page]} if page else {}), "meta": meta})

    def renew(self, asked):
        form = dict(parse_qsl(asked.body.decode()))
        basic = base64.b64encode(f"{TOKEN['client_id']}:{TOKEN['client_secret']}".encode()).decode()
        if form["refresh_token"] != self.tokens["refresh_token"] or asked.headers["authorization"] != f"Basic {basic}":
            return Told.of(
                {"error": "invalid_request", "error_description": "Value passed for the token was invalid."}, 400
            )
        self.tokens |= {"access_token": "bearer-new-0009", "refresh_token": "refresh-new-0010"}
        names = ("access_token", "refresh_token")
        return Told.of({"token_type": "bearer", "expires_in": 7200, **{name: self.tokens[name] for name in names}})

    def limit(self, seconds=60):
        self.limited_until = int(time.time()) + seconds


def shown(number, text, at):
    """A post as the timeline gives it: every link replaced by X's own, ``& < >`` escaped."""
    links = []

    def shorten(match):
        links.append(
            {"url": f"https://t.co/{number[-4:]}{len(links)}", "expanded_url": match[0], "display_url": match[0][:20]}
        )
        return links[-1]["url"]

    short = html.escape(URL.sub(shorten, text), quote=False)
    at = at.astimezone(UTC) - timedelta(microseconds=at.microsecond % 1000)
    post = {"id": number, "text": short, "created_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    return {**post, "entities": {"urls": links}} if links else post
