"""What the admin pages hide: a rule, and what was declared beside it."""

import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import JSON, Column, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import String

from libs.common.admin.masking import column_name, is_hidden, show, sounds_secret
from libs.common.admin.pages import AdminPages
from libs.common.ids import new_id

SERVICES = ("auth", "billing", "social", "analysis", "analytics", "insights")
# Read aloud by a person, any of these is a secret, or may hold one.
SUSPICIOUS = (
    "password",
    "secret",
    "token",
    "hash",
    "sealed",
    "credential",
    "cookie",
    "signature",
    "private",
)


def pages_of(service: str) -> AdminPages:
    """What the service declares."""
    pages: AdminPages = importlib.import_module(f"services.{service}.admin_pages").PAGES
    return pages


def columns_of(service: str) -> Iterator["Column[Any]"]:
    """Every column of every table of the service."""
    for table in pages_of(service).base.metadata.tables.values():
        yield from table.columns


@pytest.mark.parametrize("service", SERVICES)
class TestEveryColumn:
    def test_what_is_named_like_a_secret_is_hidden(self, service: str) -> None:
        pages = pages_of(service)
        for column in columns_of(service):
            is_named_so = any(word in column.name for word in SUSPICIOUS)
            can_hold_one = isinstance(column.type, (String, Text, JSON, LargeBinary))
            if is_named_so and can_hold_one:
                assert is_hidden(column, pages.not_secret), column_name(column)

    def test_no_bytes_are_shown(self, service: str) -> None:
        for column in columns_of(service):
            if isinstance(column.type, LargeBinary):
                assert is_hidden(column, pages_of(service).not_secret)

    def test_declarations_name_columns_that_need_them(self, service: str) -> None:
        pages = pages_of(service)
        known = {column_name(column): column for column in columns_of(service)}
        for name in pages.not_secret:
            assert sounds_secret(known[name]), f"{name} needs no declaration"
        for name in (*pages.editable, *pages.filters):
            assert not is_hidden(known[name], pages.not_secret), name


class TestKnownSecrets:
    def test_those_of_auth_are_hidden(self) -> None:
        pages = pages_of("auth")
        hidden = {
            column_name(column)
            for column in columns_of("auth")
            if is_hidden(column, pages.not_secret)
        }
        assert {
            "api_keys.key_hash",
            "one_time_tokens.token_hash",
            "refresh_tokens.token_hash",
            "signing_keys.sealed_private_key",
            "users.password_hash",
            "webhook_endpoints.sealed_secret",
        } <= hidden


class TestShow:
    def column(self, table: str, name: str, kind: Any) -> "Column[Any]":
        made = Table(table, MetaData(), Column(name, kind))
        return made.columns[name]

    def test_payload_of_a_message_is_an_outline(self) -> None:
        user = str(new_id())
        envelope = {
            "name": "auth.mail.send",
            "payload": {"to": "ada@example.com", "user_id": user, "n": 1, "l": ["x"]},
        }
        shown = show(self.column("outbox", "envelope", JSON()), envelope)
        assert shown["name"] == "auth.mail.send"
        assert shown["payload"] == {
            "to": "(15 characters)",
            "user_id": user,
            "n": 1,
            "l": ["(1 characters)"],
        }

    def test_answer_of_a_message_is_an_outline(self) -> None:
        shown = show(self.column("inbox", "answer", JSON()), {"text": "secret words"})
        assert "secret words" not in json.dumps(shown)

    def test_secrets_in_other_texts_are_taken_out(self) -> None:
        text = show(
            self.column("posts", "url", Text()), "https://h/?token=hunter2hunter2"
        )
        assert "hunter2" not in text
        details = show(
            self.column("app_logs", "metadata", JSON()),
            {"access_token": "hunter2", "deep": [{"url": "redis://:hunter2@h/0"}]},
        )
        assert "hunter2" not in json.dumps(details)
