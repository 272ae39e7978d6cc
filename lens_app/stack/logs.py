"""The output of the stack's processes: each line to the terminal behind its name, and to a file of its own."""

import contextlib
import os
import selectors
import sys
from pathlib import Path
from typing import IO, TextIO

COLOURS = {"web": "36", "worker": "33", "beat": "35", "aws": "34", "database": "32", "lensboard": "1"}
WIDTH = 9
KEEP = 5_000_000


class Logs:
    """Reads the pipes of all processes in the supervisor's own thread: Linux ties their lives to that thread."""

    def __init__(self, directory: Path, terminal: TextIO = sys.stdout) -> None:
        self.directory = directory
        self.terminal = terminal
        self._selector = selectors.DefaultSelector()
        self._rest: dict[IO[bytes], bytes] = {}
        self._files: dict[str, IO[bytes]] = {}

    def follow(self, name: str, pipe: IO[bytes]) -> None:
        """Pass on what comes out of ``pipe`` under ``name`` until it is closed."""
        os.set_blocking(pipe.fileno(), False)
        self._rest[pipe] = b""
        self._selector.register(pipe, selectors.EVENT_READ, name)

    def say(self, text: str, name: str = "lensboard") -> None:
        """One line of our own."""
        self._write(name, text.encode())

    def pump(self, timeout: float) -> None:
        """Pass on what there is, waiting at most ``timeout`` seconds for the first of it."""
        for key, _ in self._selector.select(timeout):
            self._read(key.data, key.fileobj)

    def drain(self) -> None:
        """Pass on what is left in the pipes, without waiting."""
        while ready := self._selector.select(0):
            for key, _ in ready:
                self._read(key.data, key.fileobj)

    def _read(self, name: str, pipe: IO[bytes]) -> None:
        chunk = pipe.read(65536)
        if chunk is None:
            return
        *lines, rest = (self._rest[pipe] + chunk).split(b"\n")
        if not chunk:
            self._selector.unregister(pipe)
            del self._rest[pipe]
            pipe.close()
            lines, rest = ([rest] if rest else []), b""
        else:
            self._rest[pipe] = rest
        for line in lines:
            self._write(name, line)

    def _write(self, name: str, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip("\r")
        label = name.ljust(WIDTH)
        if self.terminal.isatty():
            label = f"\033[{COLOURS.get(name, '0')}m{label}\033[0m"
        # A closed terminal must not stop the stack: the file has the line.
        with contextlib.suppress(OSError, UnicodeEncodeError):
            print(f"{label} │ {text}", file=self.terminal, flush=True)
        file = self._file(name)
        file.write(text.encode() + b"\n")
        file.flush()

    def _file(self, name: str) -> IO[bytes]:
        path = self.directory / f"{name}.log"
        if name not in self._files:
            self._files[name] = path.open("ab")
        if self._files[name].tell() > KEEP:
            self._files[name].close()
            path.replace(path.with_suffix(".log.1"))
            self._files[name] = path.open("ab")
        return self._files[name]
