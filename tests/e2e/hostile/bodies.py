"""Bodies that no endpoint expects, made from the endpoint's own schema."""

import json
from collections.abc import Iterator
from typing import Any

# What stands in for each field in turn, as JSON: not all of it can be a Python value.
WRONG_VALUES = {
    "null": "null",
    "true": "true",
    "number": "-1.5",
    "number beyond all": "1e99999",
    "many digits": "9" * 5_000,
    "not a number": "NaN",
    "text": '"x"',
    "empty text": '""',
    "NUL": '"a\\u0000b"',
    "lone surrogate": '"\\ud800"',
    "lone surrogate as a name": '{"\\udfff": 1}',
    "text of 200 kB": json.dumps("a" * 200_000),
    "list": "[]",
    "list of lists": "[[[]]]",
    "10,000 items": json.dumps(["https://youtu.be/x"] * 10_000),
    "10,000 names": json.dumps({f"n{number}": number for number in range(10_000)}),
    "object": '{"$ne": null}',
    "prototype": '{"__proto__": {"role": "admin"}}',
    "10,000 deep": "[" * 10_000 + "]" * 10_000,
    "10,000 objects deep": '{"a":' * 10_000 + "1" + "}" * 10_000,
}

# Bodies as a whole, whatever the endpoint.
WRONG_BODIES = {
    "nothing": b"",
    "text": b'"text"',
    "null": b"null",
    "list": b"[]",
    "number": b"1",
    "not closed": b'{"post_urls": [',
    "two documents": b"{}{}",
    "200,000 deep": b"[" * 200_000,
    "100,000 objects deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "too large": b'{"post_urls":["' + b"a" * 2_000_000 + b'"]}',
    "UTF-16": '{"post_urls": []}'.encode("utf-16"),
    "UTF-32": '{"post_urls": []}'.encode("utf-32"),
    "Latin-1": '{"post_urls": ["é"]}'.encode("latin-1"),
    "byte-order mark": b'\xef\xbb\xbf{"post_urls": 1}',
    "comment": b"{} // nothing",
    "single quotes": b"{'post_urls': []}",
    "zip": b"PK\x03\x04" + bytes(100),
    "gzip": b"\x1f\x8b\x08\x00" + bytes(100),
}

CONTENT_TYPES = (
    "text/plain",
    "text/html; charset=utf-16",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/octet-stream",
    "application/json/json",
    "json",
    ";",
    "",
    "a" * 5_000,
)

_PLAIN = {"integer": 1, "number": 1.5, "boolean": False, "null": None}
_TEXTS = {
    "uuid": "01990000-0000-7000-8000-000000000000",
    "date": "2026-01-02",
    "date-time": "2026-01-02T03:04:05Z",
}


def build_example(schema: dict[str, Any]) -> Any:
    """A value that the schema allows, as far as types go."""
    for choices in ("anyOf", "oneOf", "allOf"):
        if choices in schema:
            return build_example(schema[choices][0])
    match schema:
        case {"enum": [first, *_]} | {"const": first}:
            return first
        case {"type": "object"}:
            properties = schema.get("properties", {})
            return {name: build_example(part) for name, part in properties.items()}
        case {"type": "array"}:
            return [build_example(schema.get("items", {}))]
        case {"type": "string"}:
            return _build_text(schema)
    return _PLAIN.get(schema.get("type", "null"))


def _build_text(schema: dict[str, Any]) -> str:
    if schema.get("format") in _TEXTS:
        return _TEXTS[schema["format"]]
    return "nobody@example.invalid".ljust(schema.get("minLength", 0), "x")


def spoil(schema: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """(what is wrong, body) for each field and each wrong value, and some more."""
    example = build_example(schema)
    whole = {name: json.dumps(value) for name, value in example.items()}
    for name in whole:
        for label, value in WRONG_VALUES.items():
            yield f"{name}: {label}", _join(whole | {name: value})
    for label, value in WRONG_VALUES.items():
        yield f"unknown name: {label}", _join(whole | {"not_there": value})
    pairs = [f"{json.dumps(name)}: {value}" for name, value in whole.items()]
    yield "each name twice", ("{" + ", ".join(pairs * 2) + "}").encode()
    nulls = [f"{json.dumps(name)}: null" for name in whole]
    yield "each name again as null", ("{" + ", ".join(pairs + nulls) + "}").encode()
    yield "each name 5,000 times", ("{" + ", ".join(pairs * 5_000) + "}").encode()


def _join(fields: dict[str, str]) -> bytes:
    pairs = (f"{json.dumps(name)}: {value}" for name, value in fields.items())
    return ("{" + ", ".join(pairs) + "}").encode()
