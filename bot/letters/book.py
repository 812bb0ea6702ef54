"""One PDF of many letters, to page through; the pages are those of the letters themselves."""

import io
from collections.abc import Sequence
from importlib.util import find_spec


def available() -> bool:
    """Whether pypdf is installed."""
    return find_spec("pypdf") is not None


def bound(title: str, letters: Sequence[tuple[str, bytes]]) -> bytes:
    """The PDFs one after the other, each with a bookmark of its name; what they share is stored once."""
    from pypdf import PdfReader, PdfWriter

    book = PdfWriter()
    for name, content in letters:
        first = len(book.pages)
        book.append(PdfReader(io.BytesIO(content)), import_outline=False)
        book.add_outline_item(title=name, page_number=first)
    book.compress_identical_objects(remove_unreferenced=True)
    book.add_metadata({"/Title": title})
    book.page_mode = "/UseOutlines"
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()
