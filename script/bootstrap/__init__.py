"""From a bare machine to a Python that has everything the lock file names. Standard library only.

Used by script/server, script/manage and script/test, in this order: `interpreter`, `packages`, `libraries`.
"""
