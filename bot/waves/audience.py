"""Which letter fits which status: the one rule that planning and the check at sending share (promise P5)."""

from bot.models.contact import Role
from bot.models.engagement import Engagement
from bot.models.institution import Kind
from bot.models.letter import LetterKind
from bot.models.status import Status

_S = Status
_AFTER_TALK = frozenset(
    {
        _S.TALK_HELD,
        _S.SESSION_OFFERED,
        _S.SESSION_PLANNED,
        _S.SESSION_HELD,
        _S.TRAINING_PLANNED,
        _S.TRAINING_HELD,
    }
)
_WANTS_TALK = frozenset({_S.INVITED, _S.CALLING, _S.INTERESTED, _S.LATER, _S.TALK_PLANNED})

_AUDIENCE: dict[str, frozenset[Status]] = {
    "herinnering": frozenset({_S.INVITED}),
    "bevestiging": frozenset({_S.TALK_PLANNED}),
    "nieuw-voorstel": _WANTS_TALK,
    "avond": frozenset({_S.TALK_HELD, _S.SESSION_OFFERED}),
    "avond-bevestiging": frozenset({_S.SESSION_PLANNED}),
    "training": frozenset({_S.SESSION_HELD, _S.TRAINING_HELD}),
    "afsluiting": _AFTER_TALK | {_S.COMPLETED, _S.DECLINED},
}
_FIRST = frozenset({_S.TO_APPROACH})
_OTHER = frozenset(Status) - {_S.DECLINED, _S.COMPLETED}  # a kind that staff added in config/letters.toml

OPTED_OUT = "heeft zich afgemeld"
_STAND = {
    _S.TO_APPROACH: "nog niet aangeschreven",
    _S.INVITED: "al aangeschreven",
    _S.CALLING: "in de belactie",
    _S.INTERESTED: "in gesprek over een afspraak",
    _S.TALK_PLANNED: "eerste gesprek gepland",
    _S.TALK_HELD: "eerste gesprek gevoerd",
    _S.SESSION_OFFERED: "bijeenkomst aangeboden",
    _S.SESSION_PLANNED: "bijeenkomst gepland",
    _S.SESSION_HELD: "bijeenkomst gehouden",
    _S.TRAINING_PLANNED: "training gepland",
    _S.TRAINING_HELD: "training gehouden",
    _S.LATER: "wil later benaderd worden",
    _S.DECLINED: "geen interesse",
    _S.COMPLETED: "afgerond",
}


def statuses_for(kind: LetterKind) -> frozenset[Status]:
    """The statuses in which an institution may get this letter."""
    return _FIRST if kind.first else _AUDIENCE.get(kind.id, _OTHER)


def written_kind(kind: LetterKind) -> Kind:
    """Whom this letter is for: municipalities, or provinces where it goes to a commissaris or statengriffier."""
    return Kind.PROVINCIE if {Role.COMMISSARIS, Role.STATENGRIFFIER} & set(kind.roles) else Kind.GEMEENTE


def why_silent(kind: LetterKind, engagement: Engagement) -> str | None:
    """Why this institution must not get this letter as it stands now, in Dutch; None when it may.

    An answer to what someone just wrote (`kind.wave` false) is not held by their open question.
    """
    if engagement.opted_out:
        return OPTED_OUT
    if engagement.status not in statuses_for(kind):
        return _STAND[engagement.status]
    if not kind.wave:
        return None
    if engagement.open_question:
        return "er staat nog een vraag open"
    if engagement.needs_review:
        return "er wacht een bericht op beoordeling"
    unasked = kind.first or engagement.status is Status.INVITED
    return "heeft al gereageerd" if unasked and engagement.replied else None
