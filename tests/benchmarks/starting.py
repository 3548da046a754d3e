"""How long the command line takes to answer."""

import statistics
import subprocess
import sys
import time


def run():
    """Seconds for `campaign --help`, the median of eleven calls."""
    command = [sys.executable, "-m", "campaign", "--help"]
    subprocess.run(command, capture_output=True, check=True)
    took = []
    for _ in range(11):
        begun = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        took.append(time.perf_counter() - begun)
    return [("campaign --help, median of 11", statistics.median(took), "s")]
