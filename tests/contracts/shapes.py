"""The shapes that services send each other, as JSON schemas; and those stored here.

`python -m tests.contracts.shapes` stores what is new. It changes no stored shape in a
way that would break with it, unless the file is deleted first."""

import importlib
import json
import pkgutil
import sys
from pathlib import Path
from typing import Any

from libs.common import contracts
from libs.common.contracts.base import Contract
from libs.common.jobs.envelope import Envelope
from tests.contracts.changes import find_breaks

STORED = Path(__file__).parent / "stored"
_OF_BASE = "libs.common.contracts.base"


def present_shapes() -> dict[str, dict[str, Any]]:
    """Every contract of libs/common/contracts, and the envelope, by module and name."""
    found = {"envelope.Envelope": Envelope.model_json_schema()}
    for module in pkgutil.iter_modules(contracts.__path__):
        loaded = importlib.import_module(f"{contracts.__name__}.{module.name}")
        for name, member in vars(loaded).items():
            if _is_contract_of(member, loaded.__name__):
                found[f"{module.name}.{name}"] = _shape(member)
    return found


def stored_shapes() -> dict[str, dict[str, Any]]:
    """The shapes as they were stored."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(STORED.glob("*.json"))
    }


def _is_contract_of(member: object, module: str) -> bool:
    return (
        isinstance(member, type)
        and issubclass(member, Contract)
        and member.__module__ == module != _OF_BASE
    )


def _shape(contract: type[Contract]) -> dict[str, Any]:
    schema = contract.model_json_schema()
    # What routes it is as binding as what it holds.
    for key in ("name", "owner"):
        if hasattr(contract, key):
            schema[f"x-{key}"] = getattr(contract, key)
    answer = getattr(contract, "Answer", None)
    if answer is not None:
        schema["x-answer"] = answer.__name__
    return schema


def main() -> int:
    """Writes the shapes that are new or have grown; returns the exit code."""
    stored = stored_shapes()
    broken = False
    for name, shape in present_shapes().items():
        breaks = find_breaks(stored[name], shape) if name in stored else []
        for one in breaks:
            print(f"{name}{one}", file=sys.stderr)  # noqa: T201 - this is a command
        broken = broken or bool(breaks)
        if not breaks:
            text = json.dumps(shape, indent=1, sort_keys=True, ensure_ascii=False)
            (STORED / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
