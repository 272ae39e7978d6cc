"""What the database refuses, said to a person: a broken constraint becomes the error that explains it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from assessments.errors import DomainError


@contextmanager
def explained(refusals: Mapping[str, DomainError]) -> Iterator[None]:
    """A savepoint around a write, so that the transaction lives on when it is refused.

    ``refusals`` maps the name of a constraint to the error that is raised when the write breaks it; any other
    IntegrityError is our fault and passes through.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refusal = next((told for name, told in refusals.items() if name in str(error)), None)
        if refusal is None:
            raise
        raise refusal from error
