"""One letter for one institution: fields, mail and merged document together."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.errors import ConfigError, DataError
from bot.letters import fields as letter_fields
from bot.letters.engine import Template
from bot.letters.lint import needed, staff_lint
from bot.letters.mailtext import MailTemplates
from bot.letters.mailword import file_of, mail_name
from bot.letters.salutation import display_name
from bot.letters.variants import variant_for, variants_of
from bot.models.contact import Contact
from bot.models.institution import Institution
from bot.models.letter import Letter, LetterKind, Recipient, Sender
from bot.models.slot import Slot

SUFFIXES = (".docx", ".html", ".txt")


def shipped_templates(folder: Path) -> dict[str, bytes]:
    """The template files of a folder by their path in it (`uitnodiging.docx`, `mail/uitnodiging.html`)."""
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder; set letters.templates")
    found = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and not path.name.startswith("~$"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


class Composer:
    """Makes letters of the given kinds from template files (name -> bytes), signed by `sender`."""

    def __init__(
        self,
        kinds: Mapping[str, LetterKind],
        files: Mapping[str, bytes],
        sender: Sender,
        valid_days: int = letter_fields.VALID_DAYS,
    ) -> None:
        self._kinds, self._files, self._sender, self._valid_days = kinds, files, sender, valid_days
        self._mail = MailTemplates(files)

    def check(self, kind_id: str) -> str:
        """The hash of all the files that make this kind; DataError names a file that is missing or wrong."""
        kind = self._kind(kind_id)
        digest = hashlib.sha256()
        for name, data in self.files(kind_id).items():
            digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
        for name in self.templates(kind_id):
            self._template(name, kind)
        return digest.hexdigest()

    def files(self, kind_id: str) -> dict[str, bytes]:
        """All the files that make this kind, by name; DataError names one that is missing."""
        kind = self._kind(kind_id)
        mails = [name for mail in self._mails(kind) for name in self._mail.files_of(mail)]
        return {name: self._file(name, kind) for name in dict.fromkeys([*self.templates(kind_id), *mails])}

    def templates(self, kind_id: str) -> tuple[str, ...]:
        """The Word files of this kind: its template and the variants of it for a province; none for a mail alone."""
        template = self._kind(kind_id).template
        return (template, *variants_of(template, self._files)) if template else ()

    def _mails(self, kind: LetterKind) -> list[str]:
        """The mail of this kind and its variants for a province."""
        return [kind.mail, *map(mail_name, variants_of(file_of(kind.mail), self._files))]

    def faults(self, kind_id: str) -> tuple[str, ...]:
        """What lint refuses in the kind's Word files, a Dutch line each; empty when a wave may be made of them."""
        kind = self._kind(kind_id)
        mails = [file_of(mail) for mail in self._mails(kind) if file_of(mail) in self._files]
        return tuple(
            f"{name}: {one}"
            for name in (*self.templates(kind_id), *mails)
            for one in staff_lint(self._file(name, kind), letter_fields.FIELDS, name, needed(kind, name))
        )

    def compose(
        self,
        kind_id: str,
        institution: Institution,
        contacts: Sequence[Contact],
        slots: Sequence[Slot],
        kenmerk: str,
        today: date,
        extra: Mapping[str, Any] | None = None,
    ) -> Letter:
        """The letter ready to seal. `extra`: further fields (JSON values), which may override the standard ones.

        The mail's subject ends with the reference in brackets, so that answers can be told apart. DataError names the
        template and field that is wrong.
        """
        kind = self._kind(kind_id)
        if not contacts:
            raise DataError(f"{institution.formal_name}: no recipient for letter {kind.id}; add a contact")
        sha = self.check(kind_id)
        data = {
            **letter_fields.letter_fields(
                institution, contacts, slots, kenmerk, self._sender, today, valid_days=self._valid_days
            ),
            **(extra or {}),
        }
        own = mail_name(variant_for(file_of(kind.mail), institution.province, self._files))
        data["onderwerp"] = self._mail.subject(own, data)
        mail = self._mail.render(own, data)
        chosen = variant_for(kind.template, institution.province, self._files) if kind.template else ""
        document = self._template(chosen, kind).render(data) if chosen else None
        return Letter(
            kenmerk,
            institution.code,
            kind.id,
            tuple(Recipient(one.email, display_name(one, institution), one.role) for one in contacts),
            f"{mail.subject} [{kenmerk}]",
            mail.text,
            mail.html,
            tuple(slots),
            document,
            f"Brief {kenmerk}.docx" if kind.template else "",
            sha,
            data,
        )

    def empty(self, letter: Letter, institution: Institution) -> frozenset[str]:
        """The fields that come out empty in the document of a letter made here."""
        kind = self._kind(letter.kind)
        if not kind.template:
            return frozenset()
        chosen = variant_for(kind.template, institution.province, self._files)
        return self._template(chosen, kind).empty(letter.data)

    def _kind(self, kind_id: str) -> LetterKind:
        if kind_id not in self._kinds:
            raise DataError(f"letter kind {kind_id} does not exist; known: {', '.join(self._kinds)}")
        return self._kinds[kind_id]

    def _file(self, name: str, kind: LetterKind) -> bytes:
        if name not in self._files:
            raise DataError(f"letter kind {kind.id}: file {name} is missing from the templates; put it there")
        return self._files[name]

    def _template(self, name: str, kind: LetterKind) -> Template:
        return compiled(self._file(name, kind), name)


@lru_cache(maxsize=32)
def compiled(data: bytes, name: str) -> Template:
    """A compiled template; the same bytes compile once."""
    return Template.compile(data, name)
