"""How far long work is: a fragment that asks again by itself until the work has ended."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.actions import jobs
from assessments.gate import OrgRequest
from assessments.models import Job
from assessments.queries import jobs as queries

#: htmx stops asking when it gets this status.
STOP_POLLING = 286


@require_safe
@gate.needs(Permission.READ)
def job_progress(request: OrgRequest, job_id: UUID) -> HttpResponse:
    """The job's progress: a fragment for htmx, a page for a person who follows the link."""
    return _progress(request, gate.found(Job.objects, id=job_id))


@require_POST
@gate.needs(Permission.READ)
def job_cancel(request: OrgRequest, job_id: UUID) -> HttpResponse:
    """Ask for the job's end. The action decides who may."""
    job = jobs.cancel(job=gate.found(Job.objects, id=job_id), by=request.membership)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("job", request.organization.slug, job.id)
    return _progress(request, job)


def _progress(request: OrgRequest, job: Job) -> HttpResponse:
    context = {"job": job, "ahead": queries.ahead_of(job), "may_cancel": jobs.may_cancel(job, request.membership)}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "jobs/job.html", context)
    response = render(request, "jobs/_progress.html", context, status=STOP_POLLING if job.finished else 200)
    if job.finished:
        response.headers["HX-Trigger"] = "job-ended"
    return response
