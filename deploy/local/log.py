"""Where the words of the processes go: the terminal, or a file each."""

import sys
from pathlib import Path
from typing import Protocol, TextIO

# Readable on light and dark backgrounds alike: no black, white or yellow.
_COLOURS = (36, 35, 34, 32, 31, 96, 95, 94, 92, 91)


class Log(Protocol):
    """Takes lines of named processes."""

    def line(self, name: str, text: str) -> None:
        """Keeps or shows one line, without its line end."""

    def close(self) -> None:
        """Nothing more will come."""


class TerminalLog:
    """Each line behind the name of who said it, in a colour of its own."""

    def __init__(
        self,
        names: list[str],
        *,
        stream: TextIO | None = None,
        colour: bool | None = None,
    ) -> None:
        self._stream = stream or sys.stdout
        self._colour = self._stream.isatty() if colour is None else colour
        self._width = max(map(len, names), default=0)
        self._order = {name: index for index, name in enumerate(names)}

    def line(self, name: str, text: str) -> None:
        """Shows one line."""
        prefix = f"{name:<{self._width}} |"
        if self._colour:
            code = _COLOURS[self._order.get(name, 0) % len(_COLOURS)]
            prefix = f"\x1b[{code}m{prefix}\x1b[0m"
        try:
            self._stream.write(f"{prefix} {text}\n")
            self._stream.flush()
        except (OSError, ValueError):
            # The terminal was closed under us; the system is not to die of that.
            return

    def close(self) -> None:
        """Nothing to close: the stream is not ours."""


class FileLog:
    """One file per process, `<name>.log`, added to."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._files: dict[str, TextIO] = {}

    def line(self, name: str, text: str) -> None:
        """Writes one line."""
        if name not in self._files:
            self._files[name] = (self._folder / f"{name}.log").open("a", buffering=1)
        self._files[name].write(f"{text}\n")

    def close(self) -> None:
        """Closes the files."""
        while self._files:
            self._files.popitem()[1].close()
