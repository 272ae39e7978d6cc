"""Every address of the web pages."""

from django.urls import URLPattern, path

from assessments.views import audit, home, jobs, me, milestones, organizations, people, portfolio, reports, tokens

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
]
