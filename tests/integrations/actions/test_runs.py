"""A run of the frozen plan: what it writes, what it leaves alone, and what it never says."""

import json
from itertools import pairwise

import pytest
from pytest_django import Settings

from assessments.actions import answers, jobs
from assessments.models import Evidence, EvidenceLink, Job, JobState, Proposal
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState
from integrations.actions import connections, runs
from integrations.models import AwsConnection, CollectionRun, PlanItem
from lens_app.stack.fake_aws.faults import Fault
from lens_app.stack.fake_aws.server import FakeAws
from tests.integrations import estate
from tests.integrations.actions.conftest import carry_out, connected, trust
from tests.world import Tenant, World


def collect(tenant: Tenant) -> CollectionRun:
    """Start a run and carry it out; the run with its job as it ended."""
    with tenant.open():
        run = runs.start(workload=tenant.workload, by=tenant.members["contributor"])
    carry_out(tenant, run.job)
    with tenant.open():
        return CollectionRun.objects.select_related("job").get(pk=run.pk)


def items_of(tenant: Tenant, run: CollectionRun) -> list[PlanItem]:
    with tenant.open():
        return list(PlanItem.objects.filter(run=run).order_by("position"))


def verdicts_of(items: list[PlanItem]) -> set[str]:
    """Every verdict among what these steps saw."""
    return {finding["verdict"] for item in items for finding in item.outcome["findings"]}


def observed(tenant: Tenant) -> list[dict]:
    """The workload's current observations."""
    with tenant.open():
        rows = Evidence.objects.filter(workload=tenant.workload, kind="OBSERVATION", successors=None)
        return [row.observation for row in rows]


def proposed(tenant: Tenant) -> dict[str, str]:
    with tenant.open():
        return dict(Proposal.objects.filter(status="PENDING").values_list("choice_id", "stance"))


def test_a_run_ends_with_an_outcome_for_each_step_evidence_and_proposals(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connected(acme, fake)
    run = collect(acme)
    assert (run.job.state, run.job.done, run.job.planned) == (JobState.SUCCEEDED, 9, 9)
    items = items_of(acme, run)
    assert [item.position for item in items] == list(range(1, 10))
    assert all(verdicts_of([item]) == {"PASS"} and item.looked_at for item in items)
    assert all(item.outcome["calls"] and item.outcome["milliseconds"] >= 0 for item in items)
    seen = observed(acme)
    assert {(one["check"], one["region"]) for one in seen} == {(item.check_id, item.region) for item in items}
    assert {(one["run"], one["account_id"], one["environment"]) for one in seen} == {(1, estate.HOME, "PRODUCTION")}
    stances = proposed(acme)
    assert stances["GENSEC02_BP01"] == "FOR"
    assert set(stances.values()) == {"FOR"}


def test_the_same_again_supersedes_evidence_and_proposes_nothing_new(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connected(acme, fake)
    collect(acme)
    before, proposals = observed(acme), proposed(acme)
    with acme.open():
        ids = set(Proposal.objects.values_list("id", flat=True))
    run = collect(acme)
    assert run.number == 2
    assert len(observed(acme)) == len(before)
    assert {one["run"] for one in observed(acme)} == {2}
    with acme.open():
        assert Evidence.objects.filter(kind="OBSERVATION").count() == 2 * len(before)
        assert set(Proposal.objects.values_list("id", flat=True)) == ids
    assert proposed(acme) == proposals


def test_what_was_wrong_speaks_against_and_only_where_it_was_seen(committed_world: World, fake: FakeAws):
    fake.world = fake.world.with_account(estate.BARE)
    acme = committed_world.acme
    connected(acme, fake)
    in_place = AnswerContent(choices={"GENSEC02_BP01": ChoiceAnswer(ChoiceState.SELECTED)})
    with acme.open():
        answers.record(review=acme.review, question_id="GENSEC02", content=in_place, expected_version=0, by=acme.owner)
    run = collect(acme)
    assert all("FAIL" in verdicts_of([item]) for item in items_of(acme, run))
    assert proposed(acme) == {"GENSEC02_BP01": "AGAINST"}, "only what contradicts an answer is worth a question"
    with acme.open():
        assert set(EvidenceLink.objects.values_list("stance", flat=True)) == {"AGAINST"}


def test_a_role_that_is_refused_gives_no_verdict_at_all(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connection = connected(acme, fake)
    fake.roles.register(connection.role_arn, "another id")
    run = collect(acme)
    assert run.job.state == JobState.SUCCEEDED
    items = items_of(acme, run)
    assert verdicts_of(items) == {"NOT_DETERMINABLE"}
    assert {finding["reason"] for item in items for finding in item.outcome["findings"]} == {"role_refused"}
    assert {one["verdict"] for one in observed(acme)} == {"NOT_DETERMINABLE"}
    assert proposed(acme) == {}
    with acme.open():
        assert set(EvidenceLink.objects.values_list("stance", flat=True)) == {"NEUTRAL"}
    assumed = [seen for seen in fake.seen if seen.operation == "sts:AssumeRole"]
    assert len(assumed) == 3, "twice for the test, and once for the run: not once per step"


def test_everything_denied_is_could_not_look_and_names_the_action(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connected(acme, fake)
    fake.faults.switch_on(Fault("deny", "[!s]*:*"))
    items = items_of(acme, collect(acme))
    assert verdicts_of(items) == {"NOT_DETERMINABLE"}
    for item in items:
        for finding in item.outcome["findings"]:
            assert ":" in finding["statement"]["ja"]
            assert "no permission for" in finding["statement"]["en"]


def test_a_look_that_failed_leaves_the_good_one_before_in_place(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connected(acme, fake)
    collect(acme)
    proposals = proposed(acme)
    fake.faults.switch_on(Fault("deny", "bedrock:GetModelInvocationLoggingConfiguration", region="us-east-1"))
    run = collect(acme)
    item = next(i for i in items_of(acme, run) if (i.check_id, i.region) == ("LOG-INV", "us-east-1"))
    assert verdicts_of([item]) == {"NOT_DETERMINABLE"}
    kept = [one for one in observed(acme) if (one["check"], one["region"]) == ("LOG-INV", "us-east-1")]
    assert [(one["verdict"], one["run"]) for one in kept] == [("PASS", 1)]
    assert proposed(acme) == proposals


def test_a_first_look_that_failed_is_replaced_by_a_good_one(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connected(acme, fake)
    fake.faults.switch_on(Fault("deny", "ec2:*"))
    collect(acme)
    assert "NOT_DETERMINABLE" in {one["verdict"] for one in observed(acme)}
    fake.faults.clear()
    collect(acme)
    assert {one["verdict"] for one in observed(acme)} == {"PASS"}


def test_one_account_that_is_closed_does_not_blind_the_other(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    fake.world = fake.world.with_account(estate.worlds.AccountWorld(estate.STRANGER, "second", estate.GOOD.regions))
    connected(acme, fake)
    second = connected(acme, fake, estate.STRANGER)
    fake.roles.register(second.role_arn, None)
    fake.faults.switch_on(Fault("deny", "*", account=estate.STRANGER))
    items = items_of(acme, collect(acme))
    assert verdicts_of([item for item in items if item.connection_id == second.id]) == {"NOT_DETERMINABLE"}
    assert verdicts_of([item for item in items if item.connection_id != second.id]) == {"PASS"}


def test_a_second_start_while_one_is_open_is_the_same_run(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connected(acme, fake)
    with acme.open():
        first = runs.start(workload=acme.workload, by=acme.owner)
        again = runs.start(workload=acme.workload, by=acme.members["contributor"])
        assert first.pk == again.pk
        assert Job.objects.count() == 1
        assert PlanItem.objects.count() == 9


@pytest.mark.parametrize(
    ("verdict", "said"),
    [(None, "No AWS account is attached"), ({"ok": False}, "has passed its test"), ({}, "has passed its test")],
)
def test_there_is_nothing_to_collect_without_a_tested_account(
    committed_world: World, fake: FakeAws, verdict: dict | None, said: str
):
    acme = committed_world.acme
    connection = connected(acme, fake)
    with acme.open():
        if verdict is None:
            connections.attach(workload=acme.workload, connections=[], by=acme.owner)
        AwsConnection.objects.filter(pk=connection.pk).update(verification=verdict)
    with acme.open(), pytest.raises(runs.NothingToCollect, match=said):
        runs.start(workload=acme.workload, by=acme.owner)
    with acme.open():
        assert not Job.objects.exists()


def test_a_connection_removed_after_the_plan_is_not_read(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connection = connected(acme, fake)
    with acme.open():
        run = runs.start(workload=acme.workload, by=acme.owner)
        connections.remove(connection=connection, by=acme.owner)
    fake.seen.clear()
    assert carry_out(acme, run.job).state == JobState.SUCCEEDED
    assert fake.seen == []
    assert {i.outcome["findings"][0]["reason"] for i in items_of(acme, run)} == {"not_run"}


def test_steps_are_looked_at_side_by_side_in_one_session(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connected(acme, fake)
    fake.seen.clear()
    fake.faults.switch_on(Fault("delay", "*", seconds=0.2))
    collect(acme)
    assert [seen.operation for seen in fake.seen].count("sts:AssumeRole") == 1
    answered = sorted(seen.at for seen in fake.seen)
    gaps = [later - earlier for earlier, later in pairwise(answered)]
    assert min(gaps) < 0.1, "one after the other, every answer would come 0.2 s after the one before"


def test_cancelled_between_two_steps_what_was_seen_is_kept_and_proposed(
    committed_world: World, fake: FakeAws, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    settings.AWS_LOOKS_AT_ONCE = 1
    fake.faults.switch_on(Fault("delay", "*", seconds=0.2))
    acme = committed_world.acme
    connected(acme, fake)
    with acme.open():
        run = runs.start(workload=acme.workload, by=acme.owner)
        job = Job.objects.get(pk=run.job_id)
    with acme.open():
        mine = jobs.claim(acme.organization.id, job.id, "tests")
    assert mine
    looked = runs.record

    def record_and_cancel(**facts: object) -> None:
        looked(**facts)  # type: ignore[arg-type]
        if facts["item"].position == 4:  # type: ignore[attr-defined]
            jobs.cancel(job=job, by=acme.owner)

    monkeypatch.setattr(runs, "record", record_and_cancel)
    with pytest.raises(jobs.Stopped):
        runs.collect(mine)
    done = [item.outcome is not None for item in items_of(acme, run)]
    assert done == [True] * sum(done) + [False] * (9 - sum(done))
    assert 4 <= sum(done) < 9, "what is under way is finished, the rest is not begun"
    assert proposed(acme) != {}


def test_an_installation_without_an_identity_says_so_in_both_languages(
    committed_world: World, fake: FakeAws, settings: Settings
):
    acme = committed_world.acme
    connected(acme, fake)
    with acme.open():
        run = runs.start(workload=acme.workload, by=acme.owner)
    settings.AWS_BASE = settings.AWS_BASE | {"secret_access_key": ""}
    job = carry_out(acme, run.job)
    assert job.state == JobState.FAILED
    assert "LENSBOARD_AWS_ACCESS_KEY_ID" in job.failure["en"]
    assert "LENSBOARD_AWS_ACCESS_KEY_ID" in job.failure["ja"]
    assert all(item.outcome is None for item in items_of(acme, run))


def test_nobody_reads_through_the_role_of_another_tenant(committed_world: World, fake: FakeAws):
    """The confused deputy: Globex names the role that waits for Acme's external id."""
    acme, globex = committed_world.acme, committed_world.globex
    theirs = connected(acme, fake)
    with globex.open():
        mine = connections.connect(
            name="not mine", role_arn=theirs.role_arn, regions=["us-east-1"], stage="PRODUCTION", by=globex.owner
        )
        assert mine.external_id != theirs.external_id
        AwsConnection.objects.filter(pk=mine.pk).update(verification={"ok": True})
        connections.attach(workload=globex.workload, connections=[mine], by=globex.owner)
    items = items_of(globex, collect(globex))
    assert verdicts_of(items) == {"NOT_DETERMINABLE"}
    assert str(theirs.external_id) not in json.dumps([item.outcome for item in items])
    trust(fake, theirs)


def test_no_key_and_no_external_id_reaches_a_row(committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connection = connected(acme, fake)
    run = collect(acme)
    told = json.dumps([[item.outcome for item in items_of(acme, run)], observed(acme)])
    secrets = {seen.access_key for seen in fake.seen} | {str(connection.external_id), "base-secret-canary"}
    assert not [secret for secret in secrets if secret and secret in told]
