"""Every decision aid, in the order in which a team meets them: from what to build, to how to run it."""

from assessments.rules.aids.adaptation import ADAPTATION
from assessments.rules.aids.aid import Aid
from assessments.rules.aids.efficient_tuning import EFFICIENT_TUNING
from assessments.rules.aids.evaluation_method import EVALUATION_METHOD
from assessments.rules.aids.model_shortlist import MODEL_SHORTLIST
from assessments.rules.aids.model_switching import MODEL_SWITCHING
from assessments.rules.aids.phase_gates import PHASE_GATES
from assessments.rules.aids.release_gates import RELEASE_GATES
from assessments.rules.aids.resilience import RESILIENCE
from assessments.rules.aids.service_roles import SERVICE_ROLES
from assessments.rules.aids.team_roles import TEAM_ROLES
from assessments.rules.aids.throughput import THROUGHPUT
from assessments.rules.aids.token_savings import TOKEN_SAVINGS
from assessments.rules.aids.user_journey import USER_JOURNEY

AIDS: tuple[Aid, ...] = (
    USER_JOURNEY,
    TEAM_ROLES,
    PHASE_GATES,
    ADAPTATION,
    EFFICIENT_TUNING,
    MODEL_SHORTLIST,
    EVALUATION_METHOD,
    SERVICE_ROLES,
    THROUGHPUT,
    RESILIENCE,
    MODEL_SWITCHING,
    RELEASE_GATES,
    TOKEN_SAVINGS,
)
