"""Accounts that evidence is read from: declare one, make its role, test it, change it, remove it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.errors import DomainError
from assessments.gate import OrgRequest
from assessments.queries import jobs
from assessments.views.attachments import attachment
from integrations.actions import connections, verification
from integrations.forms.connections import ConnectionForm
from integrations.models import AwsConnection
from integrations.queries import connections as queries
from integrations.queries import roles


@require_safe
@gate.needs(Permission.READ)
def aws_connections(request: OrgRequest) -> HttpResponse:
    """Every account, how its test went, and who runs there."""
    context = {"lines": queries.lines(), "ready": connections.has_own_credentials()}
    return render(request, "aws/connections.html", context)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.CONNECTIONS)
def aws_connection_new(request: OrgRequest) -> HttpResponse:
    """Declare an account; its page then says how to make the role."""
    form = ConnectionForm(request.POST or None, initial={"stage": "PRODUCTION"})
    if form.is_valid():
        try:
            connection = connections.connect(**form.cleaned_data, by=request.membership)
        except DomainError as error:
            form.add_error(error.details.get("field"), str(error))
        else:
            return redirect("aws_connection", request.organization.slug, connection.id)
    return render(request, "aws/connection_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@gate.needs(Permission.READ)
def aws_connection(request: OrgRequest, connection_id: UUID) -> HttpResponse:
    """One account: how to make its role, how its test went, and which workloads run there."""
    return _page(request, gate.found(queries.current().select_related("created_by__user"), id=connection_id))


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.CONNECTIONS)
def aws_connection_edit(request: OrgRequest, connection_id: UUID) -> HttpResponse:
    """Change what was declared; another role must be tested again."""
    connection = gate.found(queries.current(), id=connection_id)
    entered = {name: getattr(connection, name) for name in ("name", "role_arn", "regions", "stage")}
    form = ConnectionForm(request.POST or None, initial=entered)
    if form.is_valid():
        try:
            connections.change(connection=connection, **form.cleaned_data, by=request.membership)
        except DomainError as error:
            form.add_error(error.details.get("field"), str(error))
        else:
            messages.success(request, _("Changes saved."))
            return redirect("aws_connection", request.organization.slug, connection.id)
    context = {"form": form, "connection": connection}
    return render(request, "aws/connection_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.CONNECTIONS)
def aws_connection_remove(request: OrgRequest, connection_id: UUID) -> HttpResponse:
    """Stop reading an account: a page that says what stays, then the deed."""
    connection = gate.found(queries.current(), id=connection_id)
    if request.method == "POST":
        connections.remove(connection=connection, by=request.membership)
        messages.success(request, _("%(name)s is no longer read.") % {"name": connection.name})
        return redirect("aws_connections", request.organization.slug)
    context = {"connection": connection, "workloads": queries.workloads_of(connection)}
    return render(request, "aws/connection_remove.html", context)


@require_safe
@gate.needs(Permission.CONNECTIONS)
def aws_template(request: OrgRequest, connection_id: UUID) -> HttpResponse:
    """The CloudFormation template of the role, with this connection's external id filled in."""
    connection = gate.found(queries.current(), id=connection_id)
    return attachment(roles.template_of(connection).encode(), "application/json", roles.FILE_NAME)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.CONNECTIONS)
def aws_connection_test(request: OrgRequest, connection_id: UUID) -> HttpResponse:
    """Ask for the test. Who comes by GET (a reload, another language) is shown the account."""
    connection = gate.found(queries.current(), id=connection_id)
    if request.method == "POST":
        try:
            verification.ask(connection=connection, by=request.membership)
        except DomainError as refusal:
            return _page(request, connection, refusal=refusal)
        if request.htmx:  # type: ignore[attr-defined]
            return _page(request, connection, template="aws/connection.html#test")
    return redirect("aws_connection", request.organization.slug, connection.id)


def _page(
    request: OrgRequest,
    connection: AwsConnection,
    template: str = "aws/connection.html",
    refusal: DomainError | None = None,
) -> HttpResponse:
    job = jobs.latest(verification.KIND, connection.id)
    context: dict[str, Any] = {
        "connection": connection,
        "health": queries.health(connection),
        "usable": bool(connection.verification and connection.verification["ok"]),
        "workloads": queries.workloads_of(connection),
        "looked_at": queries.looked_at(connection),
        "job": job if job and (not job.finished or job.state == "FAILED") else None,
        "may_cancel": Permission.CONNECTIONS in request.can,
        "ready": connections.has_own_credentials(),
        "refusal": refusal,
    }
    if Permission.CONNECTIONS in request.can:
        context["role"] = roles.guide(connection)
    return render(request, template, context, status=refusal.status if refusal else 200)
