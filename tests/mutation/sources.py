"""Mutants of the code: every place that names the organization or the person, spoiled one at a time in a copy."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: What a test run needs; `static` is linked to, since nothing of it is changed.
COPIED = ("assessments", "integrations", "lens_app", "tests", "templates", "locale", "manage.py", "pyproject.toml")
WALLS = ("tests/guards/test_walls.py",)
TOKENS = ("tests/people/test_tokens.py", "tests/api")
FACTS = ("tests/guards/test_database_facts.py",)


@dataclass(frozen=True, slots=True)
class SourceMutant:
    """One text in one file that is replaced, and the tests of which one must fail."""

    name: str
    path: str
    before: str
    after: str
    tests: tuple[str, ...]


MUTANTS = (
    SourceMutant(
        "TenantManager: every organization's rows", "assessments/tenancy/rows.py",
        "return rows.filter(organization_id=current_organization_id())", "return rows", (*WALLS, "-k", "each_wall"),
    ),
    SourceMutant(
        "SharedManager: every organization's lenses", "assessments/tenancy/rows.py",
        "return rows.filter(visible)", "return rows", (*WALLS, "-k", "each_wall"),
    ),
    SourceMutant(
        "bulk_create: clashes are ignored", "assessments/tenancy/rows.py",
        "if ignore_conflicts:", "if False:", FACTS,
    ),
    SourceMutant(
        "scope: a second organization opens inside the first", "assessments/tenancy/scope.py",
        "if outer is not None and outer.organization_id != organization_id:", "if False:", FACTS,
    ),
    SourceMutant(
        "scope: settings outlive the transaction", "assessments/tenancy/scope.py",
        '["set_config(%s, %s, true)"]', '["set_config(%s, %s, false)"]', (*FACTS, "tests/guards/test_scope.py"),
    ),
    SourceMutant(
        "scope: settings stay after the organization is closed", "assessments/tenancy/scope.py",
        "            if nested:\n                _restore(outer)", "            pass", FACTS,
    ),
    SourceMutant(
        "scope: a person stays known to the database", "assessments/tenancy/scope.py",
        '''            if nested and not connection.needs_rollback:
                _set({"app.person_id": ""})''', "            pass", ("tests/guards/test_scope.py",),
    ),
    SourceMutant(
        "gate: anyone's membership opens the door", "assessments/queries/organizations.py",
        "rows.filter(user_id=person_id, ended_at=None)", "rows.filter(ended_at=None)", (*WALLS, "-k", "each_wall"),
    ),
    SourceMutant(
        "gate: an ended membership opens the door", "assessments/queries/organizations.py",
        "rows.filter(user_id=person_id, ended_at=None)", "rows.filter(user_id=person_id)", (*WALLS, "-k", "has_left"),
    ),
    SourceMutant(
        "gate: any membership opens any organization", "assessments/gate.py",
        "if one.organization.slug == slug", "if True", (*WALLS, "-k", "strangers_organization"),
    ),
    SourceMutant(
        "gate: the permission is not asked for", "assessments/gate.py",
        "if permission not in request.can:", "if False:", (*WALLS, "-k", "without_the_permission"),
    ),
    SourceMutant(
        "gate: no sign-in needed", "assessments/gate.py",
        "login_required(gated)", "gated", (*WALLS, "-k", "without_signing_in"),
    ),
    SourceMutant(
        "token: any secret will do", "assessments/queries/tokens.py",
        "and secrets.compare_digest(token.digest, digest_of(text.secret)) ", "", TOKENS,
    ),
    SourceMutant(
        "token: any token of the organization will do", "assessments/queries/tokens.py",
        "        id=text.token_id,\n", "", (*WALLS, "-k", "many_tokens"),
    ),
    SourceMutant(
        "token: revoked ones live", "assessments/queries/tokens.py", "        revoked_at=None,\n", "", TOKENS,
    ),
    SourceMutant(
        "token: expired ones live", "assessments/queries/tokens.py",
        "        Q(expires_at=None) | Q(expires_at__gt=timezone.now()),\n        id", "        id", TOKENS,
    ),
    SourceMutant(
        "token: outlives its maker's membership", "assessments/queries/tokens.py",
        "        created_by__ended_at=None,\n", "", (*TOKENS, "tests/people/test_members.py"),
    ),
    SourceMutant(
        "token: outlives its maker's account", "assessments/queries/tokens.py",
        "        created_by__user__is_active=True,\n", "", TOKENS,
    ),
    SourceMutant(
        "token: may do what its maker may not", "assessments/actions/tokens.py",
        " and SCOPES[wanted].permission in permissions_of(token.created_by.role)", "", TOKENS,
    ),
    SourceMutant(
        "token: may do what it was not made for", "assessments/actions/tokens.py",
        "wanted in token.scopes and ", "", TOKENS,
    ),
    SourceMutant(
        "API: no scope is asked for", "assessments/api/access.py",
        "return method in wanted and issued.permits(request.auth, wanted[method])", "return True", ("tests/api",),
    ),
    SourceMutant(
        "invitation: any token joins", "assessments/actions/invitations.py",
        "not constant_time_compare(token, token_of(invitation))", "False", ("tests/people/test_invitations.py",),
    ),
    SourceMutant(
        "tasks: run for nobody", "assessments/tasks.py",
        "if not self.across_organizations and (args or not", "if False and (args or not",
        ("tests/guards/test_tasks.py", "-k", "refuses"),
    ),
)  # fmt: skip


@contextmanager
def spoiled(mutant: SourceMutant, tree: Path) -> Iterator[Path]:
    """The tree with the mutant's text in place. Raises LookupError when the text is not there exactly once."""
    file = tree / mutant.path
    text = file.read_text("utf-8")
    if text.count(mutant.before) != 1:
        raise LookupError(f"{mutant.path} has the text of “{mutant.name}” {text.count(mutant.before)} times, not once")
    file.write_text(text.replace(mutant.before, mutant.after), "utf-8")
    try:
        yield tree
    finally:
        file.write_text(text, "utf-8")


def copy_of_the_tree(target: Path) -> Path:
    """A copy of what a test run needs."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target / name)
    (target / "static").symlink_to(ROOT / "static")
    return target
