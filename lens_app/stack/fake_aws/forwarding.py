"""What has no fixture goes on to moto, which knows a great many operations less exactly.

moto is started on the first such request, and only if it is installed: it is part of the development lock.
"""

import http.client
import threading
from typing import Any

from lens_app.stack.fake_aws.descriptions import Request
from lens_app.stack.fake_aws.writing import Reply

MISSING = b'{"__type":"NotImplemented","message":"No fixture for this operation, and moto is not installed."}'
_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}


class Forwarding:
    """A moto server in a thread of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moto: Any = None

    def send(self, request: Request, target: str, account_id: str) -> Reply:
        """Pass a request on unchanged, for an account; 501 when there is no moto."""
        try:
            port = self._port()
        except ImportError:
            return Reply(501, MISSING, {"content-type": "application/json", "x-amzn-errortype": "NotImplemented"})
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {name: value for name, value in request.headers.items() if name not in _HOP}
        account = {"x-moto-account-id": account_id} if account_id else {}
        try:
            connection.request(request.method, target, request.body, headers | account)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        kept = {name.lower(): value for name, value in answer.getheaders() if name.lower() not in _HOP}
        return Reply(answer.status, body, kept)

    def stop(self) -> None:
        """Stop the moto server, if it was ever needed."""
        with self._lock:
            if self._moto:
                self._moto.stop()
                self._moto = None

    def _port(self) -> int:
        with self._lock:
            if self._moto is None:
                from moto.server import ThreadedMotoServer  # noqa: PLC0415 - optional, and two seconds to import

                self._moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
                self._moto.start()
            _, port = self._moto.get_host_and_port()
            return int(port)
