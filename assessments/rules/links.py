"""What counts as a link that people give."""

from urllib.parse import urlsplit


def is_link(text: str) -> bool:
    """Whether a text is an http or https address with a host, and without a user name."""
    try:
        parts = urlsplit(text)
    except ValueError:  # brackets that hold no IPv6 address
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username


def is_aws_documentation(url: str) -> bool:
    """Whether a link leads to the documentation of AWS."""
    return is_link(url) and urlsplit(url).hostname == "docs.aws.amazon.com"
