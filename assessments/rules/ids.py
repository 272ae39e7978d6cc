"""One spelling for the ids of the Generative AI Lens, which three sources write in three ways.

AWS's documentation says ``GENOPS01-BP01``, the Well-Architected Tool ``genops1_1``, lens files ``GENOPS01_BP01``; the
tool names the lens ``genai`` or by its ARN.
"""

import re

#: A question of the lens, and behind it one of its practices or its "none of these".
ID = re.compile(
    r"gen(?P<pillar>ops|sec|rel|perf|cost|sus)0*(?P<question>\d{1,2})(?:[-_](?:(?:bp)?0*(?P<practice>\d{1,2})|(?P<none>no)))?",
    re.IGNORECASE | re.ASCII,
)
ALIAS = re.compile(r"arn:aws[a-z-]*:wellarchitected::aws:lens/(?P<name>[a-z0-9]+)")


def canonical(spelling: str) -> str:
    """The id as lens files write it: ``GENOPS01``, ``GENOPS01_BP01``, ``GENSEC01_no``; a lens's alias without its ARN.

    What is none of these stays as it is, so that the ids of any other lens go through unchanged.
    """
    if alias := ALIAS.fullmatch(spelling):
        return alias["name"]
    id = ID.fullmatch(spelling)
    if id is None:
        return spelling
    question = f"GEN{id['pillar'].upper()}{int(id['question']):02}"
    if id["none"]:
        return f"{question}_no"
    return f"{question}_BP{int(id['practice']):02}" if id["practice"] else question
