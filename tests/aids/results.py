"""Results of the aid on requests and tokens per minute, and the addresses of its pages."""

from typing import Any

from django.urls import reverse

from assessments.actions import worksheets
from assessments.lenses import loader
from assessments.models import Evidence
from assessments.queries import reviews
from assessments.rules.aids import offer as offers
from assessments.rules.aids.inputs import complete
from tests.world import Tenant


def url(name: str, tenant: Tenant) -> str:
    return reverse(name, args=[tenant.slug, tenant.workload.id, "throughput"])


def put(tenant: Tenant, seen: Any = None, **said: float) -> Evidence:
    """A result, kept by the action."""
    review = reviews.readable().get(pk=tenant.review.pk)
    offer = offers.offer(loader.document(review.lens_version), "throughput")
    assert offer is not None
    inputs = complete(offer.aid, {"requests": 60, "input_tokens": 2000, "output_tokens": 500} | said)
    return worksheets.save(review=review, offer=offer, inputs=inputs, by=tenant.owner, seen=seen)
