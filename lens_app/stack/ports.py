"""Taking a port, and who has it when it cannot be had."""

import errno
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

from lens_app.stack.errors import StackError

LISTENING = "0A"
#: How many connections the kernel keeps for us until they are accepted.
WAITING = 1024


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at ``host:port``: whoever connects waits there until somebody accepts.

    Raises StackError that says who has the port and what to type.
    """
    family, address = resolve(host, port)
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(WAITING)
    except OSError as error:
        listener.close()
        raise StackError(refusal(error, host, port)) from error
    return listener


def resolve(host: str, port: int) -> tuple[socket.AddressFamily, tuple]:
    """The address family and address of ``host``. Raises StackError when the name is unknown."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise StackError(f"--host {host}: {error.strerror or error}") from error
    return family, address


def refusal(error: OSError, host: str, port: int) -> str:
    """The message for a port that cannot be had."""
    if error.errno == errno.EADDRINUSE:
        who = holder(port)
        return (
            f"Port {port} is taken{f' by {who}' if who else ''}. Stop that, or choose another port:\n"
            f"  script/server --port {next_free(host, port)}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs root. Choose one from 1024 up: script/server --port {next_free(host, 8000)}"
    return f"Cannot listen on {host}, port {port}: {error.strerror}"


def next_free(host: str, port: int) -> int:
    """The first free port after ``port``."""
    family, _ = resolve(host, port)
    for candidate in range(port + 1, 65536):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    return 0


def holder(port: int) -> str | None:
    """The command and process that listens on ``port``; None when the system does not tell, as for other users'."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in map(str.split, rows):
            if row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{row[9]}]")
    for process in Path("/proc").glob("[0-9]*") if inodes else ():
        try:
            if any(os.readlink(descriptor) in inodes for descriptor in (process / "fd").iterdir()):
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                return f"process {process.name} ({words[:80]})"
        except OSError:
            continue
    return None


def answers(url: str) -> bool:
    """Whether something listens at the host and port of ``url``."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), timeout=1).close()
    except OSError:
        return False
    return True


def names_of(host: str) -> list[str]:
    """The names under which a browser may ask for this server: what ALLOWED_HOSTS has to hold."""
    names = {"localhost", "127.0.0.1", "[::1]"}
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - the person asked for it, and is told
        names |= {socket.gethostname(), socket.getfqdn(), *own_addresses()}
    else:
        names.add(f"[{host}]" if ":" in host else host)
    return sorted(names)


def own_addresses() -> set[str]:
    """The addresses of this machine that its name and its route to the world lead to."""
    found = set()
    try:
        found |= {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # a UDP connect sends nothing; it only asks for the route
            found.add(probe.getsockname()[0])
    except OSError:
        pass
    return found
