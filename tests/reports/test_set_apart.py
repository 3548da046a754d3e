"""The process that sets a report is started for each one: what it loads, whoever asks waits for."""

import subprocess
import sys


def test_the_process_that_sets_a_report_loads_nothing_but_what_sets_it():
    script = (
        "import sys, posts.typesetting;"
        "print(sorted({'campaign', 'jinja2', 'structlog', 'sqlalchemy', 'fastapi', 'pydantic'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"
