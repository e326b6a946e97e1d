"""Which account the embedded servers run as."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import CannotStart

# Accounts that a machine has anyway; nothing is created on it.
_UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of this machine, by its ids."""

    name: str
    uid: int
    gid: int


def find_server_account(data_folder: Path) -> Account | None:
    """The account for a server whose data lie in `data_folder`; None = our own.

    PostgreSQL refuses to run as root. Data that an ordinary user has made stay
    that user's, so that starting as root in between does no harm.
    Raises CannotStart if we are root and the machine has no other account."""
    if os.geteuid() != 0:
        return None
    if data_folder.exists() and (owner := data_folder.stat().st_uid) != 0:
        return _find_owner(owner, data_folder.stat().st_gid)
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise CannotStart(
        "PostgreSQL refuses to run as root, and this machine has neither an account"
        " 'postgres' nor 'nobody' to run it as. Start as an ordinary user, or set"
        " DATABASE_URL to a PostgreSQL server that runs elsewhere."
    )


def _find_owner(uid: int, gid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(f"uid {uid}", uid, gid)
    return Account(entry.pw_name, uid, entry.pw_gid)
