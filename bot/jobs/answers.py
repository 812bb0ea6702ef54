"""Mails that answer what someone just wrote, or follow from a call: composed now, sent under a standing approval."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.waves.standing import composer, current_seal
from bot.models.institution import kenmerk
from bot.models.slot import Slot
from bot.store import contacts, outbox, waves
from bot.store.outbox import Effect
from bot.store.wave_rows import slot_to_json


def answer(
    app: App,
    tx: Connection,
    kind_id: str,
    code: str,
    about: str,
    *,
    answers: str | None,
    slots: Sequence[Slot] = (),
    to: Sequence[str] = (),
    reference: str = "",
) -> bool:
    """Plan one mail of a kind to an institution. `about` makes its key: the same thing is answered once (else False).

    `answers`: the message in whose thread it goes; `to`: further addresses beside the institution's own offices.
    """
    kind, institution = app.kinds[kind_id], app.institutions[code]
    people = [one for one in contacts.of_institution(tx, code) if one.usable and one.role in kind.roles]
    if not people:
        return False
    latest = max(1, waves.next_number(tx, code) - 1)
    letter = composer(app).compose(
        kind.id, institution, people, tuple(slots), reference or kenmerk(institution, latest), app.today()
    )
    letter = replace(letter, document=None)
    addresses = list(dict.fromkeys([*(one.email for one in letter.to), *to]))
    payload = {
        "to": addresses,
        "subject": letter.subject,
        "html": letter.html,
        "letter_kind": kind.id,
        "standing_seal": current_seal(app, kind),
        "answers": answers,
        "kenmerk": letter.kenmerk,
        "text": letter.text,
        "recipients": [[one.email, one.name, one.role.value] for one in letter.to],
        "slots": [slot_to_json(slot) for slot in slots],
        "about": about,
    }
    key = f"answer:{kind.id}:{about}"
    return outbox.add(tx, Effect(key, "answer", app.config.m365.mailbox, app.now(), code, payload=payload), app.now())
