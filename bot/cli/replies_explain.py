"""`ontour replies explain`: read mails from files, without a tenant."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import DataError
from bot.replies.book import LetterBook
from bot.replies.explain import explain as explained
from bot.replies.rules import Rules

RULES = Path(__file__).resolve().parents[2] / "config" / "replies.toml"
MAX_FILE = 60_000_000


def explain(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files (.eml) or folders of them.")],
    letters: Annotated[Path, typer.Option(metavar="FILE", help="The letters that were sent (JSON).")],
    alone: Annotated[bool, typer.Option("--alone", help="Judge each mail by itself.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a mail.")] = False,
    rules: Annotated[
        Path, typer.Option(metavar="FILE", show_default="the shipped ones", help="How replies are read.")
    ] = RULES,
) -> None:
    """Read mails from files: what each says, and why.

    Also whether a machine may act on it. Needs no tenant and no journal.
    """
    book, known = LetterBook.from_json(letters), Rules.load(rules)
    for row in explained(_mails(paths), book, known, alone):
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else _line(row))


def _line(row: dict[str, object]) -> str:
    who = "zelf" if row["automatic"] else "mens"
    why = "; ".join(str(one) for one in row["doubts"]) if isinstance(row["doubts"], list) else ""
    extra = f"  ({why})" if why else ""
    return f"{row['id']}  {row['municipality'] or '-'}  {row['intent']}  {row['slots'] or ''}  {who}{extra}"


def _mails(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    files = [file for path in paths for file in (sorted(path.glob("*.eml")) if path.is_dir() else [path])]
    if not files:
        raise DataError(f"{', '.join(map(str, paths))}: no .eml file there; name files or folders with mails")
    for file in sorted(files, key=lambda one: one.name):
        try:
            if file.stat().st_size > MAX_FILE:
                raise DataError(f"{file}: is larger than 60 MB; leave it out")
            yield file.stem, file.read_bytes()
        except OSError as fault:
            raise DataError(f"{file}: cannot be read ({fault.strerror})") from None
