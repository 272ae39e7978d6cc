"""What tests and the demo tell the fake over HTTP, under ``/_fake/``: roles, faults, sessions, and what was asked.

PUT    /_fake/roles    {"role_arn": …, "external_id": …}   the id this role is given for; null: for none
PUT    /_fake/faults   {"kind": …, "operation": …, …}      see `faults.Fault`
DELETE /_fake/faults
POST   /_fake/expire                                       end every session
GET    /_fake/calls                                        what was asked so far
GET    /_fake/health
"""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lens_app.stack.fake_aws.descriptions import Request
from lens_app.stack.fake_aws.faults import Fault
from lens_app.stack.fake_aws.writing import Reply

if TYPE_CHECKING:
    from lens_app.stack.fake_aws.server import FakeAws

PREFIX = "/_fake/"


def handle(fake: "FakeAws", request: Request) -> Reply:
    """Do what an administrative request says; 400 with the reason when it makes no sense."""
    try:
        return _do(fake, request)
    except (ValueError, TypeError, KeyError) as error:
        return _json({"error": str(error)}, 400)


def _do(fake: "FakeAws", request: Request) -> Reply:
    given = json.loads(request.body or b"{}")
    match (request.method, request.path.removeprefix(PREFIX)):
        case ("PUT", "roles"):
            fake.roles.register(given["role_arn"], given["external_id"])
        case ("PUT", "faults"):
            fake.faults.switch_on(Fault(**given))
        case ("DELETE", "faults"):
            fake.faults.clear()
        case ("POST", "expire"):
            fake.roles.expire()
        case ("GET", "calls"):
            return _json([asdict(seen) for seen in list(fake.seen)])
        case ("GET", "health"):
            return _json({"accounts": [account.account_id for account in fake.world.accounts]})
        case _:
            return _json({"error": "unknown"}, 404)
    return _json({})


def _json(said: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(said).encode(), {"content-type": "application/json"})
