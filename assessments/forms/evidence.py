"""What people add as evidence: files, a link, or a note, and what it speaks to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.names import NameField

FILES_MAX = 20


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files up to FILES_MAX, as a list. Empty files pass: the action says which one is empty."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files in the order in which they were sent. Raises ValidationError for too many."""
        files = [one for one in (data or []) if one]
        if len(files) > FILES_MAX:
            message = _("Up to %(limit)d files at once; these are %(count)d. Add them in two steps.")
            raise forms.ValidationError(message % {"limit": FILES_MAX, "count": len(files)})
        return files


class EvidenceForm(forms.Form):
    """One of files, link or note; ``question_id`` and ``choice_id`` say what it speaks to, both may be empty."""

    files = FilesField(label=_("Files"), required=False)
    url = forms.CharField(
        label=_("Link"), required=False, max_length=2048, widget=forms.TextInput(attrs={"inputmode": "url"})
    )
    text = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    title = NameField(
        label=_("Name"), required=False, max_length=255, help_text=_("Empty: the file’s name, or the link itself.")
    )
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    question_id = forms.CharField(required=False, max_length=128, widget=forms.HiddenInput)
    choice_id = forms.CharField(required=False, max_length=128, widget=forms.HiddenInput)
    supersedes = forms.UUIDField(required=False, widget=forms.HiddenInput)
    review_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Something has to be there."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("files") or cleaned.get("url") or cleaned.get("text", "").strip()):
            raise forms.ValidationError(_("Choose a file, or give a link or a note."))
        return cleaned


class LibraryForm(forms.Form):
    """What the library is narrowed to, from its address. What makes no sense narrows nothing."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=12)
    workload = forms.UUIDField(required=False)
    expiring = forms.BooleanField(required=False)
    unlinked = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)
