"""A workload as people define it: its properties and its lenses; the facts of its scope are in `forms.scope`."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import words
from assessments.forms.names import NameField
from assessments.forms.scope import scope_of
from assessments.models import LensVersion, Workload
from assessments.rules.links import is_link
from assessments.rules.vocabulary import in_language

REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d{1,2}")
#: An account as it is stored, and as the AWS console prints it: 7777-0000-1111.
ACCOUNT = re.compile(r"[0-9]{12}|[0-9]{4}-[0-9]{4}-[0-9]{4}")


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


class AccountsField(ListField):
    """AWS account ids, kept as 12 digits however they were written."""

    def clean(self, value: Any) -> list[str]:
        """The ids without hyphens and doubles. Raises ValidationError naming the first that is none."""
        return list(dict.fromkeys(one.replace("-", "") for one in super().clean(value)))


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
    account_ids = AccountsField(
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
            (key, _lens_choice(version, language)) for key, version in self.lens_versions.items()
        ]
        choices["lenses"].initial = list(self.lens_versions)[:1]

    def clean_architectural_design(self) -> str:
        """The link. Raises ValidationError for what is none; what was kept before stays."""
        link: str = self.cleaned_data["architectural_design"]
        if link and link != self.initial.get("architectural_design") and not is_link(link):
            raise forms.ValidationError(
                _("This is not a link. A link starts with http:// or https:// and a host name, without a user name.")
            )
        return link

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


class AddLensForm(forms.Form):
    """One lens more for a workload that exists."""

    lens = forms.ChoiceField(
        label=_("Lens"), widget=forms.RadioSelect(attrs={"class": "radio"}),
        error_messages={
            "required": _("Choose a lens."),
            "invalid_choice": _(
                "This lens can no longer be added: the workload has it already, or it was deleted or is no longer "
                "shared. Choose another one."
            ),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, lenses: Sequence[LensVersion], language: str, **kwargs: Any) -> None:
        """``lenses`` are those to choose from."""
        super().__init__(*args, **kwargs)
        self.lens_versions = {str(version.id): version for version in lenses}
        choices: dict[str, Any] = self.fields  # type: ignore[assignment]
        choices["lens"].choices = [
            (key, _lens_choice(version, language)) for key, version in self.lens_versions.items()
        ]

    @property
    def chosen(self) -> LensVersion:
        """The lens of a valid form."""
        return self.lens_versions[self.cleaned_data["lens"]]


def filled_in(data: QueryDict) -> dict[str, Any]:
    """What was typed so far, to show again unjudged."""
    typed: dict[str, Any] = {name: data.get(name, "") for name in WorkloadForm.base_fields if name != "lenses"}
    return typed | {"lenses": data.getlist("lenses")}


def _lens_choice(version: LensVersion, language: str) -> str:
    named = f"{in_language(version.name, language)} {version.version}"
    if version.lens.share_id is None:
        return named
    shared = _("Shared by %(organization)s") % {"organization": version.lens.shared_from}
    return f"{named} · {shared}"


def initial_of(workload: Workload) -> dict[str, Any]:
    """A workload as its form shows it."""
    return {name: getattr(workload, name) for name in WorkloadForm.base_fields if name != "lenses"}
