"""The question page: what it says, in both languages, and what it costs."""

import re
from collections import defaultdict
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.actions import answers, evidence
from assessments.actions.evidence import Target
from assessments.lenses import loader
from assessments.queries.question_choices import choices
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState
from tests.reviews.conftest import QUESTION, Desk, observe
from tests.rules.lens_builder import choice, question
from tests.world import Tenant, World, signed_in

Seat = Callable[..., Desk]
STATEMENTS_MOST = 12


def answer_first_practice(tenant: Tenant, question_id: str) -> None:
    content = AnswerContent(choices={f"{question_id}_BP01": ChoiceAnswer(ChoiceState.SELECTED)}, notes="x")
    answers.record(review=tenant.review, question_id=question_id, content=content, expected_version=0, by=tenant.owner)


def test_the_page_asks_the_question_and_names_every_practice(desk: Seat):
    person = desk()
    html = person.page().content.decode()
    asked = loader.question(person.tenant.review.lens_version, QUESTION)
    assert asked.title["en"] in html
    assert all(one.title["en"] in html and one.id in html for one in asked.choices)
    assert 'data-key="0"' in html


def test_a_reader_of_japanese_gets_the_lens_in_japanese(desk: Seat, world: World):
    person = desk(tenant=world.globex)
    html = person.page().content.decode()
    asked = loader.question(person.tenant.review.lens_version, QUESTION)
    assert '<html lang="ja"' in html
    assert asked.title["ja"] in html
    assert asked.title["en"] not in html


def test_a_practice_out_of_scope_is_marked_whether_or_not_the_lens_says_why(world: World):
    asked = question([choice("Q_BP01", "pattern.agents"), choice("Q_BP02", "pattern.rag")])
    with world.acme.open():
        review = world.acme.review
        review.workload.scope = {"pattern": ["rag"]}
        found = choices(review, asked, AnswerContent(), [], defaultdict(list))
    assert [(one.out_of_scope, one.outside) for one in found] == [(True, {}), (False, {})]


def test_a_question_that_the_lens_does_not_have_is_not_found(desk: Seat):
    person = desk()
    assert person.page("GENSEC99").status_code == 404


def test_a_stranger_gets_what_there_is_for_nobody(desk: Seat, world: World):
    person = desk()
    theirs = Desk(world.globex, person.client)
    assert theirs.page().status_code == 404
    mixed = person.url("question").replace(str(world.acme.review.id), str(world.globex.review.id))
    assert person.client.get(mixed).status_code == 404


def test_the_review_goes_on_at_the_first_question_without_an_answer(desk: Seat):
    person = desk()
    with person.tenant.open():
        answer_first_practice(person.tenant, "GENOPS01")
    response = person.client.get(person.url("question").rpartition("/questions/")[0])
    assert response.url.endswith("/questions/GENOPS02")


def test_why_this_risk_strikes_what_is_missing_and_marks_the_rule_that_holds(desk: Seat):
    person = desk()
    person.save(0, "BP01", "BP02", "BP03")
    why = re.search(r'<section id="why".*?</section>', person.page().content.decode(), re.DOTALL)
    assert why
    first, last = why[0].split("<li ")[1:]
    assert re.findall(r'data-is="no">(BP\d+)', first) == ["BP04"]
    assert "1 missing" in first
    assert 'aria-current="true"' in last
    assert "GENSEC01_no" not in why[0]


def test_observations_stand_beside_their_practice_what_fails_first(desk: Seat):
    person = desk()
    with person.tenant.open():
        observe(person.tenant, "BP01", "PASS", "A-PASS")
        observe(person.tenant, "BP01", "FAIL", "B-FAIL")
        observe(person.tenant, "BP01", "NOT_DETERMINABLE", "C-BLIND")
    html = person.page().content.decode()
    assert html.index("B-FAIL") < html.index("A-PASS") < html.index("C-BLIND")
    assert 'data-says="against"' in html


def test_an_observation_that_a_person_weighs_says_so(desk: Seat):
    person = desk()
    with person.tenant.open():
        observe(person.tenant, "BP01", "NOT_DETERMINABLE", "A-WEIGH", "undecided")
    html = person.page().content.decode()
    assert "1 needs a person" in html
    assert "A person decides." in html
    assert "Nothing could be told." not in html
    assert "Could not look" not in html
    assert "could not look" not in html


def _work(tenant: Tenant, rounds: int) -> None:
    """More answers, evidence, observations and history than before."""
    with tenant.open():
        ids = [question.id for question in loader.document(tenant.review.lens_version).questions()]
        for place, question_id in enumerate(ids[: rounds * 8]):
            answer_first_practice(tenant, question_id)
            evidence.add_note(
                workload=tenant.workload, text=f"{place}", title="", targets=[Target(QUESTION)], by=tenant.owner
            )
            observe(tenant, "BP04", "PASS", f"CHECK-{place}")


def _statements(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    begun = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(begun) for query in seen.captured_queries)


@pytest.mark.parametrize("rounds", [0, 1, 3])
def test_the_page_costs_at_most_twelve_statements_whatever_there_is(committed_world: World, rounds: int):
    acme = committed_world.acme
    _work(acme, rounds)
    client = signed_in(acme.user("contributor"))
    assert _statements(client, Desk(acme, client).url("question")) <= STATEMENTS_MOST


def test_the_page_reads_no_columns_of_evidence_and_people_that_it_does_not_show(world: World):
    acme = world.acme
    _work(acme, 1)
    client = signed_in(acme.user("contributor"))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(Desk(acme, client).url("question")).status_code == 200
    about = [
        query["sql"]
        for query in seen.captured_queries
        if re.search(r'FROM "\w+_(evidencelink|proposal)"', query["sql"])
    ]
    assert len(about) == 2
    for column in ('"assessments_user"."password"', '"assessments_evidence"."text"', '"assessments_proposal"."basis"'):
        assert not any(column in sql for sql in about), column
