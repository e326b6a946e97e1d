"""Turns itself into another program: less privileged, and dying with its parent.

Run as `python -I -S launch.py <plan> <command> ...`, where the plan is a JSON object:
`parent` (pid), `death_signal`, `folder`, and `uid` and `gid` or null. It is a program
of its own because these steps must happen in the child, in this order, and may not be
done between fork and exec of a process that has threads.

Source: prctl(2), capabilities(7), Linux man-pages 6.9."""

import ctypes
import json
import os
import sys
from typing import Any

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE = 1
_CAP_DAC_READ_SEARCH = 2
_EXIT_CANNOT_EXECUTE = 127


def main(plan: dict[str, Any], command: list[str]) -> None:
    """Drops privileges, ties itself to the parent and executes `command`."""
    parent, death_signal = plan["parent"], plan["death_signal"]
    uid, gid = plan["uid"], plan["gid"]
    if uid is not None and gid is not None:
        _become(uid, gid, needed=[command[0], plan["folder"]])
    # After the change of user, which would clear it.
    if sys.platform == "linux" and death_signal is not None:
        _prctl(_PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:
        # It died before the kernel was asked to tell us.
        sys.exit(1)
    try:
        os.execvp(command[0], command)  # noqa: S606  (that is what this is for)
    except OSError as error:
        sys.stderr.write(f"cannot execute {command[0]}: {error.strerror}\n")
        sys.exit(_EXIT_CANNOT_EXECUTE)


def _become(uid: int, gid: int, *, needed: list[str]) -> None:
    """Changes the user for good; may read through closed parent folders if it must.

    A checkout below /root is closed to every other account. Rather than opening
    such folders, the one capability that passes them is kept, if and only if one
    of the `needed` paths cannot be reached without it."""
    if sys.platform == "linux":
        _prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if sys.platform != "linux":
        return
    reachable = all(os.access(path, os.X_OK) for path in needed)
    if reachable:
        _set_capabilities(0)
        return
    for capability in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE):
        if _set_capabilities(1 << capability):
            _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability)
            return
    sys.stderr.write(
        f"the account with uid {uid} cannot reach {' and '.join(needed)}: a folder"
        " above is closed to it, and this system lets us keep no right to pass. Put"
        " the project where every account may pass (such as /opt), or do not start"
        " as root.\n"
    )
    sys.exit(_EXIT_CANNOT_EXECUTE)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def _set_capabilities(mask: int) -> bool:
    # Effective, permitted and inheritable, low words first, then the high words.
    words = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    header = _Header(_CAPABILITY_VERSION_3, 0)
    return ctypes.CDLL(None).capset(ctypes.byref(header), words) == 0  # type: ignore[no-any-return]


def _prctl(option: int, *arguments: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    if library.prctl(option, *padded) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option} failed")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
