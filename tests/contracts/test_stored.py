"""What services send each other only ever grows."""

import importlib
import pkgutil

import pytest

from libs.common import contracts
from libs.common.contracts.base import Event, Message, Named
from libs.common.contracts.domain_events import SUBSCRIBERS
from libs.common.jobs.handlers import Handlers
from tests.contracts.changes import find_breaks
from tests.contracts.shapes import present_shapes, stored_shapes

PRESENT = present_shapes()
STORED = stored_shapes()
SERVICES = ("auth", "billing", "social", "analysis", "analytics", "insights")


def subclasses(base: type[Named]) -> list[type[Named]]:
    for module in pkgutil.iter_modules(contracts.__path__):
        importlib.import_module(f"{contracts.__name__}.{module.name}")
    known = contracts.__name__ + "."
    return [c for c in base.__subclasses__() if c.__module__.startswith(known)]


def handlers_of(service: str, lane: str = "") -> Handlers:
    worker = f"{lane}_worker" if lane else "worker"
    built: Handlers = importlib.import_module(
        f"services.{service}.{worker}"
    ).build_handlers()
    return built


class TestShapes:
    @pytest.mark.parametrize("name", STORED)
    def test_stored_shape_is_not_broken(self, name: str) -> None:
        assert name in PRESENT, f"{name} is gone, but old senders may still send it"
        assert find_breaks(STORED[name], PRESENT[name]) == []

    def test_every_shape_is_stored(self) -> None:
        missing = sorted(set(PRESENT) - set(STORED))
        assert not missing, "python -m tests.contracts.shapes stores them"

    def test_every_addition_is_stored(self) -> None:
        grown = sorted(n for n in STORED if STORED[n] != PRESENT.get(n))
        assert not grown, "python -m tests.contracts.shapes stores them"


class TestRouting:
    def test_each_message_has_a_handler_at_its_owner(self) -> None:
        for message in subclasses(Message):
            assert issubclass(message, Message)
            assert message.name.startswith(f"{message.owner}."), message
            handlers = handlers_of(message.owner, message.lane)
            assert handlers.find(message.name), message

    def test_each_event_has_a_handler_at_each_subscriber(self) -> None:
        assert set(SUBSCRIBERS) == set(subclasses(Event))
        for event, subscribers in SUBSCRIBERS.items():
            for service in subscribers:
                assert handlers_of(service).find(event.name), (event, service)

    def test_no_name_is_given_twice(self) -> None:
        named = [*subclasses(Message), *subclasses(Event)]
        names = [one.name for one in named]
        assert len(names) == len(set(names))
