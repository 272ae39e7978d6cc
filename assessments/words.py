"""What the words of the field are called for people, in the reader's language.

`rules.vocabulary` keeps the Well-Architected Tool's own spelling; here is the one place that says it aloud.
Templates reach it through the tags of `templatetags.look`, forms through `choices`.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from assessments import taxonomies
from assessments.access import ROLES
from assessments.rules.vocabulary import ChoiceState, Exposure, Reason, Risk, Stance, Told

Label = str | Promise

#: A risk that someone signed for. It is not a state of a question, so the vocabulary does not know it.
ACCEPTED = "ACCEPTED"

RISK: Mapping[str, Label] = {
    Risk.HIGH: _("High risk"),
    Risk.MEDIUM: _("Medium risk"),
    Risk.NONE: _("No risk"),
    Risk.UNANSWERED: _("Unanswered"),
    Risk.NOT_APPLICABLE: _("Not applicable"),
    ACCEPTED: _("Accepted risk"),
}
RISK_SHORT: Mapping[str, Label] = {
    **RISK,
    Risk.HIGH: pgettext_lazy("risk", "High"),
    Risk.MEDIUM: pgettext_lazy("risk", "Medium"),
    ACCEPTED: pgettext_lazy("risk", "Accepted"),
}
EXPOSURE: Mapping[str, Label] = {
    Exposure.HIGH: _("High risk if missing"),
    Exposure.MEDIUM: _("Medium risk if missing"),
    Exposure.LOW: _("Low risk if missing"),
}
CHOICE_STATE: Mapping[str, Label] = {
    ChoiceState.SELECTED: _("In place"),
    ChoiceState.UNSELECTED: _("Not in place"),
    ChoiceState.NOT_APPLICABLE: _("Does not apply"),
}
REASON: Mapping[str, Label] = {
    Reason.OUT_OF_SCOPE: _("Out of scope"),
    Reason.BUSINESS_PRIORITIES: _("Business priorities"),
    Reason.ARCHITECTURE_CONSTRAINTS: _("Architecture constraints"),
    Reason.OTHER: _("Other reason"),
    Reason.NONE: _("No reason given"),
}
#: What a check saw, as `rules.vocabulary.told` has it.
VERDICT: Mapping[str, Label] = {
    Told.PASS: pgettext_lazy("verdict", "Pass"),
    Told.FAIL: pgettext_lazy("verdict", "Fail"),
    Told.NOT_APPLICABLE: _("Does not apply"),
    Told.NEEDS_A_PERSON: _("Needs a person"),
    Told.NOT_DETERMINABLE: _("Could not look"),
}
#: The same verdicts after a count: "61 pass".
VERDICTS: Mapping[str, Promise] = {
    Told.PASS: ngettext_lazy("%d pass", "%d pass"),
    Told.FAIL: ngettext_lazy("%d fail", "%d fail"),
    Told.NOT_APPLICABLE: ngettext_lazy("%d does not apply", "%d do not apply"),
    Told.NEEDS_A_PERSON: ngettext_lazy("%d needs a person", "%d need a person"),
    Told.NOT_DETERMINABLE: ngettext_lazy("%d could not look", "%d could not look"),
}
STANCE: Mapping[str, Label] = {
    Stance.FOR: _("Speaks for it"),
    Stance.AGAINST: _("Speaks against it"),
    Stance.NEUTRAL: _("Neither for nor against"),
}
ENVIRONMENT: Mapping[str, Label] = {
    "PRODUCTION": _("Production"),
    "PREPRODUCTION": _("Pre-production"),
    "DEVELOPMENT": _("Development"),
}
JOB: Mapping[str, Label] = {
    "QUEUED": _("Waiting"),
    "RUNNING": _("Running"),
    "SUCCEEDED": _("Done"),
    "FAILED": _("Failed"),
    "CANCELLED": _("Cancelled"),
}
#: The kinds of work that `actions.jobs.handles` knows, here and in the integrations.
WORK: Mapping[str, Label] = {
    "collect": _("Collect evidence from AWS"),
    "deliver_lens": _("Deliver a lens to those it is shared with"),
    "end_lens_share": _("End the sharing of a lens"),
    "follow_lenses": _("Bring reviews to a minor version of their lens"),
    "leave_lens_share": _("Tell the owner of a shared lens that it was left"),
    "render_report": _("Make a report"),
    "send_invitation": _("Send an invitation"),
    "test_connection": _("Test an AWS connection"),
}
EVIDENCE: Mapping[str, Label] = {
    "FILE": _("File"),
    "LINK": _("Link"),
    "NOTE": _("Note"),
    "OBSERVATION": _("Observation"),
    "WORKSHEET": _("Worksheet"),
}
PROPOSAL: Mapping[str, Label] = {
    "PENDING": _("To decide"),
    "ACCEPTED": pgettext_lazy("proposal", "Accepted"),
    "REJECTED": _("Rejected"),
    "SUPERSEDED": _("Superseded"),
}
#: The texts of questions and choices that `rules.difference` compares.
LENS_TEXT: Mapping[str, Label] = {
    "title": _("Title"),
    "name": _("Short name"),
    "description": _("Description"),
    "focus": _("Focus"),
    "helpful": _("Helpful text"),
    "intent": _("What it asks for"),
    "why": _("Why it matters"),
    "steps": _("How to do it"),
    "evidence": _("How to show it"),
    "shows": _("What has to be visible"),
    "improvement": _("Improvement plan"),
}
#: Where an offered lens stands: `LensShare.state`.
SHARE: Mapping[str, Label] = {
    "OFFERED": _("Offered"),
    "EXPIRED": _("Expired"),
    "ACCEPTED": pgettext_lazy("share", "Accepted"),
    "DECLINED": pgettext_lazy("share", "Declined"),
    "REVOKED": pgettext_lazy("share", "Withdrawn"),
    "LEFT": pgettext_lazy("share", "Left by the recipient"),
}
#: How a line of a decision aid's outcome is meant.
TONE: Mapping[str, Label] = {
    "GOOD": pgettext_lazy("tone", "Good"),
    "CARE": pgettext_lazy("tone", "Take care"),
    "GAP": pgettext_lazy("tone", "Missing"),
    "PLAIN": pgettext_lazy("tone", "Note"),
}
LANGUAGE: Mapping[str, Label] = {"en": "English", "ja": "日本語"}

KINDS: Mapping[str, Mapping[str, Label]] = {
    "risk": RISK,
    "risk_short": RISK_SHORT,
    "exposure": EXPOSURE,
    "choice_state": CHOICE_STATE,
    "reason": REASON,
    "verdict": VERDICT,
    "stance": STANCE,
    "role": {role.name: role.label for role in ROLES.values()},
    "environment": ENVIRONMENT,
    "job": JOB,
    "work": WORK,
    "evidence": EVIDENCE,
    "proposal": PROPOSAL,
    "share": SHARE,
    "language": LANGUAGE,
    "lens_text": LENS_TEXT,
    "tone": TONE,
    "owasp_2025": taxonomies.OWASP_2025,
    "owasp_2026": taxonomies.OWASP_2026,
    "phase": taxonomies.LIFECYCLE,
}


def called(kind: str, value: object) -> Label:
    """What ``value`` of this kind is called. A value nobody named is shown as it is: it may be newer than we are.

    Raises KeyError for a kind that does not exist: that is a mistake in a template, not in data.
    """
    words = KINDS[kind]
    return words.get(str(value), str(value))


def choices(kind: str, values: Iterable[StrEnum | str] | None = None) -> list[tuple[str, Label]]:
    """``(value, label)`` pairs for a form field: all values of the kind, or only the given ones in their order."""
    words = KINDS[kind]
    return [(str(value), words[str(value)]) for value in (words if values is None else values)]
