"""Ask an aid as its page does: what is not said was not answered."""

from assessments.rules.aids.aid import Aid, Answer, Context, FieldKind, Outcome
from assessments.rules.lens import LensDocument

NO_LENS = LensDocument(name={}, description={}, version="", digest="", pillars=())


def ask(aid: Aid, context: Context | None = None, **said: Answer) -> Outcome:
    """The outcome for these answers; ``context`` is a workload of which nothing is known."""
    unknown = said.keys() - {field.name for field in aid.fields}
    assert not unknown, unknown
    many = (FieldKind.SEVERAL, FieldKind.ORDER, FieldKind.TABLE)
    untouched = {field.name: () if field.kind in many else None for field in aid.fields}
    return aid.work_out(untouched | said, context or Context(NO_LENS))


def codes(outcome: Outcome) -> list[str]:
    """The codes of its lines, in order."""
    return [line.code for line in outcome.lines]
