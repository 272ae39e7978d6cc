"""Who holds each role of a generative AI team (FMOps), and which questions of the lens nobody can answer.

Seven roles are new with generative AI, five are those of any machine learning team. End users give feedback and
auditors read evidence: neither answers a question.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Misfit, Outcome, Tone
from assessments.rules.aids.reading import one, several
from assessments.rules.lens import Question
from assessments.rules.vocabulary import Exposure, Risk

#: The questions that each role usually answers.
ROLES: Mapping[str, tuple[str, ...]] = {
    "product_owner": ("GENOPS01", "GENCOST01", "GENCOST02"),
    "developer": (
        "GENOPS03", "GENSEC02", "GENREL03", "GENPERF02", "GENPERF04", "GENCOST01", "GENCOST04", "GENCOST05", "GENSUS03",
    ),
    "prompt_engineer": ("GENOPS03", "GENSEC04", "GENREL04", "GENPERF02", "GENCOST03"),
    "prompt_tester": ("GENOPS01", "GENSEC02", "GENPERF01"),
    "app_devops": ("GENOPS02", "GENOPS04", "GENREL01", "GENREL02", "GENREL05"),
    "architect": ("GENOPS04", "GENSEC01", "GENSEC03", "GENSEC05", "GENREL05", "GENSUS01"),
    "data_owner": ("GENSEC01", "GENSEC06", "GENSUS02"),
    "data_labeler": ("GENSEC06", "GENPERF01"),
    "data_scientist": ("GENOPS05", "GENREL06", "GENPERF03"),
    "fine_tuner": ("GENOPS05", "GENREL06", "GENPERF03", "GENSUS01", "GENSUS03"),
    "end_user": ("GENOPS01",),
    "auditor": ("GENSEC02", "GENSEC03"),
}  # fmt: skip
#: Roles that speak to their questions without answering them.
LISTENING = ("end_user", "auditor")
#: Somebody who holds more roles than this has no time for most of them.
TOO_MANY = 4

FIELDS = (
    *(Field(role, FieldKind.TEXT, most=100) for role in ROLES),
    Field("unneeded", FieldKind.SEVERAL, tuple(ROLES)),
)


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    unneeded = several(inputs, "unneeded")
    people = {role: one(inputs, role).strip() for role in ROLES}
    contradiction = next((role for role in unneeded if people[role]), None)
    if contradiction is not None:
        raise Misfit("held_but_unneeded", contradiction, name=people[contradiction])
    vacant = [role for role in ROLES if role not in unneeded and not people[role]]
    asked = {one.id: one for one in context.lens.questions() if _applies(one, context)}
    urgency = {role: _urgency(role, asked, context) for role in vacant}
    answered = {name for role in ROLES if people[role] and role not in LISTENING for name in ROLES[role]}
    orphans = [name for name in asked if name not in answered]
    roles = tuple(_row(role, people[role], unneeded, asked, urgency) for role in ROLES)
    return Outcome(
        headline=_headline(people, urgency, orphans),
        lines=(*_gaps(urgency, orphans, asked, context), *_conflicts(people), Line("assign"), Line("access")),
        grids=(Grid("roles", ("who", "questions", "state"), roles),),
    )


def _applies(question: Question, context: Context) -> bool:
    return context.risks.get(question.id) is not Risk.NOT_APPLICABLE


def _urgency(role: str, asked: Mapping[str, Question], context: Context) -> str:
    """How much the vacancy hurts: a high risk now, a high-exposure practice open, or nothing yet."""
    questions = [asked[name] for name in ROLES[role] if name in asked]
    if any(context.risks.get(question.id) is Risk.HIGH for question in questions):
        return "urgent"
    return "exposed" if any(_exposed(question, context) for question in questions) else "vacant"


def _exposed(question: Question, context: Context) -> bool:
    settled = context.selected | context.not_applicable
    return any(one.exposure is Exposure.HIGH and one.id not in settled for one in question.practices)


def _headline(people: Mapping[str, str], urgency: Mapping[str, str], orphans: list[str]) -> Line:
    if not any(people.values()):
        return Line("nobody", tone=Tone.GAP)
    urgent = sum(state == "urgent" for state in urgency.values())
    if urgent:
        return Line("some_urgent", {"count": urgent}, Tone.GAP)
    if urgency or orphans:
        return Line("some_vacant", {"roles": len(urgency), "questions": len(orphans)}, Tone.CARE)
    return Line("all_held", tone=Tone.GOOD)


def _gaps(
    urgency: Mapping[str, str], orphans: list[str], asked: Mapping[str, Question], context: Context
) -> Iterator[Line]:
    """What stands open because nobody holds a role, and the questions that nobody is there to answer."""
    open_questions = {name for role in urgency for name in ROLES[role] if name in asked}
    high = [name for name in asked if name in open_questions and context.risks.get(name) is Risk.HIGH]
    exposed = [name for name in asked if name in open_questions - {*high} and _exposed(asked[name], context)]
    if high:
        yield Line("high_risk", {"questions": ", ".join(high)}, Tone.GAP)
    if exposed:
        yield Line("high_exposure", {"questions": ", ".join(exposed)}, Tone.CARE)
    if orphans:
        yield Line("unanswered_by_anybody", {"questions": ", ".join(orphans), "count": len(orphans)}, Tone.GAP)


def _conflicts(people: Mapping[str, str]) -> Iterator[Line]:
    """Roles that should not be one person's, and persons with more roles than hours."""
    if _same(people, "prompt_engineer", "prompt_tester"):
        yield Line("tests_own_prompts", {"name": people["prompt_tester"]}, Tone.CARE)
    if any(_same(people, "auditor", role) for role in ROLES if role not in LISTENING):
        yield Line("audits_own_work", {"name": people["auditor"]}, Tone.CARE)
    held = Counter(name.casefold() for name in people.values() if name)
    for person, count in held.items():
        if count > TOO_MANY:
            name = next(name for name in people.values() if name.casefold() == person)
            yield Line("too_many_roles", {"name": name, "count": count}, Tone.CARE)


def _same(people: Mapping[str, str], role: str, other: str) -> bool:
    return bool(people[role]) and people[role].casefold() == people[other].casefold()


def _row(
    role: str, person: str, unneeded: tuple[str, ...], asked: Mapping[str, Question], urgency: Mapping[str, str]
) -> tuple[Line | str, ...]:
    questions = ", ".join(name for name in ROLES[role] if name in asked)
    if role in unneeded:
        return Line(role), Line("nobody_needed"), questions, Line("unneeded")
    if person:
        state = "listens" if role in LISTENING else "held"
        return Line(role), person, questions, Line(state, tone=Tone.GOOD)
    tone = {"urgent": Tone.GAP, "exposed": Tone.CARE}.get(urgency[role], Tone.PLAIN)
    return Line(role), Line("no_one", tone=tone), questions, Line(urgency[role], tone=tone)


TEAM_ROLES = Aid("team_roles", FIELDS, _work_out)
