"""`ontour sandbox serve`: build the tenant from its options, write the ready file, serve."""

import json
import shutil
import socket
import tempfile
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.sandbox import calendar, mail, notifications, people, sharepoint  # noqa: F401
from bot.sandbox.certificates import Certificates, ensure
from bot.sandbox.clock import SCHEMA as CLOCK
from bot.sandbox.clock import TenantClock, keep, kept, moment
from bot.sandbox.db import Db
from bot.sandbox.entra import Entra
from bot.sandbox.faults import Faults
from bot.sandbox.mail.delivery import SCHEMA as SENT
from bot.sandbox.mail.schema import SCHEMA as MAIL
from bot.sandbox.recording import Recording
from bot.sandbox.running import run
from bot.sandbox.server import Server
from bot.sandbox.settings import Settings, with_knobs
from bot.sandbox.tenant import DIRECTORY, TEAM, Tenant


@dataclass(frozen=True)
class Options:
    """The command's options."""

    data: Path | None = None
    port: int = 0
    ready: Path | None = None
    people: str = "none"
    latency_ms: int = 0
    faults: Path | None = None
    record: Path | None = None
    knobs: tuple[str, ...] = field(default=())


def serve(options: Options) -> None:
    """Serve until stopped. ValueError with one line where an option is wrong."""
    settings = with_knobs(Settings(), list(options.knobs))
    if options.people not in ("none", "simulated"):
        raise ValueError(f"--people {options.people}: choose none or simulated")
    faults = Faults.load(options.faults) if options.faults else Faults([])
    folder = options.data or Path(tempfile.mkdtemp(prefix="sandbox-"))
    try:
        _make_folders(options, folder)
        _serve(options, settings, faults, folder)
    finally:
        if options.data is None:
            shutil.rmtree(folder, ignore_errors=True)


def _make_folders(options: Options, data: Path) -> None:
    """The folders of all that is written, and a trial of each: a wrong one is told before anything is served."""
    files = [("--ready", options.ready), ("--record", options.record)]
    for name, folder in [("--data", data), *((name, file.parent) for name, file in files if file)]:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as fault:
            raise ValueError(f"{name} {folder}: cannot be written ({fault.strerror}); choose another place") from None
    for name, file in files:
        if file and file.is_dir():
            raise ValueError(f"{name} {file}: is a folder; name a file in it")


def _serve(options: Options, settings: Settings, faults: Faults, folder: Path) -> None:
    certificates = ensure(folder)
    listener = _listen(options.port or _kept_port(folder))
    port = int(listener.getsockname()[1])
    (folder / "port").write_text(str(port), encoding="ascii")
    base = f"https://127.0.0.1:{port}"
    db = Db(folder / "tenant.sqlite" if options.data else None)
    tenant = Tenant(db, _clock(settings, db), settings, base_url=base, data_url=f"https://localhost:{port}")
    prepare(tenant, options.people)
    entra = Entra(tenant, certificates.key, certificates.client_certificate)
    server = Server(tenant, entra, faults, Recording(options.record), options.latency_ms / 1000)
    server.reset = lambda: reset(tenant, settings, options.people)
    try:
        run(server, listener, certificates, lambda: _write_ready(options, tenant, certificates))
    finally:
        keep(tenant)


def prepare(tenant: Tenant, kind: str) -> None:
    """Make the tables, and bring the people to life."""
    for schema in (CLOCK, MAIL, SENT):
        tenant.db.script(schema)
    if tenant.db.get("control", "epoch") is None:
        tenant.db.put("control", "epoch", {"value": uuid.uuid4().hex})  # links of another tenant or time do not count
    sharepoint.build(tenant)
    calendar.build(tenant)
    notifications.build(tenant)
    if kind == "simulated":
        people.start(tenant)
    tenant.db.commit()


def reset(tenant: Tenant, settings: Settings, kind: str) -> None:
    """An empty tenant again, its clock where it began."""
    rows = tenant.db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    for (name,) in rows.fetchall():
        tenant.db.execute(f'DELETE FROM "{name}"')
    tenant.clock = TenantClock(_start(settings), settings.clock_speed)
    tenant.on_outside_mail.clear()
    tenant.on_delivery.clear()
    prepare(tenant, kind)


def _clock(settings: Settings, db: Db) -> TenantClock:
    noted = None if settings.clock else kept(db)
    return TenantClock(noted or _start(settings), settings.clock_speed)


def _start(settings: Settings) -> datetime:
    if not settings.clock:
        return datetime.now(UTC)
    try:
        return moment(settings.clock)
    except ValueError:
        raise ValueError(f"--set clock={settings.clock}: an ISO time is expected") from None


def _listen(port: int) -> socket.socket:
    # asyncio sets TCP_NODELAY only where the protocol is named
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as fault:
        raise ValueError(f"--port {port}: cannot be used ({fault.strerror}); choose another, or 0") from None
    return listener


def _kept_port(folder: Path) -> int:
    kept = folder / "port"
    return int(kept.read_text(encoding="ascii")) if kept.exists() else 0


def _write_ready(options: Options, tenant: Tenant, certificates: Certificates) -> None:
    if options.ready is None:
        return
    settings = tenant.settings
    facts = {
        "graph_url": tenant.base_url,
        "authority": tenant.base_url,
        "tenant_id": settings.tenant_id,
        "client_id": settings.client_id,
        "client_secret": settings.client_secret,
        "ca_file": str(certificates.ca.resolve()),
        "client_certificate": str(certificates.client.resolve()),
        "mailbox": tenant.shared.email,
        "team": [user.email for user in DIRECTORY[:TEAM]],
        "coordinators": [user.email for user in DIRECTORY if user.role == "coordinator"],
        "duty": next(user.email for user in DIRECTORY if user.role == "duty"),
        "site_url": settings.site_url,
        "list_name": "Gemeenten",
        "control_url": f"{tenant.base_url}/_control",
    }
    partial = options.ready.with_name(options.ready.name + ".part")
    partial.write_text(json.dumps(facts, indent=1), encoding="utf-8")
    partial.replace(options.ready)
