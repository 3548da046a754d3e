"""A line that loses answers: it hands every call on, and hangs up instead of handing back some answers."""

import http.client
import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True  # headers and body are two writes: 40 ms of waiting each time

    def do_GET(self):
        self._hand_on()

    def do_POST(self):
        self._hand_on()

    def _hand_on(self):
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        line = http.client.HTTPConnection(self.server.beyond, timeout=30)
        line.request(self.command, self.path, sent, dict(self.headers))
        answer = line.getresponse()
        body = answer.read()
        line.close()
        if self.path.endswith(self.server.method) and self.server.to_lose > 0:
            self.server.to_lose -= 1
            self.server.lost.append(answer.status)
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def losing(url, method, times):
    """A server in front of this one that loses the first answers to a method; its ``lost`` are their statuses."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as proxy:
        proxy.beyond, proxy.method, proxy.to_lose, proxy.lost = urlsplit(url).netloc, method, times, []
        proxy.url = f"http://127.0.0.1:{proxy.server_port}"
        thread = Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
