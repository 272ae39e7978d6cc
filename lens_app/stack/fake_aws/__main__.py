"""Serve the fake from the command line: ``python -m lens_app.stack.fake_aws --port 4599 --world demo``."""

import argparse
import importlib.util
import signal
import threading
from pathlib import Path

from lens_app.stack.fake_aws import server, worlds


def main() -> None:
    """Serve until interrupted or told to end."""
    parser = argparse.ArgumentParser(prog="fake_aws", description="An AWS of our own on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port (default)")
    parser.add_argument("--world", choices=sorted(worlds.WORLDS), default="demo", help="what the accounts hold")
    parser.add_argument("--roles", type=Path, help="a file that remembers the roles' external ids between starts")
    given = parser.parse_args()
    if importlib.util.find_spec("moto") is None:
        print("moto is not installed: only the operations of the evidence checks are answered.", flush=True)
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    with server.start(worlds.WORLDS[given.world](), given.port, given.roles) as fake:
        print(f"fake AWS ({given.world}) on {fake.url}", flush=True)
        done.wait()


if __name__ == "__main__":
    main()
