"""Every address of the web pages."""

from django.urls import URLPattern, path

from assessments.views import (
    audit,
    evidence,
    home,
    jobs,
    lenses,
    me,
    milestones,
    organizations,
    people,
    portfolio,
    proposals,
    reports,
    reviews,
    tokens,
    workloads,
)

urlpatterns: list[URLPattern] = [
    # People and their organizations
    path("", home.home, name="home"),
    path("me", me.my_settings, name="my_settings"),
    path("me/language", me.set_language_for_me, name="set_language_for_me"),
    path("me/theme", me.set_theme, name="set_theme"),
    path("join/<uuid:organization_id>/<uuid:invitation_id>/<str:token>", people.join, name="join"),
    path("organizations/new", organizations.organization_new, name="organization_new"),
    path("o/<slug:slug>/settings", organizations.organization_settings, name="organization_settings"),
    path("o/<slug:slug>/people", people.people, name="people"),
    path("o/<slug:slug>/people/invite", people.invite, name="invite"),
    path(
        "o/<slug:slug>/people/invitations/<uuid:invitation_id>/resend",
        people.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "o/<slug:slug>/people/invitations/<uuid:invitation_id>/revoke",
        people.invitation_revoke,
        name="invitation_revoke",
    ),
    path("o/<slug:slug>/people/<uuid:membership_id>/role", people.member_role, name="member_role"),
    path("o/<slug:slug>/people/<uuid:membership_id>/end", people.member_end, name="member_end"),
    path("o/<slug:slug>/tokens", tokens.api_tokens, name="api_tokens"),
    path("o/<slug:slug>/tokens/new", tokens.api_token_new, name="api_token_new"),
    path("o/<slug:slug>/tokens/<uuid:token_id>/revoke", tokens.api_token_revoke, name="api_token_revoke"),
    # Long work and the audit log
    path("o/<slug:slug>/jobs/<uuid:job_id>", jobs.job_progress, name="job"),
    path("o/<slug:slug>/jobs/<uuid:job_id>/cancel", jobs.job_cancel, name="job_cancel"),
    path("o/<slug:slug>/activity", audit.audit_log, name="audit_log"),
    # The portfolio, milestones and reports
    path("o/<slug:slug>/", portfolio.portfolio_page, name="portfolio"),
    path("o/<slug:slug>/questions", portfolio.portfolio_questions, name="portfolio_questions"),
    path("o/<slug:slug>/workloads/<uuid:workload_id>/milestones", milestones.workload_milestones, name="milestones"),
    path(
        "o/<slug:slug>/workloads/<uuid:workload_id>/milestones/take",
        milestones.milestone_take,
        name="milestone_take",
    ),
    path("o/<slug:slug>/workloads/<uuid:workload_id>/milestones/compare", milestones.compare, name="compare"),
    path("o/<slug:slug>/workloads/<uuid:workload_id>/milestones/<int:number>", milestones.milestone, name="milestone"),
    path(
        "o/<slug:slug>/workloads/<uuid:workload_id>/milestones/<int:number>.json",
        milestones.milestone_payload,
        name="milestone_payload",
    ),
    path("o/<slug:slug>/reports", reports.reports_page, name="reports"),
    path("o/<slug:slug>/reports/new", reports.report_new, name="report_new"),
    path("o/<slug:slug>/reports/verify", reports.report_verify, name="report_verify"),
    path("o/<slug:slug>/reports/<uuid:report_id>.pdf", reports.report_download, name="report_download"),
    # Workloads, reviews and their evidence
    path("o/<slug:slug>/workloads", workloads.workloads, name="workloads"),
    path("o/<slug:slug>/workloads/new", workloads.workload_new, name="workload_new"),
    path("o/<slug:slug>/workloads/scope", workloads.scope_effect, name="scope_effect"),
    path("o/<slug:slug>/workloads/<uuid:workload_id>", workloads.workload, name="workload"),
    path("o/<slug:slug>/workloads/<uuid:workload_id>/edit", workloads.workload_edit, name="workload_edit"),
    path("o/<slug:slug>/workloads/<uuid:workload_id>/archive", workloads.workload_archive, name="workload_archive"),
    path("o/<slug:slug>/workloads/<uuid:workload_id>/restore", workloads.workload_restore, name="workload_restore"),
    path("o/<slug:slug>/workloads/<uuid:workload_id>/review", workloads.workload_review, name="workload_review"),
    path("o/<slug:slug>/workloads/<uuid:workload_id>/evidence", evidence.evidence_add, name="evidence_add"),
    path("o/<slug:slug>/reviews/<uuid:review_id>", reviews.review, name="review"),
    path("o/<slug:slug>/reviews/<uuid:review_id>/questions/<str:question_id>", reviews.question, name="question"),
    path("o/<slug:slug>/reviews/<uuid:review_id>/questions/<str:question_id>/answer", reviews.answer, name="answer"),
    path(
        "o/<slug:slug>/reviews/<uuid:review_id>/questions/<str:question_id>/history",
        reviews.answer_history,
        name="answer_history",
    ),
    path(
        "o/<slug:slug>/reviews/<uuid:review_id>/questions/<str:question_id>/history/<int:number>/restore",
        reviews.answer_restore,
        name="answer_restore",
    ),
    path("o/<slug:slug>/proposals/<uuid:proposal_id>/accept", proposals.proposal_accept, name="proposal_accept"),
    path("o/<slug:slug>/proposals/<uuid:proposal_id>/reject", proposals.proposal_reject, name="proposal_reject"),
    path("o/<slug:slug>/evidence", evidence.evidence_library, name="evidence_library"),
    path("o/<slug:slug>/evidence/<uuid:evidence_id>", evidence.evidence_item, name="evidence_item"),
    path("o/<slug:slug>/evidence/<uuid:evidence_id>/file", evidence.evidence_download, name="evidence_download"),
    path("o/<slug:slug>/evidence/links/<uuid:link_id>/unlink", evidence.evidence_unlink, name="evidence_unlink"),
    path("o/<slug:slug>/lenses", lenses.lenses, name="lenses"),
    path("o/<slug:slug>/lenses/<uuid:version_id>", lenses.lens, name="lens"),
    path(
        "o/<slug:slug>/lenses/<uuid:version_id>/questions/<str:question_id>", lenses.lens_question, name="lens_question"
    ),
]
