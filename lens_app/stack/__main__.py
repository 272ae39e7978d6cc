"""`python -m lens_app.stack serve|manage|database|test …`: what script/server, script/manage and script/test call."""

import shlex
import signal
import subprocess
import sys

from lens_app.stack import database, places
from lens_app.stack.errors import StackError


def main(arguments: list[str]) -> int:
    """Run one of the stack's commands and return its exit code."""
    command, *rest = arguments or ["serve"]
    if command == "manage":
        return manage(rest)
    if command == "database":
        return keep_database()
    if command == "test":
        return test(rest)
    raise StackError(f"There is no command {command!r}. Use serve, manage, database or test.")


def manage(arguments: list[str]) -> int:
    """Run a management command with the database up for at least that long."""
    with database.in_use(places.here()) as environment:
        return run([sys.executable, str(places.ROOT / "manage.py"), *arguments], environment)


def test(command: list[str]) -> int:
    """Run ``command`` with a throw-away database."""
    command = [word for position, word in enumerate(command) if position or word != "--"]
    with database.throw_away(places.here()) as environment:
        return run(command, environment)


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run ``command`` to its end. Ctrl-C is for the command alone: the database has to outlive it."""
    signal.signal(signal.SIGINT, lambda *_: None)
    return subprocess.call(command, env=environment)


def keep_database() -> int:
    """Keep the database up until Ctrl-C, and print its addresses for a shell."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with database.in_use(places.here()) as environment:
        for name in sorted(environment):
            if name.startswith(("DATABASE_", "CELERY_", "LENSBOARD_", "SECRET_KEY", "MEDIA_", "FONTCONFIG_")):
                print(f"export {name}={shlex.quote(environment[name])}", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StackError as error:
        sys.exit(f"lensboard: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
