"""What `ontour letter lint` tells: faults, and beside them what is left unused or comes out empty, per municipality."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.cli.letter_files import read
from bot.cli.letter_preview import example, sender_of
from bot.config import Config
from bot.letters.dates import AMSTERDAM
from bot.letters.engine import Template
from bot.letters.fields import FIELDS, letter_fields
from bot.letters.kinds import read_kinds
from bot.letters.lint import Finding, lint, needed
from bot.letters.mailword import file_of, mail_name
from bot.letters.variants import base_of
from bot.models.institution import Kind, kenmerk
from bot.models.letter import LetterKind
from bot.register.municipalities import read_institutions

SHOWN = 10


def lint_file(config: Config, path: Path) -> tuple[tuple[Finding, ...], list[str]]:
    """The faults of a template, and notes that are none; a letter kind's file must have that kind's fields."""
    data, name = read(path), path.name
    base = base_of(name)
    uses = [one for one in read_kinds(config.letters.kinds).values() if base in (one.template, file_of(one.mail))]
    must = {field: why for kind in uses for field, why in needed(kind, name).items()}
    found = lint(data, FIELDS, name, must)
    if found or mail_name(name):
        return found, []
    template = Template.compile(data, name)
    unused = ", ".join(field for field in FIELDS if field not in template.fields)
    return found, [
        f"fields not used: {unused}",
        *(line for kind in uses[:1] for line in _empty(config, template, kind)),
    ]


def _empty(config: Config, template: Template, kind: LetterKind) -> Iterator[str]:
    """A line for each field that is written though it holds nothing, with the institutions."""
    today = datetime.now(AMSTERDAM).date()
    wanted = Kind.GEMEENTE if kind.roles == LetterKind("", "", "").roles else Kind.PROVINCIE
    places: dict[str, list[str]] = defaultdict(list)
    for one in read_institutions(config.register_.municipalities, config.register_.provinces):
        if one.kind is wanted and one.in_force(today):
            people = [example(one.code, role) for role in kind.roles]
            fields = letter_fields(one, people, [], kenmerk(one, 1), sender_of(config), today, subject=kind.label)
            for field in template.empty(fields):
                places[field].append(one.name)
    for field, names in sorted(places.items()):
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        yield f"field {field} comes out empty for {', '.join(names[:SHOWN])}{more}"
