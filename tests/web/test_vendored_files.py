"""What others wrote is what it was when it was taken in, with its licence beside it."""

import hashlib
import tomllib

from campaign.web.rendering import STATIC

VENDOR = STATIC / "vendor"
LISTED = tomllib.loads((VENDOR / "vendor.toml").read_text())["file"]


def test_every_vendored_file_is_listed_and_has_the_sum_that_is_written_down():
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert sums == {one["name"]: one["sha256"] for one in LISTED}


def test_every_vendored_file_has_its_licence():
    assert all((VENDOR / one["licence"]).read_text() for one in LISTED)


def test_our_own_files_stay_small():
    assert (STATIC / "app.css").stat().st_size <= 24_000
    assert len((STATIC / "app.js").read_text().splitlines()) <= 120
    assert len((STATIC / "zone.js").read_text().splitlines()) <= 20
