"""Names of time zones, and what is none."""

import pytest

from libs.common.timezones import find_timezone


class TestFindTimezone:
    @pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Indiana/Knox"])
    def test_iana_name_is_known(self, name: str) -> None:
        zone = find_timezone(name)
        assert zone is not None
        assert zone.key == name

    @pytest.mark.parametrize("name", ["", "Mars/Olympus", "America", "localtime", "é"])
    def test_anything_else_is_not(self, name: str) -> None:
        assert find_timezone(name) is None

    @pytest.mark.parametrize("path", ["../etc/passwd", "/etc", "UTC\x00", "./UTC"])
    def test_path_is_not(self, path: str) -> None:
        assert find_timezone(path) is None
