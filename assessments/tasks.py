"""What messages ask for. Tasks take ids, make one call, and may be delivered twice."""

from typing import Any
from uuid import UUID

from celery import Task, shared_task

from assessments.actions import audit, following, invitations, jobs, lens_deliveries, reports, waking

#: Modules whose only part here is that their import registers a handler of jobs.
HANDLERS = (following, invitations, lens_deliveries, reports)


class MissingOrganization(TypeError):
    """A task was called without saying for whom: a fault of the caller, and nothing was done."""


class OrganizationTask(Task):
    """The base of every task: it refuses to run without ``organization_id``.

    A task that serves all organizations (a sweeper) says so with ``across_organizations=True``.
    """

    abstract = True
    across_organizations = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run. Raises MissingOrganization; positional arguments are refused, since an id there could be any id."""
        if not self.across_organizations and (args or not kwargs.get("organization_id")):
            raise MissingOrganization(f"{self.name} needs organization_id, by keyword")
        return super().__call__(*args, **kwargs)


@shared_task(bind=True, name=waking.WORK)
def work(self: Task, *, organization_id: str, job_id: str) -> None:
    """Carry out one job, if it still waits."""
    jobs.run(organization_id=UUID(organization_id), job_id=UUID(job_id), worker=f"{self.request.hostname}")


@shared_task(name="assessments.tasks.sweep", across_organizations=True)
def sweep() -> None:
    """Send again for jobs nobody heard of or whose worker went silent; ask for what reviews have to follow."""
    waking.wake_lost()
    following.ask_where_behind()


@shared_task(name="assessments.tasks.seal_audit", across_organizations=True)
def seal_audit() -> None:
    """Seal what was written to the audit log since the last time."""
    audit.seal_all()
