"""API tokens: which there are, make one, end one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.actions import tokens
from assessments.forms.people import TokenForm
from assessments.gate import OrgRequest
from assessments.queries import tokens as queries


@require_safe
@gate.needs(Permission.TOKENS)
def api_tokens(request: OrgRequest) -> HttpResponse:
    """The organization's tokens, the living ones first. No secret is among them: we do not have any."""
    context = {"tokens": queries.live(), "ended": queries.ended(), "scopes": tokens.SCOPES}
    return render(request, "tokens/index.html", context)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.TOKENS)
def api_token_new(request: OrgRequest) -> HttpResponse:
    """Make a token. Its text is in the answer to the form and nowhere else, ever."""
    form = TokenForm(request.POST or None, can=request.can)
    if request.method == "POST" and form.is_valid():
        token, text = tokens.issue(by=request.membership, **form.cleaned_data)
        return render(request, "tokens/made.html", {"token": token, "text": text, "scopes": tokens.SCOPES})
    return render(request, "tokens/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.TOKENS)
def api_token_revoke(request: OrgRequest, token_id: UUID) -> HttpResponse:
    """End a token, after a page that says which."""
    token = gate.found(queries.live(), id=token_id)
    if request.method == "POST":
        tokens.revoke(token=token, by=request.membership)
        messages.success(request, _("Token “%(name)s” revoked.") % {"name": token.name})
        return redirect("api_tokens", request.organization.slug)
    return render(request, "tokens/revoke.html", {"token": token})
