"""What of the audit log someone wants to see."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Membership
from assessments.queries import activity_words
from assessments.queries.activity import MACHINE, Filters

DAY = forms.DateInput({"type": "date", "class": "input w-auto"})


class ActivityForm(forms.Form):
    """Filters of the activity page; every one may be empty. Days are days of the reader's time zone."""

    actor = forms.ChoiceField(label=_("Who"), required=False)
    action = forms.ChoiceField(label=_("What"), required=False)
    table = forms.ChoiceField(label=_("On what"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("To"), required=False, widget=DAY)
    object = forms.UUIDField(required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, members: list[Membership]) -> None:
        super().__init__(data)
        self._offer(
            "actor", _("Everyone"), [(MACHINE, "Lensboard"), *((str(one.id), str(one.user)) for one in members)]
        )
        self._offer("action", _("Everything"), sorted(activity_words.ACTIONS.items(), key=lambda item: str(item[1])))
        self._offer("table", _("All things"), sorted(activity_words.TABLES.items(), key=lambda item: str(item[1])))

    def filters(self) -> Filters:
        """What was asked for; what cannot be understood filters nothing."""
        self.is_valid()
        asked = self.cleaned_data
        until = asked.get("until")
        return Filters(
            actor=asked.get("actor") or "",
            action=asked.get("action") or "",
            table=asked.get("table") or "",
            since=_midnight(asked.get("since")),
            until=_midnight(until + timedelta(days=1)) if until and until < date.max else None,
            object_id=asked.get("object"),
        )

    def _offer(self, name: str, all_of_them: Any, choices: list[Any]) -> None:
        field = self.fields[name]
        field.choices = [("", all_of_them), *choices]  # type: ignore[attr-defined]
        field.widget.attrs["class"] = "select"


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None
