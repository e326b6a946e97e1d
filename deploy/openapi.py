"""The public API as one document: web/openapi.json, checked in.

`python -m deploy.openapi` writes it; with `--check` it says whether it is up to date.
No server is needed: the applications are built, not started."""

import importlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from deploy.local.system import SERVICES
from gateway.openapi import merge_openapi
from gateway.routes import RouteTable, build_routes
from gateway.settings import GatewaySettings

TARGET = Path(__file__).parents[1] / "web" / "openapi.json"


def build_document() -> dict[str, Any]:
    """The merged document of all services, under the public names."""
    return merge_openapi(build_service_documents(), build_table())


def build_service_documents() -> dict[str, dict[str, Any]]:
    """What each service says of itself."""
    documents = {}
    with tempfile.TemporaryDirectory() as home:
        for service in SERVICES:
            settings_type = importlib.import_module(
                f"services.{service}.settings"
            ).Settings
            create_app = importlib.import_module(f"services.{service}.main").create_app
            settings = settings_type(
                _env_file=None, environment="test", postscope_home=Path(home)
            )
            documents[service] = create_app(settings).openapi()
    return documents


def build_table() -> RouteTable:
    """The gateway's routes."""
    with tempfile.TemporaryDirectory() as home:
        settings = GatewaySettings(
            _env_file=None, environment="test", postscope_home=Path(home)
        )
    return RouteTable(build_routes(settings))


def main(arguments: list[str]) -> int:
    """Writes or checks the file; returns the exit code."""
    text = json.dumps(build_document(), indent=1, ensure_ascii=False) + "\n"
    if "--check" not in arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print("web/openapi.json is not up to date: make openapi", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
