"""A platform that takes 200 ms to take a post, as a process of its own: any POST is answered with ``{"id": …}``."""

import asyncio
import contextlib
import re
import subprocess
import sys

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
#: What our webhook reads of it, and what X's client does.
_TAKEN = b'{"id": 77, "data": {"id": "77", "text": "taken"}}'
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(_TAKEN), _TAKEN)


async def _talk(reader, writer, delay_s):
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int((_LENGTH.search(head) or [0, 0])[1]))
            await asyncio.sleep(delay_s)
            writer.write(_ANSWER)
            await writer.drain()
    writer.close()


async def _serve(delay_s):
    server = await asyncio.start_server(lambda r, w: _talk(r, w, delay_s), "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextlib.contextmanager
def slow_platform(delay_s=0.2):
    """Its address."""
    command = [sys.executable, "-m", "tests.benchmarks.slow_platform", str(delay_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
