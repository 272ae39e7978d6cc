"""Start a review of a workload under a lens, and keep its counters in step with its answers."""

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assessments.actions import constraints
from assessments.errors import Clash
from assessments.lenses import loader
from assessments.models import Answer, LensVersion, Membership, Review, Workload
from assessments.rules import risk as risks
from assessments.rules.vocabulary import Risk
from assessments.tenancy import scope

COUNTERS = ("high", "medium", "none", "unanswered", "not_applicable", "pillars")


class LensUnshared(Clash):
    """The lens is no longer shared with this organization: what follows it stays, and nothing new begins."""

    code = "lens_unshared"


class WorkloadArchived(Clash):
    """The workload is archived: its reviews are for reading."""

    code = "workload_archived"


class LensDeleted(Clash):
    """The lens was deleted: reviews that follow it go on, and no other begins."""

    code = "lens_deleted"


class LensInUse(Clash):
    """The workload has a review under this lens already."""

    code = "lens_in_use"


@transaction.atomic
def start(*, workload: Workload, lens_version: LensVersion, by: Membership) -> Review:
    """A review in which nothing is answered yet.

    Raises WorkloadArchived, LensDeleted, LensUnshared; LensInUse when the workload has one of the lens's generation.
    """
    with scope.acting("reviews.start"):
        # Who archives it, or adds the same lens at once, waits; what only refers to the workload does not.
        now = Workload.objects.select_for_update(no_key=True).get(pk=workload.pk)
        if now.archived_at is not None:
            raise WorkloadArchived(_("This workload is archived. Restore it to add a lens."))
        ensure_offered(lens_version)
        in_use = LensInUse(_("This workload has a review under this lens already. Open it, or choose another lens."))
        same = {"lens_version__lens": lens_version.lens_id, "lens_version__generation": lens_version.generation}
        if Review.objects.filter(workload=now, **same).exists():
            raise in_use
        review = Review(workload=workload, lens_version=lens_version)
        _fill(review, {})
        with constraints.explained({"review_unique": in_use}):
            review.save()
        return review


def lock(review: Review) -> None:
    """Lock a review before any of its answers and proposals: whoever writes to it waits here, in this one order.

    ``review`` follows from here on the lens version that it has now: it may have been upgraded since it was read.
    """
    rows = Review.objects.select_for_update().filter(pk=review.pk)
    version_id = rows.values_list("lens_version_id", flat=True).get()
    if version_id != review.lens_version_id:
        review.lens_version = LensVersion.objects.get(pk=version_id)


def lock_all(workload_id: UUID) -> None:
    """Lock all reviews of a workload, in the one order in which whoever needs several of them does it."""
    list(Review.objects.filter(workload_id=workload_id).order_by("id").select_for_update())


def recount(review: Review, *, said_anew: bool = True) -> Review:
    """Judge the review's counters anew from its answers' risks. Called by whoever changed one, in its transaction.

    The row is locked, so that two people who answer two questions at once do not lose a count. ``review`` itself
    is brought up to date. Where nothing was ``said_anew`` and every count is as it was, the review has not changed.
    """
    locked = Review.objects.select_for_update().get(pk=review.pk)
    locked.lens_version = review.lens_version
    answered = dict(Answer.objects.filter(review=locked).values_list("question_id", "risk"))
    before = [getattr(locked, counter) for counter in COUNTERS]
    _fill(locked, answered)
    if said_anew or before != [getattr(locked, counter) for counter in COUNTERS]:
        locked.changed_at = Now()
        locked.save(update_fields=[*COUNTERS, "changed_at"])
    for counter in COUNTERS:
        setattr(review, counter, getattr(locked, counter))
    return review


def ensure_open(review: Review) -> None:
    """Raises WorkloadArchived when answers are not to be changed any more."""
    if review.workload.archived_at is not None:
        raise WorkloadArchived(_("This workload is archived. Restore it to change its answers."))


def ensure_offered(version: LensVersion) -> None:
    """Raises LensDeleted, LensUnshared when no review may begin to follow this version any more."""
    if version.lens.deleted_at is not None:
        raise LensDeleted(_("This lens was deleted. Choose another."))
    if version.lens.unshared_at is not None:
        raise LensUnshared(_("This lens is no longer shared with your organization. Choose another one."))


def _fill(review: Review, answered: dict[str, str]) -> None:
    document = loader.document(review.lens_version)
    pillars = {
        pillar.id: risks.count(Risk(answered.get(question.id, Risk.UNANSWERED)) for question in pillar.questions)
        for pillar in document.pillars
    }
    for name in Risk:
        setattr(review, name.lower(), sum(counts[name] for counts in pillars.values()))
    review.pillars = {pillar: {risk.value: n for risk, n in counts.items()} for pillar, counts in pillars.items()}
