"""Letters to PDF: by LibreOffice where it is, else by the service; never silently left as Word files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from bot.app import App
from bot.errors import DataError, TenantError
from bot.letters import pdf
from bot.m365.conversion import as_pdf
from bot.models.letter import Letter

UNTAGGED = (
    "de PDF's zijn door Microsoft 365 gemaakt en hebben geen codes (tags) voor wie ze laat voorlezen; "
    "met LibreOffice op de server van de bot hebben ze die wel"
)


def check_converter(app: App) -> None:
    """DataError (Dutch) where the settings ask for LibreOffice and it is not there."""
    if app.config.letters.converter == "libreoffice" and not pdf.available():
        raise DataError("Geen omzetter naar PDF: installeer LibreOffice, of kies bewust letters.format = docx.")


def to_pdf(app: App, letters: Sequence[Letter]) -> tuple[list[Letter], tuple[str, ...]]:
    """The letters with a PDF for a document, and what the proof must say of it; DataError names one that fails."""
    documents = {one.kenmerk: one.document for one in letters if one.document is not None}
    made = _converter(app)(documents)
    notes = (UNTAGGED,) if made and not all(map(pdf.tagged, made.values())) else ()
    return [_with(one, made[one.kenmerk]) if one.document is not None else one for one in letters], notes


def _converter(app: App) -> Callable[[Mapping[str, bytes]], dict[str, bytes]]:
    check_converter(app)
    wanted = app.config.letters.converter
    if wanted == "libreoffice" or (wanted == "auto" and pdf.available()):
        return pdf.to_pdf
    return lambda documents: _by_service(app, documents)


def _by_service(app: App, documents: Mapping[str, bytes]) -> dict[str, bytes]:
    try:
        return as_pdf(app.library, documents, app.config.limits.concurrent_requests)
    except TenantError as fault:
        raise DataError(
            f"Microsoft 365 zet de brieven niet om naar PDF ({fault}); probeer het later opnieuw, installeer "
            "LibreOffice, of kies bewust letters.format = docx."
        ) from None


def _with(letter: Letter, document: bytes) -> Letter:
    return replace(letter, document=document, document_name=f"{PurePath(letter.document_name).stem}.pdf")
