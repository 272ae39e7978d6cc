"""The database roles of the local stack are those of production."""

import subprocess
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from lens_app.stack import credentials, environment, roles
from lens_app.stack.postgres import Cluster


@pytest.fixture
def urls(cluster: Cluster, home: Path) -> dict[str, str]:
    """The address of each role on a cluster that has them."""
    secrets = credentials.ensure(home)
    running = cluster.ensure()
    roles.ensure(cluster.superuser_url(running.port), secrets)
    roles.ensure(cluster.superuser_url(running.port), secrets)  # safe to repeat
    addresses = environment.urls(running.port, secrets)
    with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE thing (organization int)")
        owner.execute("INSERT INTO thing VALUES (1), (2)")
        owner.execute("ALTER TABLE thing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        owner.execute("CREATE POLICY one ON thing USING (organization = 1)")
        owner.execute(f"GRANT SELECT ON thing TO {roles.APP}")
    return addresses


@pytest.fixture
def backup_url(urls: dict[str, str], home: Path) -> str:
    """The address of the role that an operator backs up as; no process of ours has it."""
    server = urls["DATABASE_URL"].rpartition("@")[2]
    return f"postgresql://{roles.BACKUP}:{credentials.ensure(home).backup}@{server}"


def test_the_application_sees_only_what_the_policy_lets_it(urls: dict[str, str]) -> None:
    with psycopg.connect(urls["DATABASE_URL"]) as app:
        assert app.execute("SELECT organization FROM thing").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "DROP TABLE thing",
        "TRUNCATE thing",
        "ALTER TABLE thing DISABLE ROW LEVEL SECURITY",
        "CREATE ROLE another",
        "CREATE DATABASE another",
        f"SET ROLE {roles.OWNER}",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
    ],
)
def test_the_application_cannot(urls: dict[str, str], statement: str) -> None:
    with (
        psycopg.connect(urls["DATABASE_URL"], autocommit=True) as app,
        pytest.raises((errors.InsufficientPrivilege, errors.InvalidParameterValue)),
    ):
        app.execute(statement)


def test_no_role_enters_a_database_that_is_not_its_own(urls: dict[str, str], backup_url: str) -> None:
    for url in [*urls.values(), backup_url]:
        server, _, own = url.replace("pgmq://", "postgresql://").rpartition("/")
        with psycopg.connect(f"{server}/{own}"):
            pass
        for other in {roles.DATABASE, roles.QUEUE_DATABASE, "postgres", "template1"} - {own}:
            with pytest.raises(psycopg.OperationalError, match=f'permission denied for database "{other}"'):
                psycopg.connect(f"{server}/{other}")


def test_the_owner_of_a_test_run_makes_databases_and_no_longer_afterwards(cluster: Cluster, home: Path) -> None:
    secrets = credentials.ensure(home)
    running = cluster.ensure()
    superuser = cluster.superuser_url(running.port)
    address = environment.urls(running.port, secrets)["DATABASE_OWNER_URL"].rpartition("/")[0] + "/postgres"
    roles.ensure(superuser, secrets, owner_creates_databases=True)
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("CREATE DATABASE another")
    roles.ensure(superuser, secrets)
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(address)


def test_migrations_and_backups_see_every_row(urls: dict[str, str], backup_url: str) -> None:
    for url in (urls["DATABASE_OWNER_URL"], backup_url):
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM thing").fetchone() == (2,)


def test_a_dump_by_the_backup_role_is_whole(cluster: Cluster, backup_url: str) -> None:
    command = [cluster.binaries.program("pg_dump"), "--data-only", "--table=thing", backup_url]
    dumped = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "(organization) FROM stdin;\n1\n2\n\\.\n" in dumped


def test_the_backup_role_writes_nothing(backup_url: str) -> None:
    with psycopg.connect(backup_url) as backup, pytest.raises(errors.InsufficientPrivilege):
        backup.execute("DELETE FROM thing")


def test_the_queue_is_walled_off_and_given_back_at_a_start(urls: dict[str, str]) -> None:
    queue_url = urls["CELERY_BROKER_URL"].replace("pgmq://", "postgresql://")
    for _ in range(2):  # installing twice does no harm
        roles.ensure_queue(queue_url)
    with psycopg.connect(queue_url, autocommit=True) as queue:
        queue.execute("SELECT pgmq.create('celery')")
        queue.execute("SELECT pgmq.send('celery', '{}'::jsonb)")
        assert len(queue.execute("SELECT * FROM pgmq.read('celery', 3600, 1)").fetchall()) == 1
        assert queue.execute("SELECT * FROM pgmq.read('celery', 3600, 1)").fetchall() == [], "a worker has it"
        roles.ensure_queue(queue_url, release=True)
        assert len(queue.execute("SELECT * FROM pgmq.read('celery', 3600, 1)").fetchall()) == 1
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(urls["DATABASE_URL"].rpartition("/")[0] + f"/{roles.QUEUE_DATABASE}")


def test_the_credentials_are_private_and_kept(home: Path) -> None:
    first = credentials.ensure(home)
    assert credentials.ensure(home) == first
    assert (home / "credentials.json").stat().st_mode & 0o077 == 0
    assert len(set(vars(first).values())) == len(vars(first)), "no two are the same"
