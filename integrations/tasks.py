"""Lets a worker find what reads AWS: the handlers of its jobs are registered by these imports."""

from integrations.actions import runs, verification

__all__ = ["runs", "verification"]
