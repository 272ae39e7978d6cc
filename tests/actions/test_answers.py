"""Recording answers: versions, merges, clashes, history, counters."""

import pytest

from assessments.actions import answers
from assessments.models import AnswerVersion, AuditEvent, Review
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState, Risk
from tests.world import Tenant, World

QUESTION = "GENSEC01"
SELECTED = ChoiceAnswer(ChoiceState.SELECTED)


def record(tenant: Tenant, *choices: str, version: int, notes: str = "", role: str = "owner"):
    content = AnswerContent(notes=notes, choices=dict.fromkeys(choices, SELECTED))
    return answers.record(
        review=tenant.review,
        question_id=QUESTION,
        content=content,
        expected_version=version,
        by=tenant.members[role],
    )


def test_first_answer_is_version_one_with_history_audit_and_counters(world: World):
    acme = world.acme
    with acme.open():
        answer = record(acme, "GENSEC01_BP01", version=0)
        review = Review.objects.get(pk=acme.review.pk)
        history = list(AnswerVersion.objects.filter(answer=answer))
        events = AuditEvent.objects.filter(object_id=answer.id)
        assert (answer.version, answer.risk) == (1, Risk.HIGH)
        assert (review.high, review.unanswered, review.pillars["security"]["HIGH"]) == (1, 28, 1)
        assert [(past.number, past.by_id) for past in history] == [(1, acme.owner.id)]
        assert [event.action for event in events] == ["answers.record"]


def test_saving_the_same_again_writes_nothing(world: World):
    with world.acme.open():
        record(world.acme, "GENSEC01_BP01", version=0)
        again = record(world.acme, "GENSEC01_BP01", version=1)
        assert again.version == 1
        assert AnswerVersion.objects.count() == 1


def test_edits_of_different_fields_from_one_version_both_survive(world: World):
    with world.acme.open():
        record(world.acme, version=0, notes="draft")
        record(world.acme, "GENSEC01_BP01", version=1, notes="draft")
        answer = record(world.acme, version=1, notes="final", role="lead")
        assert answer.version == 3
        assert answer.notes == "final"
        assert answer.choices["GENSEC01_BP01"]["state"] == "SELECTED"


def test_edits_of_the_same_field_clash_and_show_the_other(world: World):
    with world.acme.open():
        record(world.acme, version=0, notes="draft")
        record(world.acme, version=1, notes="theirs")
        with pytest.raises(answers.StaleAnswer) as clash:
            record(world.acme, version=1, notes="mine", role="lead")
        assert clash.value.details["current"]["notes"] == "theirs"
        assert clash.value.details["current"]["version"] == 2
        assert clash.value.details["collisions"] == ["notes"]
        assert AnswerVersion.objects.count() == 2


def test_unknown_choice_is_refused_by_name(world: World):
    with world.acme.open(), pytest.raises(answers.AnswerRefused, match="GENSEC01_BP99"):
        record(world.acme, "GENSEC01_BP99", version=0)


def test_three_thousand_characters_of_notes_are_refused_with_both_numbers(world: World):
    with world.acme.open(), pytest.raises(answers.AnswerRefused, match=r"2084.*3000"):
        record(world.acme, version=0, notes="あ" * 3000)


def test_restoring_a_past_version_makes_a_new_one(world: World):
    with world.acme.open():
        record(world.acme, version=0, notes="first")
        answer = record(world.acme, version=1, notes="second")
        restored = answers.restore(answer=answer, number=1, expected_version=2, by=world.acme.owner)
        assert (restored.version, restored.notes) == (3, "first")
