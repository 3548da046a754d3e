"""Every command says what it does, and every command that the docs name exists, with the options that they give it."""

import re
import shlex

import pytest
import typer
from click.testing import CliRunner

from campaign.cli import app

PROGRAM = typer.main.get_command(app)
DOCS = ("README.md", "docs/operating.md", "deploy/compose.yaml")
#: How the docs call us: by the checkout's door, installed, and through Docker.
_CALLED = re.compile(
    r"(?:sudo )?(?:\./run|campaign|docker compose -f deploy/compose\.yaml run --rm (?:-T )?worker)(?= |$)"
)


def commands(command, path=()):
    """Every command of the program, groups too, by its path: ("accounts", "add") and so on."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


ALL = dict(commands(PROGRAM))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_a_command_says_in_a_sentence_what_it_does(path):
    said = ALL[path].help or ""
    assert re.fullmatch(r"[A-Z].+\.", said, re.DOTALL), said


@pytest.mark.parametrize("path", [path for path, one in ALL.items() if hasattr(one, "commands")], ids=" ".join)
def test_a_list_of_commands_says_what_each_does_and_cuts_no_sentence(path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    group = ALL[path]
    said = CliRunner().invoke(group, ["--help"]).output.partition("Commands:\n")[2].splitlines()
    assert len(said) == len(group.commands)
    assert [line for line in said if not line.endswith(".") or line.endswith("...")] == []


def said_in(text):
    """The calls of our program that stand in a text's shell blocks (or, in YAML, comments) and in its `code`."""
    blocks = re.findall(r"^```(?:sh|console)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", text)
    lines += [line.removeprefix("#").strip() for line in text.splitlines() if line.startswith("#   ")]
    for line in lines:
        call = line.strip().removeprefix("$ ")
        if found := _CALLED.match(call):
            yield found[0], words(call[found.end() :])


def words(call):
    """The words of a call, without its comment and what the shell does with its input and output."""
    given = shlex.split(call, comments=True)
    ends = next((n for n, word in enumerate(given) if word in "<>|"), len(given))
    return ["1" if word == "ID" else word for word in given[:ends]]


def calls(root):
    return [(name, *call) for name in DOCS for call in said_in((root / name).read_text())]


def complaint(command, name, given):
    """What the command, or the one below it, has against the words that it is given; None: it understands them."""
    if hasattr(command, "commands") and given and not given[0].startswith("-"):
        if given[0] not in command.commands:
            return f"{name} knows no {given[0]}"
        return complaint(command.commands[given[0]], f"{name} {given[0]}", given[1:])
    try:
        command.make_context(name, list(given))
    except typer.Exit:  # --help
        return None
    except Exception as error:
        # Typer's own complaints about a call know their exit code; anything else is a fault of the test or of ours.
        if getattr(error, "exit_code", None) == 2:
            return f"{name}: {error}"
        raise
    return None


def test_the_docs_call_us_many_times(root):
    assert len(calls(root)) > 40


def test_every_call_in_the_docs_is_one_that_the_program_understands(root, capsys):
    tasks = set(re.findall(r"^  ([a-z]+)\)$", (root / "run").read_text(), re.MULTILINE))
    wrong = []
    for document, called, given in calls(root):
        if not given or (called == "./run" and given[0] in tasks):
            continue
        # In running text a command is often named without what it acts on.
        if document.endswith(".md") and len(given) == 1 and given[0] in PROGRAM.commands:
            continue
        wrong += [f"{document}: {said}"] if (said := complaint(PROGRAM, "campaign", given)) else []
    assert wrong == []


@pytest.mark.parametrize("call", ["nosuchcommand", "cut --nosuchoption a", "new spring --hashtag", "accounts nosuch x"])
def test_a_call_that_the_program_would_not_understand_is_found(call):
    ((_, given),) = said_in(f"```sh\n./run {call}  # a comment\n```\n")
    assert complaint(PROGRAM, "campaign", given)
