"""A webhook's receiver that believes nothing without its signature, by the book of Standard Webhooks."""

import base64
import hashlib
import hmac
import time

from tests.wire.loopback import Asked, Told

KEY = b"a key of twenty-four byte"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


class Receiver:
    """Keeps each event once by its ``webhook-id``."""

    def __init__(self):
        self.events = {}
        self.time = time.time

    def __call__(self, asked: Asked) -> Told:
        if asked.method != "POST":
            return Told(405)
        key, seconds = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
        mac = hmac.new(KEY, f"{key}.{seconds}.".encode() + asked.body, hashlib.sha256).digest()
        if asked.headers["webhook-signature"] != f"v1,{base64.b64encode(mac).decode()}":
            return Told.of({"message": "The signature is wrong."}, 401)
        if abs(self.time() - int(seconds)) > 300:
            return Told.of({"message": "The event is old."}, 400)
        self.events.setdefault(key, asked.json)
        return Told(204)

    def texts(self):
        return [event["data"]["text"] for event in self.events.values()]
