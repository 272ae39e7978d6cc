"""Forms about reports: asking for one, and showing one to be verified."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments import words
from assessments.models import Milestone, Workload
from assessments.queries.reports import SHORTEST_HASH, hash_in
from assessments.rules.vocabulary import Text, in_language

#: Larger files are no reports of ours.
MAX_UPLOAD = 64 * 1024 * 1024


class ReportForm(forms.Form):
    """Which state, which report, in which language. ``state``: a workload id (now), or ``<id>:<milestone number>``."""

    state = forms.ChoiceField(
        label=pgettext_lazy("report", "State"),
        help_text=_("A milestone never changes. “Now” is frozen at the moment the report is made."),
    )
    kind = forms.ChoiceField(label=_("Report"))
    language = forms.ChoiceField(label=_("Language"))
    archive = forms.BooleanField(
        label=_("For the archive"),
        help_text=_("PDF/A with the data inside. Without it: PDF/UA, readable by assistive technology."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        states: Mapping[Workload, Iterable[Milestone]],
        titles: Mapping[str, Text],
        **kwargs: Any,
    ) -> None:
        """``states`` are the workloads that can be reported, with their milestones, newest first."""
        super().__init__(*args, **kwargs)
        self.states = states
        language = get_language() or "en"
        self._choice("state").choices = [(one.name, _moments(one, taken)) for one, taken in states.items()]
        self._choice("kind").choices = [(kind, in_language(title, language)) for kind, title in titles.items()]
        self._choice("language").choices = words.choices("language")

    def chosen(self) -> tuple[Workload, Milestone | None]:
        """The workload and its milestone, or none for now. Only after `is_valid`."""
        workload_id, _colon, number = self.cleaned_data["state"].partition(":")
        workload, taken = next(pair for pair in self.states.items() if str(pair[0].id) == workload_id)
        return workload, next((one for one in taken if str(one.number) == number), None)

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        return field


def _moments(workload: Workload, taken: Iterable[Milestone]) -> list[tuple[str, str]]:
    """Each option says the workload again: a closed list shows nothing else of its group."""
    now = (str(workload.id), f"{workload.name} · {_('Now')}")
    return [now, *((f"{workload.id}:{one.number}", f"{workload.name} · {one}") for one in taken)]


class VerifyForm(forms.Form):
    """A report as a file, or a hash that was printed on one."""

    file = forms.FileField(
        label=_("PDF"),
        help_text=_("It is hashed here and not kept."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    hash = forms.CharField(
        label=_("Hash"),
        help_text=_("SHA-256, as the cover prints it. The first 16 digits of a page's foot will do."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "mono"}),
    )

    def clean_file(self) -> str:
        """The file's SHA-256, hex; empty without one."""
        upload = self.cleaned_data["file"]
        if not upload:
            return ""
        if upload.size > MAX_UPLOAD:
            raise forms.ValidationError(_("This file is larger than any report. Choose the PDF itself."))
        hasher = hashlib.sha256()
        for chunk in upload.chunks():
            hasher.update(chunk)
        return hasher.hexdigest()

    def clean_hash(self) -> str:
        """The hash without its spaces; empty without one."""
        typed: str = self.cleaned_data["hash"]
        found = hash_in(typed)
        if typed.strip() and not found:
            message = _("A hash has %(least)d to 64 digits, 0 to 9 and a to f. Spaces do not matter.")
            raise forms.ValidationError(message % {"least": SHORTEST_HASH})
        return found

    def clean(self) -> dict[str, Any]:
        """One of the two is needed; the file counts when both are there."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned.get("file") or cleaned.get("hash")):
            raise forms.ValidationError(_("Choose a PDF, or enter a hash."))
        return cleaned
