"""botocore clients that hear nothing but us: no environment, no profile, no instance metadata, no proxy.

Source: botocore's configuration chain (`botocore.configprovider`), whose every variable is pinned to its
documented default here: keys that happen to lie around must never sign a call into a customer's account.
"""

from collections.abc import Iterable
from functools import cache
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
from integrations.aws.operations import action

_FROM_FILES = {"config_file": None, "credentials_file": None, "data_path": None, "profile": None, "ca_bundle": None}


class _Descriptions(Loader):
    """botocore's descriptions of the services, without the operations nobody allowed.

    A client is a class with a method per operation, and Amazon EC2 has over seven hundred: to make only those that are
    called takes a third of the time, and there is no other to call by mistake.
    """

    def __init__(self, actions: frozenset[str]) -> None:
        super().__init__(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
        self._actions = actions

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> dict[str, Any]:
        """See Loader."""
        described: dict[str, Any] = super().load_service_model(service_name, type_name, api_version)
        if type_name != "service-2":
            return described
        allowed = {
            name: operation
            for name, operation in described["operations"].items()
            if action(f"{service_name}:{name}") in self._actions
        }
        return described | {"operations": allowed}


@cache
def _descriptions(actions: frozenset[str]) -> _Descriptions:
    """Data of the installed package: shared by the process, and the only thing that is."""
    return _Descriptions(actions)


def isolated_session(actions: Iterable[str] = ()) -> Session:
    """A botocore session whose configuration is constant, whatever the process environment says.

    Its clients know the operations these IAM actions allow, and no others.
    """
    session = Session()
    defaults = {name: variable[2] for name, variable in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()} | _FROM_FILES
    constants = {name: ConstantProvider(value) for name, value in defaults.items()}
    session.register_component("config_store", ConfigValueStore(mapping=constants))
    session.register_component("data_loader", _descriptions(frozenset(actions)))
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
