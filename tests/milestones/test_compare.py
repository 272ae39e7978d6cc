"""What moved between two moments, told from their snapshots."""

import re

import pytest
from pytest_django import Settings

from assessments.actions import evidence, milestones
from assessments.actions.evidence import Target
from assessments.models import Milestone
from assessments.queries import movements
from assessments.queries.milestones import moment
from assessments.rules.trend import Move
from assessments.rules.vocabulary import Risk
from tests.milestones.story import say, text
from tests.world import Tenant, World, signed_in


@pytest.fixture
def acme(world: World, settings: Settings, tmp_path) -> Tenant:
    """A milestone, then one question better, one worse, one newly answered, one with other notes; and evidence."""
    settings.MEDIA_ROOT = tmp_path
    acme = world.acme
    with acme.open():
        say(acme, "GENSEC01", in_place=False)
        say(acme, "GENSEC02", in_place=True)
        say(acme, "GENSEC04", in_place=True, notes="As designed.")
        milestones.take(workload=acme.workload, name="Pilot exit", by=acme.owner)
        say(acme, "GENSEC01", in_place=True)
        say(acme, "GENSEC02", in_place=False)
        say(acme, "GENSEC03", in_place=True)
        say(acme, "GENSEC04", in_place=True, notes="As built.")
        spoken = [Target("GENSEC03"), Target("GENSEC04", "GENSEC04_BP01")]
        facts = {"workload": acme.workload, "text": "The board agreed.", "by": acme.owner}
        evidence.add_note(title="Minutes", targets=spoken, **facts)
        evidence.add_note(title="Aside", targets=[], **facts)
    return acme


def test_questions_are_told_by_how_they_moved(acme: Tenant):
    with acme.open():
        before, after = moment(acme.workload, 1), moment(acme.workload, None)
        assert before is not None
        assert after is not None
        moved = movements.between(before, after)
    told = {group.move: [one.move.id for one in group.questions] for group in moved.groups}
    assert told == {Move.WORSE: ["GENSEC02"], Move.BETTER: ["GENSEC01"], Move.NEWLY_ANSWERED: ["GENSEC03"]}
    assert list(told) == [Move.WORSE, Move.BETTER, Move.NEWLY_ANSWERED]
    assert [one.move.id for one in moved.touched] == ["GENSEC04"]
    assert (moved.moved, moved.changed) == (3, 4)
    better = moved.groups[1].questions[0]
    assert (better.by.name if better.by else "", bool(better.at)) == (str(acme.owner.user), True)
    assert {choice.id for choice in better.gained} >= {"GENSEC01_BP01"}
    assert {one.fact.title: one.questions for one in moved.evidence_added} == {
        "Minutes": ("GENSEC03", "GENSEC04"),
        "Aside": (),
    }
    totals = {total.risk: total for total in moved.totals}
    assert totals[Risk.UNANSWERED].change == -1


def test_the_page_tells_it(acme: Tenant):
    client = signed_in(acme.user("viewer"))
    path = f"/o/{acme.slug}/workloads/{acme.workload.id}/milestones/compare"
    said = text(client.get(f"{path}?from=1&to=now").content)
    order = [said.index(word) for word in ("Got worse 1", "Improved 1", "Newly answered 1")]
    assert order == sorted(order)
    assert re.search(rf"Minutes {acme.owner.user} · [\w ]+ GENSEC03 GENSEC04 ", said)
    assert "Content changed, risk did not" not in said
    assert "Content changed, risk did not 1" in text(client.get(f"{path}?from=1&to=now&show=any").content)
    with acme.open():
        digest = Milestone.objects.get().digest
    assert digest in said


def test_the_other_way_round_worse_is_better(acme: Tenant):
    path = f"/o/{acme.slug}/workloads/{acme.workload.id}/milestones/compare"
    said = text(signed_in(acme.user()).get(f"{path}?from=now&to=1").content)
    worse = said[said.index("Got worse") : said.index("Improved")]
    assert re.findall(r"GENSEC\d\d", worse)[0] == "GENSEC01"


def test_without_a_milestone_it_says_what_to_do(world: World):
    globex = world.acme
    path = f"/o/{globex.slug}/workloads/{globex.workload.id}/milestones/compare"
    assert "Take a milestone first." in text(signed_in(globex.user()).get(path).content)
