"""What deploy/ ships fits the code: roles, variables, the AWS role, and no address of anybody's registry."""

import io
import re

import pytest
from django.core.management import call_command

from lens_app.stack import roles
from tests.conftest import ROOT
from tests.guards.test_settings_documented import documented

DEPLOY = ROOT / "deploy"


@pytest.mark.parametrize("role", [roles.OWNER, roles.APP, roles.BACKUP])
def test_a_role_is_what_the_local_stack_makes(role: str) -> None:
    made = re.search(
        rf"^CREATE ROLE {role} WITH (.+) PASSWORD", (DEPLOY / "postgres/roles.sh").read_text(), re.MULTILINE
    )
    assert made
    assert made[1] == roles.ATTRIBUTES[role]


def test_the_roles_enter_only_their_database() -> None:
    text = (DEPLOY / "postgres/roles.sh").read_text()
    assert re.findall(r"^REVOKE .+", text, re.MULTILINE) == [
        f"REVOKE ALL ON DATABASE {roles.DATABASE}, {roles.MAINTENANCE}, template1 FROM PUBLIC;"
    ]
    assert re.findall(r"^GRANT CONNECT .+", text, re.MULTILINE) == [
        f"GRANT CONNECT ON DATABASE {roles.DATABASE} TO {roles.APP}, {roles.BACKUP};"
    ]


def test_compose_sets_only_variables_there_are() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    block = text[text.index("environment: &environment") : text.index("volumes:")]
    named = set(re.findall(r"^    ([A-Z][A-Z_]+):", block, re.MULTILINE))
    assert {"SECRET_KEY", "DATABASE_URL", "CELERY_BROKER_URL"} <= named
    assert named <= documented().keys()


def test_only_the_migration_knows_the_owner() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    assert text.count("DATABASE_OWNER_URL") == 1
    assert text.index("  migrate:\n") < text.index("DATABASE_OWNER_URL") < text.index("  web:\n")


def test_what_compose_asks_for_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", (DEPLOY / "compose.yaml").read_text()))
    given = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / ".env.example").read_text(), re.MULTILINE))
    assert asked
    assert asked <= given


def test_the_role_in_an_account_allows_what_the_checks_read() -> None:
    printed = io.StringIO()
    call_command("role_template", stdout=printed)
    assert (DEPLOY / "cloudformation-role.json").read_text() == printed.getvalue()


def test_the_image_takes_locked_packages_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    assert "--require-hashes --requirement requirements/runtime.lock" in text
    assert text.index("\nUSER lensboard") < text.index("\nCMD")
    assert not re.search(r"^FROM \S+/", text, re.MULTILINE)
    for copied in re.findall(r"^COPY (\S+) ", text, re.MULTILINE):
        assert (ROOT / copied).exists()
        assert f"!{copied}\n" in (DEPLOY / "Dockerfile.dockerignore").read_text()
