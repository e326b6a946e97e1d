"""Each rule finds what it is for, leaves alone what it should, and can be excused."""

import pytest

from tests.rules.house_rules import check_source, check_tree

BROKEN = {
    "commit-at-the-edge": "await session.commit()\n",
    "query-in-repository": "await session.execute(statement)\n",
    "clients-in-their-place": "import httpx2\n",
    "clock-is-handed-in": "at = datetime.now(UTC)\n",
    "errors-have-names": "raise HTTPException(404)\n",
    "file-is-one-thing": "x = 1\n" * 401,
}

ALLOWED = {
    "commit-at-the-edge": "libs/common/db/session.py",
    "query-in-repository": "services/billing/usage/repository.py",
    "clients-in-their-place": "services/social/clients/custom.py",
    "clock-is-handed-in": "libs/common/clock.py",
    "errors-have-names": "libs/common/error_handlers.py",
}


class TestRules:
    @pytest.mark.parametrize("rule", BROKEN)
    def test_broken_rule_is_found(self, rule: str) -> None:
        found = check_source("services/x/feature/service.py", BROKEN[rule])
        assert [finding.rule for finding in found] == [rule]

    @pytest.mark.parametrize("rule", ALLOWED)
    def test_place_of_the_rule_is_left_alone(self, rule: str) -> None:
        assert not list(check_source(ALLOWED[rule], BROKEN[rule]))

    def test_excuse_with_a_reason_is_taken(self) -> None:
        line = "at = datetime.now(UTC)  # rule: clock-is-handed-in - a log line\n"
        assert not list(check_source("services/x/a/service.py", line))

    def test_result_without_arguments_is_no_query(self) -> None:
        assert not list(check_source("services/x/a/service.py", "rows.scalars()\n"))

    def test_vague_file_name_is_found(self) -> None:
        found = list(check_source("libs/common/utils.py", ""))
        assert [finding.rule for finding in found] == ["names-say-something"]


def test_project_keeps_its_rules() -> None:
    assert [str(finding) for finding in check_tree()] == []
