"""Every address of the web pages."""

from django.urls import URLPattern, path

from assessments.views import home, me, organizations, people, tokens

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
]
