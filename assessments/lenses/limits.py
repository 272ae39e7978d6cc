"""The limits of the AWS custom-lens format, schemaVersion 2021-11-01.

Source: AWS Well-Architected Tool user guide, "Lens format specification"; the character set is what the
service refuses without saying so in the guide, so breaking it never refuses a document here.
"""

import re
from urllib.parse import urlsplit

SCHEMA_VERSION = "2021-11-01"
NAME = 128
TITLE = 128
DESCRIPTION = 2048
DISPLAY_TEXT = 2048
#: How many times longer than at the service a text may be here: what it refuses is a lens of ours all the same.
LENIENCY = 4
PILLARS = 10
QUESTIONS = 20
CHOICES = 15
RULES = 3
RESOURCES = 5
#: Entries of ``additionalResources``: one per type and content at the finest.
RESOURCE_ENTRIES = 10
#: The longest choice id that the service's own answer operations take, although the format allows 128.
API_CHOICE_ID = 64

ID = re.compile(r"[A-Za-z0-9_]{3,128}\Z")
#: What the service refuses in names, titles and descriptions; display texts are free.
REFUSED_BY_AWS = re.compile(r"[^A-Za-z0-9 \r\n\-_.,:/()@!&#+'?’]")
NONE_OF_THESE = "_no"
RISKS = ("HIGH_RISK", "MEDIUM_RISK", "NO_RISK")
RESOURCE_TYPES = ("HELPFUL_RESOURCE", "IMPROVEMENT_PLAN")


def is_link(url: str) -> bool:
    """Whether a link may be shown: http or https, a host, no user name, nothing invisible in it."""
    if not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc
