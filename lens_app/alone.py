"""Management commands that work without an installation: no database, no secrets, no environment."""

COMMANDS = frozenset({"lens"})
