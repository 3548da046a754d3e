"""A chat endpoint, as far as a rewriter speaks to it: strict about what it is sent, free in what it says."""

import json
import threading

from tests.wire.loopback import Asked, Told

KEY = "sk-s3cret-of-the-rewriter"
MODEL = "tiny:1b"


def saying(text, **more):
    """The answer in which a model says this."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop", **more}
    return Told.of({"id": "1", "object": "chat.completion", "model": MODEL, "choices": [choice]})


class ChatFake:
    """Says what ``say`` makes of the material: a text, an answer of its own, or a misbehaviour of the connection."""

    def __init__(self, say, key=None):
        self.say = say
        self.key = key
        self.asked = []

    def __call__(self, asked: Asked):
        if (asked.method, asked.path) != ("POST", "/v1/chat/completions"):
            return Told.of({"error": {"message": "Not found"}}, 404)
        if self.key and asked.headers["authorization"] != f"Bearer {self.key}":
            return Told.of({"error": {"message": f"Incorrect API key: {asked.headers['authorization']}"}}, 401)
        body = asked.json
        roles = [message["role"] for message in body["messages"]]
        if (body["model"], body["temperature"], body["stream"], roles) != (MODEL, 0, False, ["system", "user"]):
            return Told.of({"error": {"message": "Bad request"}}, 400)
        material = json.loads(body["messages"][1]["content"])
        self.asked.append(material)
        said = self.say(material)
        return saying(said) if isinstance(said, str) else said


def drip(stop: threading.Event):
    """Sends a byte now and then, and never comes to an end until it is told to."""

    def answer(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
        while not stop.wait(0.05):
            connection.sendall(b" ")

    return answer
