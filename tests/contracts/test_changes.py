"""The judge of changes: additions pass, everything else is named."""

import types
from collections.abc import Callable
from typing import Any, Literal

import pytest
from pydantic import Field

from libs.common.contracts.base import Contract
from tests.contracts.changes import find_breaks


class Part(Contract):
    number: int


class Old(Contract):
    name: str
    size: int | None = None
    kind: Literal["a", "b"] = "a"
    parts: tuple[Part, ...] = ()
    by_name: dict[str, int] = Field(default_factory=dict, min_length=1)
    limit: int = Field(5, ge=1, le=10)


def changed(**fields: Any) -> dict[str, Any]:
    """Old's schema with fields replaced (a pair of type and default) or left out."""
    kept = {
        name: (field.annotation, field)
        for name, field in Old.model_fields.items()
        if fields.get(name, ...) is not None
    }
    namespace = {n: v[1] for n, v in (kept | fields).items() if v is not None}
    annotations = {n: v[0] for n, v in (kept | fields).items() if v is not None}
    body = {**namespace, "__annotations__": annotations}
    new: type[Contract] = types.new_class("Old", (Contract,), {}, body_of(body))
    return new.model_json_schema()


def body_of(body: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return lambda namespace: namespace.update(body)


class ShortPart(Contract):
    number: int
    more: str = ""


class OtherPart(Contract):
    number: str


OLD = Old.model_json_schema()


class TestAllowed:
    @pytest.mark.parametrize(
        "new",
        [
            OLD,
            changed(extra=(str, "x")),
            changed(extra=(str | None, None)),
            changed(size=(int | None, Field(None, description="How large"))),
            changed(size=(int | None, 7)),
            changed(limit=(int, Field(5, ge=0, le=100))),
            changed(limit=(int, 5)),
            changed(parts=(tuple[ShortPart, ...], ())),
        ],
    )
    def test_addition_passes(self, new: dict[str, Any]) -> None:
        assert find_breaks(OLD, new) == []


class TestBroken:
    @pytest.mark.parametrize(
        ("new", "named"),
        [
            (changed(size=None), ".size: removed"),
            (changed(extra=(str, ...)), ".extra: must be given now"),
            (changed(size=(int | None, ...)), ".size: must be given now"),
            (changed(name=(str, "x")), ".name: may be left out now"),
            (changed(name=(int, ...)), ".name: type changed"),
            (changed(size=(int, 1)), ".size: "),
            (changed(kind=(Literal["a"], "a")), ".kind: other values"),
            (changed(kind=(Literal["a", "b", "c"], "a")), ".kind: other values"),
            (changed(parts=(tuple[OtherPart, ...], ())), ".parts[].number: type"),
            (changed(by_name=(dict[str, str], Field(min_length=1))), ".by_name[]: ty"),
            (changed(limit=(int, Field(5, ge=2, le=10))), ".limit: minimum is closer"),
            (changed(limit=(int, Field(5, ge=1, le=9))), ".limit: maximum is closer"),
            (changed(size=(int | None, Field(None, ge=0))), ".size: minimum is closer"),
            ({**OLD, "x-name": "new"}, "x-name changed"),
        ],
    )
    def test_break_is_named(self, new: dict[str, Any], named: str) -> None:
        assert any(named in one for one in find_breaks(OLD, new)), find_breaks(OLD, new)
