"""What is in the fake's accounts, declared: a test changes one fact and serves the world again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lens_app.stack.fake_aws.faults import Fault

ROLE = "LensboardEvidence"
HARMS = ("HATE", "INSULTS", "MISCONDUCT", "SEXUAL", "VIOLENCE")


@dataclass(frozen=True)
class ModelUse:
    """How one model is called: calls a day, the busiest minute, and on how many of 14 days it was throttled."""

    calls_per_day: int
    peak_requests: float = 20.0
    peak_tokens: float | None = 40_000.0
    throttled_days: int = 0


@dataclass(frozen=True)
class GuardrailWorld:
    """One guardrail: its draft, and one published version unless ``published`` is False."""

    id: str
    name: str
    filters: tuple[str, ...] = HARMS
    strength: str = "HIGH"
    status: str = "READY"
    published: bool = True


@dataclass(frozen=True)
class LoggingWorld:
    """Where invocations are logged. ``failures`` a day could not be delivered."""

    bucket: str = ""
    log_group: str = ""
    failures: int = 0


@dataclass(frozen=True)
class VpcWorld:
    """One VPC and its endpoint to bedrock-runtime, if it has one."""

    id: str
    default: bool = False
    endpoint: str = ""
    private_dns: bool = True


@dataclass(frozen=True)
class TrailWorld:
    """One trail."""

    name: str
    multi_region: bool = True
    validated: bool = True
    logging: bool = True


@dataclass(frozen=True)
class RegionWorld:
    """What one Region of one account holds. ``quotas``: name → value. ``mantle``: calls a day."""

    models: Mapping[str, ModelUse] = field(default_factory=dict)
    guardrails: tuple[GuardrailWorld, ...] = ()
    logging: LoggingWorld | None = None
    vpcs: tuple[VpcWorld, ...] = (VpcWorld("vpc-0default", default=True),)
    quotas: Mapping[str, float] = field(default_factory=dict)
    mantle: int = 0


@dataclass(frozen=True)
class AccountWorld:
    """One account: what its Regions hold, its trails, what it always refuses, and how long its pages are.

    ``claims``: the account STS says it is, where that is another one.
    """

    account_id: str
    name: str
    regions: Mapping[str, RegionWorld] = field(default_factory=dict)
    trails: tuple[TrailWorld, ...] = ()
    roles: tuple[str, ...] = (ROLE,)
    faults: tuple[Fault, ...] = ()
    page_size: int = 100
    claims: str = ""

    def region(self, name: str) -> RegionWorld:
        """What a Region holds; one that is not declared holds a default VPC and nothing else."""
        return self.regions.get(name, RegionWorld())

    def changed(self, region: str, **facts: object) -> "AccountWorld":
        """This account with other facts in one Region."""
        changed = replace(self.region(region), **facts)  # type: ignore[arg-type]
        return replace(self, regions={**self.regions, region: changed})


@dataclass(frozen=True)
class World:
    """Every account there is."""

    accounts: tuple[AccountWorld, ...]

    def account(self, account_id: str) -> AccountWorld | None:
        """The account with this id, or nothing."""
        return next((account for account in self.accounts if account.account_id == account_id), None)

    def with_account(self, account: AccountWorld) -> "World":
        """This world with one account replaced or added."""
        others = tuple(other for other in self.accounts if other.account_id != account.account_id)
        return replace(self, accounts=(*others, account))


SONNET = "jp.anthropic.claude-sonnet-4-5-20250929-v1:0"
HAIKU = "anthropic.claude-3-haiku-20240307-v1:0"
NOVA = "amazon.nova-lite-v1:0"

QUOTAS = {
    "On-demand model inference requests per minute for Anthropic Claude 3 Haiku": 1000.0,
    "On-demand model inference tokens per minute for Anthropic Claude 3 Haiku": 2_000_000.0,
    "On-demand model inference requests per minute for Amazon Nova Lite": 1000.0,
    "On-demand model inference tokens per minute for Amazon Nova Lite": 2_000_000.0,
    "Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1": 200.0,
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1": 200_000.0,
    "Number of guardrails per account": 100.0,
}


def demo() -> World:
    """Claims handling at an insurer: a cared-for production in Tokyo, a younger Region, and a development account.

    And a bank's account that has just been opened.
    """
    return World(accounts=(_claims_production(), _claims_development(), _bank()))


def _claims_production() -> AccountWorld:
    tokyo = RegionWorld(
        models={SONNET: ModelUse(4_200, peak_requests=62, peak_tokens=118_000), HAIKU: ModelUse(9_800)},
        guardrails=(GuardrailWorld("gr7claims0a1", "claims-assistant"),),
        logging=LoggingWorld(bucket="claims-prod-model-logs", log_group="/claims/bedrock"),
        vpcs=(VpcWorld("vpc-0claimsprod", endpoint="vpce-0claims1"), VpcWorld("vpc-0default", default=True)),
        quotas=QUOTAS,
    )
    virginia = RegionWorld(
        models={NOVA: ModelUse(310, peak_requests=6)},
        guardrails=(GuardrailWorld("gr2summary0b", "summaries", filters=("HATE", "INSULTS", "VIOLENCE")),),
        vpcs=(VpcWorld("vpc-0batch", endpoint="vpce-0batch1"),),
        quotas=QUOTAS,
    )
    # Quotas stay unread there, as in many first connections: the role was made before that check was enabled.
    faults = (Fault("deny", "service-quotas:ListServiceQuotas", region="us-east-1"),)
    regions = {"ap-northeast-1": tokyo, "us-east-1": virginia}
    return AccountWorld("111122223333", "claims-prod", regions, (TrailWorld("organization-trail"),), faults=faults)


def _claims_development() -> AccountWorld:
    tokyo = RegionWorld(
        models={SONNET: ModelUse(180, peak_requests=9, peak_tokens=31_000)},
        guardrails=(GuardrailWorld("gr9dev00c3", "claims-assistant-draft", published=False),),
        vpcs=(VpcWorld("vpc-0dev"), VpcWorld("vpc-0default", default=True)),
        quotas=QUOTAS,
    )
    return AccountWorld(
        "444455556666",
        "claims-dev",
        {"ap-northeast-1": tokyo},
        (TrailWorld("dev-trail", multi_region=False, validated=False),),
        faults=(Fault("scp", "service-quotas:*"),),
    )


def _bank() -> AccountWorld:
    tokyo = RegionWorld(
        models={SONNET: ModelUse(2_600, peak_requests=31, peak_tokens=74_000), NOVA: ModelUse(900)},
        guardrails=(GuardrailWorld("gr4kitahama1", "internal-rules"),),
        vpcs=(VpcWorld("vpc-0bankapps", endpoint="vpce-0bank1"),),
        quotas=QUOTAS,
    )
    trail = TrailWorld("bank-trail", validated=False)
    return AccountWorld("777700001111", "kitahama-genai", {"ap-northeast-1": tokyo}, (trail,))


WORLDS = {"demo": demo}
