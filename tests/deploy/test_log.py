import io
from pathlib import Path

from deploy.local.log import FileLog, TerminalLog


class TestTerminalLog:
    def test_line_stands_behind_its_padded_name(self) -> None:
        stream = io.StringIO()
        log = TerminalLog(["auth", "analysis-worker"], stream=stream, colour=False)
        log.line("auth", "hello")
        log.line("analysis-worker", "there")
        assert stream.getvalue() == (
            "auth            | hello\nanalysis-worker | there\n"
        )

    def test_names_differ_in_colour_on_a_terminal(self) -> None:
        stream = io.StringIO()
        log = TerminalLog(["auth", "billing"], stream=stream, colour=True)
        log.line("auth", "a")
        log.line("billing", "b")
        first, second = stream.getvalue().splitlines()
        assert first.split("m")[0] != second.split("m")[0]
        assert first.endswith("\x1b[0m a")

    def test_closed_terminal_is_no_error(self) -> None:
        stream = io.StringIO()
        log = TerminalLog(["auth"], stream=stream, colour=False)
        stream.close()
        log.line("auth", "nobody reads this")


class TestFileLog:
    def test_each_process_has_a_file_that_is_added_to(self, tmp_path: Path) -> None:
        for text in ("first", "second"):
            log = FileLog(tmp_path / "logs")
            log.line("auth", text)
            log.line("billing", text)
            log.close()
        assert (tmp_path / "logs/auth.log").read_text() == "first\nsecond\n"
        assert (tmp_path / "logs/billing.log").read_text() == "first\nsecond\n"
