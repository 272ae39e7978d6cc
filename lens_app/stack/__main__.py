"""`python -m lens_app.stack serve|manage|database|test|with-database …`: what the commands under script/ become."""

import argparse
import os
import shlex
import signal
import subprocess
import sys

from lens_app import alone
from lens_app.stack import database, places, suite
from lens_app.stack.errors import StackError
from lens_app.stack.supervisor import Options, Stopped, Supervisor

SHOWN = ("DATABASE_", "CELERY_", "LENSBOARD_", "SECRET_KEY", "MEDIA_", "FONTCONFIG_", "DJANGO_")


def main(arguments: list[str]) -> int:
    """Run one of the stack's commands and return its exit code."""
    command, *rest = arguments or ["serve"]
    match command:
        case "serve":
            return serve(rest)
        case "manage":
            return manage(rest)
        case "database":
            return keep_database()
        case "with-database":
            return with_database(rest)
        case "test":
            return suite.run(*suite.parse(rest))
    raise StackError(f"There is no command {command!r}. Use serve, manage, database, with-database or test.")


def serve(arguments: list[str]) -> int:
    """Everything, until somebody stops it. The options are those of script/server."""
    parser = argparse.ArgumentParser(prog="python -m lens_app.stack serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", action="store_true")
    chosen = parser.parse_args(arguments)
    Supervisor(Options(chosen.host, chosen.port, demo=not chosen.no_demo)).run()
    return 0


def manage(arguments: list[str]) -> int:
    """Run a management command, with the database up for at least that long if it needs one."""
    if alone.COMMANDS.intersection(arguments[:1]):
        return run([sys.executable, str(places.ROOT / "manage.py"), *arguments], dict(os.environ))
    with database.in_use(places.here()) as db:
        return run([sys.executable, str(places.ROOT / "manage.py"), *arguments], db.environment)


def with_database(command: list[str]) -> int:
    """Run any command with a throw-away database: what script/test does for pytest, for one command."""
    with database.throw_away(places.here()) as environment:
        return run(command, environment | suite.tools())


def keep_database() -> int:
    """Keep the database up until Ctrl-C, and print its addresses for a shell."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with database.in_use(places.here()) as db:
        for name in sorted(db.environment):
            if name.startswith(SHOWN):
                print(f"export {name}={shlex.quote(db.environment[name])}", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            return 0
    return 0


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run ``command`` to its end. Ctrl-C is for the command alone: the database has to outlive it."""
    signal.signal(signal.SIGINT, lambda *_: None)
    return subprocess.call(command, env=environment)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StackError as error:
        sys.exit(f"lensboard: {error}")
    except (KeyboardInterrupt, Stopped):
        sys.exit(130)
