"""Ledgers and events to and from others: EPCIS 2.0.1, PROV-JSON, load documents, CBOR, JSON.

>>> from masseflyt import exchange, traceability as tr
>>> key = tr.Key.in_memory(b"k" * 32)
>>> ledger = tr.Ledger.create("ledger.example/1", operator="builder", key=key,
...                           recorded="2026-03-02T06:00:00Z")
>>> out = exchange.export(ledger, "epcis", base="https://builder.example/")
>>> [note["what"] for note in out.notes]
['kind', 'author', 'subject', 'key', 'leaf']
>>> back = exchange.read_events(out.content, base="https://builder.example/")
>>> back.events[0]["subject"], back.diagnostics.ok
('builder', True)
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from masseflyt import _masseflyt
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make
from masseflyt.traceability import Key, Ledger, _micros, sign_event

__all__ = [
    "FORMATS",
    "REGISTERS",
    "Exported",
    "Incoming",
    "append",
    "check_epcis",
    "epcis_hashes",
    "export",
    "load_fields",
    "read_events",
]

Format = Literal["cbor", "json", "epcis", "prov", "loads"]
Register = Literal["neutral", "texs", "ontario", "uk_receipt", "smartdok"]
Note = dict[str, str]

FORMATS: tuple[Format, ...] = ("cbor", "json", "epcis", "prov", "loads")
"""The first three can be read as well."""
REGISTERS: tuple[Register, ...] = ("neutral", "texs", "ontario", "uk_receipt", "smartdok")


@dataclass(frozen=True)
class Exported:
    """A ledger for others.

    Attributes
    ----------
    content
        The file.
    notes
        For EPCIS: what it has no place for, each with ``path``, ``what`` and ``fate``
        ("extension": kept in our namespace, "lost").
    """

    content: bytes
    notes: list[Note]


@dataclass(frozen=True)
class Incoming:
    """Events that came from elsewhere.

    Attributes
    ----------
    events
        Without those that ``diagnostics`` has an error for.
    leaves
        Per event: the signed event, or b"" where it came without a signature.
    recorded_us
        Per event: when the ledger it came from recorded it, or None.
    notes
        What an event cannot hold and is lost.
    diagnostics
        Faults, each with its place.
    """

    events: list[dict[str, Any]]
    leaves: list[bytes]
    recorded_us: list[int | None]
    notes: list[Note]
    diagnostics: Diagnostics

    def __len__(self) -> int:
        return len(self.events)


def export(
    ledger: Ledger,
    format: Format,  # noqa: A002
    *,
    base: str = "",
    created: str | datetime | int | None = None,
    signatures: bool = True,
    register: Register = "neutral",
) -> Exported:
    """The whole ledger in a format of others.

    Parameters
    ----------
    ledger
        What to export; superseded events included, but not in "prov" and "loads".
    format
        "cbor" and "json" lose nothing; "epcis" is JSON-LD of EPCIS 2.0.1; "prov" is PROV-JSON;
        "loads" is a CSV with one row per shipment.
    base
        Of "epcis" and "prov": address that ids are put behind, ends with "/".
    created
        Time of an EPCIS document; now if it is None.
    signatures
        Of "epcis": whether signed events travel along.
    register
        Of "loads": whose names the columns have.
    """
    content, notes = _masseflyt.export_ledger(
        ledger._ledger, format, base, _micros(created), signatures, register
    )
    return Exported(content, notes)


def read_events(
    content: bytes | str,
    *,
    file: str = "events",
    format: Format | None = None,  # noqa: A002
    base: str = "",
    author: str = "",
    basis: Literal["", "wet", "dry"] = "",
) -> Incoming:
    """Read events of a "cbor", "json" or "epcis" file.

    Parameters
    ----------
    content
        The file.
    file
        Its name, for messages.
    format
        None: told by its first bytes.
    base
        Address that ids stand behind, as in :func:`export`; "": ids stay addresses.
    author
        Of EPCIS events that name none; "": they are refused.
    basis
        "wet" or "dry", of EPCIS masses that do not say; "": they are refused.
    """
    given = content.encode() if isinstance(content, str) else content
    known = format or _masseflyt.guess_format(given)
    if not known:
        message = f"{file} holds no events: expected CBOR, JSON lines or EPCIS"
        raise make(ErrorCode.CORRUPT, message, file, ())
    rows, notes, found = _masseflyt.read_events(given, file, known, base, author, basis)
    return Incoming(
        [json.loads(event) for event, _, _ in rows],
        [leaf for _, leaf, _ in rows],
        [recorded for _, _, recorded in rows],
        notes,
        Diagnostics(found),
    )


def append(
    ledger: Ledger,
    incoming: Incoming,
    *,
    key: Key | None = None,
    recorded: str | datetime | int | None = None,
) -> list[dict[str, Any]]:
    """Append events that were read. ``key`` signs those that came without a signature.

    Returns
    -------
    list of dict
        One per event, as of :meth:`Ledger.append_many`. Without a key, an event that is not
        signed has ``code`` and ``message``.
    """
    outcomes: list[dict[str, Any]] = [{} for _ in incoming.events]
    ready: list[tuple[int, bytes]] = []
    for i, (event, leaf) in enumerate(zip(incoming.events, incoming.leaves, strict=True)):
        if leaf:
            ready.append((i, leaf))
        elif key is not None:
            ready.append((i, sign_event(event, key=key)))
        else:
            message = f"event '{event['id']}' is not signed, and no key was given"
            code = int(ErrorCode.BAD_SIGNATURE)
            outcomes[i] = {"code": code, "message": message, "path": ""}
    known = [t for t in incoming.recorded_us if t is not None]
    when = max(known) if recorded is None and known else recorded
    receipts = ledger.append_many([leaf for _, leaf in ready], recorded=when)
    for (i, _), receipt in zip(ready, receipts, strict=True):
        outcomes[i] = receipt
    return outcomes


def check_epcis(text: str, *, file: str = "document") -> Diagnostics:
    """Everything that is wrong with an EPCIS 2.0.1 document, each with its JSON pointer.

    More than the published schema asks for: words of the vocabulary, dates that exist, namespaces.
    """
    return Diagnostics(_masseflyt.check_epcis(text, file))


def epcis_hashes(text: str) -> list[str]:
    """The event hash id (CBV 2.0, 8.9) of each event of a document, for exchange only."""
    return [hash_id for hash_id, _ in _masseflyt.epcis_hashes(text)]


def load_fields() -> list[dict[str, Any]]:
    """The fields that registers ask for, side by side: meaning, names per register, fields."""
    return list(_masseflyt.load_fields())
