"""The facts that decide the scope of a workload: what people are asked, presets, and the facts in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.rules.applicability import terms
from assessments.rules.archetypes import ARCHETYPES


@dataclass(frozen=True, slots=True)
class FactValue:
    """One answer to a question about scope."""

    value: str
    label: str | Promise
    hint: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One question about scope. ``several``: more than one value may hold."""

    name: str
    question: str | Promise
    label: str | Promise
    values: tuple[FactValue, ...]
    several: bool = False

    def called(self, values: Sequence[str]) -> tuple[str | Promise, ...]:
        """What these values are called, in the order in which they are asked."""
        return tuple(one.label for one in self.values if one.value in values)


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that something else is to be put in: what it says now and then, in words."""

    label: str | Promise
    before: tuple[str | Promise, ...]
    after: tuple[str | Promise, ...]


FACTS: tuple[Fact, ...] = (
    Fact("user_type", _("Who is the team?"), _("Team"), (
        FactValue("consumer", _("Consumer"), _("Uses a model through prompts")),
        FactValue("fine_tuner", _("Fine-tuner"), _("Retrains a model and serves it")),
        FactValue("provider", _("Provider"), _("Builds a model from the ground up")),
    ), several=True),
    Fact("pattern", _("How is the model used?"), _("Pattern"), (
        FactValue("prompt_only", _("Prompts only"), _("Nothing but the prompt reaches the model")),
        FactValue("rag", _("Retrieval (RAG)"), _("Your documents are searched and added to the prompt")),
        FactValue("workflow", _("Workflow"), _("Several model calls in a fixed order")),
        FactValue("agents", _("Agents"), _("The model decides which tools to call")),
        FactValue("fine_tuning", _("Tuning"), _("LoRA, distillation or continued training")),
        FactValue("pre_training", _("Pre-training"), _("A model is trained from the start")),
    ), several=True),
    Fact("hosting", _("Where does it run?"), _("Hosting"), (
        FactValue("managed_api", _("Managed API"), _("Amazon Bedrock and the like")),
        FactValue("managed_endpoint", _("Managed endpoint"), _("Amazon SageMaker AI")),
        FactValue("self_managed", _("Self-managed"), _("EC2, EKS or ECS")),
    ), several=True),
    Fact("capacity", _("How is capacity bought?"), _("Capacity"), (
        FactValue("on_demand", _("On demand"), _("Paid per token")),
        FactValue("provisioned", _("Provisioned"), _("Reserved throughput")),
        FactValue("batch", _("Batch"), _("Many prompts, later")),
    ), several=True),
    Fact("region", _("How many Regions are promised?"), _("Regions promised"), (
        FactValue("one", _("One"), _("Served from a single Region")),
        FactValue("multi", _("Several"), _("Users are promised more than one")),
    )),
    Fact("input", _("Does text from outside reach the model?"), _("Input"), (
        FactValue("untrusted", _("Untrusted text"), _("From users, documents or the web")),
        FactValue("fixed", _("Fixed prompts"), _("The team writes every word")),
    )),
    Fact("audience", _("Who uses the output?"), _("Audience"), (
        FactValue("human", pgettext_lazy("audience", "People"), _("Someone reads it and acts")),
        FactValue("machine", _("Machines"), _("Another system takes it in")),
    )),
    Fact("model", _("Can the model cache prompts?"), _("Prompt caching"), (
        FactValue("cacheable", _("It can"), _("Repeated beginnings cost less")),
        FactValue("not_cacheable", _("It cannot"), _("Every token is paid in full")),
    )),
    Fact("guardrails", _("Are guardrails in use?"), _("Guardrails"), (
        FactValue("used", _("In use"), _("Amazon Bedrock Guardrails or alike")),
        FactValue("not_used", _("Not in use"), _("Nothing filters what goes in or out")),
    )),
)  # fmt: skip


_LABELS = {f"{fact.name}.{one.value}": (fact.label, one.label) for fact in FACTS for one in fact.values}


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of workload to start from: its name, what marks it, and the facts it fills in."""

    key: str
    label: str | Promise
    hint: str | Promise
    scope: dict[str, list[str]]


_PRESETS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "prompts": (_("Prompts to a managed model"), _("Summaries, drafts, classification; no data of your own")),
    "retrieval": (_("Retrieval assistant (RAG)"), _("Answers from your documents, for people")),
    "agents": (_("Agents with retrieval"), _("Tools, workflows and documents, in several Regions")),
    "tuned_api": (_("Tuned model on a managed API"), _("Customized on Amazon Bedrock, provisioned")),
    "tuned_endpoint": (_("Tuned open model on an endpoint"), _("Your weights on Amazon SageMaker AI")),
    "batch": (_("Batch between systems"), _("Fixed prompts, later, no person reads along")),
    "provider": (_("Model provider"), _("Pre-training and serving on a cluster of your own")),
}
PRESETS: tuple[Preset, ...] = tuple(
    Preset(one.key, *_PRESETS[one.key], {fact: list(values) for fact, values in one.facts.items()})
    for one in ARCHETYPES
)


def preset_of(data: Mapping[str, Any]) -> Preset | None:
    """The preset whose button was pressed, if one was."""
    return next((one for one in PRESETS if one.key == data.get("preset")), None)


def scope_of(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """The facts that were answered, from a form or an address: only known ones. What was not answered is missing."""
    found: dict[str, list[str]] = {}
    for fact in FACTS:
        given = data.getlist(fact.name) if hasattr(data, "getlist") else data.get(fact.name, [])
        known = [one.value for one in fact.values if one.value in given]
        if known:
            found[fact.name] = known if fact.several else known[:1]
    return found


def described(scope: Mapping[str, Sequence[str]]) -> list[tuple[str | Promise, list[str | Promise]]]:
    """Scope facts in words, in the order in which they are asked; what was not asked is left out."""
    return [(fact.label, list(fact.called(scope[fact.name]))) for fact in FACTS if fact.name in scope]


def replacing(facts: Mapping[str, Sequence[str]], scope: Mapping[str, Sequence[str]]) -> list[FactChange]:
    """What it would change to take these facts over into a scope."""
    changing = (fact for fact in FACTS if fact.name in facts)
    return [
        FactChange(fact.label, fact.called(scope.get(fact.name, ())), fact.called(facts[fact.name]))
        for fact in changing
    ]


def in_words(requires_any: Iterable[str]) -> str:
    """What has to hold for a practice to apply: “Pattern: Agents, or Pattern: Retrieval (RAG)”."""
    alternatives = (gettext(" and ").join(map(_in_words, terms(one))) for one in requires_any)
    return gettext(", or ").join(alternatives)


def _in_words(term: str) -> str:
    """A fact with its value; one that nobody is asked stays as the lens spells it."""
    labels = _LABELS.get(term)
    return f"{labels[0]}{gettext(': ')}{labels[1]}" if labels else term
