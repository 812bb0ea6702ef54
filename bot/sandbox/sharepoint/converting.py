"""PDFs of files: LibreOffice makes them outside the service, which goes on meanwhile."""

import asyncio
import os
import shutil
import signal
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from bot.sandbox.http import GraphError

_AT_ONCE = 2


async def pdf_of(name: str, kept: bytes, patience_s: float) -> bytes:
    """The PDF; GraphError 406 where none can be made, 500 where it takes longer than `patience_s`."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise GraphError(406, "notSupported", "This machine has no LibreOffice to convert with.")
    async with _places(asyncio.get_running_loop()):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            source = Path(folder) / f"file{Path(name).suffix}"
            source.write_bytes(kept)
            if not await _ended(office, source, patience_s):
                raise GraphError(500, "generalException", f"Converting '{name}' took longer than {patience_s} s.")
            made = source.with_suffix(".pdf")
            if not made.exists():
                raise GraphError(406, "notSupported", f"'{name}' could not be converted.")
            return made.read_bytes()


async def _ended(office: str, source: Path, patience_s: float) -> bool:
    """Runs it to its end, or ends it with all that it started."""
    profile = f"-env:UserInstallation=file://{source.parent}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(source.parent), str(source)]
    silent = asyncio.subprocess.DEVNULL
    try:
        run = await asyncio.create_subprocess_exec(
            *command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
        )
    except OSError:
        return True  # it does not run: nothing was made
    try:
        await asyncio.wait_for(run.wait(), patience_s)
    except TimeoutError:
        return False
    finally:
        if run.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
            await run.wait()
    return True


@lru_cache(4)
def _places(loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    """Places for so many at once: each is a program of half a gigabyte."""
    return asyncio.Semaphore(_AT_ONCE)
