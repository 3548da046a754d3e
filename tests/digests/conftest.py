import pytest

from tests.digests import office
from tests.notices.mailbox import Mailbox, mailing


@pytest.fixture
def mailbox():
    with mailing(Mailbox()) as opened:
        yield opened


@pytest.fixture
def desk(tmp_path, mailbox):
    """An installation whose first article is queued, and whose digest goes to a real mail server."""
    made = office.Office(tmp_path, mailbox.port)
    yield made
    made.close()
