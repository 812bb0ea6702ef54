"""`ontour letter merge` of 342 letters as people call it, beside docxtpl that opens the template for each letter."""

import csv
import io
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import docx
from docx.enum.style import WD_STYLE_TYPE
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
HEAVY = 2_000
"""Styles added to the template to see whether memory follows their weight."""
SENTENCE = "Weerbaar bestuur vraagt om mensen die hun werk in vrijheid kunnen doen. "
Row = dict[str, str]


def run() -> Iterable[str]:
    """The lines for the table."""
    with tempfile.TemporaryDirectory(prefix="ontour-bench-") as name:
        folder, rows = Path(name), _rows()
        (folder / "brief.docx").write_bytes(_template())
        (folder / "zwaar.docx").write_bytes(_template(HEAVY))
        ours = _ours(folder, rows)
        tenfold = _ours(folder, [{**row, "cbs_code": ""} for row in rows * 10])
        light, heavy = (_peak(folder, template, rows) for template in ("brief.docx", "zwaar.docx"))
        inside = _inside(folder, rows)
        theirs = _docxtpl(folder, rows)
        same = sum(_same(folder / f"uit-{len(rows)}" / one.name, one) for one in (folder / "docxtpl").iterdir())
    assert same == len(rows), f"{len(rows) - same} letters are not docxtpl's"
    yield f"merge {len(rows)} letters, files written: {theirs / inside:.1f}x docxtpl with the template reopened"
    yield f"the whole command with its start: {theirs / ours:.1f}x; ten times the rows: {tenfold / ours:.1f}x its time"
    yield f"peak memory {light:.0f} MB, with {HEAVY} more styles {heavy:.0f} MB"
    yield f"{same} of {len(rows)} letters equal to docxtpl's after C14N"


def _rows() -> list[Row]:
    with (ROOT / "config" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))
    return [
        {
            "cbs_code": one["cbs_code"],
            "gemeente": one["name"],
            "provincie": one["province"],
            "adres": f"Gemeente {one['name']}\n{one['post_line']}\n{one['post_postcode']}  {one['post_place']}",
            "aanhef": "Geachte burgemeester, geachte griffier",
            "kenmerk": f"OTWB-{number}",
        }
        for number, one in enumerate(known, start=1)
    ]


def _template(styles: int = 0) -> bytes:
    """A page as staff write it in Word: address, opening, a condition, header and footer."""
    page = docx.Document()
    for number in range(styles):
        page.styles.add_style(f"Eigen stijl {number}", WD_STYLE_TYPE.PARAGRAPH).font.bold = True
    page.sections[0].header.paragraphs[0].text = "Ondersteuningsteam | {{ kenmerk }}"
    page.sections[0].footer.paragraphs[0].text = "{{ kenmerk }} | gemeente {{ gemeente }}"
    for text in ("{{ adres }}", "{{ aanhef }},", "{%p if provincie == 'Drenthe' %}", "Tot in Drenthe!", "{%p endif %}"):
        page.add_paragraph(text)
    for _ in range(8):
        page.add_paragraph("Graag spreken wij u in {{ gemeente }} ({{ provincie }}). " + SENTENCE * 5)
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def _command(folder: Path, template: str, rows: Sequence[Row], out: str) -> list[str]:
    with (folder / "rijen.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    data = ["--data", str(folder / "rijen.csv"), "--out", str(folder / out)]
    return [sys.executable, "-m", "bot", "letter", "merge", str(folder / template), *data]


def _ours(folder: Path, rows: Sequence[Row]) -> float:
    """Processor seconds of the command, all of it."""
    command, before = _command(folder, "brief.docx", rows, f"uit-{len(rows)}"), _spent()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak(folder: Path, template: str, rows: Sequence[Row]) -> float:
    """The command's peak memory in MB, as it tells at its end (getrusage would tell of this process, which forked)."""
    run = "import runpy, sys; sys.argv = sys.argv[1:]\ntry: runpy.run_module('bot', run_name='__main__')\n"
    tell = "finally: sys.stderr.write(next(one for one in open('/proc/self/status') if 'VmHWM' in one).split()[1])"
    command = [sys.executable, "-c", run + tell, *_command(folder, template, rows, template[:-5])[2:]]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return int(done.stderr) / 1024


def _inside(folder: Path, rows: Sequence[Row]) -> float:
    """Processor seconds of the merge in this process, where all is imported, as docxtpl's is measured."""
    from bot.cli.letter_files import write
    from bot.letters.engine import Template
    from bot.letters.merge import merge

    began = time.process_time()
    compiled = Template.compile((folder / "brief.docx").read_bytes(), "brief.docx")
    letters = merge(compiled, list(enumerate(rows, start=2)))
    write(folder / "binnen", ((f"{name}.docx", content) for name, content in letters))
    return time.process_time() - began


def _docxtpl(folder: Path, rows: Sequence[Row]) -> float:
    (folder / "docxtpl").mkdir()
    began = time.process_time()
    for row in rows:
        template = DocxTemplate(str(folder / "brief.docx"))
        template.render(row, Environment(autoescape=True, undefined=StrictUndefined))
        template.save(str(folder / "docxtpl" / f"{row['cbs_code']}.docx"))
    return time.process_time() - began


def _same(ours: Path, theirs: Path) -> bool:
    with zipfile.ZipFile(ours) as one, zipfile.ZipFile(theirs) as other:
        parts = [name for name in other.namelist() if name.startswith(("word/document", "word/header", "word/footer"))]
        return all(_c14n(one.read(name)) == _c14n(other.read(name)) for name in parts)


def _c14n(part: bytes) -> bytes:
    return bytes(etree.tostring(etree.fromstring(part), method="c14n"))
