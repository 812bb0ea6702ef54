"""The service's own conversion of Word files to PDF, for where no LibreOffice is."""

import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from bot.errors import TenantError
from bot.m365.drive import Library
from bot.m365.graph import GraphFault


def as_pdf(library: Library, files: Mapping[str, bytes], at_once: int = 4) -> dict[str, bytes]:
    """PDFs by the names of `files` (.docx bytes); TenantError names the file that the service does not convert.

    The files go to a folder of their own in Proeven, which is removed afterwards (to the site's recycle bin).
    """
    if not files:
        return {}
    path = f"Proeven/Omzetten {uuid.uuid4().hex[:12]}"
    folder = library.ensure_folder(path)
    try:
        with ThreadPoolExecutor(at_once) as pool:
            made = pool.map(lambda name: _converted(library, path, name, files[name]), files)
            return dict(zip(files, made, strict=True))
    finally:
        library.graph.batch([library.delete_part(folder.id)])


def _converted(library: Library, path: str, name: str, data: bytes) -> bytes:
    item = library.upload(path, f"{name}.docx", data)
    try:
        pdf = bytes(library.graph.raw("GET", f"{library.path}/items/{item.id}/content?format=pdf").content)
    except GraphFault as fault:
        raise TenantError(f"letter {name}: no PDF could be made of it ({fault.message or fault.status})") from None
    if not pdf.startswith(b"%PDF-"):
        raise TenantError(f"letter {name}: what came back is no PDF")
    return pdf
