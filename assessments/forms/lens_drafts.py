"""Importing a lens document, and publishing its draft."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.actions.lenses import VERSION
from assessments.lenses.json_text import MAX_BYTES
from assessments.models import Lens
from assessments.queries.lenses import OwnLens
from assessments.rules.vocabulary import in_language


class ImportForm(forms.Form):
    """A custom-lens file, and the lens it is the next version of."""

    file = forms.FileField(
        label=_("Lens file"), help_text=_("Custom-lens JSON, schemaVersion 2021-11-01, at most 500,000 bytes.")
    )
    over = forms.ChoiceField(label=_("Import as"), required=False)

    def __init__(self, *arguments: Any, own: Sequence[OwnLens], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lenses = {str(one.lens.pk): one.lens for one in own}
        named = [(str(one.lens.pk), self._next(one)) for one in own]
        self.fields["over"].choices = [("", _("A new lens")), *named]  # type: ignore[attr-defined]

    @property
    def lens(self) -> Lens | None:
        """The lens that was chosen; none for a new one."""
        return self._lenses.get(self.cleaned_data["over"])

    def content(self) -> bytes:
        """The file. One byte more than is allowed is enough to refuse the rest."""
        sent: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return sent

    def _next(self, one: OwnLens) -> str:
        name = in_language(one.name, get_language() or "en")
        return str(_("The next version of %(name)s") % {"name": name})


class PublishForm(forms.Form):
    """What the version is called, and over a published one, how it reaches the reviews."""

    version = forms.RegexField(
        VERSION,
        label=_("Version"),
        max_length=32,
        help_text=_("At most 32 letters, digits and dots, for example 1.0."),
        error_messages={"invalid": _("Use letters, digits and dots only.")},
    )
    kind = forms.ChoiceField(
        label=_("How does it reach the reviews?"),
        choices=[
            ("minor", _("Minor: reviews of the version before follow it by themselves, without a milestone")),
            ("major", _("Major: each review waits until its team upgrades it; a milestone is taken before")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "Either way, ticks stay for practices that are still there, and risks are judged by the new rules."
        ),
    )

    def __init__(self, *arguments: Any, over: bool, **options: Any) -> None:
        """``over``: a version is published already. The first one has no reviews to reach."""
        super().__init__(*arguments, **options)
        if not over:
            del self.fields["kind"]

    @property
    def major(self) -> bool:
        """Whether reviews wait for their teams, of a valid form."""
        return bool(self.cleaned_data.get("kind", "major") == "major")


class DeleteForm(forms.Form):
    """The name of the lens, typed to confirm."""

    name = forms.CharField(
        label=_("Name of the lens"), max_length=128, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("To confirm, type the name as it stands at the top of this page."),
    )  # fmt: skip
