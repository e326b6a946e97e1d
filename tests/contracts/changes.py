"""Which changes of a stored shape are allowed: additions that nobody has to know.

A message may wait in a queue while a new version starts, and both versions may talk
to each other meanwhile. So an old sender's message must be readable by the new
receiver, and a new sender's by the old one, which ignores what it does not know."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

# Words for people; they bind nobody.
_SILENT = {"description", "title", "examples"}
# Bounds that may be drawn wider, but not closer: (keyword, wider is greater).
_LOWER = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
_UPPER = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}


def find_breaks(old: Schema, new: Schema) -> list[str]:
    """What in `new` (JSON schema) breaks with `old`; empty if it only adds."""
    return list(_compare(old, new, "", (old, new)))


def _compare(
    old: Schema, new: Schema, path: str, roots: tuple[Schema, Schema]
) -> Iterator[str]:
    old, new = _resolve(old, roots[0]), _resolve(new, roots[1])
    yield from _compare_fields(old, new, path, roots)
    yield from _compare_choices(old, new, path, roots)
    for key in ("items", "additionalProperties"):
        inner = old.get(key), new.get(key)
        if isinstance(inner[0], dict) and isinstance(inner[1], dict):
            yield from _compare(inner[0], inner[1], f"{path}[]", roots)
        elif inner[0] != inner[1]:
            yield f"{path or '.'}: {key} changed"
    for keyword in sorted(_LOWER | _UPPER):
        yield from _compare_bound(old, new, path, keyword)
    known = _LOWER | _UPPER | _SILENT | _HANDLED
    for keyword in sorted((set(old) | set(new)) - known):
        if old.get(keyword) != new.get(keyword):
            yield f"{path or '.'}: {keyword} changed"


_HANDLED = {"properties", "required", "anyOf", "enum", "const", "items", "default"} | {
    "additionalProperties",
    "$defs",
}


def _resolve(schema: Schema, root: Schema) -> Schema:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Schema = root["$defs"][reference.rpartition("/")[2]]
    return found


def _compare_fields(
    old: Schema, new: Schema, path: str, roots: tuple[Schema, Schema]
) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before:
        if name not in after:
            yield f"{path}.{name}: removed"
        else:
            yield from _compare(before[name], after[name], f"{path}.{name}", roots)
    needed_before, needed = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(needed - needed_before):
        yield f"{path}.{name}: must be given now"
    for name in sorted((needed_before - needed) & set(after)):
        yield f"{path}.{name}: may be left out now, but old readers need it"


def _compare_choices(
    old: Schema, new: Schema, path: str, roots: tuple[Schema, Schema]
) -> Iterator[str]:
    """Choices of a value are closed: an old reader refuses one it does not know."""
    if _values(old) != _values(new):
        yield f"{path}: other values than {_values(old)}"
    before, after = old.get("anyOf", []), new.get("anyOf", [])
    if len(before) != len(after):
        yield f"{path}: other types than before"
        return
    for one, other in zip(before, after, strict=True):
        yield from _compare(one, other, path, roots)


def _values(schema: Schema) -> list[Any] | None:
    values: list[Any] | None = schema.get("enum")
    return [schema["const"]] if "const" in schema else values


def _compare_bound(old: Schema, new: Schema, path: str, keyword: str) -> Iterator[str]:
    before, after = old.get(keyword), new.get(keyword)
    if before == after or after is None:
        return
    is_closer = before is None or (
        after > before if keyword in _LOWER else after < before
    )
    if is_closer:
        yield f"{path}: {keyword} is closer ({before} to {after})"
