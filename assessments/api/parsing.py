"""How bodies are read."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJson(JSONParser):
    """JSON, where what nests without end is the caller's fault and not ours."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """As DRF's. Raises ParseError also for what is too deep to read, and for half a character (``"\\ud800"``)."""
        try:
            parsed: dict[str, Any] = super().parse(stream, media_type, parser_context)
            # No encoding can write one, so it could neither be kept nor quoted in the answer that refuses it.
            json.dumps(parsed, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError(_("The body nests too deeply.")) from error
        except UnicodeEncodeError as error:
            raise ParseError(_("The body has half of a surrogate pair, which is not a character.")) from error
        return parsed
