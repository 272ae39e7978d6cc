"""What the audit log's acts and tables are called for people.

An act of ours has a sentence; a row written without one (by hand, by SQL, by an act that is newer than this
list) is still shown, by what was done to which kind of thing.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Label = str | Promise

ACTIONS: Mapping[str, Label] = {
    "answers.record": _("Saved an answer"),
    "connections.attach": _("Attached an AWS account to a workload"),
    "connections.change": _("Changed an AWS connection"),
    "connections.connect": _("Connected an AWS account"),
    "connections.remove": _("Removed an AWS connection"),
    "connections.verify": _("Tried an AWS connection"),
    "decisions.accept": _("Accepted a proposal"),
    "decisions.reject": _("Rejected a proposal"),
    "evidence.download": _("Downloaded evidence"),
    "evidence.record": _("Added evidence"),
    "evidence.unlink": _("Took evidence off a question"),
    "gate.denied": _("Was refused: the role does not allow it"),
    "invitations.accept": _("Accepted an invitation"),
    "invitations.resend": _("Sent an invitation again"),
    "invitations.revoke": _("Withdrew an invitation"),
    "invitations.send": _("Invited someone"),
    "jobs.cancel": _("Cancelled work in the background"),
    "jobs.claim": _("A worker started work"),
    "jobs.enqueue": _("Asked for work in the background"),
    "jobs.finish": _("A worker ended work"),
    "jobs.put_back": _("A worker put work back to try it again"),
    "members.change_role": _("Changed a person's role"),
    "members.end": _("Removed a person from the organization"),
    "milestones.download": _("Downloaded a milestone"),
    "milestones.take": _("Took a milestone"),
    "organizations.change": _("Changed the organization's settings"),
    "organizations.found": _("Founded the organization"),
    "proposals.refresh": _("Compared evidence with answers and changed proposals"),
    "lenses.delete": _("Deleted a lens"),
    "lenses.discard": _("Discarded a draft of a lens"),
    "lenses.draft": _("Made a draft of a published lens"),
    "lenses.import": _("Imported a lens"),
    "lenses.publish": _("Published a lens"),
    "lens_shares.accept": _("Accepted a shared lens"),
    "lens_shares.decline": _("Declined a shared lens"),
    "lens_shares.deliver": _("Delivered a shared lens"),
    "lens_shares.end": _("Ended the sharing of a lens"),
    "lens_shares.leave": _("Left a shared lens"),
    "lens_shares.offer": _("Offered a lens to another organization"),
    "lens_shares.revoke": _("Withdrew a shared lens"),
    "reports.ask": _("Asked for a report"),
    "reports.download": _("Downloaded a report"),
    "reports.render": _("A worker made a report"),
    "reviews.follow": _("A review followed a minor version of its lens"),
    "reviews.start": _("Started a review"),
    "runs.start": _("Started to collect evidence from AWS"),
    "scoping.confirm": _("Confirmed what is outside the scope"),
    "sessions.failed": _("Sign-in failed"),
    "sessions.signed_in": _("Signed in"),
    "sessions.signed_out": _("Signed out"),
    "tokens.issue": _("Issued an API token"),
    "tokens.revoke": _("Revoked an API token"),
    "transfers.take_over": _("Took answers over from another review"),
    "workloads.archive": _("Archived a workload"),
    "workloads.change": _("Changed a workload's properties"),
    "reviews.upgrade": _("Upgraded a review to a new lens version"),
    "workloads.define": _("Defined a workload"),
    "workloads.restore": _("Restored a workload"),
    "workloads.take_over": _("Took a decision aid's result over into the scope"),
}
OPERATIONS: Mapping[str, Label] = {
    "INSERT": pgettext_lazy("activity", "Added"),
    "UPDATE": pgettext_lazy("activity", "Changed"),
    "DELETE": pgettext_lazy("activity", "Deleted"),
    "NOTE": pgettext_lazy("activity", "Act without a change"),
}
TABLES: Mapping[str, Label] = {
    "assessments_answer": _("Answer"),
    "assessments_apitoken": _("API token"),
    "assessments_evidence": _("Evidence"),
    "assessments_evidencelink": _("Evidence on a question"),
    "assessments_invitation": _("Invitation"),
    "assessments_job": _("Background work"),
    "assessments_lens": _("Lens"),
    "assessments_lensdraft": _("Draft of a lens"),
    "assessments_lensshare": _("Share of a lens"),
    "assessments_lensversion": _("Lens version"),
    "assessments_membership": _("Member"),
    "assessments_milestone": _("Milestone"),
    "assessments_organization": _("Organization"),
    "assessments_proposal": _("Proposal"),
    "assessments_report": _("Report"),
    "assessments_review": _("Review"),
    "assessments_workload": _("Workload"),
    "integrations_awsconnection": _("AWS connection"),
    "integrations_collectionrun": _("AWS run"),
    "integrations_workloadconnection": _("AWS account of a workload"),
}


def sentence(action: str, operation: str) -> Label:
    """What was done, in words."""
    return ACTIONS.get(action) or OPERATIONS.get(operation, action)


def noun(table: str) -> Label:
    """What kind of thing it was done to; a table nobody named is shown by its own name."""
    return TABLES.get(table, table)
