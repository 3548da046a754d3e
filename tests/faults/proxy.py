"""A door to PostgreSQL's socket that can slam between a COMMIT and its answer."""

import contextlib
import socket
import tempfile
import threading
from pathlib import Path


class Proxy:
    """Passes bytes on both ways; after so many COMMITs it cuts the connection of the next, once, after it took effect."""

    def __init__(self, target):
        self.target = target
        self.cuts = 0
        self._left = None

    def __enter__(self):
        # A socket's path may not be long.
        self._place = tempfile.TemporaryDirectory(prefix="campaign-proxy-")
        self.folder = Path(self._place.name)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.folder / ".s.PGSQL.5432"))
        self._door.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._place.cleanup()

    def cut_after(self, commits):
        self._left = commits

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._door.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.target)
        doomed = threading.Event()
        threading.Thread(target=self._answer, args=(server, client, doomed), daemon=True).start()
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if self._left is not None and b"COMMIT" in data:
                    self._left -= 1
                    if self._left == 0:
                        doomed.set()
                server.sendall(data)
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)

    def _answer(self, server, client, doomed):
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if doomed.is_set():
                    # The answer is here, so it is committed; nobody will hear of it.
                    self.cuts += 1
                    break
                client.sendall(data)
        for one in (server, client):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
