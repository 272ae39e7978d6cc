"""The OpenAPI document: true about errors too."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from assessments.api.problems import Problem

EVERY = ("400", "401", "403", "404", "405", "406", "415", "422", "429")


class ProblemSchema(AutoSchema):
    """Every operation may also answer with a problem."""

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        """The view's own answers, and the problems that any of them can become."""
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        extra = ("409", "412", "428") if self.method in {"PUT", "POST"} else ()
        for code in (*EVERY, *extra):
            bodies.setdefault(code, self._get_response_for_code(Problem, code, ["application/problem+json"]))
        return bodies


class TokenScheme(OpenApiAuthenticationExtension):
    """How the document names our tokens."""

    target_class = "assessments.api.access.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}
