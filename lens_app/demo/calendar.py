"""Put what just happened on the day the story tells of. Only the demo does this, and only as the database's owner.

The application's role cannot: frozen rows refuse it. The owner lifts that refusal for the length of one transaction,
in a database that holds nothing but the demo yet. The audit log is left alone: it says when the rows were really
written, and that they were moved.
"""

from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

FROZEN = ("assessments_answerversion", "assessments_evidence")
#: How far apart things of one act are: a person answers a question in a few minutes.
PACE = "7 minutes"

_ANSWER_VERSIONS = """
UPDATE assessments_answerversion AS version SET at = %(day)s + told.turn * %(pace)s::interval FROM (
    SELECT id, row_number() OVER (ORDER BY question_id, number) AS turn
      FROM assessments_answerversion WHERE organization_id = %(organization)s AND at >= %(since)s
) AS told WHERE version.id = told.id"""

_ANSWERS = """
UPDATE assessments_answer AS answer SET updated_at = version.at FROM assessments_answerversion AS version
 WHERE answer.organization_id = %(organization)s AND answer.updated_at >= %(since)s
   AND version.answer_id = answer.id AND version.number = answer.version"""

# Table, column: the moment of the act itself.
_MOMENTS = (
    ("assessments_membership", "joined_at"),
    ("assessments_workload", "created_at"),
    ("assessments_workload", "updated_at"),
    ("assessments_review", "created_at"),
    ("assessments_review", "changed_at"),
    ("assessments_evidence", "added_at"),
    ("assessments_evidencelink", "linked_at"),
)


def now() -> datetime:
    """The application's database clock: everything written from here on has at least this time."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return moment


def move(organization_id: UUID, *, since: datetime, to: datetime) -> None:
    """Date everything of the organization that was committed since then to this day."""
    facts = {"organization": organization_id, "since": since, "day": to, "pace": PACE}
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.organization_id', %s, true), set_config('app.actor_name', 'demo', true),"
            " set_config('app.action', 'demo.backdate', true)",
            [str(organization_id)],
        )
        for table in FROZEN:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER a_frozen")
        cursor.execute(_ANSWER_VERSIONS, facts)
        cursor.execute(_ANSWERS, facts)
        for table, column in _MOMENTS:
            cursor.execute(
                f"UPDATE {table} SET {column} = %(day)s"  # noqa: S608 - names of our own, above
                f" WHERE organization_id = %(organization)s AND {column} >= %(since)s",
                facts,
            )
        for table in FROZEN:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER a_frozen")
