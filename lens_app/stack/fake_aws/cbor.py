"""CBOR, as far as Amazon CloudWatch uses it.

Source: RFC 8949; Smithy RPC v2 CBOR protocol (timestamps are tag 1 with a floating-point number).
"""

import io
import struct
from datetime import datetime
from typing import Any

from botocore.parsers import RpcV2CBORParser


def decode(body: bytes) -> Any:
    """One data item. botocore reads the same format for a living, so its reader is used."""
    return RpcV2CBORParser().parse_data_item(io.BufferedReader(io.BytesIO(body)))


def encode(value: Any) -> bytes:
    """Python values as one data item. Raises TypeError on a type CloudWatch has no use for."""
    match value:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case float():
            return b"\xfb" + struct.pack(">d", value)
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case datetime():
            return b"\xc1\xfb" + struct.pack(">d", value.timestamp())
        case list() | tuple():
            return _head(4, len(value)) + b"".join(map(encode, value))
        case dict():
            return _head(5, len(value)) + b"".join(encode(key) + encode(item) for key, item in value.items())
    raise TypeError(type(value).__name__)


def _head(major: int, count: int) -> bytes:
    if count < 24:
        return bytes([major << 5 | count])
    for extra, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if count < 1 << (8 * size):
            return bytes([major << 5 | extra]) + count.to_bytes(size, "big")
    raise ValueError(count)
