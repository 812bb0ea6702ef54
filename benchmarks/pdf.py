"""Tagged PDFs by LibreOffice: our chunks beside one process per letter, both in one run."""

import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.letters import pdf
from bot.letters.compose import shipped_templates
from bot.letters.engine import Template
from bot.letters.fields import FIELDS

ROOT = Path(__file__).resolve().parent.parent
LETTERS, ALONE = 342, 3
"""Letters converted together, and letters converted by a process each: 342 of those take minutes."""


def run() -> Iterable[str]:
    """The lines for the table."""
    if not pdf.available():
        yield "letters to PDF: LibreOffice (soffice) is not installed"
        return
    letters = _letters()
    one = _one_process_each(dict(list(letters.items())[:ALONE])) / ALONE
    began = time.perf_counter()
    made = pdf.to_pdf(letters)
    ours = time.perf_counter() - began
    tagged = sum(map(pdf.tagged, made.values()))
    yield (
        f"{len(made)} letters to PDF in {ours:.1f} s, {tagged} of them tagged: {one * LETTERS / ours:.1f}x one soffice "
        f"process per file ({one:.2f} s each, measured over {ALONE} and multiplied)"
    )


def _letters() -> Mapping[str, bytes]:
    template = Template.compile(shipped_templates(ROOT / "letter_templates")["avond.docx"], "avond.docx")
    return {f"OTWB-{n}": template.render({**dict.fromkeys(FIELDS, f"waarde {n}")}) for n in range(LETTERS)}


def _one_process_each(letters: Mapping[str, bytes]) -> float:
    """Seconds for a soffice call per letter, the profile made before: as a script without care would do it."""
    with tempfile.TemporaryDirectory(prefix="ontour-bench-") as name:
        folder, taken = Path(name), 0.0
        for number, content in enumerate([next(iter(letters.values())), *letters.values()]):
            path = folder / f"{number}.docx"
            path.write_bytes(content)
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            command = ["soffice", profile, "--headless", "--convert-to", pdf.FILTER, "--outdir", name, str(path)]
            began = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            taken += time.perf_counter() - began if number else 0  # the first makes the profile
        return taken
