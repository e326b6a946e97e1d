"""The map of the system: which processes there are, and what each is told.

Every process gets the settings that were given to the system, and besides them only
its own addresses: a service never sees another's database."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.process_spec import PROJECT_ROOT, ProcessSpec, StopStage

SERVICES = ("auth", "billing", "social", "analysis", "analytics", "insights")
_LANES = {"social": ("speech",)}
_GATEWAY = "gateway"
# What a program needs to know of the machine, whatever it is.
_MACHINE_VARIABLES = (
    *("HOME", "LANG", "LC_ALL", "PATH", "TERM", "TMPDIR", "TZ", "USER"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_DIR", "SSL_CERT_FILE"),
    *("http_proxy", "https_proxy", "no_proxy", "PYTHONPYCACHEPREFIX"),
)


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where everything of one system is found. `worker_ports` is by process.
    `database_urls` is by service, and has no entry for one that uses the URL given
    for all."""

    bind: str
    public_port: int
    internal_port: int
    service_ports: Mapping[str, int]
    worker_ports: Mapping[str, int]
    database_urls: Mapping[str, str]
    redis_url: str


@dataclass(frozen=True, kw_only=True)
class SystemMap:
    """What runs once, before the rest, to migrate; then all processes, together."""

    migration: ProcessSpec | None
    processes: tuple[ProcessSpec, ...]


MapBuilder = Callable[[Addresses, Mapping[str, str], Path], SystemMap]


def build_system(
    addresses: Addresses, settings: Mapping[str, str], folder: Path
) -> SystemMap:
    """The gateway, and for each service that has a port a web process, a worker and
    one more for each of its lanes.

    `folder` is where they run; a `.env` in it is read by them too."""
    common = {**settings, "REDIS_URL": addresses.redis_url, "HOST": "127.0.0.1"}
    common["INTERNAL_URL"] = f"http://127.0.0.1:{addresses.internal_port}"
    common.setdefault("PUBLIC_URL", f"http://127.0.0.1:{addresses.public_port}")
    processes = [_gateway(addresses, common, folder)]
    for service, port in addresses.service_ports.items():
        own = _with_own_database(common, addresses.database_urls, [service])
        modules = {service: "main", **list_workers(service)}
        for name, module in modules.items():
            listens = addresses.worker_ports.get(name, port)
            processes.append(
                ProcessSpec(
                    name=name,
                    command=_python(f"services.{service}.{module}"),
                    environment={
                        **own,
                        "SERVICE_PORT": str(port),
                        "WORKER_METRICS_PORT": str(listens),
                    },
                    folder=folder,
                    port=listens,
                )
            )
    services = list(addresses.service_ports)
    migration = ProcessSpec(
        name="migrations",
        command=(*_python("deploy.local.migrate"), *services),
        environment=_with_own_database(common, addresses.database_urls, services),
        folder=folder,
    )
    return SystemMap(migration=migration, processes=tuple(processes))


def list_workers(service: str) -> dict[str, str]:
    """The worker processes of a service, and the module of each."""
    lanes = _LANES.get(service, ())
    return {
        f"{service}-worker": "worker",
        **{f"{service}-{lane}": f"{lane}_worker" for lane in lanes},
    }


def machine_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What of `environment` every Python process gets, and how it is to behave."""
    kept = {
        name: environment[name] for name in _MACHINE_VARIABLES if name in environment
    }
    kept["PYTHONPATH"] = str(PROJECT_ROOT)
    kept["PYTHONUNBUFFERED"] = "1"
    if environment.get("PYTHONDONTWRITEBYTECODE"):
        # Compiling the sources costs each of a dozen processes over a second. Where
        # that may not be kept beside them, it is kept in the virtual environment.
        kept.setdefault("PYTHONPYCACHEPREFIX", str(Path(sys.prefix) / "pycache"))
    return kept


def command_environment(
    settings: Mapping[str, str], urls: Mapping[str, str], services: Iterable[str]
) -> dict[str, str]:
    """`settings` with the databases of `services` alone; `urls` is by service."""
    environment = _with_own_database(settings, urls, services)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def find_given_url(settings: Mapping[str, str], service: str) -> str | None:
    """The URL of a database server that the settings give for `service`, if any."""
    own = settings.get(f"DATABASE_URL_{service.upper()}")
    return own or find_shared_url(settings)


def find_shared_url(settings: Mapping[str, str]) -> str | None:
    """The one URL that serves every service without its own, a schema each."""
    return settings.get("DATABASE_URL") or settings.get("SUPABASE_DB_URL") or None


def _gateway(
    addresses: Addresses, common: Mapping[str, str], folder: Path
) -> ProcessSpec:
    upstreams = {
        f"UPSTREAM_{service.upper()}": f"http://127.0.0.1:{port}"
        for service, port in addresses.service_ports.items()
    }
    web_root = {"WEB_ROOT": str(PROJECT_ROOT / "web" / "dist")}
    return ProcessSpec(
        name=_GATEWAY,
        command=_python("gateway.main"),
        environment={
            **web_root,
            **_without_databases(common),
            **upstreams,
            "BIND": addresses.bind,
            "PORT": str(addresses.public_port),
            "INTERNAL_PORT": str(addresses.internal_port),
        },
        stop_stage=StopStage.DOOR,
        folder=folder,
        port=addresses.public_port,
    )


def _with_own_database(
    common: Mapping[str, str], urls: Mapping[str, str], services: Iterable[str]
) -> dict[str, str]:
    names = {f"DATABASE_URL_{service.upper()}": service for service in services}
    given = {name: common[name] for name in names if common.get(name)}
    made = {name: urls[service] for name, service in names.items() if service in urls}
    shared = find_shared_url(common)
    return {
        **_without_databases(common),
        **({"DATABASE_URL": shared} if shared else {}),
        **made,
        **given,
    }


def _without_databases(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith("DATABASE_URL") and name != "SUPABASE_DB_URL"
    }


def _python(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "deploy.local.start", module)
