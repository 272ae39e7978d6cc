"""Which keys sign which call: ours only ask for the customer's role, the role's keys sign everything else."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Base:
    """Our own identity and manners, from the settings: the one thing that may call AssumeRole.

    Nothing is taken from the process environment, profiles or the instance: what is not here does not exist.
    ``endpoint_url`` empty means AWS; the demo and the tests name a local fake. ``account_id`` is the account
    these keys belong to (empty: unknown). Timeouts in seconds; ``attempts`` counts the first try too.
    """

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    region: str = "us-east-1"
    partition: str = "aws"
    account_id: str = ""
    endpoint_url: str = ""
    ca_bundle: str = ""
    connect_timeout: float = 5.0
    read_timeout: float = 20.0
    attempts: int = 4
    calls_per_second: float = 5.0
    calls_at_once: int = 4


@dataclass(frozen=True, slots=True)
class Grant:
    """Keys of an assumed role, for at most an hour. ``expires`` is aware, in UTC."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expires: datetime
