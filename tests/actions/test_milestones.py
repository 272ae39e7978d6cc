"""Milestones: frozen, reproducible, immutable in the database itself."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction

from assessments.actions import answers, decisions, evidence, milestones, observations, proposals, workloads
from assessments.actions.evidence import Target, Upload
from assessments.actions.observations import Seen
from assessments.models import Milestone, Proposal
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.payload import canonical, digest, from_payload
from assessments.rules.vocabulary import ChoiceState, Risk, Stance
from tests.world import Tenant, World


def observation(verdict: str) -> dict:
    return {
        "check": "LOG-INV",
        "title": {"en": "Model invocation logging", "ja": "モデル呼び出しログ"},
        "verdict": verdict,
        "statement": {"en": "It is on.", "ja": "有効です。"},
        "account_id": "111122223333",
        "region": "us-east-1",
        "environment": "PRODUCTION",
        "at": "2026-11-21T00:00:00+00:00",
    }


def test_a_milestone_reads_back_as_it_was_and_never_changes(world: World, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    acme = world.acme
    with acme.open():
        content = AnswerContent(notes="日本語", choices={"GENSEC01_BP01": ChoiceAnswer(ChoiceState.SELECTED)})
        answers.record(review=acme.review, question_id="GENSEC01", content=content, expected_version=0, by=acme.owner)
        evidence.add_file(
            workload=acme.workload,
            upload=Upload("../図.pdf", [b"%PDF-1.4 x"]),
            targets=[Target("GENSEC01", "GENSEC01_BP01")],
            by=acme.owner,
        )
        taken = milestones.take(workload=acme.workload, name="Go live", by=acme.owner)
        frozen = from_payload(taken.payload)
        assert digest(canonical(frozen)) == taken.digest
        assert taken.counts["HIGH"] == 1
        question = next(q for q in frozen.questions() if q.id == "GENSEC01")
        assert (question.risk, question.notes, question.choices[0].links[0].stance) == (Risk.HIGH, "日本語", Stance.FOR)
        assert frozen.evidence[0].title == "図.pdf"
        for change in ("UPDATE assessments_milestone SET name = 'x'", "DELETE FROM assessments_milestone"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
        with pytest.raises(milestones.MilestoneNameTaken):
            milestones.take(workload=acme.workload, name="go LIVE", by=acme.owner)
        assert Milestone.objects.count() == 1


def test_a_milestone_keeps_what_speaks_to_a_question_as_a_whole(world: World):
    acme = world.acme
    with acme.open():
        targets = [Target("GENSEC01", stance=Stance.AGAINST), Target("GENSEC01", "GENSEC01_BP01")]
        note = evidence.add_note(workload=acme.workload, text="Agreed.", title="", targets=targets, by=acme.owner)
        taken = milestones.take(workload=acme.workload, name="Go live", by=acme.owner)
        questions = {one.id: one for one in from_payload(taken.payload).questions()}
        [link] = questions["GENSEC01"].links
        assert (link.evidence_id, link.stance, link.former) == (str(note.id), Stance.AGAINST, "")
        assert [len(one.links) for one in questions["GENSEC01"].choices] == [1] + [0] * 4
        assert [id for id, one in questions.items() if one.evidence_ids] == ["GENSEC01"]


def look(tenant: Tenant, verdict: str, reason: str = "", stance: Stance = Stance.FOR) -> None:
    facts = observation(verdict) | {"reason": reason}
    seen = Seen("LOG-INV:1:us-east-1", "", facts, (Target("GENSEC01", "GENSEC01_BP04", stance),))
    observations.record(
        workload=tenant.workload, place=seen.place, seen=[seen], could_look=reason in {"", "undecided"}, source="aws:1"
    )


def test_observations_propose_and_people_decide(world: World):
    acme = world.acme
    with acme.open():
        look(acme, "PASS")
        assert proposals.refresh(workload=acme.workload) == 1
        assert proposals.refresh(workload=acme.workload) == 0
        answer = decisions.accept(proposal=Proposal.objects.get(), by=acme.owner)
        assert answer.choices["GENSEC01_BP04"]["state"] == "SELECTED"
        with pytest.raises(decisions.AlreadyDecided):
            decisions.accept(proposal=Proposal.objects.get(), by=acme.owner)
        look(acme, "FAIL", stance=Stance.AGAINST)
        assert proposals.refresh(workload=acme.workload) == 1
        against = Proposal.objects.get(status="PENDING")
        assert against.stance == Stance.AGAINST
        decisions.reject(proposal=against, by=acme.owner, note="known")
        assert proposals.refresh(workload=acme.workload) == 0


def test_a_risk_that_people_agree_to_does_not_become_unanswered(world: World):
    acme = world.acme
    with acme.open():
        only = AnswerContent(choices={"GENSEC01_BP04": ChoiceAnswer(ChoiceState.SELECTED)})
        answers.record(review=acme.review, question_id="GENSEC01", content=only, expected_version=0, by=acme.owner)
        look(acme, "FAIL", stance=Stance.AGAINST)
        proposals.refresh(workload=acme.workload)
        answer = decisions.accept(proposal=Proposal.objects.get(), by=acme.owner)
        assert answer.risk == Risk.HIGH
        selected = [choice for choice, said in answer.choices.items() if said["state"] == "SELECTED"]
        assert len(selected) == 1
        assert selected[0].endswith("_no")


def test_unknown_alone_proposes_nothing(world: World):
    acme = world.acme
    with acme.open():
        look(acme, "NOT_DETERMINABLE", "missing_permission", Stance.NEUTRAL)
        assert proposals.refresh(workload=acme.workload) == 0


def test_a_failed_look_never_takes_the_place_of_a_good_one(world: World):
    acme = world.acme
    with acme.open():
        look(acme, "NOT_DETERMINABLE", "throttled", Stance.NEUTRAL)
        look(acme, "PASS")
        look(acme, "NOT_DETERMINABLE", "missing_permission", Stance.NEUTRAL)
        [counts] = evidence.current(acme.workload)
        assert counts.observation["verdict"] == "PASS"


@pytest.mark.parametrize(("name", "refused"), [("Second", None), ("FIRST", milestones.MilestoneNameTaken)])
def test_two_at_the_same_moment_get_a_number_each_and_only_a_name_is_called_taken(
    committed_world: World, name: str, refused: type[Exception] | None
):
    """Without a review nothing is locked: the later one waits at the unique number, and finds another."""
    acme = committed_world.acme
    with acme.open():
        workload = workloads.define(by=acme.owner, lens_versions=[], name="Bare", regions=["us-east-1"])

    def take() -> int | Exception:
        try:
            with acme.open():
                return milestones.take(workload=workload, name=name, by=acme.owner).number
        except milestones.MilestoneNameTaken as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with acme.open():
            assert milestones.take(workload=workload, name="First", by=acme.owner).number == 1
            later = pool.submit(take)
            with pytest.raises(TimeoutError):
                later.result(1)
        answer = later.result(10)
    assert isinstance(answer, refused) if refused else answer == 2
