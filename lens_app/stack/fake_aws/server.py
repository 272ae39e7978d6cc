"""The fake on a port of this machine: every request is matched, refused, failed, answered or passed on.

with server.start(worlds.demo()) as fake:
    fake.roles.register("arn:aws:iam::111122223333:role/LensboardEvidence", external_id)
    … boto3 with endpoint_url=fake.url …
"""

import contextlib
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from lens_app.stack.fake_aws import admin, reading, writing
from lens_app.stack.fake_aws.descriptions import Match, Request, match, token_of
from lens_app.stack.fake_aws.faults import Fault, Switchboard
from lens_app.stack.fake_aws.fixtures import FixtureError
from lens_app.stack.fake_aws.forwarding import Forwarding
from lens_app.stack.fake_aws.metrics import fixtures
from lens_app.stack.fake_aws.roles import Roles, Session, operator_arn
from lens_app.stack.fake_aws.worlds import AccountWorld, World
from lens_app.stack.fake_aws.writing import Refusal, Reply

_ACTION_PREFIX = {"service-quotas": "servicequotas"}
_SERVICES = (*fixtures.services, "sts")
_SCP = "arn:aws:organizations::999988887777:policy/o-fake000000/service_control_policy/p-fake0000"


@dataclass(frozen=True)
class Seen:
    """One request that came in: what for, where, signed with which key, when (seconds), and how it was answered."""

    operation: str
    region: str
    access_key: str
    at: float
    status: int


class FakeAws:
    """The state of the fake: a world, the roles given out, the faults that are on, and what was asked."""

    def __init__(self, world: World, kept: Path | None = None) -> None:
        self.world = world
        self.roles = Roles(kept)
        self.faults = Switchboard()
        self.seen: list[Seen] = []
        self.url = ""
        self._forwarding = Forwarding()

    def handle(self, request: Request, target: str) -> Reply:
        """Answer one request. ``target`` is the request line's, to be passed on as it is."""
        if request.path.startswith(admin.PREFIX):
            return admin.handle(self, request)
        found = match(request, _SERVICES)
        key, region, signing_name = request.scope
        request_id = secrets.token_hex(16)
        try:
            reply = self._answer(request, target, found, request_id)
        except Refusal as refusal:
            reply = writing.refuse(found, refusal, request_id) if found else Reply(refusal.status, b"")
        except (FixtureError, ValueError, KeyError) as error:
            reply = Reply(500, f"fake AWS: {error!r}".encode(), {"content-type": "text/plain"})
        operation = found.name if found else f"{signing_name}:{request.method} {request.path}"
        self.seen.append(Seen(operation, region, key, time.time(), reply.status))
        return reply

    def stop(self) -> None:
        """Stop what was started beside the fake itself."""
        self._forwarding.stop()

    def _answer(self, request: Request, target: str, found: Match | None, request_id: str) -> Reply:
        key, region, _ = request.scope
        session = self.roles.session(key)
        account_id = session.account_id if session else ""
        account = self.world.account(account_id) if session else None
        if session and session.expires < datetime.now(UTC):
            raise Refusal("ExpiredTokenException", "The security token included in the request is expired", 403)
        fault = self._fault(found, account, region)
        if fault and found:
            self._fail(fault, found, session, region)
        if found and found.service == "sts":
            output = self._sts(found, key, reading.parameters(found, request))
        elif found is None or found.name not in fixtures:
            return self._forwarding.send(request, target, account_id)
        elif session is None or account is None:
            raise Refusal("UnrecognizedClientException", "The security token included in the request is invalid.", 403)
        else:
            self._allow(found, session, region)
            output = fixtures.answer(found, account, region, reading.parameters(found, request))
        return self._spoil(fault, found, writing.answer(found, self._crippled(fault, found, output), request_id))

    def _fault(self, found: Match | None, account: AccountWorld | None, region: str) -> Fault | None:
        if found is None:
            return None
        declared = account.faults if account else ()
        return self.faults.due(found.name, account.account_id if account else "", region, declared)

    def _sts(self, found: Match, key: str, given: Mapping[str, Any]) -> dict[str, Any]:
        if found.operation.name == "AssumeRole":
            return self.roles.assume(self.world, operator_arn(key), given)
        if found.operation.name == "GetCallerIdentity":
            return self.roles.identify(self.world, key)
        raise Refusal("InvalidAction", f"{found.name} is not answered here.", 400)

    def _allow(self, found: Match, session: Session, region: str) -> None:
        if not session.allows(_action(found)):
            raise _denied(found, session, region, f"no session policy allows the {_action(found)} action")

    def _fail(self, fault: Fault, found: Match, session: Session | None, region: str) -> None:
        """Raise what the fault says; faults of another kind spoil the answer later."""
        match fault.kind:
            case "deny" | "scp" if session:
                raise _denied(found, session, region, _because(fault.kind, _action(found)))
            case "deny" | "scp":
                raise writing.denied(found, f"Not authorized to perform: {_action(found)}")
            case "throttle":
                code = "RequestLimitExceeded" if found.protocol == "ec2" else "ThrottlingException"
                raise Refusal(code, "Rate exceeded", 503 if found.protocol == "ec2" else 400)
            case "error":
                raise Refusal("InternalFailure", "The request processing has failed.", 500)
            case "expired":
                raise Refusal("ExpiredTokenException", "The security token included in the request is expired", 403)
            case "disabled":
                code = "AuthFailure" if found.protocol == "ec2" else "UnrecognizedClientException"
                raise Refusal(code, "The security token included in the request is invalid.", 403)
            case "off":
                raise Refusal("OptInRequiredException", "The account is not registered for the service.", 403)
            case "delay":
                time.sleep(fault.seconds)

    def _crippled(self, fault: Fault | None, found: Match, output: dict[str, Any]) -> dict[str, Any]:
        if fault and fault.kind == "loop" and (token := token_of(found.service, found.operation.name)):
            return output | {token: "0"}
        if fault and fault.kind == "partial":
            return {"MetricDataResults": [one | {"StatusCode": "PartialData"} for one in output["MetricDataResults"]]}
        return output

    def _spoil(self, fault: Fault | None, found: Match, reply: Reply) -> Reply:
        if fault and fault.kind == "malformed":
            return Reply(200, reply.body[: max(1, len(reply.body) // 2)], reply.headers)
        if fault and fault.kind == "html":
            return Reply(502, b"<html><body>Bad gateway</body></html>", {"content-type": "text/html"})
        return reply


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65_536
    fake: FakeAws

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        request = _request(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
        reply = self.fake.handle(request, self.path)
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _serve  # noqa: N815 - names given by http.server

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: `FakeAws.seen` is the log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@contextlib.contextmanager
def start(world: World, port: int = 0, kept: Path | None = None) -> Iterator[FakeAws]:
    """Serve a world on 127.0.0.1 until the block ends. Port 0 takes any free one; ``url`` says which.

    ``kept``: a file that remembers the external ids from one time to the next.
    """
    fake = FakeAws(world, kept)
    server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"fake": fake}))
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        fake.stop()


def _request(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Request:
    parts = urlsplit(target)
    lower = {name.lower(): value for name, value in headers.items()}
    is_form = lower.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return Request(
        method=method,
        path=parts.path,
        query=parse_qs(parts.query, keep_blank_values=True),
        headers=lower,
        body=body,
        form=dict(parse_qsl(body.decode(), keep_blank_values=True)) if is_form else {},
    )


def _action(found: Match) -> str:
    return f"{_ACTION_PREFIX.get(found.service, found.service)}:{found.operation.name}"


def _because(kind: str, action: str) -> str:
    if kind == "scp":
        return f"with an explicit deny in a service control policy: {_SCP}"
    return f"no identity-based policy allows the {action} action"


def _denied(found: Match, session: Session, region: str, because: str) -> Refusal:
    resource = f"arn:aws:{found.service}:{region}:{session.account_id}:*"
    why = because if because.startswith("with ") else f"because {because}"
    who = f"User: {session.arn} is not authorized to perform: {_action(found)} on resource: {resource} {why}"
    return writing.denied(found, who)
