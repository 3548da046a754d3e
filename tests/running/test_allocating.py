"""A process gives back what it has no more use for."""

import subprocess
import sys

import pytest

from campaign.allocating import give_back

#: Large blocks with smaller ones between them, which stay, and for which the heap has no holes from before; twice, since
#: glibc learns from what is freed. Prints the resident megabytes that are left of 100.
_USING = """
from campaign.allocating import give_back
if {giving}:
    give_back()

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6

small, before = [], resident()
for _ in range(2):
    large = []
    for _ in range(50):
        large.append(bytearray(b"x") * 2_000_000)
        small.append(bytearray(b"x") * 50_000)
    del large
print(resident() - before)
"""


@pytest.mark.skipif(not give_back(), reason="this system's allocator has no such knobs")
@pytest.mark.parametrize("giving", [True, False])
def test_what_was_large_is_given_back_even_from_between_what_stays(giving):
    said = subprocess.run(
        [sys.executable, "-c", _USING.format(giving=giving)], capture_output=True, check=True, text=True
    )
    assert (float(said.stdout) < 10) is giving


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [
        # 10 MB in each process: structlog would load it, if it were imported before `campaign`.
        ("scheduler", {"rich.traceback", "sqlalchemy.dialects.postgresql"}),
        ("campaign.web.__main__", {"icalendar", "sqlalchemy.dialects.postgresql"}),
    ],
)
def test_a_process_loads_nothing_large_that_only_few_installations_use(program, unwanted):
    asked = f"import sys, {program}; print(*{unwanted} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)
    assert said.stdout.split() == []
