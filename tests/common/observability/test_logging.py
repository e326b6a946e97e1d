"""Log lines: JSON, with the request's id, without secrets."""

import pytest

from tests.common.observability.lines import read_lines, run_logging

# What happens in one process is read by many tests: a process takes a second to start.
_EVENTS = """
from libs.common.db.engine import build_engine
bind_request_id('request-0001')
log.info('greeted', user='Zoë', password='hunter2', deep={'api_key': 'hunter2'})
logging.getLogger('some.library').warning('GET redis://:%s@host/0', 'hunter2')
logging.getLogger('some.library').info('extra', extra={'access_token': 'hunter2'})
logging.getLogger('uvicorn.access').info('GET /')
engine = build_engine('postgresql://h/d', application_name='a', pool_size=1)
engine.sync_engine.dispose()
log.debug('too quiet')

def fail(password):
    local_secret = 'hunter2'
    raise ValueError('postgresql://me:hunter2@db refused')

try:
    fail('hunter2')
except ValueError as error:
    log.error('failed', exc_info=error)
    logging.getLogger('uvicorn.error').exception('Exception in ASGI application')
log.info('odd \\ud800 text\\nwith a line', at=object())
log.info('tokens', input_tokens=5, url='https://h/?signature=hunter2')
"""


@pytest.fixture(scope="module")
def output() -> str:
    return run_logging(_EVENTS)


class TestJson:
    def test_each_event_is_one_line_of_json(self, output: str) -> None:
        events = [line["event"] for line in read_lines(output)]
        assert events[0] == "greeted"
        assert "failed" in events
        assert len(events) == 7

    def test_every_line_says_who_when_and_for_which_request(self, output: str) -> None:
        for line in read_lines(output):
            assert line["service"] == "probe"
            assert line["request_id"] == "request-0001"
            assert line["level"] in {"info", "warning", "error"}
            assert line["timestamp"].endswith("Z")

    def test_letters_are_written_as_they_are(self, output: str) -> None:
        assert "Zoë" in output

    def test_no_secret_is_written(self, output: str) -> None:
        assert "hunter2" not in output
        assert "[redacted]" in output

    def test_traceback_is_there_without_locals(self, output: str) -> None:
        for event in ("failed", "Exception in ASGI application"):
            line = next(x for x in read_lines(output) if x["event"] == event)
            assert "ValueError" in line["exception"]
            assert "in fail" in line["exception"]
            assert "local_secret" not in line["exception"]

    def test_figures_named_like_secrets_stay(self, output: str) -> None:
        line = read_lines(output)[-1]
        assert line["input_tokens"] == 5


class TestText:
    def test_text_holds_no_secret_either(self) -> None:
        output = run_logging(_EVENTS, "text")
        assert "greeted" in output
        assert "ValueError" in output
        assert "hunter2" not in output
