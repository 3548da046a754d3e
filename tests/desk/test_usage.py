"""Every option of every command that takes a value: what is none ends with exit code 2 and one sentence, not with 1."""

import re

import pytest
import typer

from campaign import __version__, cli
from campaign import app as composing
from campaign.cli import cutting
from campaign.desk import accounts, adding, campaigns
from posts.measure import LIMITS

#: What makes the rest of each command's call right, where it needs more than its name.
CALLS = {
    "accounts add": ("third", "--platform", "feed"),
    "accounts change": ("clinic", "--per-hour", "1"),
    "accounts connect": ("third", "--platform", "mastodon", "--server", "https://example.org"),
    "accounts renew": ("clinic",),
    "add": ("rest", "article.txt", "--again"),
    "change": ("rest",),
    "cut": ("article.txt",),
    "db copy": ("--to", "sqlite:///other.db"),
    "edit": ("1", "--text", "Rest #RestHelps"),
    "links add": ("Bob", "--campaign", "rest"),
    "links revoke": ("1",),
    "new": ("walks", "--hashtag", "#Walks", "--account", "clinic", "--at", "daily 09:00"),
    "report": ("rest",),
    "resolve": ("1", "--not-published"),
    "send-back": ("1", "--note", "shorter"),
    "simulate": ("rest",),
    "tokens add": ("bot", "--scope", "read"),
    "tokens revoke": ("1",),
    "users add": ("anna",),
    "users change": ("anna",),
    "users remove": ("anna",),
}
#: Options whose values no rule judges by themselves: files, words that are free, and names, of which another day
#: there may be one. What of these cannot be is exit code 1.
FREE = {
    "--account", "--campaign", "--config", "--csv", "--html", "--ics", "--md", "--note", "--password-file", "--pdf",
    "--reason", "--text", "--xlsx",
}  # fmt: skip
#: Options that are free in one place alone: a template that is a file; an address that only the platform knows, or
#: whose post has to be looked at first; and doctor, which finds what is wrong with a database instead of ending with it.
FREE_THERE = {
    ("accounts connect", "--redirect"),
    ("doctor", "--database"),
    ("report", "--template"),
    ("resolve", "--published"),
}
#: What is nothing: no number, name of a thing, day, time, zone, link, pair, tag or database.
NONSENSE = "no such-thing"
#: How the libraries that read a call begin what they find wrong with it.
LIBRARY = re.compile(r"Value error|Input should|Usage:|Error:|Invalid value|No such|Got unexpected|Missing (arg|opt)")


def commands(command, *path):
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            yield from commands(below, *path, name)
    else:
        yield " ".join(path), command


def judged():
    for name, command in commands(typer.main.get_command(cli.app)):
        for option in command.params:
            called = option.opts[-1]
            if option.param_type_name == "option" and not option.is_flag and called not in FREE:
                yield name, called


CASES = [case for case in judged() if case not in FREE_THERE]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installation")
    (folder / "config.toml").write_text("")
    (folder / "article.txt").write_text("Why rest helps\n\nRest helps the body to heal. It gives the muscles time.\n")
    app, _ = composing.init(folder / "config.toml", None)
    accounts.add(app, accounts.Wish("clinic", "feed", options={"limits": "x"}))
    campaigns.new(app, "rest", campaigns.Wish(hashtags=["#RestHelps"], accounts=["clinic"], times=["daily 09:00"]))
    adding.add(app, "rest", str(folder / "article.txt"))
    app.close()
    return folder


@pytest.fixture
def ended(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)

    def ended(*words):
        code = cli.main(words)
        return code, capsys.readouterr().err

    return ended


def test_there_are_many_such_options():
    assert len(CASES) > 80
    assert set(judged()) >= FREE_THERE


@pytest.mark.parametrize(("command", "option"), CASES, ids=[" ".join(case) for case in CASES])
def test_a_value_that_is_none_is_wrong_usage(ended, command, option):
    code, said = ended(*command.split(), *CALLS.get(command, ()), option, NONSENSE)
    assert (code, said.strip() != "") == (2, True), said
    assert not LIBRARY.search(said), said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("users add anna --role viewr", "--role: “viewr” is none of owner, editor, approver, viewer (did you mean “viewer”?)."),
        ("report rest --by yaer", "--by: “yaer” is none of day, week, month."),
        ("edit x --text y", "ID: “x” is no whole number. A delivery by the number that `campaign queue` shows."),
        ("approve rest", "ID: “rest” is no whole number. Deliveries by the numbers that `campaign queue` shows."),
        ("queue --limit 0", "--limit: “0” is less than 1."),
        ("simulate rest --fail some", "--fail: “some” is no number."),
        ("queue --limit", "--limit needs a value."),
        ("queue --json=1", "--json takes no value."),
        ("queue --sate held", "There is no option --sate (did you mean --state?); `campaign queue --help` shows what can be said."),
        ("--config x queue", "There is no option --config before a command: options stand behind it; `campaign --help` shows what can be said."),
        ("accounts add clinic --platform x --token t", "There is no option --token; `campaign accounts add --help` shows what can be said."),
        ("aprove 1", "There is no command “aprove” (did you mean “approve”?); `campaign --help` shows what can be said."),
        ("users foo", "There is no command “foo”; `campaign users --help` shows what can be said."),
        ("list rest", "“rest” is more than it takes; `campaign list --help` shows what can be said."),
        ("cut", "SOURCE is missing; `campaign cut --help` shows what can be said."),
        ("db copy", "--to is missing; `campaign db copy --help` shows what can be said."),
    ],
)  # fmt: skip
def test_what_the_parser_finds_is_said_in_one_sentence_of_ours(ended, words, said):
    assert ended(*words.split()) == (2, f"{said}\n")


@pytest.mark.parametrize(
    "words",
    [
        "users add anna hunter2",
        "users add anna --role hunter2",
        "accounts add clinic --platform x --per-hour hunter2",
        "accounts renew clinic hunter2",
        "links revoke https://posts.example.org/review/hunter2",
    ],
)
def test_a_secret_that_was_typed_in_a_wrong_place_is_not_said_again(ended, words):
    code, said = ended(*words.split())
    assert (code, "hunter2" in said) == (2, False), said


def test_a_group_of_commands_without_one_shows_its_help(ended):
    code, said = ended("users")
    assert (code, said[:27]) == (2, "Usage: campaign users [OPTI")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("approve", "Say which: their IDs, or --campaign NAME, or --all.\n"),
        ("cancel 1 --all", "Say which: their IDs, or --campaign NAME, or --all.\n"),
        ("move 1", "Say when: a TIME such as 2026-12-01T09:00, or --now.\n"),
        ("move 1 soon", "“soon” is no date or time: write for example 2026-12-01 or 2026-12-01T09:00.\n"),
        ("resolve 1", "Say one of them: --published URL, or --not-published.\n"),
        ("new walks", "A campaign needs a hashtag: --hashtag '#YourCampaign'.\n"),
        ("report", "The report “campaign” is of one campaign, and none was named.\n"),
        ("report rest --since 2026-12-02 --until 2026-12-01", "The report would end on 2026-12-01, before it begins"),
        ("report rest --csv all.csv", "all.csv would be 10 tables: name a .zip, or one with --section: "),
        ("tokens add bot", "Say what the token may do: read, write, approve, accounts, people, calendar.\n"),
        (
            "cut article.txt --thread --ranked",
            "A thread keeps the article's order: give --thread or --ranked, not both.",
        ),
        (
            "accounts add third --platform mastodon --server example.org",
            "A server begins with http:// or https:// and ",
        ),
        (
            "accounts add third --platform mastodn",
            "There is no platform “mastodn” (did you mean “mastodon”?); there are",
        ),
        ("edit 1 --text ", "There is no text: write what the post is to say.\n"),
        ("history --limit 1 --csv all.csv", "A file holds all of it: leave --limit out, or narrow it by --since.\n"),
    ],
)
def test_a_call_that_lacks_something_or_says_too_much_is_wrong_usage(ended, words, said):
    code, told = ended(*words.split(" "))
    assert (code, told[: len(said)]) == (2, said)


def test_the_help_of_cut_names_every_platform_that_has_limits():
    assert tuple(cutting._LIMITS.split(", ")) == tuple(LIMITS)


@pytest.mark.parametrize(
    "words",
    ["show nobody", "queue 99", "queue --campaign nobody", "add rest nothing.txt", "release 1", "resume nobody"],
)
def test_what_the_installation_does_not_hold_or_allow_is_a_failure_and_not_wrong_usage(ended, words):
    assert ended(*words.split())[0] == 1


def test_the_release_is_said_without_any_installation(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"campaign {__version__}\n"
