"""The mail around a letter: subject, plain text and HTML from a Word file or three text files, by strict Jinja2."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jinja2

from bot.errors import DataError
from bot.letters import source
from bot.letters.mailword import file_of, mail_name, read_mail
from bot.letters.values import environment

PARTS = ("subject.txt", "txt", "html")


@dataclass(frozen=True, slots=True)
class MailText:
    """What the recipient's program shows."""

    subject: str
    text: str
    html: str


class MailTemplates:
    """The mail templates of a set of files: `mail-<name>.docx`, or else `mail/<name>.<part>`; shared: `mail/_...`."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        texts = {name: _decoded(name, data) for name, data in files.items() if name.startswith("mail/")}
        self._word: dict[str, DataError | None] = {}
        for file, data in files.items():
            if mail := mail_name(file):
                self._word[mail], more = _from_word(file, data, mail)
                texts.update(more)
        self._texts = texts
        self._plain, self._html = _environments(tuple(sorted(texts.items())))

    def files_of(self, name: str) -> list[str]:
        """The files that make the mail `name`, the shared ones too, sorted; DataError where one lacks or is wrong."""
        shared = [one for one in self._texts if one.startswith("mail/_")]
        if name in self._word:
            if fault := self._word[name]:
                raise fault
            return sorted([file_of(name), *shared])
        own = [f"mail/{name}.{part}" for part in PARTS]
        missing = next((one for one in own if one not in self._texts), None)
        if missing:
            raise DataError(f"mail template {file_of(name)} (or {missing}) is missing; put it beside the others")
        return sorted([*own, *shared])

    def subject(self, name: str, fields: Mapping[str, Any]) -> str:
        """The subject in one line, without the reference."""
        return " ".join(self._filled(self._plain, f"mail/{name}.subject.txt", fields).split())

    def render(self, name: str, fields: Mapping[str, Any]) -> MailText:
        """All three parts; DataError names the file and the unknown field."""
        return MailText(
            self.subject(name, fields),
            _tidied(self._filled(self._plain, f"mail/{name}.txt", fields)),
            self._filled(self._html, f"mail/{name}.html", fields).strip() + "\n",
        )

    def _filled(self, env: jinja2.Environment, file: str, fields: Mapping[str, Any]) -> str:
        seen = self._seen(file)
        try:
            return env.get_template(file).render(fields)
        except jinja2.TemplateNotFound as fault:
            raise DataError(f"mail template {fault.name} is missing; put it beside the others in mail/") from None
        except jinja2.UndefinedError as fault:
            name = str(fault).split("'")[-2] if "'" in str(fault) else "?"
            raise DataError(f"{seen}: unknown field {name}; {source.nearest(name, fields)}") from None
        except jinja2.TemplateSyntaxError as fault:
            place = seen if seen != file else f"{fault.name or file}, line {fault.lineno}"
            raise DataError(f"{place}: {fault.message}; correct it there") from None
        except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as fault:
            raise DataError(f"{seen}: {fault}; correct the template") from None

    def _seen(self, file: str) -> str:
        """The file as staff know it."""
        mail = file.removeprefix("mail/").split(".", 1)[0]
        return file_of(mail) if mail in self._word else file


def _from_word(file: str, data: bytes, mail: str) -> tuple[DataError | None, dict[str, str]]:
    """The three parts of a mail written in Word, or what is wrong with it."""
    try:
        found = read_mail(data, file)
    except DataError as fault:
        return fault, {}
    return None, dict(
        zip((f"mail/{mail}.{part}" for part in PARTS), (found.subject, found.text, found.html), strict=True)
    )


def _tidied(text: str) -> str:
    """Plain text without the gaps that template tags leave: at most one empty line, none at the ends."""
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise DataError(f"{name}: is not UTF-8 text; save it with that encoding") from None


@lru_cache(maxsize=8)
def _environments(texts: tuple[tuple[str, str], ...]) -> tuple[jinja2.Environment, jinja2.Environment]:
    """One pair per set of files: templates compile once, however many composers are made of the same files."""
    plain, html = environment(word=False, html=False), environment(word=False, html=True)
    plain.loader = html.loader = jinja2.DictLoader(dict(texts))
    return plain, html
