"""What happens to a workload in the tests about its milestones: answers, evidence, time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions import answers
from assessments.lenses import loader
from assessments.models import Answer, Review
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState
from tests.world import Tenant


def say(tenant: Tenant, question_id: str, *, in_place: bool, notes: str = "", review: Review | None = None) -> None:
    """Answer a question: every practice is in place, or none is."""
    review = review or tenant.review
    question = loader.question(review.lens_version, question_id)
    wanted = [choice.id for choice in question.choices if choice.none_of_these is not in_place]
    saved = Answer.objects.filter(review=review, question_id=question_id).first()
    answers.record(
        review=review,
        question_id=question_id,
        content=AnswerContent(notes=notes, choices={one: ChoiceAnswer(ChoiceState.SELECTED) for one in wanted}),
        expected_version=saved.version if saved else 0,
        by=tenant.owner,
    )


def text(html: bytes) -> str:
    """What a page says, without its tags and on one line."""
    plain = re.sub(r"<(script|style|svg).*?</\1>", " ", html.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", plain).split())


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    """Count what reads or writes rows: not savepoints, and not the scope's own settings."""
    with CaptureQueriesContext(connection) as queries:
        yield queries


def rows_asked(queries: CaptureQueriesContext) -> int:
    """How many statements touched tables."""
    quiet = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SELECT set_config")
    return sum(not one["sql"].startswith(quiet) for one in queries.captured_queries)
