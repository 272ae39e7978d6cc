"""What the demo shows when its evidence is collected: a believable mix, and always the same."""

from dataclasses import replace
from pathlib import Path

from integrations import runner
from integrations.aws import session
from integrations.aws.credentials import Base
from integrations.checks.registry import actions_of, catalogue
from lens_app.stack.fake_aws import server, worlds

ACCOUNTS = {
    "111122223333": ("ap-northeast-1", "us-east-1"),
    "444455556666": ("ap-northeast-1",),
    "777700001111": ("ap-northeast-1",),
}
EXPECTED = {
    ("111122223333", "AUD-TRAIL", "global"): ["PASS"],
    ("111122223333", "GRD-EXIST", "ap-northeast-1"): ["PASS"],
    ("111122223333", "GRD-EXIST", "us-east-1"): ["undecided"],
    ("111122223333", "LOG-INV", "ap-northeast-1"): ["PASS"],
    ("111122223333", "LOG-INV", "us-east-1"): ["FAIL"],
    ("111122223333", "NET-VPCE", "ap-northeast-1"): ["PASS"],
    ("111122223333", "NET-VPCE", "us-east-1"): ["PASS"],
    ("111122223333", "QTA-USE", "ap-northeast-1"): ["PASS", "PASS"],
    ("111122223333", "QTA-USE", "us-east-1"): ["missing_permission"],
    ("444455556666", "AUD-TRAIL", "global"): ["FAIL"],
    ("444455556666", "GRD-EXIST", "ap-northeast-1"): ["FAIL"],
    ("444455556666", "LOG-INV", "ap-northeast-1"): ["FAIL"],
    ("444455556666", "NET-VPCE", "ap-northeast-1"): ["FAIL"],
    ("444455556666", "QTA-USE", "ap-northeast-1"): ["scp_denied"],
    ("777700001111", "AUD-TRAIL", "global"): ["FAIL"],
    ("777700001111", "GRD-EXIST", "ap-northeast-1"): ["PASS"],
    ("777700001111", "LOG-INV", "ap-northeast-1"): ["FAIL"],
    ("777700001111", "NET-VPCE", "ap-northeast-1"): ["PASS"],
    ("777700001111", "QTA-USE", "ap-northeast-1"): ["PASS", "PASS"],
}


def test_the_demo_world() -> None:
    seen: dict[tuple[str, str, str], list[str]] = {}
    checks = list(catalogue().values())
    with server.start(worlds.demo()) as fake:
        base = Base("AKIABASE", "secret", endpoint_url=fake.url, calls_per_second=1_000)
        for account_id, regions in ACCOUNTS.items():
            role = f"arn:aws:iam::{account_id}:role/{worlds.ROLE}"
            fake.roles.register(role, "id")
            connection = session.Connection(role, "id", account_id, regions)
            account = session.assume(base, connection, session.errand("o", "r"), actions=actions_of(checks))
            for item in runner.plan(checks, {account_id: regions}):
                findings = runner.run_item(account, item).findings
                seen[account_id, item.check, item.region] = [str(f.reason or f.verdict) for f in findings]
    assert seen == EXPECTED


def test_a_world_is_changed_by_making_another() -> None:
    world = worlds.demo()
    account = world.account("111122223333")
    assert account
    other = world.with_account(replace(account.changed("us-east-1", mantle=7), name="other"))
    changed = other.account("111122223333")
    assert changed
    assert changed.region("us-east-1").mantle == 7
    assert account.region("us-east-1").mantle == 0


def test_roles_outlive_the_fake(tmp_path: Path) -> None:
    kept = tmp_path / "roles.json"
    role = f"arn:aws:iam::111122223333:role/{worlds.ROLE}"
    with server.start(worlds.demo(), kept=kept) as fake:
        fake.roles.register(role, "id")
    with server.start(worlds.demo(), kept=kept) as again:
        base = Base("AKIABASE", "secret", endpoint_url=again.url)
        connection = session.Connection(role, "id", "111122223333", ("ap-northeast-1",))
        session.assume(base, connection, session.errand("o", "r"), actions=("sts:GetCallerIdentity",))
