"""Labels of the report in English, and the words for risks, verdicts, reasons and moves."""

from assessments.rules.trend import Move
from assessments.rules.vocabulary import Reason, Risk, Told

LABELS = {
    "accepted": "Accepted",
    "account": "Account",
    "actions": "Next actions",
    "actions_order": "high risk first",
    "against": "speaks against",
    "answered_by": "answered by",
    "architecture": "Architecture",
    "audit_head": "Head of the audit log",
    "before": "before",
    "better": "Better",
    "by_pillar": "By pillar",
    "by_pillar_hint": "practices in place, as a share of those that apply",
    "contents": "Contents",
    "decision": "Decisions",
    "description": "Description",
    "detail": "Questions in detail",
    "digest": "Digest of the data",
    "environment": "Environment",
    "environment.DEVELOPMENT": "Development",
    "environment.PREPRODUCTION": "Pre-production",
    "environment.PRODUCTION": "Production",
    "evidence": "Evidence",
    "evidence_asked": "What would show it",
    "expired": "expired",
    "for": "speaks for",
    "generated": "Lensboard",
    "industry": "Industry",
    "intent": "Purpose",
    "kind.file": "File",
    "kind.link": "Link",
    "kind.note": "Note",
    "kind.observation": "Observation",
    "kind.worksheet": "Worksheet",
    "lens": "Lens",
    "lens_digest": "Digest of the lens",
    "marks": "How to read the marks",
    "method": "Method",
    "milestone": "Milestone",
    "moved": "What moved",
    "name": "Name",
    "neutral": "neutral",
    "no_data": "Nothing to show yet.",
    "not_applicable": "Does not apply",
    "not_answered": "Not answered yet",
    "not_in_place": "Not in place",
    "in_place": "In place",
    "notes": "Notes",
    "now": "now",
    "number": "No.",
    "observations": "AWS observations",
    "organization": "Organization",
    "pillar": "Pillar",
    "pillars": "By pillar",
    "plan": "Improvement plan",
    "place_unknown": "no account reached",
    "questions": "Questions",
    "recorded": "Recorded",
    "reference": "Reference",
    "region.global": "all Regions",
    "regions": "Regions",
    "register": "Evidence register",
    "rejected": "Rejected",
    "resource": "Resource",
    "review_owner": "Review owner",
    "reviewed": "What was reviewed",
    "role.governance": "Governance",
    "role.owner": "Workload owner",
    "role.risk": "Risk owner",
    "scope": "Scope",
    "sign": "Sign-off",
    "signature": "Date and signature",
    "source.link": "link",
    "source.note": "note",
    "source.upload": "upload",
    "source.worksheet": "decision aid",
    "summary": "Summary",
    "title.executive": "Executive summary",
    "title.review": "Lens review",
    "tags": "Tags",
    "trend": "Trend",
    "unit": "Unit",
    "until": "valid until",
    "used_in": "used in",
    "verify": "Verify at",
    "was": "was",
    "whole_question": "question as a whole",
    "workload": "Workload",
    "worse": "Worse",
}

RISKS = {
    Risk.HIGH: "High risk",
    Risk.MEDIUM: "Medium risk",
    Risk.NONE: "No risk",
    Risk.UNANSWERED: "Unanswered",
    Risk.NOT_APPLICABLE: "Not applicable",
}
MEANINGS = {
    Risk.HIGH: "a practice that applies is missing, and the lens calls the gap high",
    Risk.MEDIUM: "a practice that applies is missing, and the lens calls the gap medium",
    Risk.NONE: "every practice the lens asks for is in place",
    Risk.UNANSWERED: "nobody has answered; this says nothing about the risk",
    Risk.NOT_APPLICABLE: "the question does not concern this workload",
}
VERDICTS = {
    Told.PASS: "Pass",
    Told.FAIL: "Fail",
    Told.NOT_APPLICABLE: "Does not apply",
    Told.NEEDS_A_PERSON: "Needs a person",
    Told.NOT_DETERMINABLE: "Could not look",
}
REASONS = {
    Reason.OUT_OF_SCOPE: "out of scope",
    Reason.BUSINESS_PRIORITIES: "business priorities",
    Reason.ARCHITECTURE_CONSTRAINTS: "architecture constraints",
    Reason.OTHER: "another reason",
    Reason.NONE: "",
}
SCOPE: dict[str, tuple[str, dict[str, str]]] = {
    "user_type": ("Team", {"consumer": "Consumer", "fine_tuner": "Fine-tuner", "provider": "Provider"}),
    "pattern": (
        "Pattern",
        {
            "prompt_only": "Prompts only",
            "rag": "Retrieval (RAG)",
            "workflow": "Workflow",
            "agents": "Agents",
            "fine_tuning": "Tuning",
            "pre_training": "Pre-training",
        },
    ),
    "hosting": (
        "Hosting",
        {"managed_api": "Managed API", "managed_endpoint": "Managed endpoint", "self_managed": "Self-managed"},
    ),
    "capacity": ("Capacity", {"on_demand": "On demand", "provisioned": "Provisioned", "batch": "Batch"}),
    "region": ("Regions promised", {"one": "One", "multi": "Several"}),
    "input": ("Input", {"untrusted": "Untrusted text", "fixed": "Fixed prompts"}),
    "audience": ("Audience", {"human": "People", "machine": "Machines"}),
    "model": ("Prompt caching", {"cacheable": "It can", "not_cacheable": "It cannot"}),
    "guardrails": ("Guardrails", {"used": "In use", "not_used": "Not in use"}),
}
MOVES = {
    Move.BETTER: "better",
    Move.WORSE: "worse",
    Move.NEWLY_ANSWERED: "newly answered",
    Move.CHANGED: "changed in scope or cleared",
    Move.ADDED: "added",
    Move.REMOVED: "removed",
    Move.UNCHANGED: "unchanged",
}
METHOD = (
    (
        "Answers",
        "A person says for each practice whether it is in place, not in place, or does not apply. "
        "Checks propose; they never answer.",
    ),
    (
        "Risk of a question",
        "The rules of the lens are read in order, and the first that holds decides. "
        "A practice that does not apply neither helps nor harms.",
    ),
    (
        "Unanswered",
        "No answer is neither a risk nor its absence. It is counted on its own.",
    ),
    (
        "Practices in place",
        "Practices in place, divided by the practices that apply. It shows progress that the risk of a question, "
        "which often needs all of them, does not show.",
    ),
    (
        "Observations",
        "A check reads configuration, never content. It passes only after a complete look. A missing permission, "
        "an account out of reach or a failing call gives “could not look”, with the reason. What was seen "
        "and does not settle the matter “needs a person”.",
    ),
    (
        "Evidence",
        "Every file and observation carries a SHA-256. A file whose SHA-256 differs from the one printed here is not "
        "the file that was reviewed.",
    ),
)
