"""Two AWS accounts for the tests of the evidence path, and the way into them: real HTTP, real botocore."""

from collections.abc import Iterable
from dataclasses import replace

from assessments.rules.vocabulary import Verdict
from integrations import runner
from integrations.aws import session
from integrations.aws.account import Account
from integrations.aws.credentials import Base
from integrations.checks.finding import Finding
from integrations.checks.registry import actions_of, catalogue
from lens_app.stack.fake_aws import worlds
from lens_app.stack.fake_aws.server import FakeAws

HOME = "111122223333"
STRANGER = "444455556666"
REGIONS = ("eu-west-1", "us-east-1")
EXTERNAL_ID = "5f1d9c6e-0000-4000-8000-000000000001"
BASE_KEY = "AKIALENSBOARD"
ERRAND = session.errand("11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "22222222-bbbb-4bbb-8bbb-bbbbbbbbbbbb")

_CARED_FOR = worlds.RegionWorld(
    models={worlds.HAIKU: worlds.ModelUse(1_000)},
    guardrails=(worlds.GuardrailWorld("gr0000000001", "assistant"),),
    logging=worlds.LoggingWorld(bucket="model-logs"),
    vpcs=(worlds.VpcWorld("vpc-1", endpoint="vpce-1"),),
    quotas=worlds.QUOTAS,
)

#: Everything is in place: each of the five checks passes in each Region.
GOOD = worlds.AccountWorld(HOME, "good", dict.fromkeys(REGIONS, _CARED_FOR), (worlds.TrailWorld("trail"),))
#: Models are called, and nothing is in place.
BARE = worlds.AccountWorld(
    HOME,
    "bare",
    dict.fromkeys(
        REGIONS,
        worlds.RegionWorld(
            models={worlds.HAIKU: worlds.ModelUse(1_000, throttled_days=3)},
            vpcs=(worlds.VpcWorld("vpc-1"),),
            quotas=worlds.QUOTAS,
        ),
    ),
)
WORLD = worlds.World((GOOD, worlds.AccountWorld(STRANGER, "stranger")))

Key = tuple[str, str, str]


def role_of(account_id: str) -> str:
    """The ARN of the evidence role in an account."""
    return f"arn:aws:iam::{account_id}:role/{worlds.ROLE}"


def base_of(fake: FakeAws, **changes: object) -> Base:
    """Our own identity, pointed at the fake: impatient, and in no need to be polite."""
    base = Base(
        access_key_id=BASE_KEY,
        secret_access_key="base-secret",
        endpoint_url=fake.url,
        connect_timeout=1.0,
        read_timeout=5.0,
        attempts=2,
        calls_per_second=10_000,
        calls_at_once=10,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def connection_to(account_id: str = HOME, external_id: str = EXTERNAL_ID) -> session.Connection:
    """The connection of a tenant that owns the account."""
    return session.Connection(role_of(account_id), external_id, account_id, REGIONS)


def enter(fake: FakeAws, base: Base | None = None) -> Account:
    """Become the evidence role of the home account, with the permissions of all checks."""
    return session.assume(base or base_of(fake), connection_to(), ERRAND, actions=actions_of(catalogue().values()))


def look(fake: FakeAws, *, only: Iterable[str] = (), base: Base | None = None) -> dict[Key, Finding]:
    """Run the checks in every Region: findings by check, Region and resource."""
    checks = [check for check in catalogue().values() if not only or check.id in set(only)]
    account = enter(fake, base)
    outcomes = [runner.run_item(account, item) for item in runner.plan(checks, {"home": REGIONS})]
    return {(f.check, f.region, f.resource): f for outcome in outcomes for f in outcome.findings}


def verdicts(findings: dict[Key, Finding]) -> dict[tuple[str, str], Verdict]:
    """Verdicts by check and Region, for worlds with one model and so one finding each."""
    return {(check, region): finding.verdict for (check, region, _), finding in findings.items()}
