"""What Procrastinate as a second engine would add: its jobs alone, which do nothing, beside our whole way of a post.

A post on that engine would cost both: the job, and claim, intent and settle, which decide all the same.
"""

import asyncio
import time

from procrastinate import App, PsycopgConnector

from tests.benchmarks.draining import THREADS, drained
from tests.databases import running_postgres

JOBS = 4_000


def run():
    """Jobs and posts a second of one process, on the same durable PostgreSQL, one after the other."""
    with running_postgres(durable=True) as server:
        yield "our worker: claim, intent and settle, PostgreSQL", drained(server.new_database(), JOBS), "posts/s"
        for at_once in (10, THREADS):
            done = asyncio.run(_jobs(server.new_database(), at_once))
            yield f"Procrastinate alone: jobs that do nothing, {at_once} at once", done, "jobs/s"


async def _jobs(url, at_once):
    """Jobs a second, of so many that wait."""
    app = App(connector=PsycopgConnector(conninfo=url.replace("postgresql+psycopg", "postgresql")))

    @app.task(name="nothing")
    async def nothing(delivery):
        pass

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await nothing.batch_defer_async(*({"delivery": number} for number in range(JOBS)))
        begun = time.perf_counter()
        await app.run_worker_async(concurrency=at_once, wait=False, install_signal_handlers=False, delete_jobs="always")
        return JOBS / (time.perf_counter() - begun)
