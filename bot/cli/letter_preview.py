"""A letter with example people and moments, to look at."""

from datetime import date, datetime, time, timedelta

from bot.config import Config
from bot.errors import DataError
from bot.letters import pdf
from bot.letters.compose import Composer, shipped_templates
from bot.letters.dates import AMSTERDAM
from bot.letters.kinds import read_kinds
from bot.models.contact import Contact, Role
from bot.models.institution import Institution, kenmerk
from bot.models.letter import LetterKind, Sender
from bot.models.slot import Slot
from bot.register.matching import Matcher
from bot.register.municipalities import read_institutions


def preview(config: Config, municipality: str, kind: str) -> tuple[str, dict[str, bytes]]:
    """The institution's name and the files by name; DataError where institution or kind is not known."""
    kinds = read_kinds(config.letters.kinds)
    institutions = read_institutions(config.register_.municipalities, config.register_.provinces)
    found = Matcher(institutions).by_name(municipality)
    if found is None:
        raise DataError(
            f"{municipality}: no such municipality or province, or more than one; give its code, like GM0106"
        )
    if kind not in kinds:
        raise DataError(f"letter kind {kind} does not exist; known: {', '.join(kinds)}")
    composer = Composer(kinds, shipped_templates(config.letters.templates), sender_of(config))
    return found.formal_name, _files(composer, kinds[kind], found, datetime.now(AMSTERDAM).date())


def _files(composer: Composer, kind: LetterKind, institution: Institution, today: date) -> dict[str, bytes]:
    """The files of a preview by name."""
    people = [example(institution.code, role) for role in kind.roles]
    moments = [_moment(today, n) for n in (1, 2, 3)]
    shown = moments if kind.offers else [] if kind.wave else moments[:1]
    letter = composer.compose(kind.id, institution, people, shown, kenmerk(institution, 1), today)
    base = f"{kind.id}-{institution.code}"
    files = {f"{base}.txt": f"{letter.subject}\n\n{letter.text}".encode(), f"{base}.html": letter.html.encode()}
    if letter.document is not None:
        files[f"{base}.docx"] = letter.document
        if pdf.available():
            files[f"{base}.pdf"] = pdf.to_pdf({base: letter.document})[base]
    return files


def sender_of(config: Config) -> Sender:
    """Who signs by the settings."""
    given = config.sender
    return Sender(given.team, config.m365.mailbox, given.name, given.function, given.phone, given.verify_url)


def example(code: str, role: Role) -> Contact:
    """A person in an office, made up."""
    return Contact(code, role, f"{role.value}@voorbeeld.example", initials="V.", infix="van", last_name="Voorbeeld")


def _moment(today: date, n: int) -> Slot:
    day = today + timedelta(days=21 - today.weekday() + n)
    start = datetime.combine(day, time(10 + n), AMSTERDAM)
    return Slot(n, start, start + timedelta(hours=1))
