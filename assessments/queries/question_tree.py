"""The tree beside a question: every question of the review by pillar, with its risk and what waits there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile

from assessments.models import Proposal
from assessments.queries.question_page import TreePillar, TreeQuestion
from assessments.rules.lens import LensDocument, Question
from assessments.rules.vocabulary import Risk


def tree(
    lens: LensDocument, risks: Mapping[str, str], proposals: Sequence[Proposal], current: Question
) -> tuple[TreePillar, ...]:
    """The pillars with their questions as they stand, by the risks of those answered, and what waits in each."""
    waiting: dict[str, int] = defaultdict(int)
    for proposal in proposals:
        waiting[proposal.question_id] += 1

    shared = _shared_start([question.id for question in lens.questions()])

    def line(question: Question) -> TreeQuestion:
        risk = Risk(risks.get(question.id, Risk.UNANSWERED))
        short = question.id.removeprefix(shared)
        return TreeQuestion(question.id, short, question.name, risk, question.id == current.id, waiting[question.id])

    pillars = []
    for pillar in lens.pillars:
        lines = tuple(line(question) for question in pillar.questions)
        answered = sum(one.risk is not Risk.UNANSWERED for one in lines)
        calls = any(one.current or one.to_decide or one.risk is Risk.HIGH for one in lines)
        pillars.append(TreePillar(pillar.id, pillar.name, lines, answered, calls))
    return tuple(pillars)


def _shared_start(ids: Sequence[str]) -> str:
    """What all ids begin with, as long as each still says something, beginning with a letter."""
    columns = zip(*ids, strict=False)
    shared = "".join(letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, columns))
    return shared if all(one[len(shared) :][:1].isalpha() for one in ids) else ""
