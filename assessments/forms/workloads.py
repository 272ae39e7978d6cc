"""A workload as people define it: its properties, the facts that decide its scope, and its lenses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments import words
from assessments.forms.names import NameField
from assessments.models import LensVersion, Workload
from assessments.rules.vocabulary import in_language

REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d{1,2}")
ACCOUNT = re.compile(r"\d{12}")


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


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that something else is to be put in: its values now (``values``), and both in words."""

    name: str
    label: str | Promise
    values: tuple[str, ...]
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


class ListField(forms.CharField):
    """Several short words in one line, separated by commas or spaces; ``pattern`` is what each has to be."""

    def __init__(self, *args: Any, pattern: re.Pattern[str], wrong: str | Promise, **kwargs: Any) -> None:
        super().__init__(*args, required=False, max_length=1000, **kwargs)
        self.pattern, self.wrong = pattern, wrong

    def prepare_value(self, value: Any) -> Any:
        """A list as the line people edit."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        """The words without doubles, in their order. Raises ValidationError naming the first that does not fit."""
        found = list(dict.fromkeys(re.findall(r"[^\s,、]+", super().clean(value))))
        misfit = next((one for one in found if not self.pattern.fullmatch(one)), None)
        if misfit is not None:
            raise forms.ValidationError(self.wrong, params={"value": misfit})
        return found


class WorkloadForm(forms.Form):
    """The properties of a workload, the facts of its scope, and (when it is new) its lenses."""

    name = NameField(label=_("Name"), min_length=3, max_length=100)
    description = forms.CharField(
        label=_("Description"), max_length=250, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What it does, for whom, and how much it is used."),
    )  # fmt: skip
    environment = forms.ChoiceField(label=_("Environment"))
    unit = NameField(
        label=_("Unit"), max_length=100, required=False, help_text=_("The team or department that owns it.")
    )
    review_owner = NameField(
        label=_("Review owner"),
        max_length=255,
        required=False,
        help_text=_("Who answers for the review: a name or an address."),
    )
    regions = ListField(
        label=_("AWS Regions"), pattern=REGION, wrong=_("“%(value)s” is not a Region. Write them like us-east-1."),
        help_text=_("For example: ap-northeast-1, us-west-2"),
    )  # fmt: skip
    account_ids = ListField(
        label=_("AWS accounts"), pattern=ACCOUNT, wrong=_("“%(value)s” is not an account. An account has 12 digits."),
        help_text=_("12 digits each, separated by commas."),
    )  # fmt: skip
    architectural_design = forms.CharField(
        label=_("Architecture diagram"), max_length=2048, required=False, help_text=_("A link to it.")
    )
    lenses = forms.MultipleChoiceField(label=_("Lenses"), widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}))

    def __init__(self, *args: Any, lenses: Sequence[LensVersion], language: str, **kwargs: Any) -> None:
        """``lenses`` are those to choose from; without any (a workload that exists) none is asked for."""
        super().__init__(*args, **kwargs)
        self.lens_versions = {str(version.id): version for version in lenses}
        choices: dict[str, Any] = self.fields  # type: ignore[assignment]
        choices["environment"].choices = words.choices("environment", ["PRODUCTION", "PREPRODUCTION"])
        if not lenses:
            del self.fields["lenses"]
            return
        choices["lenses"].choices = [
            (key, f"{in_language(version.name, language)} {version.version}")
            for key, version in self.lens_versions.items()
        ]
        choices["lenses"].initial = list(self.lens_versions)[:1]

    @property
    def chosen(self) -> list[LensVersion]:
        """The lenses that were ticked, of a valid form."""
        return [self.lens_versions[key] for key in self.cleaned_data.get("lenses", [])]

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of a workload, of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "lenses"} | {
            "scope": scope_of(self.data)
        }


def initial_of(workload: Workload) -> dict[str, Any]:
    """A workload as its form shows it."""
    return {name: getattr(workload, name) for name in WorkloadForm.base_fields if name != "lenses"}


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
    return [
        (fact.label, [one.label for one in fact.values if one.value in scope[fact.name]])
        for fact in FACTS
        if fact.name in scope
    ]


def replacing(facts: Mapping[str, Sequence[str]], scope: Mapping[str, Sequence[str]]) -> list[FactChange]:
    """What it would change to take these facts over into a scope."""
    before, after = dict(described({**dict.fromkeys(facts, ()), **scope})), dict(described(facts))
    names = {fact.label: fact.name for fact in FACTS}
    return [
        FactChange(names[label], label, tuple(scope.get(names[label], ())), tuple(before[label]), tuple(values))
        for label, values in after.items()
    ]
