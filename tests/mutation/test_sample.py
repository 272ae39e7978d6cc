"""A few spoiled policies, drawn at random in each run: the guards have to notice every one. All: `script/mutate`."""

import os
import random
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.conftest import OWNER_URL
from tests.mutation import policies, trial

SAMPLE = 3


@pytest.mark.slow
def test_a_spoiled_policy_is_noticed(template_database: str):
    app_role = urlsplit(os.environ["DATABASE_URL"]).username or ""
    with psycopg.connect(OWNER_URL, dbname=template_database) as connection:
        found = list(policies.mutants(connection, app_role))
    assert len(found) > 150
    chosen = random.sample(found, SAMPLE)
    unnoticed = []
    for mutant in chosen:
        with policies.spoiled(mutant, template_database, OWNER_URL) as database:
            if not trial.in_tree(mutant.tests, trial.ROOT, database):
                unnoticed.append(mutant.name)
    assert unnoticed == [], f"of {[mutant.name for mutant in chosen]}"
