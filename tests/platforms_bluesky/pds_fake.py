"""A Bluesky server of our own, over loopback HTTP: it answers as @atproto/pds 0.5.35 was seen to answer.

Stricter than the real one in three things: it looks at the offsets of facets, it knows no field that the lexicon does
not have, and a refresh token is good for one use.
"""

import base64
import hashlib
import json
import re
import secrets
import socket
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from urllib.parse import parse_qs, urlsplit

from tests.platforms_bluesky.lexicon import problems

POST = "app.bsky.feed.post"
PUT_RECORD = "com.atproto.repo.putRecord"
LOGINS = 30
#: When the fake's rate limit ends: 2030-01-01T00:00:00Z.
RESET = 1893456000

LIMITED = {
    "ratelimit-limit": "5000",
    "ratelimit-remaining": "0",
    "ratelimit-reset": str(RESET),
    "ratelimit-policy": "5000;w=3600",
    "retry-after": "60",
}


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def ok(**body):
    return Reply(200, json.dumps(body).encode())


def error(status, name, message, headers=None):
    return Reply(status, json.dumps({"error": name, "message": message}).encode(), headers or {})


COUNTS = {"likeCount": 7, "replyCount": 1, "repostCount": 2, "quoteCount": 0, "bookmarkCount": 3}
UNAVAILABLE = error(503, "NotEnoughResources", "try later")

#: What goes wrong with the answer to the next putRecord: (is the record kept?, the answer; None: the line is cut).
ANSWERS = {
    "rate_limited": (False, error(429, "RateLimitExceeded", "Rate Limit Exceeded", LIMITED)),
    "rejected": (False, error(400, "InvalidRequest", "Invalid app.bsky.feed.post record: no")),
    "lost_before": (False, None),
    "lost_after": (True, None),
    "server_error": (True, error(500, "InternalServerError", "Internal Server Error")),
    "broken_json": (True, Reply(200, b'{"uri": "at://')),
    "huge_body": (True, ok(uri="at://did:plc:a/b/c", cid="b", more=" " * 8_000_000)),
    "redirect": (False, Reply(307, b"", {"Location": "/xrpc/elsewhere"})),
}


class PdsFake:
    """One account on one server."""

    did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
    handle = "clinic.test"

    def __init__(self):
        self.app_password = "abcd-efgh-ijkl-mnop"
        self.url = ""
        self.calls = []
        self.commits = 0
        self.broken = []
        self.let_go = Event()
        #: What the AppView does not show though it is there, what it says beside `COUNTS`, and what it was asked for.
        self.unseen, self.counts, self.reads = set(), {}, []
        self._records = {}
        self._access = set()
        self._refresh = set()
        self._fault = None
        self._lock = Lock()

    # What tests ask and do

    def texts(self):
        """The texts of all posts, oldest first."""
        return [value["text"] for _, value in sorted(self._records.values(), key=lambda kept: kept[1]["createdAt"])]

    def record(self, rkey):
        return self._records[rkey][1]

    def fault(self, name):
        """Makes the next publish go wrong."""
        if name in {"unauthorized", "unavailable"}:
            self.expire()
            self._refresh.clear()
        if name == "unauthorized":
            self.app_password = "changed-by-its-owner"
        else:
            assert name in {"unavailable", "silent", *ANSWERS}, name
            self._fault = name

    def expire(self):
        """Two hours pass."""
        self._access.clear()

    # What the server does

    def answer(self, method, token, body):
        """The reply to one call; None cuts the line."""
        with self._lock:
            self.calls.append(method)
            does = {
                "com.atproto.server.describeServer": self._describe,
                "com.atproto.server.createSession": self._create_session,
                "com.atproto.server.refreshSession": self._refresh_session,
                "com.atproto.server.getSession": self._get_session,
                "com.atproto.repo.getRecord": self._get_record,
                "com.atproto.repo.deleteRecord": self._delete_record,
                PUT_RECORD: self._put_record,
                "app.bsky.feed.getPosts": self._get_posts,
            }.get(method, self._unknown)
            return does(token, body)

    def _unknown(self, _token, _body):
        return error(404, "XRPCNotSupported", "XRPCNotSupported")

    def _describe(self, _token, _body):
        return ok(did="did:web:localhost", availableUserDomains=[".test"])

    def _take(self, *names):
        """The fault that was asked for, once, where it is one of these."""
        if self._fault not in names:
            return None
        name, self._fault = self._fault, None
        return name

    def _create_session(self, _token, body):
        if self._take("unavailable"):
            return UNAVAILABLE
        if self.calls.count("com.atproto.server.createSession") > LOGINS:
            return error(429, "RateLimitExceeded", "Rate Limit Exceeded", LIMITED)
        if (body.get("identifier"), body.get("password")) != (self.handle, self.app_password):
            return error(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session()

    def _refresh_session(self, token, _body):
        if self._take("unavailable"):
            return UNAVAILABLE
        if token not in self._refresh:
            return error(400, "ExpiredToken", "Token has been revoked")
        self._refresh.remove(token)
        return self._session()

    def _session(self):
        access, refresh = secrets.token_hex(), secrets.token_hex()
        self._access.add(access)
        self._refresh.add(refresh)
        return ok(did=self.did, handle=self.handle, accessJwt=access, refreshJwt=refresh)

    def _refused(self, token):
        if not token:
            return error(401, "AuthMissing", "Authentication Required")
        return None if token in self._access else error(400, "ExpiredToken", "Token has expired")

    def _get_session(self, token, _body):
        return self._refused(token) or ok(did=self.did, handle=self.handle, active=True)

    def _get_record(self, _token, wanted):
        uri = f"at://{wanted['repo']}/{wanted['collection']}/{wanted['rkey']}"
        if wanted["repo"] != self.did or wanted["rkey"] not in self._records:
            return error(400, "RecordNotFound", f"Could not locate record: {uri}")
        cid, value = self._records[wanted["rkey"]]
        return ok(uri=uri, cid=cid, value=value)

    def _get_posts(self, token, wanted):
        """The AppView's part, which a real server does not have: nobody logs in for it."""
        uris = wanted["uris"] if isinstance(wanted["uris"], list) else [wanted["uris"]]
        if token or not all(uri.startswith(f"at://{self.did}/{POST}/") for uri in uris):
            return error(400, "InvalidRequest", "uris must be at-uris of identifiers, and nobody logs in here")
        if len(uris) > 25:
            return error(400, "InvalidRequest", "Error: uris must not have more than 25 elements")
        self.reads.append(uris)
        keys = [uri.rpartition("/")[2] for uri in uris]
        there = [key for key in keys if key in self._records and key not in self.unseen]
        posts = [
            {"uri": f"at://{self.did}/{POST}/{key}", "cid": self._records[key][0], **COUNTS, **self.counts}
            for key in there
        ]
        return ok(posts=posts)

    def _delete_record(self, token, body):
        if refused := self._refused(token):
            return refused
        if (body["repo"], body["collection"]) != (self.did, POST):
            return error(403, "AccountNotFound", "Account not found")
        self._records.pop(body["rkey"], None)
        return ok()

    def _put_record(self, token, body):
        if refused := self._refused(token):
            return refused
        name = self._take("silent", *ANSWERS)
        if name is None:
            return self._put(body)
        if name == "silent":
            if not self.let_go.wait(10):
                self.broken.append(TimeoutError("nobody gave up waiting"))
            return None
        kept, reply = ANSWERS[name]
        if kept:
            assert self._put(body).status == 200
        return reply

    def _put(self, body):
        if wrong := [*problems(body, PUT_RECORD), *_wrong_key(body["rkey"]), *_wrong_post(body["record"])]:
            return error(400, "InvalidRequest", wrong[0])
        if body["repo"] != self.did:
            return error(403, "AccountNotFound", "Account not found")
        cid = _cid(body["record"])
        there = self._records.get(body["rkey"], (None, None))[0]
        if there != cid:
            if "swapRecord" in body and body["swapRecord"] != there:
                return error(400, "InvalidSwap", f"Record was at {there}")
            self._records[body["rkey"]] = (cid, body["record"])
            self.commits += 1
        return ok(uri=f"at://{self.did}/{POST}/{body['rkey']}", cid=cid, validationStatus="valid")


def _wrong_key(rkey):
    if not re.fullmatch(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}", rkey):
        yield f'Invalid record key for {POST}: Invalid TID string (got "{rkey}") at $'


def _wrong_post(record):
    if record.get("$type") != POST:
        yield f"Invalid $type: expected {POST}"
        return
    wrong = problems(record, POST)
    yield from (f"Invalid {POST} record: {problem}" for problem in wrong)
    size, last = len(record.get("text", "").encode()), 0
    for facet in () if wrong else record.get("facets", ()):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        if not last <= start < end <= size:
            yield f"facet {start}..{end} lies beyond the text of {size} bytes, or on another one"
        last = end


def _cid(record):
    """Of the form of a real one, from JSON rather than DAG-CBOR."""
    digest = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).digest()
    return "b" + base64.b32encode(b"\x01\x71\x12\x20" + digest).decode().lower().rstrip("=")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True  # headers and body are two writes: 40 ms of waiting each time

    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query)
        self._reply({name: values[0] if len(values) == 1 else values for name, values in asked.items()})

    def do_POST(self):
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        self._reply(json.loads(sent) if sent else {})

    def _reply(self, body):
        method = urlsplit(self.path).path.removeprefix("/xrpc/")
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        reply = self.server.pds.answer(method, token, body)
        if reply is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_):
        pass


class Quiet(ThreadingHTTPServer):
    """Says nothing when a client goes away in the middle of an answer: some tests want just that."""

    request_queue_size = 64

    def handle_error(self, request, client_address):
        wrong = sys.exception()
        if not isinstance(wrong, ConnectionError):
            self.pds.broken.append(wrong)


@contextmanager
def serving(pds):
    """The fake, to be reached at its ``url`` while the block runs."""
    with Quiet(("127.0.0.1", 0), Handler) as server:
        server.pds = pds
        pds.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield pds
        finally:
            pds.let_go.set()
            server.shutdown()
            thread.join()
    assert not pds.broken
