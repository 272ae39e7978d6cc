"""Lets a worker find what collects evidence: the job's handler is registered by this import."""

from integrations.actions import runs

__all__ = ["runs"]
