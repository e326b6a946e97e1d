"""The OpenAPI document of a service: what it really answers."""

import json
from typing import Any

from fastapi import FastAPI

from libs.common.schemas import ErrorRead

_REFERENCE = "#/components/schemas/"
# What the framework would answer to wrong fields. Here `error_handlers` does, as ever.
_FRAMEWORK_PARTS = ("HTTPValidationError", "ValidationError")
_FRAMEWORK_ERROR = {"$ref": f"{_REFERENCE}HTTPValidationError"}
_OWN_ERROR = {"$ref": f"{_REFERENCE}{ErrorRead.__name__}"}


class ServiceApp(FastAPI):
    """An application whose document tells of errors in the one shape they have."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = _with_own_errors(super().openapi())
        return self.openapi_schema


def _with_own_errors(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _FRAMEWORK_PARTS:
        schemas.pop(name, None)
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if status >= "400":
                    _mend(response)
    if _OWN_ERROR["$ref"] in json.dumps(document["paths"]):
        own = ErrorRead.model_json_schema(ref_template=_REFERENCE + "{model}")
        schemas.update(own.pop("$defs"))
        schemas[ErrorRead.__name__] = own
    return document


def _mend(response: dict[str, Any]) -> None:
    """An error is JSON also where the answer would be a stream or a file."""
    told = [content.get("schema") for content in response.get("content", {}).values()]
    if _FRAMEWORK_ERROR in told:
        response["description"] = "InvalidFields"
    if all(schema in (_FRAMEWORK_ERROR, _OWN_ERROR) for schema in told):
        response["content"] = {"application/json": {"schema": _OWN_ERROR}}
