"""A check over the whole suite: nothing that the program wrote while it was tested holds a secret of the tests.

Every secret that a test gives to the program holds one of `MARKS`. At the end, what passing tests printed and logged
and every file that is left in pytest's temporary folder are searched for them.
"""

import pytest

MARKS = (b"s3cret", b"t0ken", b"abcd-efgh-ijkl-mnop")

_told = []


@pytest.hookimpl
def pytest_runtest_logreport(report):
    if report.passed and any(mark.decode() in text for _, text in report.sections for mark in MARKS):
        _told.append(f"the output of {report.nodeid}")


@pytest.hookimpl
def pytest_sessionfinish(session):
    base = getattr(session.config, "_tmp_path_factory", None)
    if base is None or base._basetemp is None:
        return
    files = (path for path in base._basetemp.rglob("*") if path.is_file() and not path.is_symlink())
    _told.extend(str(path) for path in files if any(mark in path.read_bytes() for mark in MARKS))
    if _told:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter):
    for place in _told:
        terminalreporter.write_line(f"A SECRET IS IN {place}", red=True)
