"""botocore clients that hear nothing but us: no environment, no profile, no instance metadata, no proxy.

Source: botocore's configuration chain (`botocore.configprovider`), whose every variable is pinned to its
documented default here: keys that happen to lie around must never sign a call into a customer's account.
"""

from typing import Any

from botocore.config import Config
from botocore.configprovider import (
    BOTOCORE_DEFAUT_SESSION_VARIABLES,
    ConfigValueStore,
    ConstantProvider,
)
from botocore.loaders import Loader
from botocore.session import Session

from integrations.aws.credentials import Base, Grant

# Service descriptions are data of the installed package: shared by the process, and the only thing that is.
_DESCRIPTIONS = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
_FROM_FILES = {"config_file": None, "credentials_file": None, "data_path": None, "profile": None, "ca_bundle": None}


def isolated_session() -> Session:
    """A botocore session whose configuration is constant, whatever the process environment says."""
    session = Session()
    defaults = {name: variable[2] for name, variable in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()} | _FROM_FILES
    constants = {name: ConstantProvider(value) for name, value in defaults.items()}
    session.register_component("config_store", ConfigValueStore(mapping=constants))
    session.register_component("data_loader", _DESCRIPTIONS)
    return session


def make(session: Session, service: str, region: str, base: Base, keys: Base | Grant) -> Any:
    """A client for one service in one Region that signs with ``keys`` and nothing else."""
    return session.create_client(
        service,
        region_name=region,
        endpoint_url=base.endpoint_url or None,
        verify=base.ca_bundle or True,
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
        aws_session_token=keys.session_token or None,
        config=_manners(base),
    )


def offered(session: Session, service: str, region: str, partition: str) -> bool:
    """Does the installed description of AWS list this service in this Region? Global services count everywhere."""
    regions = session.get_available_regions(service, partition_name=partition)
    return not regions or region in regions


def _manners(base: Base) -> Config:
    # A signature version set in code also keeps AWS_BEARER_TOKEN_BEDROCK from replacing our signature.
    return Config(
        signature_version="v4",
        connect_timeout=base.connect_timeout,
        read_timeout=base.read_timeout,
        retries={"total_max_attempts": base.attempts, "mode": "standard"},
        proxies={},
        ignore_configured_endpoint_urls=True,
        max_pool_connections=base.calls_at_once,
        user_agent_extra="lensboard",
    )
