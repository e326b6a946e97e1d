"""/api/docs: the API for reading, without a script and without another host."""

import base64
import hashlib
import re
from html import escape
from pathlib import Path
from typing import Any

from gateway.exchange import AsgiExchange
from gateway.openapi import ApiDescription, Document

_STYLE = (Path(__file__).parent / "docs.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
_CODE = re.compile(r"`([^`]+)`")
_REFERENCE = "#/components/schemas/"
_MAX_DEPTH = 3


class Docs:
    """The page of all operations, by service."""

    def __init__(self, description: ApiDescription) -> None:
        self._description = description

    async def answer(self, exchange: AsgiExchange) -> None:
        """Sends the page. Raises UpstreamFailed."""
        page = render_docs(await self._description.get())
        await exchange.reply.send_whole(
            200,
            [
                (b"content-type", b"text/html; charset=utf-8"),
                (b"content-security-policy", _POLICY.encode()),
                (b"referrer-policy", b"no-referrer"),
                (b"cache-control", b"no-cache"),
            ],
            page.encode(),
        )


def render_docs(document: Document) -> str:
    """The page of a merged OpenAPI document, as HTML; all its texts are escaped."""
    groups: dict[str, list[str]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            service = str(operation.get("operationId", "api")).partition("_")[0]
            groups.setdefault(service, []).append(
                _operation(document, path, method, operation)
            )
    sections = "".join(
        f'<section><h2 id="{escape(name)}">{escape(name.capitalize())}</h2>'
        f"{''.join(operations)}</section>"
        for name, operations in groups.items()
    )
    links = "".join(
        f'<a href="#{escape(name)}">{escape(name.capitalize())}</a>' for name in groups
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Postscope API</title><style>{_STYLE}</style></head><body><main>"
        "<h1>Postscope API</h1><p>JSON over HTTP. Signed-in calls carry"
        " <code>Authorization: Bearer …</code>. The same for programs:"
        ' <a href="/api/openapi.json">the OpenAPI document</a>.</p>'
        f"{_notice(document)}<nav>{links}</nav>{sections}</main></body></html>"
    )


def _notice(document: Document) -> str:
    missing = document.get("x-unavailable", [])
    if not missing:
        return ""
    names = escape(", ".join(missing))
    return f'<p class="notice">Not answering at the moment, so missing: {names}.</p>'


def _operation(document: Document, path: str, method: str, operation: Document) -> str:
    needs = "signed in" if operation.get("security") else "public"
    parts = [f"<p>{_text(operation.get('description', ''))}</p>"]
    parts.append(_parameters(operation.get("parameters", [])))
    bodies = _schemas_of(operation.get("requestBody", {}))
    parts += [_fields(document, "Body", schema) for schema in bodies]
    parts.append(_responses(document, operation.get("responses", {})))
    return (
        f'<details><summary><b class="method">{escape(method.upper())}</b>'
        f"<code>{escape(path)}</code>"
        f"<span>{escape(operation.get('summary', ''))} · {needs}</span></summary>"
        f'<div class="body">{"".join(parts)}</div></details>'
    )


def _parameters(parameters: list[Document]) -> str:
    rows = [
        _row(
            parameter["name"],
            f"{parameter['in']}{', required' if parameter.get('required') else ''}",
            parameter.get("description") or _kind(parameter.get("schema", {})),
        )
        for parameter in parameters
    ]
    return f"<h3>Parameters</h3><table>{''.join(rows)}</table>" if rows else ""


def _responses(document: Document, responses: Document) -> str:
    rows = [
        _row(status, "", response.get("description", ""))
        for status, response in responses.items()
    ]
    text = f"<h3>Answers</h3><table>{''.join(rows)}</table>"
    for status, response in responses.items():
        if status.startswith("2"):
            for schema in _schemas_of(response):
                text += _fields(document, f"Fields of {status}", schema)
    return text


def _schemas_of(content_holder: Document) -> list[Document]:
    contents = content_holder.get("content", {}).values()
    return [content["schema"] for content in contents if "schema" in content]


def _fields(document: Document, title: str, schema: Document) -> str:
    rows = "".join(_field_rows(document, schema, "", 0))
    return f"<h3>{escape(title)}</h3><table>{rows}</table>" if rows else ""


def _field_rows(
    document: Document, schema: Document, prefix: str, depth: int
) -> list[str]:
    resolved = _resolved(document, schema)
    required = resolved.get("required", [])
    rows: list[str] = []
    for name, field in resolved.get("properties", {}).items():
        kind = _kind(field) + ("" if name in required else ", optional")
        rows.append(_row(f"{prefix}{name}", kind, field.get("description", "")))
        inner = field.get("items", field)
        if depth < _MAX_DEPTH and "$ref" in inner:
            mark = "[]." if "items" in field else "."
            rows += _field_rows(document, inner, f"{prefix}{name}{mark}", depth + 1)
    return rows


def _resolved(document: Document, schema: Document) -> Document:
    name = schema.get("$ref", "").removeprefix(_REFERENCE)
    found: Document = document["components"]["schemas"].get(name, schema)
    return found


def _kind(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REFERENCE)
    if "anyOf" in schema:
        return " or ".join(_kind(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    kind: Any = schema.get("format") or schema.get("type", "any")
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(kind)


def _row(name: str, kind: str, text: str) -> str:
    return (
        f"<tr><td><code>{escape(str(name))}</code></td><td>{escape(kind)}</td>"
        f"<td>{_text(text)}</td></tr>"
    )


def _text(text: str) -> str:
    """A description, escaped, with what stands in backticks as code."""
    return _CODE.sub(r"<code>\1</code>", escape(text))
