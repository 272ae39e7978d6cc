"""State and integrity: one file per noun, nothing clever."""

from assessments.models.audit import AuditEvent, AuditLink
from assessments.models.evidence import Evidence, EvidenceKind, EvidenceLink, EvidenceSuccession
from assessments.models.job import Job, JobState
from assessments.models.lens import Lens, LensDraft, LensVersion
from assessments.models.lens_share import LensShare
from assessments.models.milestone import Milestone
from assessments.models.people import ApiToken, Invitation, Membership, Organization, User
from assessments.models.proposal import Proposal, ProposalStatus
from assessments.models.report import Report
from assessments.models.review import Answer, AnswerVersion, Review
from assessments.models.workload import Environment, Workload

__all__ = [
    "Answer",
    "AnswerVersion",
    "ApiToken",
    "AuditEvent",
    "AuditLink",
    "Environment",
    "Evidence",
    "EvidenceKind",
    "EvidenceLink",
    "EvidenceSuccession",
    "Invitation",
    "Job",
    "JobState",
    "Lens",
    "LensDraft",
    "LensShare",
    "LensVersion",
    "Membership",
    "Milestone",
    "Organization",
    "Proposal",
    "ProposalStatus",
    "Report",
    "Review",
    "User",
    "Workload",
]
