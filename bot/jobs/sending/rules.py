"""What may leave now: the emergency stop, approvals, windows, trial mode and the stop rules, read fresh each time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.register.force import ended
from bot.jobs.sending.mailparts import recipients
from bot.models.contact import Role
from bot.models.letter import Recipient
from bot.models.wave import Wave, WaveState
from bot.store import bookmarks, contacts, engagements, marks, offers, site, waves
from bot.store.offers import OfferState
from bot.store.outbox import Effect
from bot.waves.audience import OPTED_OUT, why_silent
from bot.waves.stop import may_send, unreachable

FRESH = timedelta(seconds=60)
"""How old the reading that a batch rests on may be (DESIGN)."""
ANOTHERS = "de postbus hoort bij een ander dagboek"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`go`: send it. `wait`: not now (reason). `drop`: a stop rule took it out. `hold`: a person must look."""

    answer: str
    reason: str = ""


def noodstop(tx: Connection, now: datetime) -> str | None:
    """Why nothing may be sent, or None. Unreadable or not read lately means stop (P8)."""
    read_at = bookmarks.read_at(tx, "list:Bediening")
    if read_at is None or now - read_at > FRESH:
        return "Noodstop kon niet gelezen worden"
    items = site.known(tx, "Bediening")
    if any(item.seen.get("Noodstop") not in (None, "", "Uit", False) for item in items):
        return "Noodstop staat aan"  # on whatever line a person in a hurry set it
    return None if any(item.key == "Noodstop" for item in items) else "Noodstop ontbreekt in Bediening"


def stopped(app: App, tx: Connection, now: datetime) -> str | None:
    """Why nothing may leave from this journal at `now`, or None."""
    if marks.get(tx, marks.REBUILDING):
        return "het logboek wordt hersteld"
    return ANOTHERS if site.owner(tx) != app.journal.id else noodstop(tx, now)


def judge(
    app: App, tx: Connection, effect: Effect, now: datetime, *, stop: str | None, outside_window: bool = False
) -> Verdict:
    """Whether this effect may leave at `now`; `stop`: the answer of `stopped`. Alerts are asked nothing (P11)."""
    if effect.kind == "alert":
        return Verdict("go")
    if stop:
        return Verdict("wait", stop)
    if effect.kind == "staff":
        not_trial = _outside_trial(app, effect)
        return Verdict("hold", f"proefstand: {not_trial} staat niet op de proeflijst") if not_trial else Verdict("go")
    if not outside_window and (closed := window(app, effect.institution, now)):
        return Verdict("wait", closed)
    if not_trial := _outside_trial(app, effect):
        return Verdict("wait", f"proefstand: {not_trial} staat niet op de proeflijst")
    if effect.kind == "letter":
        return _letter(app, tx, effect, now)
    return _answer(app, tx, effect)


def window(app: App, code: str, now: datetime) -> str:
    """Why it is no time to write to this institution, or ''."""
    one = app.institutions[code]
    return app.send_calendar.reason(now, one.province, one.kind)


def _outside_trial(app: App, effect: Effect) -> str:
    """Who of its recipients is not on the list that m365/ enforces, or ''."""
    if not app.config.waves.trial:
        return ""
    return next((address for address in recipients(app, effect) if address not in app.trial_list), "")


def _letter(app: App, tx: Connection, effect: Effect, now: datetime) -> Verdict:
    wave = waves.get(tx, effect.wave or 0)
    if wave is None or wave.state not in (WaveState.APPROVED, WaveState.SENDING):
        return Verdict("wait", f"de golf is niet vrijgegeven ({wave.state.label if wave else 'onbekend'})")
    for moment in (wave.not_before, wave.send_from):
        if moment and now < moment:
            return Verdict("wait", "de afkoeltijd of begindatum is nog niet bereikt")
    if stop := stop_reason(app, tx, effect, wave):
        return Verdict("drop", stop)
    return Verdict("go")


def stop_reason(app: App, tx: Connection, effect: Effect, wave: Wave) -> str | None:
    """The stop rule that forbids this letter, or None (P5): checked when drafting and again when sending."""
    letter = waves.get_letter(tx, effect.key, document=False)
    if letter is None:
        return "de brief ontbreekt in het logboek"
    if gone := ended(app, letter.code):
        return gone
    mine = [one for one in offers.of_institution(tx, letter.code) if one.kenmerk == letter.kenmerk]
    held = {one.slot.start for one in mine if one.state is OfferState.HELD}
    return may_send(
        app.kinds[letter.kind],
        engagements.get(tx, letter.code),
        planned_at=datetime.fromisoformat(letter.data["composed_at"]),
        contacts=contacts.of_institution(tx, letter.code),
        recipients=letter.to,
        slots_open=all(slot.start in held for slot in letter.slots),
    )


def judge_answer(app: App, tx: Connection, effect: Effect, kind: str, now: datetime) -> Verdict:
    """Whether something that follows from an answer (an invitation) may go: trial list, standing approval, window."""
    if not_trial := _outside_trial(app, effect):
        return Verdict("wait", f"proefstand: {not_trial} staat niet op de proeflijst")
    if waves.standing_approval(tx, kind) is None:
        return Verdict("wait", f"wacht op een staand akkoord voor '{app.kinds[kind].label}' in Golven")
    closed = window(app, effect.institution, now)
    return Verdict("wait", closed) if closed else Verdict("go")


def _answer(app: App, tx: Connection, effect: Effect) -> Verdict:
    """An answer to what someone wrote rests on the standing approval of its kind, in the form that was approved."""
    kind = effect.payload["letter_kind"]
    standing = waves.standing_approval(tx, kind)
    if standing is None:
        return Verdict("wait", f"wacht op een staand akkoord voor '{app.kinds[kind].label}' in Golven")
    if standing.seal != effect.payload["standing_seal"]:
        return Verdict("hold", "het sjabloon is veranderd sinds het staand akkoord")
    if overtaken := _overtaken(tx, effect, kind) or _silent(app, tx, effect, kind):
        return Verdict("drop", overtaken)
    people = [Recipient(email, name, Role(role)) for email, name, role in effect.payload["recipients"]]
    gone = unreachable(people, contacts.of_institution(tx, effect.institution))
    return Verdict("hold", gone) if gone else Verdict("go")


def _silent(app: App, tx: Connection, effect: Effect, kind: str) -> str | None:
    """Why they must not be written to by now, or None. What confirms or offers times rests on those (`_overtaken`)."""
    known = engagements.get(tx, effect.institution)
    if effect.payload["slots"]:
        return OPTED_OUT if known.opted_out else None
    return why_silent(app.kinds[kind], known)


def _overtaken(tx: Connection, effect: Effect, kind: str) -> str:
    """Why an answer that had to wait is true no longer, or '': what it confirms or offers must still stand (P4, P5)."""
    wanted = {"bevestiging": OfferState.CHOSEN, "nieuw-voorstel": OfferState.HELD}.get(kind)
    if wanted is None:
        return ""
    open_ = {one.slot.start for one in offers.of_institution(tx, effect.institution) if one.state is wanted}
    told = {datetime.fromisoformat(slot["start"]) for slot in effect.payload["slots"]}
    return "" if told <= open_ else "wat deze mail meldt of aanbiedt, geldt niet meer"
