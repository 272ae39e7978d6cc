"""What the classes are called by which a lens sorts its practices: OWASP's lists and the phases of the lifecycle.

OWASP Top 10 for LLM applications, editions of 2025 and of 2026-08-04 (genai.owasp.org/llm-top-10); both are in use.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Names = Mapping[str, str | Promise]

OWASP_2025: Names = {
    "LLM01": _("Prompt injection"),
    "LLM02": _("Sensitive information disclosure"),
    "LLM03": _("Supply chain"),
    "LLM04": _("Data and model poisoning"),
    "LLM05": _("Improper output handling"),
    "LLM06": _("Excessive agency"),
    "LLM07": _("System prompt leakage"),
    "LLM08": _("Vector and embedding weaknesses"),
    "LLM09": _("Misinformation"),
    "LLM10": _("Unbounded consumption"),
}
OWASP_2026: Names = {
    "LLM01": _("Prompt injection"),
    "LLM02": _("Sensitive information disclosure"),
    "LLM03": _("Excessive agency"),
    "LLM04": _("Supply chain"),
    "LLM05": _("Data and model poisoning"),
    "LLM06": _("Unbounded consumption"),
    "LLM07": _("Misinformation"),
    "LLM08": _("Hidden context exposure"),
    "LLM09": _("Vector and embedding weaknesses"),
    "LLM10": _("Improper output handling"),
}
LIFECYCLE: Names = {
    "scoping": _("Scoping"),
    "model_selection": _("Model selection"),
    "customization": _("Customization"),
    "integration": _("Integration"),
    "deployment": _("Deployment"),
    "improvement": _("Continuous improvement"),
}
