"""Which service plays which role in the workload: an inventory with doubtful matches, single points and gaps."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Grid, Inputs, Line, Outcome, Tone
from assessments.rules.aids.reading import number, one, several
from assessments.rules.applicability import Facts, holds

#: The answer that nothing plays a role.
NONE = "none"


@dataclass(frozen=True, slots=True)
class _Role:
    """One role. ``doubtful`` is the answer that rarely fits it.

    ``needs`` are the facts of which one makes it necessary; what is ``always`` needed is so whatever the facts are.
    """

    key: str
    services: tuple[str, ...]
    doubtful: str = ""
    needs: tuple[str, ...] = ()
    always: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        return (*self.services, self.doubtful) if self.doubtful else self.services

    def needed(self, facts: Facts) -> bool:
        return self.always or holds(self.needs, facts)


MODELS = _Role("models", ("bedrock", "sagemaker", "own_servers", "other_api"), always=True)
ROLES = (
    MODELS,
    _Role("search", ("knowledge_bases", "kendra", "opensearch", "own_code", NONE), needs=("pattern.rag",)),
    _Role("vectors", ("bedrock_managed", "opensearch", "s3_vectors", "aurora", "other_store", NONE)),
    _Role("history", ("dynamodb", "agentcore_memory", "elasticache", "other_store", NONE), "vector_store"),
    _Role("rules", ("lex", "own_code", NONE), "model"),
    _Role("trial", ("jumpstart", "bedrock", NONE), "production"),
    _Role(
        "orchestration",
        ("step_functions", "flows", "agentcore", "own_code", NONE),
        needs=("pattern.workflow", "pattern.agents"),
    ),
    _Role("guardrails", ("bedrock_guardrails", "own_code", NONE), "prompt", needs=("input.untrusted",)),
    _Role("prompts", ("prompt_management", "repository", NONE), "inside_code", always=True),
    _Role("logs", ("invocation_logging", NONE), "application_logs", always=True),
)

FIELDS = (
    *(Field(role.key, FieldKind.ONE, role.values, required=role is MODELS) for role in ROLES),
    Field("rule_share", FieldKind.NUMBER, least=0, most=100, shown_if=("rules", ("model", NONE))),
    Field("single", FieldKind.SEVERAL, tuple(role.key for role in ROLES)),
)
#: Where models run, in the words of the workload's facts.
HOSTING = {
    "bedrock": "managed_api", "other_api": "managed_api", "sagemaker": "managed_endpoint", "own_servers": "self_managed"
}  # fmt: skip
#: What an orchestration makes of the workload; own code may be any of them.
PATTERNS = {"step_functions": "workflow", "flows": "workflow", "agentcore": "agents"}
VERDICTS = {"uncovered": Tone.GAP, "doubtful": Tone.CARE, "not_answered": Tone.CARE, "fits": Tone.GOOD}


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    verdicts = {role.key: _verdict(role, one(inputs, role.key), context.facts) for role in ROLES}
    single = tuple(role.key for role in ROLES if _single(role, inputs))
    return Outcome(
        headline=_headline(list(verdicts.values()), len(single)),
        lines=(*_role_lines(verdicts), *_further_lines(inputs, context.facts, len(single))),
        grids=(_inventory(inputs, verdicts),),
        facts=_facts(inputs, context.facts),
    )


def _verdict(role: _Role, answer: str, facts: Facts) -> str:
    if not answer:
        return "not_answered"
    if answer == NONE:
        return "uncovered" if role.needed(facts) else "not_used"
    return "doubtful" if answer == role.doubtful else "fits"


def _single(role: _Role, inputs: Inputs) -> bool:
    """A role that nothing plays cannot fail."""
    return role.key in several(inputs, "single") and one(inputs, role.key) not in ("", NONE)


def _headline(verdicts: list[str], single: int) -> Line:
    if uncovered := verdicts.count("uncovered"):
        return Line("roles_uncovered", {"roles": uncovered}, Tone.GAP)
    if doubtful := verdicts.count("doubtful"):
        return Line("roles_doubtful", {"roles": doubtful}, Tone.CARE)
    if unsaid := verdicts.count("not_answered"):
        return Line("roles_unsaid", {"roles": unsaid}, Tone.CARE)
    figures = {"roles": verdicts.count("fits"), "single": single}
    return Line("clear_but_single", figures, Tone.CARE) if single else Line("clear", figures, Tone.GOOD)


def _role_lines(verdicts: dict[str, str]) -> Iterator[Line]:
    """What is not covered, then what is doubtful, each with what to do."""
    for key, verdict in verdicts.items():
        if verdict == "uncovered":
            yield Line(f"{key}_needed", tone=Tone.GAP)
    for key, verdict in verdicts.items():
        if verdict == "doubtful":
            yield Line(f"{key}_doubtful", tone=Tone.CARE)


def _further_lines(inputs: Inputs, facts: Facts, single: int) -> Iterator[Line]:
    if one(inputs, "search") == "kendra":
        yield Line("kendra_closed", tone=Tone.CARE)
    if share := number(inputs, "rule_share"):
        yield Line("rules_would_do", {"share": share}, Tone.CARE)
    if one(inputs, "vectors") not in ("", NONE) and one(inputs, "search") == NONE:
        yield Line("vectors_without_search", tone=Tone.CARE)
    if set(_patterns(inputs)) - set(facts.get("pattern", _patterns(inputs))):
        yield Line("facts_differ", tone=Tone.CARE)
    if single:
        yield Line("single_points", {"roles": single}, Tone.CARE)


def _inventory(inputs: Inputs, verdicts: dict[str, str]) -> Grid:
    return Grid(
        "inventory",
        ("service", "verdict", "single"),
        tuple(
            (
                Line(role.key),
                Line(one(inputs, role.key) or "unknown"),
                Line(verdicts[role.key], tone=VERDICTS.get(verdicts[role.key], Tone.PLAIN)),
                Line("single_point", tone=Tone.CARE) if _single(role, inputs) else Line("nothing_to_say"),
            )
            for role in ROLES
        ),
    )


def _patterns(inputs: Inputs) -> tuple[str, ...]:
    """What the roles in use make of the workload."""
    found = ("rag",) if one(inputs, "search") not in ("", NONE) else ()
    pattern = PATTERNS.get(one(inputs, "orchestration"))
    return (*found, pattern) if pattern else found


def _facts(inputs: Inputs, facts: Facts) -> Facts:
    """What the inventory says about the workload, added to what is known. Only what it contradicts goes."""
    found = {"hosting": _union(facts.get("hosting", ()), (HOSTING[one(inputs, "models")],))}
    if patterns := _patterns(inputs):
        known = tuple(value for value in facts.get("pattern", ()) if value != "prompt_only")
        found["pattern"] = _union(known, patterns)
    if guard := one(inputs, "guardrails"):
        found["guardrails"] = ("not_used",) if guard in (NONE, "prompt") else ("used",)
    return found


def _union(known: tuple[str, ...], found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *found)))


SERVICE_ROLES = Aid("service_roles", FIELDS, _work_out)
