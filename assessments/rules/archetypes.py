"""Seven kinds of workload that most teams build one of, as the scope facts that hold for each.

A preset for the wizard: it answers every fact that the kind decides, and leaves open what it does not.
"""

from dataclasses import dataclass

from assessments.rules.applicability import Facts


@dataclass(frozen=True, slots=True)
class Archetype:
    """A kind of workload by its key, and what is true of it."""

    key: str
    facts: Facts


ARCHETYPES = (
    Archetype("prompts", {
        "user_type": ("consumer",), "pattern": ("prompt_only",), "hosting": ("managed_api",),
        "capacity": ("on_demand",), "region": ("one",), "input": ("untrusted",), "audience": ("human",),
        "model": ("not_cacheable",), "guardrails": ("used",),
    }),
    Archetype("retrieval", {
        "user_type": ("consumer",), "pattern": ("rag",), "hosting": ("managed_api",),
        "capacity": ("on_demand",), "region": ("one",), "input": ("untrusted",), "audience": ("human",),
        "model": ("cacheable",), "guardrails": ("used",),
    }),
    Archetype("agents", {
        "user_type": ("consumer",), "pattern": ("rag", "workflow", "agents"), "hosting": ("managed_api",),
        "capacity": ("on_demand",), "region": ("multi",), "input": ("untrusted",), "audience": ("human",),
        "model": ("cacheable",), "guardrails": ("used",),
    }),
    Archetype("tuned_api", {
        "user_type": ("consumer", "fine_tuner"), "pattern": ("fine_tuning",), "hosting": ("managed_api",),
        "capacity": ("provisioned",), "region": ("one",), "input": ("untrusted",), "audience": ("human",),
        "model": ("not_cacheable",), "guardrails": ("used",),
    }),
    Archetype("tuned_endpoint", {
        "user_type": ("consumer", "fine_tuner"), "pattern": ("fine_tuning",), "hosting": ("managed_endpoint",),
        "region": ("one",), "input": ("untrusted",), "audience": ("human",),
        "model": ("not_cacheable",), "guardrails": ("not_used",),
    }),
    Archetype("batch", {
        "user_type": ("consumer",), "pattern": ("prompt_only",), "hosting": ("managed_api",),
        "capacity": ("batch",), "region": ("one",), "input": ("fixed",), "audience": ("machine",),
        "model": ("not_cacheable",), "guardrails": ("not_used",),
    }),
    Archetype("provider", {
        "user_type": ("provider",), "pattern": ("fine_tuning", "pre_training"), "hosting": ("self_managed",),
        "region": ("one",), "input": ("untrusted",), "audience": ("human",),
        "model": ("not_cacheable",), "guardrails": ("not_used",),
    }),
)  # fmt: skip
