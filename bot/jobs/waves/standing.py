"""Standing approvals: a rule with its template, approved once, for what answers people or follows by itself."""

from collections.abc import Mapping
from typing import Any

from bot.app import App
from bot.errors import DataError
from bot.letters.compose import Composer
from bot.letters.package import MAX_BYTES
from bot.letters.wording import wording
from bot.m365.drive import DriveItem
from bot.models.actor import Actor
from bot.models.letter import LetterKind
from bot.models.wave import WaveState
from bot.store import events, waves
from bot.waves.follow_up import load
from bot.waves.seal import standing_seal


def current_seal(app: App, kind: LetterKind) -> str:
    """The seal of a kind as rule and templates stand now."""
    rules = load(app.config.waves.follow_up)
    rule = next((one for one in rules.reminders if one.letter == kind.id), None)
    facts: Mapping[str, object] = {
        "letter": kind.id,
        "after": sorted(rule.after) if rule else [],
        "working_days": rule.working_days if rule else 0,
        "times": rule.times if rule else 0,
    }
    return standing_seal({**facts, "files": composer(app).check(kind.id)}, {})


def refresh(app: App) -> None:
    """Look at staff's templates in the site again."""
    app.cache["site_templates"] = site_templates(app)


def composer(app: App) -> Composer:
    """The composer over the templates as they stand: staff's in the site, else the shipped ones."""
    if "site_templates" not in app.cache:
        refresh(app)
    return app.composer(app.cache.get("site_templates", {}))


def words(app: App, kind_id: str) -> dict[str, Any]:
    """What the templates of a kind say at this moment."""
    return wording(composer(app).files(kind_id))


def check_template(app: App, kind: LetterKind) -> None:
    """Look at staff's templates again; DataError (Dutch) with the first faults that lint finds in this kind's."""
    refresh(app)
    faults = composer(app).faults(kind.id)
    if faults:
        more = f"; en nog {len(faults) - 3}" if len(faults) > 3 else ""
        raise DataError(f"Het sjabloon is niet in orde. {'; '.join(faults[:3])}{more}.")


def seal_standing(app: App, wave_id: int, kind: LetterKind, actor: Actor) -> None:
    """Seal the rule of an item in Golven that names a letter and no province."""
    check_template(app, kind)
    value = current_seal(app, kind)
    message = f"Staand akkoord voor '{kind.label}': vraag akkoord om het in te laten gaan."
    with app.journal.begin() as tx:
        waves.change(tx, wave_id, state=WaveState.SEALED, seal=value, letters=0, standing=True, message=message)
        data = {"seal": value, "letter": kind.id, "wording": words(app, kind.id)}
        events.record(tx, app.now(), "standing_sealed", actor=actor, cause={"wave": wave_id}, data=data)


def site_templates(app: App) -> Mapping[str, bytes]:
    """The Word templates as staff edit them in Sjablonen: what is downloaded counts (SharePoint rewrites Office files).

    Downloaded again only when a file's etag changed.
    """
    known: dict[str, tuple[str, bytes]] = app.cache.get("templates", {})
    kept = {}
    for item in app.library.children("Sjablonen"):
        if item.name.endswith(".docx") and not item.name.startswith("~$"):
            fresh = known.get(item.name)
            same = fresh is not None and fresh[0] == item.etag
            kept[item.name] = fresh if fresh is not None and same else (item.etag, _downloaded(app, item))
    app.cache["templates"] = kept
    return {name: content for name, (_, content) in kept.items()}


def _downloaded(app: App, item: DriveItem) -> bytes:
    """The bytes; none of a file far too large for a letter, which lint then refuses."""
    return app.library.download(item.id) if item.size <= MAX_BYTES else b""
