"""A tenant and a journal as they stand at a moment, to begin from again and again."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Kept:
    """Both as files. `begin` starts a tenant, `resume` a tour on it."""

    data: Path
    work: Path
    begin: Callable[..., Any]
    resume: Callable[..., Any]
    settings: tuple[str, ...] = ()
    runs: int = 0

    def start(self, *options: str) -> Any:
        """A fresh copy, running with these options of the sandbox."""
        self.runs += 1
        place = self.work.parent / f"run{self.runs}"
        shutil.copytree(self.data, place / "data")
        shutil.copytree(self.work, place / "work")
        tenant = self.begin("--data", str(place / "data"), "--set", "clock=", *options, folder=place)
        return self.resume(tenant, place / "work", *self.settings)

    @contextmanager
    def started_with(self, *options: str) -> Iterator[Any]:
        """The same, ended afterwards, for the next one takes its port. What is said there is not held against Graph."""
        tour = self.start("--record", os.devnull, *options)
        yield tour
        tour.app.journal.close()
        tour.tenant.stop()
        shutil.rmtree(self.work.parent / f"run{self.runs}", ignore_errors=True)


def keep(
    sandbox: Callable[..., Any], resume: Callable[..., Any], folder: Path, ready: Callable[[Any], None], *settings: str
) -> Kept:
    """Made once: a prepared tour, brought to a moment by `ready`."""
    data, work = folder / "data", folder / "work"
    work.mkdir()
    tenant = sandbox("--data", str(data), folder=folder)
    tour = resume(tenant, work, *settings).prepare()
    ready(tour)
    tour.app.journal.close()
    tenant.stop()
    return Kept(data, work, sandbox, resume, settings)
