"""What facts propose for answers: left out, looked at again, and what casts doubt on either."""

from dataclasses import replace

import pytest

from assessments.rules.applicability import Facts
from assessments.rules.lens import Choice, LensDocument
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.scoping import Doubt, Item, Said, Scoping, brought_back, left_out, scoping
from assessments.rules.vocabulary import ChoiceState, Reason
from tests.rules.lens_builder import choice, lens, question

NO_AGENTS: Facts = {"pattern": ("rag",), "region": ("one",)}
AGENTS: Facts = {"pattern": ("agents",), "region": ("one",)}
TICKED = ChoiceAnswer(ChoiceState.SELECTED)
OUT = ChoiceAnswer(ChoiceState.NOT_APPLICABLE, Reason.ARCHITECTURE_CONSTRAINTS, "No agents.")


def needing(id: str, *facts: str) -> Choice:
    return replace(choice(id, *facts), outside={"en": "No agents.", "ja": "エージェントはありません。"})


WHOLE = question(
    [needing("agent_1", "pattern.agents"), needing("agent_2", "pattern.agents"), choice("agent_no")], id="agents"
)
PART = question([needing("part_1", "pattern.agents"), choice("part_2"), choice("part_no")], id="part")
REGION = question([needing("region_1", "region.multi"), choice("region_2")], id="region")
LENS: LensDocument = lens(WHOLE, PART, REGION)


def keys(items: tuple[Item, ...]) -> list[str]:
    return [item.key for item in items]


def found(facts: Facts, said: Said | None = None, *seen: str) -> Scoping:
    return scoping(LENS, facts, said or {}, frozenset(seen))


ANSWERED: Said = {
    "part": AnswerContent(choices={"part_2": TICKED}),
    "region": AnswerContent(choices={"region_2": TICKED}),
}


def test_questions_without_a_practice_left_go_as_a_whole_and_practices_alone() -> None:
    proposed = found(NO_AGENTS, ANSWERED)
    assert keys(proposed.leave_out) == ["agents", "part/part_1", "region/region_1"]
    assert (proposed.later, proposed.waiting) == ((), 3)
    assert [item.reason for item in proposed.leave_out] == [
        Reason.ARCHITECTURE_CONSTRAINTS, Reason.ARCHITECTURE_CONSTRAINTS, Reason.OUT_OF_SCOPE,
    ]  # fmt: skip
    assert proposed.look_again == ()


@pytest.mark.parametrize("said", [{}, {"part": AnswerContent(notes="Not sure yet.")}])
def test_a_practice_waits_until_its_question_is_answered(said: Said) -> None:
    proposed = found(NO_AGENTS, said)
    assert keys(proposed.leave_out) == ["agents"]
    assert keys(proposed.later) == ["part/part_1", "region/region_1"]
    assert proposed.waiting == 1


def test_what_was_not_asked_proposes_nothing() -> None:
    assert not found({})


def test_what_is_left_out_already_is_not_proposed_again() -> None:
    said = ANSWERED | {
        "agents": AnswerContent(applicable=False, reason=Reason.OTHER),
        "part": AnswerContent(choices={"part_1": OUT}),
    }
    assert keys(found(NO_AGENTS, said).leave_out) == ["region/region_1"]


def test_a_tick_or_a_check_casts_doubt() -> None:
    proposed = found(NO_AGENTS, ANSWERED | {"part": AnswerContent(choices={"part_1": TICKED})}, "agent_2")
    doubts = {item.key: item.doubts for item in proposed.leave_out}
    assert proposed.waiting == 1
    assert doubts == {"agents": {Doubt.SEEN}, "part/part_1": {Doubt.IN_PLACE}, "region/region_1": frozenset()}


def test_confirming_records_reason_and_sentence_and_keeps_what_people_wrote() -> None:
    whole, part, _region = found(NO_AGENTS, ANSWERED).leave_out
    confirmed = left_out(AnswerContent(choices={"agent_1": TICKED}), whole, "ja")
    assert (confirmed.applicable, confirmed.reason) == (False, Reason.ARCHITECTURE_CONSTRAINTS)
    assert (confirmed.notes, confirmed.choices) == ("エージェントはありません。", {"agent_1": TICKED})
    assert left_out(AnswerContent(notes="Ours"), whole, "ja").notes == "Ours"
    assert left_out(AnswerContent(), part, "en").choices == {"part_1": OUT}
    noted = AnswerContent(choices={"part_1": ChoiceAnswer(note="Ours"), "part_2": TICKED})
    assert left_out(noted, part, "en").choices == {
        "part_1": ChoiceAnswer(ChoiceState.NOT_APPLICABLE, Reason.ARCHITECTURE_CONSTRAINTS, "Ours"), "part_2": TICKED,
    }  # fmt: skip


def test_when_the_facts_say_that_it_applies_it_is_looked_at_again_and_comes_back_as_it_was() -> None:
    whole, part, _region = found(NO_AGENTS, ANSWERED).leave_out
    before = AnswerContent(choices={"agent_1": TICKED})
    said = {"agents": left_out(before, whole, "ja"), "part": left_out(AnswerContent(), part, "en")}
    again = found(AGENTS, said)
    assert keys(again.look_again) == ["agents", "part/part_1"]
    assert keys(again.later) == ["region/region_1"]
    assert brought_back(said["agents"], again.look_again[0]) == before
    assert brought_back(said["part"], again.look_again[1]).choices == {"part_1": ChoiceAnswer()}


@pytest.mark.parametrize("facts", [{}, {"region": ("one",)}, NO_AGENTS])
def test_it_is_not_looked_at_again_while_no_fact_says_so(facts: Facts) -> None:
    said = {"part": AnswerContent(choices={"part_1": OUT}), "agents": AnswerContent(False, Reason.OUT_OF_SCOPE)}
    assert found(facts, said).look_again == ()


def test_what_a_check_saw_is_looked_at_again_whatever_the_facts_say() -> None:
    said = {"agents": AnswerContent(applicable=False, reason=Reason.ARCHITECTURE_CONSTRAINTS)}
    (item,) = found(NO_AGENTS, said, "agent_2").look_again
    assert (item.key, item.doubts) == ("agents", {Doubt.SEEN})


def test_a_reason_of_peoples_own_is_theirs() -> None:
    own = ChoiceAnswer(ChoiceState.NOT_APPLICABLE, Reason.BUSINESS_PRIORITIES)
    said = {"part": AnswerContent(choices={"part_1": own}), "agents": AnswerContent(False, Reason.OTHER)}
    assert found(AGENTS, said, "part_1", "agent_1").look_again == ()


def test_a_question_that_no_fact_can_take_is_left_alone() -> None:
    assert found(AGENTS, {"part": AnswerContent(False, Reason.OUT_OF_SCOPE)}).look_again == ()


def test_a_note_of_peoples_own_stays_when_it_comes_back() -> None:
    whole = found(NO_AGENTS).leave_out[0]
    assert brought_back(AnswerContent(False, Reason.OUT_OF_SCOPE, "Ours"), whole).notes == "Ours"
