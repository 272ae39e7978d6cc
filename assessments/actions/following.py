"""Reviews follow the minor versions of their lens by themselves: one job per organization, one review at a time.

Who publishes a minor version or restores a workload asks for it here; where nobody could (a built-in lens has new
words), `ask_where_behind` finds the organizations. Why it is so: docs/adr/0007-minor-versions.md.
"""

from uuid import UUID

from django.db import transaction

from assessments.actions import jobs, locks, upgrades
from assessments.actions import reviews as opened
from assessments.models import Job, Review, Workload
from assessments.queries import following, reviews
from assessments.queries.answers import BY_ITSELF
from assessments.tenancy import scope

KIND = "follow_lenses"


def ask() -> Job:
    """Ask for the reviews of the open organization to follow what is newest; once, while that is open."""
    return jobs.enqueue(kind=KIND, subject_id=scope.current_organization_id(), dedupe=KIND)


def ask_for(workload: Workload) -> None:
    """Ask, if a review of this workload is behind: it may have slept while others followed."""
    if following.behind().filter(workload=workload).exists():
        ask()


@transaction.atomic
def ask_where_behind(at_most: int = 200) -> int:
    """Ask in each organization whose reviews are behind with nobody at it; how many. One who asks at a time."""
    if not locks.try_for("lenses.follow"):
        return 0
    found = following.organizations(KIND, at_most)
    for organization_id in found:
        with scope.organization(organization_id, actor_name="sweeper"):
            ask()
    return len(found)


@jobs.handles(KIND)
def follow(claim: jobs.Claim) -> None:
    """Bring the organization's reviews to the newest revision of their generations, one in a transaction at a time.

    Started again after a crash, it finds the reviews that are left.
    """
    with claim.organization():
        waiting = list(following.behind().values_list("id", flat=True))
    claim.progress(0, planned=len(waiting))
    for done, review_id in enumerate(waiting, start=1):
        claim.stop_if_asked()
        with claim.fence():
            _follow(review_id)
        claim.progress(done)


def _follow(review_id: UUID) -> None:
    """Bring one review along, if it still has to be."""
    with scope.acting("reviews.follow"):
        opened.lock_all(Review.objects.values_list("workload_id", flat=True).get(pk=review_id))
        if not following.behind().filter(pk=review_id).exists():
            return
        review = reviews.readable().get(pk=review_id)
        to = following.newest_of(review.lens_version)
        upgrades.bring(review, to, by=None, because=f"lens {to.version} {BY_ITSELF}")
