"""The process that sets a report is started for each one: what it loads, whoever asks waits for."""

import subprocess
import sys


def test_the_process_that_sets_a_report_loads_no_database():
    script = (
        "import sys, campaign.reports.forms.child;"
        "print(sorted({'sqlalchemy', 'fastapi', 'pydantic', 'campaign.store', 'campaign.app'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"
