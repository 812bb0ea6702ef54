"""Where an unexpected fault arose, for the log: its kind and places in the code, never its text or values.

Its text may quote what it stumbled over: a mail, an address, a row of the journal (P11).
"""

import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def places(fault: BaseException) -> str:
    """`KeyError at bot/jobs/round.py:40 round_ > bot/store/site.py:12 get`; what it came from follows after `from`."""
    frames = traceback.extract_tb(fault.__traceback__)
    said = f"{type(fault).__name__} at " + " > ".join(
        f"{_short(one.filename)}:{one.lineno} {one.name}" for one in frames
    )
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return f"{said} from {places(before)}" if before is not None else said


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(ROOT) and ".venv" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    return path.name
