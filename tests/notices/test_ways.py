"""The ways to people, against a real mail server and a receiver that believes nothing without its signature."""

from datetime import UTC, datetime

import pytest

from campaign import sections as settings
from campaign.errors import ConfigError
from campaign.notices.hook import Hook
from campaign.notices.mail import Mail
from campaign.notices.services import Services
from campaign.notices.ways import NotTold
from campaign.notices.wording import Letter, trial
from posts.wire import Guard, Session
from tests.notices.mailbox import Mailbox, mailing
from tests.platforms.webhook_receiver import SECRET, Receiver
from tests.wire.loopback import Told, closed_port, serving

#: Apprise still asks for a module of Python's that is about to go, and does without it.
of_apprise = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
LETTER = Letter("notice-1-2", "Campaign: 1 post failed", "One line – with a dash.\n", {"items": [1]})


def now():
    return datetime.now(UTC)


def mail(mailbox, password=None, **more):
    wanted = {"to": ("ann@example.org", "ben@example.org"), "server": "127.0.0.1", "port": mailbox.port} | more
    return Mail(settings.Mail(**wanted), mailbox.password if password is None else password, now)


def test_a_mail_goes_to_everybody_encrypted_and_after_a_login(tls, trusted):
    with mailing(Mailbox(), tls) as mailbox:
        mail(mailbox, user=mailbox.user, sender="campaign@example.org").send(LETTER)
    [letter] = mailbox.letters
    assert mailbox.encrypted == [True]
    assert (letter["From"], letter["To"]) == ("campaign@example.org", "ann@example.org, ben@example.org")
    assert letter["Subject"] == "Campaign: 1 post failed"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.body
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.org>")


def test_a_mail_server_that_offers_no_encryption_gets_no_mail_unless_that_is_wanted():
    with mailing(Mailbox()) as mailbox:
        with pytest.raises(NotTold, match="cannot be used"):
            mail(mailbox).send(LETTER)
        assert mailbox.letters == []
        mail(mailbox, security="none").send(LETTER)
    assert len(mailbox.letters) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_believed(tls):
    with mailing(Mailbox(), tls) as mailbox, pytest.raises(NotTold, match="cannot be used"):
        mail(mailbox, user=mailbox.user).send(LETTER)
    assert mailbox.letters == []


def test_a_wrong_password_is_said_and_not_shown(tls, trusted):
    with mailing(Mailbox(), tls) as mailbox, pytest.raises(NotTold) as refused:
        mail(mailbox, password="wr0ng-s3cret", user=mailbox.user).send(LETTER)
    assert "535" in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_a_mail_that_the_server_refuses_is_not_told():
    with mailing(Mailbox(refuses="554 No")) as mailbox, pytest.raises(NotTold, match="554"):
        mail(mailbox, security="none").send(LETTER)


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_server_that_is_away_is_said_so(security):
    with pytest.raises(NotTold, match="cannot be used"):
        mail(Mailbox(port=closed_port()), security=security).send(LETTER)


def hook(url, secret=SECRET):
    return Hook(url, secret, Session(Guard(("127.0.0.1",))), now)


def test_a_webhook_gets_the_notice_signed_and_knows_a_repetition():
    receiver = Receiver()
    with serving(receiver) as url:
        hook(url).send(LETTER)
        hook(url).send(LETTER)
    assert list(receiver.events) == ["notice-1-2"]
    assert receiver.events["notice-1-2"]["type"] == "campaign.notice"
    assert receiver.events["notice-1-2"]["data"] == {"items": [1]}


def test_a_webhook_without_a_secret_is_not_signed():
    asked = []
    with serving(lambda one: asked.append(one) or Told(204)) as url:
        hook(url, "").send(LETTER)
    assert asked[0].headers["webhook-id"] == "notice-1-2"
    assert "webhook-signature" not in asked[0].headers


@pytest.mark.parametrize("status", [302, 401, 500])
def test_a_webhook_that_does_not_take_it_is_not_told(status):
    answer = Told(status, headers={"location": "/elsewhere"})
    with serving(lambda _: answer) as url, pytest.raises(NotTold, match=str(status)):
        hook(url).send(LETTER)


def test_a_webhook_goes_through_the_guard():
    with serving(Receiver()) as url, pytest.raises(NotTold, match=r"127\.0\.0\.1"):
        Hook(url, SECRET, Session(Guard()), now).send(LETTER)


def test_a_signing_secret_that_is_none_is_refused_before_anything_is_sent():
    with pytest.raises(ConfigError, match="not base64"):
        hook("https://example.org", "no secret")


@of_apprise
def test_apprise_takes_it_to_its_services():
    asked = []
    with serving(lambda one: asked.append(one) or Told(200)) as url:
        Services([url.replace("http", "json", 1)]).send(trial("here"))
    assert asked[0].json["title"] == "Campaign: this is a test"


@of_apprise
def test_an_address_that_apprise_does_not_know_is_refused_and_not_repeated():
    with pytest.raises(ConfigError) as refused:
        Services(["nonsense-s3cret://x"])
    assert "s3cret" not in str(refused.value)


@of_apprise
def test_a_service_that_is_away_is_said_so():
    with pytest.raises(NotTold, match="could not deliver"):
        Services([f"json://127.0.0.1:{closed_port()}"]).send(LETTER)
