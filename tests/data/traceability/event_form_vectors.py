"""Writes event-form.json: one event of each kind in the signed form of docs/methods/event-form.md.

Shares nothing with the library: a CBOR writer of its own, and the events as numbers and texts. The
events are those of tests/traceability/support_events.hpp. Run it after a change of the form:
python3 event_form_vectors.py > event-form.json
"""

import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def head(major: int, n: int) -> bytes:
    if n < 24:
        return bytes([major << 5 | n])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if n < 1 << 8 * size:
            return bytes([major << 5 | code]) + n.to_bytes(size, "big")
    raise OverflowError(n)


def cbor(value: object) -> bytes:
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    assert isinstance(value, dict)
    pairs = sorted((cbor(k), cbor(v)) for k, v in value.items())
    return head(5, len(pairs)) + b"".join(k + v for k, v in pairs)


def sha(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def ed(seed: str) -> list:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(seed.encode() * 32).public_key()
    return [1, key.public_bytes(Encoding.Raw, PublicFormat.Raw)]


def p256(seed: str) -> list:
    key = ec.derive_private_key(int.from_bytes(seed.encode() * 32, "big"), ec.SECP256R1())
    return [2, key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)]


def key_id(key: list) -> bytes:
    return hashlib.sha256(bytes([key[0]]) + key[1]).digest()[:8]


def kg(lot: str, mass: int, u: int = 0) -> list:
    return [lot, 1000 * mass, 1, 1000 * u]


MOVED = {
    6: "owner",
    8: "pit",
    17: ["R-1"],
    19: [["vehicle", sha("plate")]],
    20: "E-x",
    21: "weighed again",
    22: {"waste_codes": "17 05 04", "x-note": "blåleire", "flags": "none"},
    23: 7,
}
DENSITY = [1000, 2, 1700, "NVE sikringshåndboka G2.001"]
KINDS = [
    (1, {7: "contractor", 24: ed("a")}),
    (2, {7: "contractor", 24: p256("p")}),
    (3, {7: "contractor", 24: ed("b"), 25: key_id(ed("a"))}),
    (4, {7: "contractor", 25: key_id(ed("a")), 21: "lost"}),
    (5, {7: "pit"}),
    (6, {7: "R-1", 26: sha("report"), 22: {"media_type": "application/pdf"}}),
    (10, MOVED | {10: [["EXC-1", 1_700_000, 1, 1000, DENSITY]]}),
    (11, MOVED | {9: [kg("EXC-1", 10)], 10: [kg("A", 4), kg("B", 5)], 11: [["dust", 1000, 0]]}),
    (12, MOVED | {9: [kg("A", 4), kg("B", 5)], 10: [kg("C", 9)], 11: [["scale", -1, 3]]}),
    (
        13,
        MOVED
        | {
            9: [kg("C", 9)],
            10: [["D", 8_000_000, 2, 0]],
            11: [["water", 1_000_000, 0]],
            16: "run-1",
        },
    ),
    (14, MOVED | {13: "L-1", 9: [kg("C", 9)]}),
    (15, MOVED | {13: "L-1", 14: "plant", 15: "quay", 9: [kg("C", 9)]}),
    (16, MOVED | {13: "L-1", 10: [kg("IN-1", 9)]}),
    (17, MOVED | {12: ["C"]}),
    (18, MOVED | {9: [kg("C", 1)], 10: [kg("B", 2)]}),
    (
        19,
        MOVED
        | {
            12: ["C"],
            9: [["C", 500, 1, 0]],
            18: [["condition_class", "2", "1", "R-1"], ["content/lead", "0.10", "mg/kg TS", "R-1"]],
        },
    ),
    (20, MOVED | {12: ["C"]}),
    (21, MOVED | {12: ["C"]}),
    (22, MOVED | {9: [kg("C", 9)]}),
    (23, MOVED | {9: [kg("C", 9)]}),
    (24, MOVED | {10: [kg("C", 8, 1)]}),
    (25, MOVED | {10: [kg("C", 8, 1)], 9: [kg("B", 1)]}),
    (30, {20: "E-6", 21: "did_not_occur", 17: ["R-1"]}),
]

rows = []
for number, (kind, members) in enumerate(KINDS):
    body = cbor(
        {0: "masseflyt/event", 1: 1, 2: kind, 3: f"E-{number}", 4: 1_772_431_200_000_000,
         5: "contractor"} | members
    )  # fmt: skip
    rows.append({"kind": kind, "body": body.hex(), "sha256": hashlib.sha256(body).hexdigest()})
json.dump(rows, sys.stdout, indent=1)
print()
