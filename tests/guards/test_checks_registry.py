"""Every check speaks to practices that exist, in both languages, and asks AWS for nothing it may not read."""

import json

import pytest

from assessments.lenses import format
from assessments.lenses.loader import catalog
from assessments.rules.vocabulary import LANGUAGES
from integrations.aws.policy import CONTENT_ACTIONS, read_policy, reads
from integrations.checks.registry import Check, actions_of, catalogue
from tests.guards.files import ROOT

CHECKS = list(catalogue().values())
POLICY = ROOT / "docs" / "iam-policy.json"


def practices() -> set[str]:
    """The ids of every practice of every built-in lens."""
    documents = [format.parse(lens.document, lens.enrichment) for lens in catalog()]
    return {choice.id for document in documents for question in document.questions() for choice in question.practices}


def test_every_check_of_the_folder_is_registered():
    supporting = {"__init__", "registry", "finding"}
    files = {path.stem for path in (ROOT / "integrations" / "checks").glob("*.py")} - supporting
    assert {check.id.lower().replace("-", "_") for check in CHECKS} == files
    assert len(CHECKS) >= 5


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_speaks_to_practices_that_exist(check: Check):
    assert check.speaks_to
    assert set(check.speaks_to) <= practices()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_says_everything_in_both_languages(check: Check):
    for text in (check.title, *check.messages.values()):
        assert set(text) == set(LANGUAGES)
        assert all(text.values())


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_only_reads_and_never_content(check: Check):
    assert all(reads(action) for action in check.actions)
    assert not {action for action in check.actions if action in CONTENT_ACTIONS}


@pytest.mark.skipif(not POLICY.exists(), reason="no policy is printed in the documents yet")
def test_the_printed_policy_is_the_checks():
    assert json.loads(POLICY.read_text("utf-8")) == read_policy(actions_of(CHECKS))
