"""`python -m tests.rules.check`: prints what breaks a house rule; then exits 1."""

import sys

from tests.rules.house_rules import check_tree

if __name__ == "__main__":
    findings = check_tree()
    for finding in findings:
        print(finding)  # noqa: T201 - this is a command
    sys.exit(bool(findings))
