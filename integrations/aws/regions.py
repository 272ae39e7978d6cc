"""Regions that people name: those AWS lists in our partition, so that a slip of the pen is found before a run."""

from difflib import get_close_matches
from functools import cache

from integrations.aws.client import isolated_session


@cache
def known(partition: str) -> tuple[str, ...]:
    """The Regions of a partition as the installed description of AWS lists them, sorted."""
    return tuple(sorted(isolated_session().get_available_regions("ec2", partition_name=partition)))


def nearest(region: str, partition: str) -> str:
    """The Region that was probably meant; empty when none is near."""
    return next(iter(get_close_matches(region, known(partition), n=1)), "")
