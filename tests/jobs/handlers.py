"""Work that tests can watch, hold up and kill. Files in TEST_JOBS_ROOM are how they talk to it."""

import os
import signal
import time
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from assessments.actions import audit, jobs
from assessments.errors import DomainError
from assessments.models import AuditEvent

STEP = "test.step"


def room() -> Path:
    """Where the tests and the worker leave word for each other."""
    return Path(os.environ["TEST_JOBS_ROOM"])


def pid_file(job_id: object, attempt: int) -> Path:
    """Says which process carries out this attempt."""
    return room() / f"{job_id}.{attempt}"


@jobs.handles("test.steps")
def steps(claim: jobs.Claim) -> None:
    """As many steps as planned, each noted once in the audit log; waits while there is a file named ``hold``."""
    pid_file(claim.job_id, claim.attempt).write_text(str(os.getpid()))
    with claim.organization():
        done = AuditEvent.objects.filter(object_id=claim.job_id, action=STEP).count()
    for step in range(done, claim.planned):
        while (room() / "hold").exists():
            claim.stop_if_asked()
            time.sleep(0.02)
        time.sleep(0.02)
        with claim.fence():
            audit.note(STEP, object_id=claim.job_id, facts={"step": step, "attempt": claim.attempt})
        claim.progress(step + 1)


@jobs.handles("test.poison")
def poison(claim: jobs.Claim) -> None:
    """Take the whole process down, as a crash in a C library would."""
    pid_file(claim.job_id, claim.attempt).write_text(str(os.getpid()))
    os.kill(os.getpid(), signal.SIGKILL)


@jobs.handles("test.refused")
def refused(claim: jobs.Claim) -> None:
    """End with a sentence for people."""
    raise DomainError(_("There is nothing here."))


@jobs.handles("test.broken")
def broken(claim: jobs.Claim) -> None:
    """Fail for a reason no person can do anything about, having written half."""
    with claim.fence():
        audit.note(STEP, object_id=claim.job_id)
        raise RuntimeError("half way")
