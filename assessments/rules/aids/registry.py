"""Every decision aid, in the order in which a team meets them: from what to build, to how to run it."""

from assessments.rules.aids.aid import Aid
from assessments.rules.aids.model_switching import MODEL_SWITCHING
from assessments.rules.aids.phase_gates import PHASE_GATES
from assessments.rules.aids.release_gates import RELEASE_GATES
from assessments.rules.aids.resilience import RESILIENCE
from assessments.rules.aids.service_roles import SERVICE_ROLES
from assessments.rules.aids.throughput import THROUGHPUT
from assessments.rules.aids.token_savings import TOKEN_SAVINGS

AIDS: tuple[Aid, ...] = (
    PHASE_GATES,
    SERVICE_ROLES,
    THROUGHPUT,
    RESILIENCE,
    MODEL_SWITCHING,
    RELEASE_GATES,
    TOKEN_SAVINGS,
)
