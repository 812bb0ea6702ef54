"""`ontour purge`: names, addresses and words go after their time; what prevents a second letter stays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.models.actor import Operator, Person
from bot.models.contact import Role
from bot.models.letter import Letter, Recipient
from bot.models.wave import Wave, WaveState
from bot.ops.purge import purge
from bot.store import events, messages, outbox, waves
from bot.store.outbox import Effect, State

MakeApp = Callable[..., App]
SENT = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)
KENMERK = "OTWB-DR-0106-1"
WORDS = (b"griffie@assen.example", b"Geachte burgemeester", b"Noor Planter", b"bijzonder-document", b"msg-77")


def told(app: App) -> None:
    """A letter leaves and is answered; a person sets a status."""
    letter = Letter(
        KENMERK,
        "GM0106",
        "uitnodiging",
        (Recipient("griffie@assen.example", "de griffier", Role.GRIFFIER),),
        "Uitnodiging",
        "Geachte burgemeester",
        "<p>Geachte burgemeester</p>",
        document=b"bijzonder-document" * 40,
        data={"composed_at": SENT.isoformat(), "naam": "Geachte burgemeester"},
    )
    mail = {"to": ["griffie@assen.example"], "subject": "Bevestiging", "html": "<p>Geachte burgemeester</p>"}
    answer = {**mail, "letter_kind": "bevestiging", "slots": [], "kenmerk": KENMERK, "standing_seal": "z"}
    with app.journal.begin() as tx:
        wave = waves.create(tx, Wave(0, "Golf", "uitnodiging", ("Drenthe",), WaveState.DONE), SENT)
        waves.put_letters(tx, wave, [(letter, "hash")])
        for effect in (
            Effect(KENMERK, "letter", "tour@", SENT, "GM0106", wave, State.SENT, graph_id="g1", sent_at=SENT),
            Effect("answer:bevestiging:1", "answer", "tour@", SENT, "GM0106", None, State.SENT, answer, sent_at=SENT),
            Effect("staff:planned", "staff", "tour@", SENT, payload=mail),
        ):
            outbox.add(tx, effect, SENT)
        messages.add(tx, message("mail-1", open_=False))
        messages.add(tx, message("mail-2", open_=True))
        person = Person("7f0c", "Noor Planter", "noor@weerbaarbestuur.example")
        cause = {"mail": "<msg-77@assen.example>"}
        events.record(tx, SENT, "person_set", actor=person, institution="GM0106", cause=cause, data={"value": "x"})


def message(graph_id: str, *, open_: bool) -> dict[str, object]:
    """A mail of the griffie."""
    reading = {"intent": "accept", "automatic": True, "confidence": 1.0, "slots": [1], "evidence": [["r", 0, 9]]}
    return {
        "graph_id": graph_id,
        "mailbox": "tour@",
        "internet_message_id": f"<msg-77-{graph_id}@assen.example>",
        "received_at": SENT,
        "institution": "GM0106",
        "sender": "griffie@assen.example",
        "intent": "accept",
        "outcome": "review" if open_ else "applied",
        "reading": reading,
        "open": open_,
    }


def close_open(app: App) -> None:
    """What was open ends."""
    with app.journal.begin() as tx:
        messages.change(tx, "mail-2", open=False)
        outbox.move(tx, "staff:planned", State.PLANNED, State.SENT, SENT)


@pytest.fixture
def later(make_app: MakeApp) -> Callable[[int], App]:
    """The same journal, so many days after."""
    told(make_app())
    return lambda days: make_app(now=SENT + timedelta(days=days))


def test_nothing_goes_before_its_time(later: Callable[[int], App]) -> None:
    app = later(364)
    assert set(purge(app, Operator("root", "host")).values()) == {0}


def test_what_is_open_stays_and_the_rest_is_emptied(later: Callable[[int], App]) -> None:
    app = later(366)
    counts = purge(app, Operator("root", "host"))
    assert counts == {"mails": 1, "letters": 1, "effects": 1, "history": 1, "commands": 0, "documents": 1}
    with app.journal.begin() as tx:
        first, second = messages.known(tx, "mail-1"), messages.known(tx, "mail-2")
        assert first and second and first["sender"] == "" and second["sender"] == "griffie@assen.example"
        planned = outbox.get(tx, "staff:planned")
        assert planned and planned.payload["to"] == ["griffie@assen.example"]
    assert set(purge(app, Operator("root", "host")).values()) == {0}, "a second time there is nothing left to do"


def test_the_words_are_gone_from_the_file_itself(later: Callable[[int], App], tmp_path: Path) -> None:
    app = later(366)
    close_open(app)
    before = b"".join(one.read_bytes() for one in tmp_path.glob("journal.sqlite*"))
    assert all(word in before for word in WORDS)
    later_app = later(800)
    purge(later_app, Operator("root", "host"))
    app.journal.close()
    left = b"".join(one.read_bytes() for one in tmp_path.glob("journal.sqlite*"))
    assert [word for word in WORDS if word in left] == []


def test_what_prevents_a_second_letter_stays(later: Callable[[int], App]) -> None:
    app = later(800)
    purge(app, Operator("root", "host"))
    with app.journal.begin() as tx:
        assert waves.written(tx) == {"GM0106": frozenset({"uitnodiging"})}
        assert waves.next_number(tx, "GM0106") == 2
        again = Effect("answer:bevestiging:1", "answer", "tour@", SENT, "GM0106")
        assert not outbox.add(tx, again, SENT), "the same answer is not planned anew"
        assert messages.known(tx, "mail-1") is not None, "the mail is not read as new"
        assert waves.sent(tx)[0].kenmerk == KENMERK and waves.sent_kinds(tx)[0][:2] == ("GM0106", "uitnodiging")
        assert messages.sent_by_bot(tx, "g1", "")


def test_a_dry_run_tells_and_leaves(later: Callable[[int], App]) -> None:
    app = later(366)
    assert purge(app, Operator("root", "host"), dry_run=True)["letters"] == 1
    with app.journal.begin() as tx:
        letter = waves.get_letter(tx, KENMERK)
    assert letter is not None and letter.text == "Geachte burgemeester"
