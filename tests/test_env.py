"""Environment variables: a wrong number stops the start and names its variable, before it can stop the work."""

import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from lens_app import env


@pytest.mark.parametrize(
    ("given", "said"), [("many", "not a whole number"), ("1.5", "not a whole number"), ("0", "less than 1")]
)
def test_a_number_that_cannot_be_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, given: str, said: str):
    monkeypatch.setitem(os.environ, "LOOKS", given)
    with pytest.raises(ImproperlyConfigured, match=f"LOOKS='{given}' is {said}"):
        env.number("LOOKS", 8, least=1)


@pytest.mark.parametrize(("given", "number"), [(" 3 ", 3), ("", 8)])
def test_a_number_is_read_or_its_default_holds(monkeypatch: pytest.MonkeyPatch, given: str, number: int):
    monkeypatch.setitem(os.environ, "LOOKS", given)
    assert env.number("LOOKS", 8, least=1) == number
