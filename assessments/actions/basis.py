"""Confirm proposals together: what the person saw has to be what is proposed now."""

from assessments.errors import Clash


class BasisMoved(Clash):
    """What the proposals follow from changed since the person looked."""

    code = "basis_moved"


def ensure_unmoved(seen: str, now: str, message: object) -> None:
    """Raises BasisMoved with this sentence unless the basis that was ``seen`` (`rules.digests.basis`) holds ``now``."""
    if seen != now:
        raise BasisMoved(message)
