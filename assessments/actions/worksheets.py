"""Keep what a decision aid worked out, as evidence of a workload: a newer result takes the place of the older."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.actions import evidence, locks
from assessments.actions.evidence import EvidenceRefused, Superseded, Target
from assessments.lenses import loader
from assessments.models import Evidence, EvidenceKind, Membership, Review, Workload
from assessments.queries import aid_results, aids, reviews
from assessments.rules.aids.aid import Inputs
from assessments.rules.aids.offer import Offer, spoken_to
from assessments.rules.aids.worksheet import lineage, worksheet
from assessments.rules.digests import canonical
from assessments.rules.vocabulary import Stance
from assessments.tenancy import scope


@transaction.atomic
def save(
    *,
    review: Review,
    offer: Offer,
    inputs: Inputs,
    by: Membership,
    seen: UUID | None = None,
    valid_until: date | None = None,
) -> Evidence:
    """Work the aid out for this review (as `queries.reviews.readable` gives it) and keep the worksheet.

    ``seen`` is the newest result that the person was shown; another one since then is not passed over. Raises
    Superseded with ``details["current"]``, EvidenceRefused for an archived workload, Misfit.
    """
    workload = review.workload
    if workload.archived_at is not None:
        raise EvidenceRefused(_("This workload is archived. Restore it to save results."))
    with scope.acting("evidence.record"):
        locks.wait_for(f"worksheet {workload.id} {offer.aid.key}")
        before = aid_results.current_result(workload, offer.aid.key)
        if (before.id if before else None) != seen:
            message = _("Someone saved a newer result meanwhile. Compare it with yours, then save again.")
            raise Superseded(message, current=before)
        outcome = offer.aid.work_out(inputs, aids.context(review))
        sheet = worksheet(offer, inputs, outcome)
        kept = evidence.keep(
            workload,
            _targets(workload, offer, outcome.stance),
            by,
            kind=EvidenceKind.WORKSHEET,
            title=offer.words.title["en"][:255],
            worksheet=sheet,
            sha256=evidence.digest(canonical(sheet)),
            source="worksheet",
            valid_until=valid_until,
            lineage=lineage(offer.aid.key),
        )
        if before is not None:
            evidence.succeed(before, kept)
        return kept


def _targets(workload: Workload, offer: Offer, stance: Stance) -> list[Target]:
    """What the workload's reviews have of what the aid speaks to."""
    found = [loader.document(one.lens_version) for one in reviews.readable().filter(workload=workload)]
    return [Target(question_id, choice_id, stance) for question_id, choice_id in spoken_to(offer.words, found)]
