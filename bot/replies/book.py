"""What was sent to whom, so that answers can be tied to it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from bot.errors import DataError
from bot.models.contact import Contact, Role
from bot.models.letter import Recipient, SentLetter
from bot.models.public_mail import is_public
from bot.models.slot import Slot
from bot.replies.fields import domain_of

KENMERK = re.compile(r"\bOTWB-[A-Z]{2}-[0-9A-Z]{2,4}-\d{1,3}\b", re.I)


class LetterBook:
    """Letters that left and people that we know, by the ways in which an answer can name them.

    A mail domain names the institutions whose people we know there: several where they share a work organisation, none
    where anybody can have an address. `own_domains` are those that we write from.
    """

    def __init__(
        self,
        letters: Iterable[SentLetter],
        contacts: Iterable[Contact] = (),
        names: Iterable[tuple[str, str]] = (),
        own_domains: Iterable[str] = (),
    ) -> None:
        self.own_domains = frozenset(one.lower() for one in own_domains)
        self._by_id: dict[str, SentLetter] = {}
        self._by_kenmerk: dict[str, SentLetter] = {}
        self._by_code: dict[str, list[SentLetter]] = defaultdict(list)
        self._senders: dict[str, set[str]] = defaultdict(set)
        self._domains: dict[str, set[str]] = defaultdict(set)
        self._people: dict[str, dict[str, str]] = defaultdict(dict)
        self._roles: dict[tuple[str, str], str] = {}
        self._conversations: dict[str, str] = {}
        self.names = {name: code for code, name in names}
        for letter in sorted(letters, key=lambda one: one.sent_at):
            self._add(letter)
        for contact in contacts:
            name = " ".join(filter(None, (contact.first_name, contact.infix, contact.last_name)))
            self._know(contact.code, contact.email, name)
        self._name_pattern = _any_of(self.names)

    @classmethod
    def from_json(cls, path: Path) -> Self:
        """From the letters file of the guide (our domain is that of their ids); DataError where it is not one."""
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
            letters = [_letter(row) for row in rows]
            names = [(row["municipality"], row["name"]) for row in rows]
            own = {domain_of(_key(one.internet_message_id)) for one in letters}
            return cls(letters, (), names, own)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise DataError(f"{path}: is not a letters file ({_reason(fault)}); give a JSON list of letters") from None

    def by_message_id(self, message_id: str) -> SentLetter | None:
        """The letter with that internet message id, whatever its letter case or brackets."""
        return self._by_id.get(_key(message_id))

    def by_conversation(self, conversation_id: str) -> SentLetter | None:
        """The latest letter in that Graph conversation."""
        return self._by_kenmerk.get(self._conversations.get(conversation_id, "")) if conversation_id else None

    def by_kenmerk(self, kenmerk: str) -> SentLetter | None:
        """The letter of that reference."""
        return self._by_kenmerk.get(kenmerk.upper())

    def latest(self, code: str) -> SentLetter | None:
        """The institution's last letter that offers times, else its last."""
        letters = self._by_code.get(code, [])
        return next((one for one in reversed(letters) if one.slots), letters[-1] if letters else None)

    def of_sender(self, email: str) -> frozenset[str]:
        """Institutions in which that exact address is known."""
        return frozenset(self._senders.get(email.lower(), ()))

    def of_domain(self, email: str) -> frozenset[str]:
        """Institutions whose people write from the domain of that address; none for public mail."""
        domain = domain_of(email.lower())
        while domain.count(".") >= 1:
            if domain in self._domains:
                return frozenset(self._domains[domain])
            domain = domain.partition(".")[2]
        return frozenset()

    def people(self, code: str) -> dict[str, str]:
        """Name by address of the people of an institution that we know."""
        return dict(self._people.get(code, {}))

    def in_role(self, code: str, role: Role) -> str | None:
        """The address of the institution's mayor or clerk, as written to last."""
        return self._roles.get((code, role))

    def looks_like(self, email: str) -> bool:
        """Whether an address that is nobody's stands under a name that holds an institution's own domain name."""
        domain = email.rpartition("@")[2].lower()
        names = {one.rpartition(".")[0].rpartition(".")[2] for one in self._domains}
        return not self.of_domain(email) and any(len(one) > 4 and one in domain for one in names)

    def named_in(self, text: str) -> frozenset[str]:
        """Institutions whose name stands in a text, written with its capitals."""
        if self._name_pattern is None:
            return frozenset()
        return frozenset(self.names[found.group()] for found in self._name_pattern.finditer(text))

    def _add(self, letter: SentLetter) -> None:
        if letter.internet_message_id:
            self._by_id[_key(letter.internet_message_id)] = letter
        if letter.conversation_id:
            self._conversations[letter.conversation_id] = letter.kenmerk.upper()
        self._by_kenmerk[letter.kenmerk.upper()] = letter
        self._by_code[letter.code].append(letter)
        for one in letter.to:
            self._know(letter.code, one.email, one.name)
            self._roles[letter.code, one.role] = one.email.lower()

    def _know(self, code: str, email: str, name: str) -> None:
        email = email.strip().lower()
        if "@" in email:
            self._senders[email].add(code)
            if not is_public(domain_of(email)):
                self._domains[domain_of(email)].add(code)
            self._people[code].setdefault(email, name)


def _reason(fault: Exception) -> str:
    if isinstance(fault, OSError):
        return fault.strerror or "cannot be read"
    if isinstance(fault, KeyError):
        return f"a letter lacks {fault}"
    return "it is no text in UTF-8" if isinstance(fault, UnicodeDecodeError) else str(fault)


def _key(message_id: str) -> str:
    return message_id.strip().strip("<>").lower()


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    longest = sorted(names, key=len, reverse=True)
    return re.compile(r"(?<![\w@.-])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w@]|\.\w)") if longest else None


def _letter(row: dict[str, Any]) -> SentLetter:
    slots = [Slot(one["n"], _time(one["start"]), _time(one["end"])) for one in row["slots"]]
    people = [Recipient(one["email"], one["name"], Role(one["role"])) for one in row["to"]]
    return SentLetter(
        row["kenmerk"],
        row["municipality"],
        _time(row["sent_at"]),
        row["message_id"],
        "",
        row["subject"],
        tuple(people),
        tuple(slots),
    )


def _time(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{value} has no offset")
    return moment
