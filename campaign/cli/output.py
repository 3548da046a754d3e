"""How results look: tables on a terminal, plain lines in a pipe, JSON where it is asked for."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol, TypeVar
from zoneinfo import ZoneInfo

from campaign.beginnings import beginning
from campaign.desk import showing
from campaign.errors import CampaignError

if TYPE_CHECKING:
    from rich.text import Text

    from campaign.desk.demo import Progress
    from campaign.preflight import Finding
    from campaign.reasons import Reason


#: Rows that are shown where nobody says how many.
ROWS = 200
#: How many posts of a kind are named.
_NAMED = 5
#: How much of a post a line shows, in code points.
_LINE = 100
#: A command of ours in a sentence: behind a backtick, an arrow, or the words that announce it.
_COMMAND = re.compile(
    r"(?<=`)campaign(?= )|(?<=: )campaign(?= [a-z])|(?<=:  )campaign(?= [a-z])|(?<=^  )campaign(?= )", re.MULTILINE
)


class _Post(Protocol):
    """A post, and who says it."""

    @property
    def account(self) -> str: ...

    @property
    def text(self) -> str: ...


_P = TypeVar("_P", bound=_Post)


def print_json(value: object) -> None:
    """The value as JSON, one document."""
    json.dump(showing.plain(value), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def print_list(columns: Sequence[str], rows: Sequence[Sequence[object]], none: str) -> None:
    """A table, or the sentence that says that there is ``none``: no line at all looks as if the command had failed."""
    if rows:
        return print_table(columns, rows)
    return note(none)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, headed: bool = False) -> None:
    """Rows under their columns: drawn on a terminal, parted by tabs in a pipe, and there ``headed`` by their names."""
    if not sys.stdout.isatty():
        for row in (columns, *rows) if headed else rows:
            print("\t".join(" ".join(str(cell).split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", expand="Text" in columns)
    for column in columns:
        text = column == "Text"
        table.add_column(column, overflow="ellipsis" if text else "fold", no_wrap=text, ratio=1 if text else None)
    for row in rows:
        table.add_row(*(_drawn(column, str(cell), Text) for column, cell in zip(columns, row, strict=True)))
    Console().print(table)


def _drawn(column: str, cell: str, text: type[Text]) -> Text:
    """The cell; an address becomes a word to click, since it would fill the line."""
    if column == "Link" and cell:
        return text("open", style=f"link {cell}")
    return text(cell)


def show_progress(steps: Iterable[Progress]) -> None:
    """A bar that fills on a terminal, a line every now and then elsewhere."""
    if not sys.stdout.isatty():
        said = -1
        for step in steps:
            if step.settled // 10 > said // 10 or step.settled == step.planned != said:
                said = step.settled
                print(f"{step.settled} of {step.planned}", flush=True)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    with Bar(TextColumn("published"), BarColumn(), MofNCompleteColumn()) as bar:
        task = bar.add_task("", total=None)
        for step in steps:
            bar.update(task, completed=step.settled, total=step.planned)


def say(*lines: str) -> None:
    """Lines for a person."""
    for line in lines:
        print(as_called(line))


def note(*lines: str) -> None:
    """Lines for a person beside rows for programs: on standard error, where none of them is taken for a row."""
    sys.stdout.flush()
    for line in lines:
        print(as_called(line), file=sys.stderr)


def tell(value: object, *lines: str, as_json: bool, dry_run: bool) -> None:
    """What a verb came to: the value as JSON where that is asked for, else these lines."""
    if as_json:
        return print_json(value)
    say(*lines)
    return say_if_dry(dry_run)


def say_if_dry(dry_run: bool) -> None:
    """What a person must know of a dry run: that it was one."""
    if dry_run:
        say("Nothing was changed: this was a dry run.")


def say_posts(posts: Sequence[_P], when: Callable[[_P], str]) -> None:
    """Some posts, a line each: when, whose, and how the text begins."""
    say(*(f"  {when(one)}  {one.account}  {beginning(one.text, 60)}" for one in posts[:_NAMED]))
    if len(posts) > _NAMED:
        say(f"  … and {len(posts) - _NAMED} more")


def say_found(findings: Sequence[Finding]) -> None:
    """What stands in the way of deliveries, a line for each thing."""
    from campaign.reasons import words

    concerned: dict[str, list[int]] = {}
    for one in findings:
        concerned.setdefault(words(one.reason, one.zone), []).append(one.delivery)
    for sentence, ids in concerned.items():
        who = f"Delivery {ids[0]}" if len(ids) == 1 else f"{len(ids)} deliveries"
        say(f"  ! {who}: {sentence}.")


def called_as() -> str:
    """How the person called us: ``./run`` in a checkout, else ``campaign``."""
    return os.environ.get("CAMPAIGN_CALLED_AS", "campaign")


def as_called(text: str) -> str:
    """The text with the commands in it as this person has to type them."""
    return _COMMAND.sub(called_as(), text)


def write(file: Path, text: str) -> None:
    """A file with the text, or standard output for ``-``."""
    if str(file) == "-":
        sys.stdout.write(text)
    else:
        file.write_text(text, encoding="utf-8", newline="")
        note(f"Wrote {file}.")


def whole(file: Path, write: Callable[[IO[bytes]], object]) -> None:
    """A file with what is written, or standard output for ``-``: all of it, or nothing where writing fails."""
    if str(file) == "-":
        with tempfile.TemporaryFile() as made:
            write(made)
            made.seek(0)
            shutil.copyfileobj(made, sys.stdout.buffer)
        return
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as beside:
            try:
                write(beside)
            except BaseException:
                Path(beside.name).unlink()
                raise
        Path(beside.name).chmod(0o666 & ~_umask())
        Path(beside.name).replace(file)
    except OSError as error:
        raise CampaignError(f"{file} cannot be written: {error.strerror}.") from error
    note(f"Wrote {file}.")


def _umask() -> int:
    """What a new file of ours keeps from others; it can only be read by setting it."""
    os.umask(now := os.umask(0))
    return now


def when(moment: datetime | None, zone: str = "UTC") -> str:
    """A moment in a zone, with the zone written out."""
    if moment is None:
        return "–"
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%a %d %b %Y %H:%M:%S} {zone}" if local.second else f"{local:%a %d %b %Y %H:%M} {zone}"


def marked(text: str, rewriter: str | None) -> str:
    """The beginning of a text on one line; of one that a rewriter said anew, this first."""
    return beginning(f"(rewritten by {rewriter}) {text}" if rewriter else text, _LINE)


def state(name: str, reason: Reason | None, zone: str = "UTC") -> str:
    """A state in words, with why it is so; times in this zone."""
    from campaign.reasons import clause

    said = name.replace("_", " ")
    return f"{said} – {clause(reason, zone)}" if reason else said


def count(number: int, thing: str) -> str:
    """A number of things: "1 post", "3 posts", "2 deliveries"."""
    if number == 1:
        return f"1 {thing}"
    return f"{number} {thing[:-1]}ies" if thing.endswith("y") else f"{number} {thing}s"
