"""House rules that no general linter knows, each with its reason and its exceptions.

A rule looks at one file's syntax tree. A line may be excused by name:
`# rule: <name> - <why>`."""

import ast
import fnmatch
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
_CODE = ("libs", "services", "gateway", "deploy")
_LONGEST_FILE = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a rule is broken."""

    path: str
    line: int
    rule: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Rule:
    """`find` yields the lines that break it; `allowed` are path patterns it skips,
    in which `*` stands for any number of folders and names."""

    name: str
    reason: str
    find: Callable[[ast.Module, str], Iterator[int]]
    allowed: tuple[str, ...] = ()


def _calls_of(tree: ast.Module, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_method and node.func.attr in names:  # type: ignore[attr-defined]
            yield node  # type: ignore[misc]


def find_commits(tree: ast.Module, _: str) -> Iterator[int]:
    """Calls of `.commit()`, and of `.begin()` on a session or engine.

    Savepoints are free: they end nothing."""
    for call in _calls_of(tree, "commit", "begin"):
        yield call.lineno


def find_queries(tree: ast.Module, _: str) -> Iterator[int]:
    """Statements sent to a database: `.execute`, `.scalars` and the like."""
    names = ("execute", "scalar", "scalars", "run_sync")
    for call in _calls_of(tree, *names):
        # Results have `scalars()` too, without arguments.
        if call.args or call.keywords:
            yield call.lineno


def find_raw_clients(tree: ast.Module, _: str) -> Iterator[int]:
    """Imports of HTTP client libraries."""
    clients = {"httpx", "httpx2", "requests", "aiohttp", "urllib3", "pyreqwest"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found = {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found = {(node.module or "").split(".")[0]}
        else:
            continue
        if found & clients:
            yield node.lineno


def find_clock_reads(tree: ast.Module, _: str) -> Iterator[int]:
    """`datetime.now()`, `utcnow()`, `date.today()`: tests could not move them."""
    for call in _calls_of(tree, "now", "utcnow", "today"):
        owner = call.func.value  # type: ignore[attr-defined]
        if isinstance(owner, ast.Name) and owner.id in {"datetime", "date"}:
            yield call.lineno


def find_http_exceptions(tree: ast.Module, _: str) -> Iterator[int]:
    """`HTTPException`: an error is a class of its own, mapped in one place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "HTTPException":
            yield node.lineno


def find_length(_: ast.Module, source: str) -> Iterator[int]:
    """Files longer than 400 lines."""
    if source.count("\n") > _LONGEST_FILE:
        yield _LONGEST_FILE


_VAGUE = {"utils", "util", "helpers", "helper", "manager", "misc", "common_utils"}

RULES = (
    Rule(
        "commit-at-the-edge",
        "a request or job is one transaction; only libs/common/db/session.py ends it",
        find_commits,
        ("libs/common/db/session.py", "libs/common/db/migrations.py", "deploy/*"),
    ),
    Rule(
        "query-in-repository",
        "queries stand in repository.py, where they are scoped by owner",
        find_queries,
        (
            "services/*/repository.py",
            "services/*/migrations/*",
            "libs/common/db/*",
            "libs/common/idempotency/repository.py",
            "libs/common/jobs/outbox.py",
            "libs/common/jobs/inbox.py",
            "libs/common/jobs/inbox_figures.py",
            "libs/common/jobs/cron.py",
            "libs/common/jobs/of_owner.py",
            "libs/common/jobs/migrations.py",
            "libs/common/personal_data/repository.py",
            "libs/common/admin/changes.py",
            "deploy/*",
        ),
    ),
    Rule(
        "clients-in-their-place",
        "outside calls go through libs/common/http or a service's clients/",
        find_raw_clients,
        (
            "libs/common/http/*",
            "services/*/clients/*",
            "gateway/*",
            "deploy/*",
        ),
    ),
    Rule(
        "clock-is-handed-in",
        "read the time from a Clock, so that tests can move it",
        find_clock_reads,
        ("libs/common/clock.py", "deploy/*"),
    ),
    Rule(
        "errors-have-names",
        "raise a DomainError of your feature's errors.py",
        find_http_exceptions,
        ("libs/common/error_handlers.py",),
    ),
    Rule(
        "file-is-one-thing",
        "look again: is this two things?",
        find_length,
        ("services/*/migrations/versions/*",),
    ),
)


def check_source(path: str, source: str) -> Iterator[Finding]:
    """What is wrong with one file; `path` is relative to the root, with slashes."""
    if PurePosixPath(path).stem in _VAGUE:
        yield Finding(path, 1, "names-say-something", "name it by what it holds")
    tree = ast.parse(source)
    lines = source.splitlines()
    for rule in RULES:
        if any(fnmatch.fnmatchcase(path, pattern) for pattern in rule.allowed):
            continue
        for line in rule.find(tree, source):
            text = lines[line - 1] if line <= len(lines) else ""
            if f"# rule: {rule.name} - " not in text:
                yield Finding(path, line, rule.name, rule.reason)


def check_tree(root: Path = ROOT) -> list[Finding]:
    """What is wrong with the whole project's code (tests are free)."""
    found: list[Finding] = []
    for folder in _CODE:
        for path in sorted((root / folder).rglob("*.py")):
            relative = path.relative_to(root).as_posix()
            found.extend(check_source(relative, path.read_text(encoding="utf-8")))
    return found
