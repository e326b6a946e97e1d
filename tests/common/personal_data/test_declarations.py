"""Each table of each service says what it holds of a person."""

import importlib

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text, Uuid

from deploy.local.system import SERVICES
from libs.common.contracts.base import Named
from libs.common.contracts.domain_events import UserDeleted, UserExportRequested
from libs.common.personal_data.declaring import (
    Nobodys,
    Owned,
    Part,
    PersonalData,
    nobodys,
    owned,
    part,
)

each_service = pytest.mark.parametrize("service", SERVICES)

# Columns by which somebody is found, and columns that must not be handed out.
_OF_A_PERSON = {"owner_id", "user_id", "email", "ip_address", "user_agent"}
_SECRET = ("password", "hash", "secret", "sealed", "token")


def personal_data_of(service: str) -> PersonalData:
    module = importlib.import_module(f"services.{service}.personal_data")
    found: PersonalData = module.PERSONAL_DATA
    return found


def find_undeclared(personal: PersonalData) -> set[str]:
    """Tables that nobody has thought about."""
    return set(personal.metadata.tables) - set(personal.by_table)


def find_people_in_nobodys(personal: PersonalData) -> set[str]:
    """Columns of a person in tables that are said to hold none."""
    own = (d for d in personal.declarations if isinstance(d, Nobodys))
    return {
        f"{declaration.table.name}.{column.name}"
        for declaration in own
        for column in declaration.table.columns
        # Messages are for an owner, and erased with him by code of their own.
        if column.name in _OF_A_PERSON and declaration.table.name not in _MESSAGES
    }


def find_unguarded(personal: PersonalData) -> set[str]:
    """Columns that look secret in tables that go into archives."""
    return {
        f"{declaration.table.name}.{column.name}"
        for declaration in personal.declarations
        if isinstance(declaration, Owned | Part) and declaration.about
        for column in declaration.table.columns
        if any(word in column.name for word in _SECRET)
        and column.name not in declaration.secrets
        and f"{declaration.table.name}.{column.name}" not in _NOT_SECRET
    }


_MESSAGES = {"inbox", "outbox"}
# A fingerprint of the request's own text, so that its repetition is known.
_NOT_SECRET = {"post_analysis_requests.body_hash"}


class TestEveryService:
    @each_service
    def test_declares_each_of_its_tables(self, service: str) -> None:
        undeclared = find_undeclared(personal_data_of(service))
        assert not undeclared, f"say so in services/{service}/personal_data.py"

    @each_service
    def test_declares_no_table_of_another(self, service: str) -> None:
        personal = personal_data_of(service)
        assert set(personal.by_table) <= set(personal.metadata.tables)

    @each_service
    def test_hides_no_person_in_a_table_of_nobody(self, service: str) -> None:
        assert find_people_in_nobodys(personal_data_of(service)) == set()

    @each_service
    def test_hands_out_no_secret(self, service: str) -> None:
        assert find_unguarded(personal_data_of(service)) == set()

    @each_service
    def test_parts_lead_to_somebodys_rows(self, service: str) -> None:
        personal = personal_data_of(service)
        for declaration in personal.declarations:
            if isinstance(declaration, Part):
                above = personal.by_table[declaration.whole.table.name]
                assert isinstance(above, Owned | Part), declaration.table.name


def build_metadata() -> MetaData:
    metadata = MetaData()
    Table(
        "people", metadata, Column("id", Uuid, primary_key=True), Column("email", Text)
    )
    Table(
        "letters",
        metadata,
        Column("number", Integer, primary_key=True),
        Column("person_id", Uuid, ForeignKey("people.id")),
        Column("token_hash", Text),
    )
    return metadata


class TestTheTestsThemselves:
    def test_a_forgotten_table_is_found(self) -> None:
        metadata = build_metadata()
        people = metadata.tables["people"]
        forgetful = PersonalData(metadata, owned(people.c.id, "you"))
        assert find_undeclared(forgetful) == {"letters"}

    def test_a_person_in_a_table_of_nobody_is_found(self) -> None:
        metadata = build_metadata()
        careless = PersonalData(metadata, nobodys(metadata.tables["people"], "no idea"))
        assert find_people_in_nobodys(careless) == {"people.email"}

    def test_a_secret_is_found_unless_declared(self) -> None:
        metadata = build_metadata()
        whose = owned(metadata.tables["people"].c.id, "you")
        column = metadata.tables["letters"].c.person_id
        chatty = PersonalData(metadata, whose, part(column, "your letters"))
        assert find_unguarded(chatty) == {"letters.token_hash"}
        discreet = part(column, "your letters", secrets=["token_hash"])
        assert find_unguarded(PersonalData(metadata, whose, discreet)) == set()

    def test_parts_come_with_what_they_belong_to(self) -> None:
        metadata = build_metadata()
        people, letters = metadata.tables["people"], metadata.tables["letters"]
        personal = PersonalData(
            metadata,
            owned(people.c.id, "you"),
            part(letters.c.person_id, "your letters"),
        )
        assert [d.table.name for d in personal.owned] == ["people"]
        assert [d.table.name for d in personal.parts_of(people)] == ["letters"]

    def test_a_table_is_declared_once(self) -> None:
        metadata = build_metadata()
        people = metadata.tables["people"]
        twice = (owned(people.c.id, "you"), nobodys(people, "or not"))
        with pytest.raises(ValueError, match="people is declared twice"):
            PersonalData(metadata, *twice)


def list_messages(service: str) -> list[type[Named]]:
    """What the service's worker handles."""
    handlers = importlib.import_module(f"services.{service}.worker").build_handlers()
    return [registration.body for registration in handlers.list_all()]


class TestMessages:
    @each_service
    def test_what_is_said_of_a_person_is_for_an_owner(self, service: str) -> None:
        """Else it would stay in the inbox and the outbox when he is erased."""
        for message in list_messages(service):
            fields = set(message.model_fields)
            is_of_a_person = fields & {*_OF_A_PERSON, "to", "address", "full_name"}
            assert not is_of_a_person or fields & {"owner_id", "user_id"}, message

    @each_service
    def test_every_service_erases_and_exports(self, service: str) -> None:
        handled = list_messages(service)
        assert UserDeleted in handled
        assert UserExportRequested in handled
