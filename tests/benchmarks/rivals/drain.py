"""Works off jobs that do nothing with Huey; run by the Python of its environment, of which it is all that runs there.

Reads ``{"folder", "jobs"}`` as JSON and prints ``{"seconds"}``, by the clock. The queue is a file of SQLite in the folder, as
ours is; a job leaves it before it is done, so that a killed worker loses what it had.
"""

import json
import sys
import time
from pathlib import Path

from huey import SqliteHuey


def main():
    asked = json.load(sys.stdin)
    huey = SqliteHuey("jobs", filename=str(Path(asked["folder"]) / "jobs.db"), results=False)

    @huey.task()
    def nothing(delivery):
        pass

    for number in range(asked["jobs"]):
        nothing(number)
    begun = time.perf_counter()
    while job := huey.dequeue():
        huey.execute(job)
    print(json.dumps({"seconds": time.perf_counter() - begun}))


main()
