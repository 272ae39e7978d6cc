"""Becoming a role: whose keys sign what, whose external id opens which door, and what is refused before AWS hears."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from assessments.rules.vocabulary import Verdict
from integrations.aws import session
from integrations.aws.account import Account
from integrations.aws.arn import RoleRefused
from integrations.aws.errors import Unreadable, Why
from integrations.aws.reasons import sentence
from integrations.aws.session import Trust
from lens_app.stack.fake_aws import server
from lens_app.stack.fake_aws.faults import Fault
from lens_app.stack.fake_aws.server import FakeAws
from tests.integrations.estate import (
    BASE_KEY,
    ERRAND,
    EXTERNAL_ID,
    GOOD,
    HOME,
    STRANGER,
    WORLD,
    base_of,
    connection_to,
    enter,
    look,
    role_of,
)

ACTIONS = ["bedrock:ListGuardrails"]
CANARY = "AKIACANARYCANARY0000"


def refused(fake: FakeAws, connection: session.Connection) -> Unreadable:
    with pytest.raises(Unreadable) as reason:
        session.assume(base_of(fake), connection, ERRAND, actions=ACTIONS)
    return reason.value


def test_a_stranger_cannot_enter_with_an_external_id_of_their_own(fake: FakeAws) -> None:
    reason = refused(fake, connection_to(HOME, "99999999-0000-4000-8000-000000000009"))
    assert reason.why is Why.ROLE_REFUSED
    said = str(reason) + str(sentence(reason))
    assert not [secret for secret in (EXTERNAL_ID, HOME, "LensboardEvidence", "99999999") if secret in said]


def test_an_unknown_account_and_a_wrong_external_id_look_the_same(fake: FakeAws) -> None:
    wrong = refused(fake, connection_to(HOME, "wrong"))
    nobody = refused(fake, connection_to("123456789012"))
    unregistered = refused(fake, connection_to(STRANGER))
    assert str(wrong) == str(nobody) == str(unregistered)


def test_a_role_that_asks_for_the_external_id_is_guarded(fake: FakeAws) -> None:
    assert session.trust(base_of(fake), connection_to(), ERRAND) is Trust.GUARDED


def test_a_role_that_anyone_may_assume_is_open(fake: FakeAws) -> None:
    fake.roles.register(role_of(HOME), None)
    assert session.trust(base_of(fake), connection_to(), ERRAND) is Trust.OPEN


def test_a_probe_that_got_no_answer_calls_no_role_guarded(fake: FakeAws) -> None:
    fake.faults.switch_on(Fault("throttle", "sts:AssumeRole"))
    with pytest.raises(Unreadable) as reason:
        session.trust(base_of(fake, attempts=1), connection_to(), ERRAND)
    assert reason.value.why is Why.THROTTLED


def test_keys_of_another_account_than_declared_read_nothing(fake: FakeAws) -> None:
    fake.world = fake.world.with_account(replace(GOOD, claims=STRANGER))
    assert refused(fake, connection_to()).why is Why.WRONG_ACCOUNT
    assert {seen.operation for seen in fake.seen} == {"sts:AssumeRole", "sts:GetCallerIdentity"}


def test_a_role_of_another_account_than_declared_never_reaches_aws(fake: FakeAws) -> None:
    assert refused(fake, replace(connection_to(), account_id=STRANGER)).why is Why.WRONG_ACCOUNT
    assert fake.seen == []


def test_a_role_in_our_own_account_never_reaches_aws(fake: FakeAws) -> None:
    with pytest.raises(RoleRefused):
        session.assume(base_of(fake, account_id=HOME), connection_to(), ERRAND, actions=ACTIONS)
    assert fake.seen == []


def test_the_session_is_named_after_tenant_and_run(fake: FakeAws) -> None:
    enter(fake)
    key = next(seen.access_key for seen in fake.seen if seen.operation == "sts:GetCallerIdentity")
    held = fake.roles.session(key)
    assert held
    assert held.name == "lensboard-11111111-22222222"


def test_the_session_may_do_nothing_but_what_was_asked_for(fake: FakeAws) -> None:
    account = session.assume(base_of(fake), connection_to(), ERRAND, actions=ACTIONS)
    assert account.call("bedrock:ListGuardrails", "eu-west-1")["guardrails"]
    beside = "bedrock:GetModelInvocationLoggingConfiguration"
    with pytest.raises(AttributeError):
        account.call(beside, "eu-west-1")  # our client does not know it
    grant = account._grant
    careless = Account(
        account_id=account.account_id,
        regions=account.regions,
        actions=[*ACTIONS, beside],
        base=base_of(fake),
        grant=grant,
        renew=lambda: grant,
    )
    with pytest.raises(Unreadable) as reason:
        careless.call(beside, "eu-west-1")  # and AWS would refuse it
    assert reason.value.why is Why.MISSING_PERMISSION


def test_the_most_talkative_log_does_not_hold_what_aws_gave_us(fake: FakeAws, caplog: pytest.LogCaptureFixture) -> None:
    """With LOG_LEVEL=DEBUG botocore would write down its requests and AWS's answers, keys and all."""
    caplog.set_level(logging.DEBUG)
    account = session.assume(base_of(fake), connection_to(), ERRAND, actions=ACTIONS)
    grant = account._grant
    assert not [s for s in (grant.secret_access_key, grant.session_token, EXTERNAL_ID) if s in caplog.text]


def test_nothing_secret_is_in_what_is_printed(fake: FakeAws) -> None:
    base = base_of(fake)
    grant = enter(fake, base)._grant
    printed = repr(base) + repr(grant)
    assert base.secret_access_key not in printed
    assert grant.secret_access_key not in printed
    assert grant.session_token not in printed


@pytest.fixture
def canary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Keys, profiles, endpoints, proxies and tokens all over the process environment."""
    config = tmp_path / "config"
    config.write_text(
        f"[default]\nregion = us-west-2\naws_access_key_id = {CANARY}\naws_secret_access_key = x\n"
        "endpoint_url = http://127.0.0.1:9\nmax_attempts = 9\nca_bundle = /nowhere\n"
    )
    environment = {
        "AWS_ACCESS_KEY_ID": CANARY,
        "AWS_SECRET_ACCESS_KEY": "canary",
        "AWS_SESSION_TOKEN": "canary",
        "AWS_BEARER_TOKEN_BEDROCK": "canary",
        "AWS_PROFILE": "nobody",
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(config),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ENDPOINT_URL_BEDROCK": "http://127.0.0.1:9",
        "AWS_CA_BUNDLE": "/nowhere",
        "REQUESTS_CA_BUNDLE": "/nowhere",
        "AWS_DATA_PATH": str(tmp_path),
        "AWS_MAX_ATTEMPTS": "9",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return CANARY


def test_the_environment_is_not_heard(fake: FakeAws, canary: str) -> None:
    assert {finding.verdict for finding in look(fake).values()} == {Verdict.PASS}
    given = {seen.access_key for seen in fake.seen}
    assert canary not in given
    assert all(key == BASE_KEY or fake.roles.session(key) for key in given)


def test_when_the_role_is_refused_no_other_key_is_tried(fake: FakeAws, canary: str) -> None:
    refused(fake, connection_to(HOME, "wrong"))
    assert {(seen.operation, seen.access_key) for seen in fake.seen} == {("sts:AssumeRole", BASE_KEY)}


def test_two_accounts_share_no_key_and_no_fact() -> None:
    other = replace(GOOD, account_id=STRANGER, regions={})
    with server.start(WORLD.with_account(other)) as fake:
        for account_id in (HOME, STRANGER):
            fake.roles.register(role_of(account_id), EXTERNAL_ID)
        ours, theirs = (
            session.assume(base_of(fake), connection_to(account_id), ERRAND, actions=ACTIONS)
            for account_id in (HOME, STRANGER)
        )
        assert ours.call("bedrock:ListGuardrails", "eu-west-1")["guardrails"]
        assert theirs.call("bedrock:ListGuardrails", "eu-west-1")["guardrails"] == []
        keys = [seen.access_key for seen in fake.seen if seen.operation == "bedrock:ListGuardrails"]
        assert len(set(keys)) == 2
