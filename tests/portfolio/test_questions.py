"""The questions behind a number: which they are, in which order, and how little is read to show a page of them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.paginator import Paginator
from django.db.models.signals import post_init

from assessments.actions import answers
from assessments.lenses import loader
from assessments.models import Answer, Review
from assessments.queries import questions, workloads
from assessments.queries.portfolio import TOLD_FIRST
from assessments.queries.questions import QuestionRow
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState, Reason, Risk
from tests.milestones.story import counted, rows_asked, say
from tests.portfolio.test_portfolio import another
from tests.world import Tenant, World, signed_in


def record(tenant: Tenant, review: Review, question_id: str, content: AnswerContent) -> None:
    """Say this about a question that was not answered yet."""
    answers.record(review=review, question_id=question_id, content=content, expected_version=0, by=tenant.owner)


def furnished(tenant: Tenant) -> list[Review]:
    """Three workloads with every risk among their questions, and one that somebody touched and left unanswered."""
    reviews = [tenant.review, another(tenant, "Zeta", unit="Claims"), another(tenant, "Alpha", unit="Claims")]
    lens = loader.document(tenant.review.lens_version)
    for number, review in enumerate(reviews):
        for place, question in enumerate(lens.questions()):
            if (place + number) % 3:
                say(tenant, question.id, in_place=bool((place * (number + 1)) % 4), review=review)
        open_ones = [one for place, one in enumerate(lens.questions()) if (place + number) % 3 == 0]
        record(tenant, review, open_ones[0].id, AnswerContent(applicable=False, reason=Reason.OUT_OF_SCOPE))
        record(tenant, review, open_ones[1].id, AnswerContent(notes="Asked the platform team."))
        partly = next(one for one in open_ones[2:] if len(one.practices) > 1)
        first, second, *_rest = partly.practices
        record(
            tenant, review, partly.id,
            AnswerContent(choices={first.id: ChoiceAnswer(ChoiceState.SELECTED),
                                   second.id: ChoiceAnswer(ChoiceState.NOT_APPLICABLE, Reason.OUT_OF_SCOPE)}),
        )  # fmt: skip
    return reviews


def plainly(reviews: list[Review], risk: Risk | None, pillar: str) -> list[QuestionRow]:
    """The same rows from whole answers, one review after the other."""
    found = []
    for review in sorted(reviews, key=lambda one: one.workload.name):
        given = {one.question_id: one for one in Answer.objects.filter(review=review)}
        for part in loader.document(review.lens_version).pillars:
            for question in part.questions:
                answer = given.get(question.id)
                said = [answer.choices.get(one.id, {}).get("state") if answer else None for one in question.practices]
                row = QuestionRow(
                    workload_id=review.workload.id,
                    workload=review.workload.name,
                    review_id=review.id,
                    question_id=question.id,
                    pillar_id=part.id,
                    pillar=part.name,
                    title=question.title,
                    risk=Risk(answer.risk) if answer else Risk.UNANSWERED,
                    in_place=said.count("SELECTED"),
                    practices=len(said) - said.count("NOT_APPLICABLE"),
                    by=str(answer.updated_by.user) if answer else "",
                    at=answer.updated_at if answer else None,
                )
                if (risk is None or row.risk is risk) and pillar in {"", part.id}:
                    found.append(row)
    return sorted(found, key=lambda row: TOLD_FIRST.index(row.risk))


@contextmanager
def loaded() -> Iterator[list[Answer]]:
    """The answers that become objects meanwhile."""
    made: list[Answer] = []

    def note(instance: Answer, **_more: object) -> None:
        made.append(instance)

    post_init.connect(note, sender=Answer)
    try:
        yield made
    finally:
        post_init.disconnect(note, sender=Answer)


def test_they_are_what_the_answers_say_worst_first(world: World):
    acme = world.acme
    with acme.open():
        reviews = furnished(acme)
        assert {row.risk for row in plainly(reviews, None, "")} == set(Risk)
        for risk in (None, *Risk):
            for pillar in ("", "security", "nothing like it"):
                expected = plainly(reviews, risk, pillar)
                found = questions.behind(workloads.matching(), risk=risk, pillar=pillar)
                assert len(found) == len(expected), (risk, pillar)
                assert found[:] == expected, (risk, pillar)


def test_every_page_goes_on_where_the_one_before_ended(world: World):
    acme = world.acme
    with acme.open():
        expected = plainly(furnished(acme), None, "")
        pages = Paginator(questions.behind(workloads.matching()), 10)
        assert [row for number in pages.page_range for row in pages.page(number)] == expected


def test_a_page_reads_the_answers_it_shows_however_many_workloads_there_are(world: World):
    acme = world.acme
    with acme.open():
        furnished(acme)
        for count in (3, 5):
            with counted() as sent, loaded() as made:
                page = list(Paginator(questions.behind(workloads.matching(), risk=Risk.HIGH), 4).page(1))
            assert [row.by for row in page] == ["Acme owner"] * 4, count
            assert len(made) == 4, count
            assert sum('"choices"' in one["sql"] for one in sent.captured_queries) == 1
            assert rows_asked(sent) == 3, count
            for number in range(2):
                say(acme, "GENSEC01", in_place=False, review=another(acme, f"Another {count}{number}"))


def test_nothing_found_reads_no_answer(world: World):
    with world.acme.open(), loaded() as made:
        found = questions.behind(workloads.matching(), risk=Risk.HIGH)
        assert (len(found), found[:10], made) == (0, [], [])


@pytest.mark.parametrize("page", ["1", "2", "99", "x"])
def test_the_page_names_its_pillar_on_every_page(world: World, page: str):
    acme = world.acme
    with acme.open():
        furnished(acme)
    shown = signed_in(acme.user()).get(f"/o/{acme.slug}/questions?pillar=security&page={page}")
    assert shown.context["pillar"]["en"] == "Security"
    assert "GENSEC01" in shown.content.decode()
