"""In which order tests run: those that take long begin first, or all would wait for one of them at the end."""

from itertools import islice


def dealt(items, processes):
    """The tests in a share for each process, as xdist cuts them, each with its part of the long ones at its head."""
    long = [item for item in items if item.get_closest_marker("long")]
    rest = iter([item for item in items if not item.get_closest_marker("long")])
    found = []
    for process in range(processes):
        share, head = (len(items) - len(found)) // (processes - process), long[process::processes]
        found += [*head, *islice(rest, max(0, share - len(head)))]
    return [*found, *rest]
