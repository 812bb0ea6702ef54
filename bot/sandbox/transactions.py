"""One transaction a request, a savepoint a part of a batch; what goes wrong becomes an answer as Graph writes it."""

import traceback
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from bot.sandbox import notifications
from bot.sandbox.certificates import NAMES
from bot.sandbox.faults import Dropped
from bot.sandbox.http import Answer, GraphError, Later, error_answer
from bot.sandbox.tenant import Tenant

_TOO_DEEP = GraphError(400, "BadRequest", "The request is nested too deep.")
Run = Callable[[], Answer]


class Transactions:
    """Runs what requests ask. Refused ones leave nothing."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant, self._home = tenant, tenant.base_url

    def run(self, run: Run, headers: dict[str, str]) -> Answer:
        """A request; what it changed is told to those who watch."""
        db, self._tenant.base_url = self._tenant.db, self.base(headers)
        db.begin()
        try:
            answer = run()
            if self._tenant.watched:
                notifications.collect(self._tenant)
            db.commit()
        except Dropped:
            db.commit()
            raise
        except Exception as fault:
            db.rollback()
            return self.failed(fault, headers)
        return answer

    def part(self, run: Run, headers: dict[str, str]) -> Answer:
        """A part of a batch."""
        db = self._tenant.db
        db.begin()
        db.execute("SAVEPOINT part")
        try:
            answer = run()
            if isinstance(answer, Later):
                raise GraphError(400, "BadRequest", "A subscription is not made in a batch here (sandbox).")
        except Dropped:
            raise
        except Exception as fault:
            db.execute("ROLLBACK TO part")
            answer = self.failed(fault, headers)
        db.execute("RELEASE part")
        return answer

    def keep(self, act: Callable[[], None]) -> None:
        """Something that no request asked for."""

        def run() -> Answer:
            act()
            return Answer(204)

        self.run(run, {})

    def error(self, error: GraphError, headers: dict[str, str]) -> Answer:
        """An error as the tenant is set to write it."""
        asked, style = headers.get("client-request-id", ""), self._tenant.settings.error_style
        return error_answer(error, self._tenant.clock.now, asked, style)

    def base(self, headers: dict[str, str]) -> str:
        """Where the client sees the tenant: the service's own host names may be mapped to it."""
        host = headers.get("host", "")
        return f"https://{host}" if _is_ours(host) else self._home

    def failed(self, fault: Exception, headers: dict[str, str]) -> Answer:
        """A refusal; or the sandbox's own mistake: 500, with the whole story on stderr."""
        if isinstance(fault, RecursionError):
            fault = _TOO_DEEP
        if isinstance(fault, GraphError):
            return self.error(fault, headers)
        traceback.print_exception(fault)
        text = f"The sandbox failed: {type(fault).__name__}: {fault}"
        return self.error(GraphError(500, "InternalServerError", text), {})


@lru_cache(64)
def _is_ours(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in NAMES
    except ValueError:
        return False
