"""AWS operations and the IAM actions they need.

Source: Service Authorization Reference. An action is the signing name and the operation, but for a few services.
"""

from functools import cache

from botocore.loaders import Loader

_PREFIX = {"service-quotas": "servicequotas", "bedrock-agent": "bedrock", "stepfunctions": "states"}


@cache
def _names(service: str) -> frozenset[str]:
    # A loader of its own: the description is dropped again, only the names stay.
    loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    if service not in loader.list_available_services("service-2"):
        return frozenset()
    return frozenset(loader.load_service_model(service, "service-2")["operations"])


def known(operation: str) -> bool:
    """Does the installed botocore describe this operation (``service:Operation``)?"""
    service, _, name = operation.partition(":")
    return name in _names(service)


def action(operation: str) -> str:
    """The IAM action an operation needs: ``service-quotas:ListServiceQuotas`` → ``servicequotas:ListServiceQuotas``."""
    service, _, name = operation.partition(":")
    return f"{_PREFIX.get(service, service)}:{name}"
