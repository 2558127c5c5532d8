"""A ledger of masses that parties who distrust each other can all verify.

>>> from masseflyt import traceability as tr
>>> key = tr.Key.in_memory(b"k" * 32)
>>> def at(minute):
...     return f"2026-03-02T06:{minute:02}:00Z"
>>> ledger = tr.Ledger.create("ledger.example/1", operator="contractor", key=key, recorded=at(0))
>>> def tell(kind, minute, **members):
...     event = {"kind": kind, "id": f"E-{minute}", "author": "contractor", "time": at(minute)}
...     return ledger.append(event | members, key=key, recorded=at(minute))
>>> _ = tell("place", 1, subject="pit")
>>> _ = tell("extract", 2, place="pit", outputs=[tr.kg("EXC-1", 100)])
>>> _ = tell("split", 3, place="pit", inputs=[tr.kg("EXC-1", 60)],
...          outputs=[tr.kg("A", 25), tr.kg("B", 35)])
>>> ledger.lot("EXC-1")["stock_g"]
40000
>>> [lot["id"] for lot in ledger.lineage().recall("EXC-1").lots]
['EXC-1', 'A', 'B']
"""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timezone
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from masseflyt import _masseflyt
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = [
    "Key",
    "Ledger",
    "Lineage",
    "Recall",
    "commit",
    "cosign",
    "fsck",
    "kg",
    "make_ticket",
    "match_handovers",
    "proves_fork",
    "read_checkpoint",
    "read_ticket",
    "sign_event",
    "ticket_fields",
    "ticket_qr",
    "verify_consistency",
    "verify_fork",
    "verify_inclusion",
    "verify_proof",
    "verify_ticket",
    "write_ticket_png",
]

Event = Mapping[str, Any]
Algorithm = Literal["ed25519", "ecdsa_p256"]


def kg(lot: str, kilograms: float, *, basis: str = "wet", u_kg: float = 0) -> dict[str, Any]:
    """A portion of a lot, for ``inputs`` and ``outputs``. Grams are rounded to whole ones.

    Parameters
    ----------
    lot
        Id of the lot.
    kilograms
        Mass, 0 or more.
    basis
        "wet" or "dry". A lot keeps its basis.
    u_kg
        Standard uncertainty; 0 is exact by agreement.
    """
    portion = {"lot": lot, "mass_g": round(1000 * kilograms), "basis": basis}
    return portion | ({"u_g": round(1000 * u_kg)} if u_kg else {})


class Key:
    """Someone who can sign: a public key, and a function that has the private one.

    The library never sees a private key. ``sign`` takes the message and returns 64 bytes.
    """

    def __init__(
        self, public: bytes, sign: Callable[[bytes], bytes], *, algorithm: Algorithm = "ed25519"
    ) -> None:
        self.public = public
        self.sign = sign
        self.algorithm = algorithm

    @classmethod
    def in_memory(cls, secret: bytes, *, algorithm: Algorithm = "ed25519") -> Key:
        """For tests and small tools: ``secret`` is the 32-byte seed or scalar."""
        public, sign = _masseflyt.signer_in_memory(algorithm, secret)
        return cls(public, sign, algorithm=algorithm)

    def as_member(self) -> dict[str, str]:
        """The member ``key`` of an event that enrols this key."""
        return {"algorithm": self.algorithm, "bytes": self.public.hex()}

    def __repr__(self) -> str:
        return f"Key({self.algorithm}, {self.public.hex()[:16]}…)"


def _micros(when: str | datetime | int | None) -> int:
    if when is None:
        return time.time_ns() // 1000
    if isinstance(when, int):
        return when
    if isinstance(when, str):
        when = datetime.fromisoformat(when.replace("Z", "+00:00"))
    if when.tzinfo is None:
        raise make(ErrorCode.INVALID_ARGUMENT, f"{when} has no time zone", "recorded", ())
    since = when - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def sign_event(event: Event, *, key: Key) -> bytes:
    """Sign an event: body, key id and signature, to be sent or appended elsewhere."""
    leaf: bytes = _masseflyt.sign_event(
        json.dumps(dict(event)), key.algorithm, key.public, key.sign
    )
    return leaf


class Ledger:
    """An append-only log in memory or in an SQLite file; one writer at a time.

    Parameters
    ----------
    file
        Path of the file, made when it is missing; None keeps the ledger in memory.
    origin
        Name of the log, as its checkpoints have it.
    coverage, warning, floor_g
        A balance is closed up to ``max(floor_g, coverage * u)``, open up to ``warning * u``.
    skew_s
        How far clocks may disagree before it is called time travel.
    check_signatures
        False for trusted bulk data whose events carry none.

    Raises
    ------
    CorruptError
        If the events do not have the root that the file remembers.
    ConflictError
        If another writer has the file open.
    """

    def __init__(
        self,
        file: str | PathLike[str] | None = None,
        *,
        origin: str,
        coverage: float = 2,
        warning: float = 3,
        floor_g: int = 0,
        skew_s: float = 0,
        check_signatures: bool = True,
    ) -> None:
        self.origin = origin
        self._ledger = _masseflyt.Ledger(
            None if file is None else fspath(file),
            origin,
            coverage,
            warning,
            floor_g,
            round(skew_s * 1e6),
            check_signatures,
        )

    @classmethod
    def create(
        cls,
        origin: str,
        *,
        operator: str,
        key: Key,
        file: str | PathLike[str] | None = None,
        recorded: str | datetime | int | None = None,
        **rules: Any,
    ) -> Ledger:
        """Open a new ledger with its first event: the operator, who admits all other parties."""
        ledger = cls(file, origin=origin, **rules)
        if len(ledger) > 0:
            raise make(ErrorCode.CONFLICT, "the ledger has events already", str(file), ())
        at = _micros(recorded)
        first = {
            "kind": "party",
            "id": f"{operator}/first-key",
            "author": operator,
            "subject": operator,
            "time": _text(at),
            "key": key.as_member(),
        }
        ledger.append(first, key=key, recorded=at)
        return ledger

    # ---- writing

    def append(
        self, event: Event, *, key: Key, recorded: str | datetime | int | None = None
    ) -> dict[str, Any]:
        """Sign and append one event. The same event again changes nothing.

        Returns
        -------
        dict
            index, already, leaf_hash, flags: contradictions that the event brought about.

        Raises
        ------
        MasseflytError
            A subclass that fits, if the event cannot be recorded; the message says why.
        """
        return self.append_signed(sign_event(event, key=key), recorded=recorded)

    def append_signed(
        self, leaf: bytes, *, recorded: str | datetime | int | None = None
    ) -> dict[str, Any]:
        """Append an event that was signed elsewhere: body, key id and signature."""
        receipt: dict[str, Any] = self._ledger.append(leaf, _micros(recorded))
        return receipt

    def append_many(
        self, leaves: Iterable[bytes], *, recorded: str | datetime | int | None = None
    ) -> list[dict[str, Any]]:
        """Append in one commit. A refused event has ``code`` and ``message``, and no index."""
        return list(self._ledger.append_many(list(leaves), _micros(recorded)))

    def merge(
        self, leaves: Iterable[bytes], *, recorded: str | datetime | int | None = None
    ) -> list[dict[str, Any]]:
        """Append what devices made offline, in an order that does not depend on how it arrives."""
        return list(self._ledger.merge(list(leaves), _micros(recorded)))

    # ---- reading

    def __len__(self) -> int:
        return int(self._ledger.size())

    def __getitem__(self, index: int) -> dict[str, Any]:
        if not 0 <= index < len(self):
            raise IndexError(index)
        event: dict[str, Any] = json.loads(self._ledger.event(index))
        return event

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return f"Ledger({self.origin!r}, {len(self)} events, root {self.root.hex()[:16]}…)"

    @property
    def root(self) -> bytes:
        """Root of the Merkle tree, 32 bytes."""
        root: bytes = self._ledger.root()
        return root

    def leaf(self, index: int) -> bytes:
        """Body, key id and signature of an event: what others can verify."""
        leaf: bytes = self._ledger.record(index)[0]
        return leaf

    def find(self, event_id: str) -> int | None:
        """Number of an event; None when the ledger does not have it."""
        index: int | None = self._ledger.find(event_id)
        return index

    def corrected_by(self, index: int) -> int | None:
        """Number of the event that replaced or withdrew this one."""
        by: int | None = self._ledger.corrected_by(index)
        return by

    def lot(self, lot: str) -> dict[str, Any] | None:
        """Stock, holder, place and hold of a lot; None when it is not known."""
        state: Any = self._ledger.lot(lot)
        return state if state is None else dict(state)

    def load(self, load: str) -> dict[str, Any] | None:
        """Hand-over state of a load; None when it is not known."""
        state: Any = self._ledger.load(load)
        return state if state is None else dict(state)

    def lots(self) -> pd.DataFrame:
        """All lots as they are now. Needs pandas."""
        import pandas as pd

        return pd.DataFrame([self.lot(lot) for lot in self._ledger.lots()])

    def loads(self) -> pd.DataFrame:
        """All loads as they are now. Needs pandas."""
        import pandas as pd

        return pd.DataFrame([self.load(load) for load in self._ledger.loads()])

    def open_handovers(self) -> list[str]:
        """Loads that left and have not arrived."""
        return list(self._ledger.open_handovers())

    def history(self, lot: str) -> list[int]:
        """Numbers of the events that concern a lot, superseded ones included."""
        return list(self._ledger.history(lot))

    def history_of_load(self, load: str) -> list[int]:
        """Numbers of the events that concern a load."""
        return list(self._ledger.history_of_load(load))

    def flags(self) -> list[dict[str, Any]]:
        """All contradictions that stand now; ``message`` explains each."""
        return list(self._ledger.flags())

    def balance(
        self, *, lot: str | None = None, place: str | None = None, run: str | None = None
    ) -> dict[str, Any]:
        """Books of a lot, a place or a run of a process: closed, open or broken."""
        if (lot is not None) + (place is not None) + (run is not None) != 1:
            raise make(ErrorCode.INVALID_ARGUMENT, "name one lot, place or run", "", ())
        if lot is not None:
            return dict(self._ledger.lot_balance(lot))
        if place is not None:
            return dict(self._ledger.site_balance(place))
        return dict(self._ledger.run_balance(run or ""))

    # ---- proving

    def prove(self, event_id: str, *, key: Key, time: str | datetime | int | None = None) -> bytes:
        """A proof that the log holds this event, to be checked offline: see verify_proof()."""
        proof: bytes = self._ledger.proof(
            event_id, _micros(time) // 1_000_000, key.public, key.sign
        )
        return proof

    def checkpoint(self, *, key: Key) -> str:
        """Sign size and root (C2SP checkpoint), after they were computed a second time."""
        note: str = self._ledger.checkpoint(key.public, key.sign)
        return note

    def fork_evidence(self, peers_note: str, *, log: bytes) -> bytes | None:
        """Give proof that the log told a peer something else; None when the two agree.

        Parameters
        ----------
        peers_note
            Checkpoint of this log that a peer holds.
        log
            Public key of the log. With it alone anybody can check the proof: :func:`verify_fork`.

        Raises
        ------
        NotFoundError
            If there is no checkpoint here that is as long as the peer's.
        """
        evidence: bytes | None = self._ledger.fork_evidence(peers_note, log)
        return evidence

    def compare(self, peers_note: str, *, log: bytes) -> tuple[str, int]:
        """Tell what a checkpoint that a peer holds says about the ledger here, and its size.

        ``consistent``: this ledger grew out of what the peer saw; ``rolled_back``: the peer has
        seen a longer one; ``forked``: another root at that size. ``log`` is the log's public key.
        """
        agreement, size = self._ledger.compare(peers_note, log)
        return str(agreement), int(size)

    def last_checkpoint(self) -> str:
        """The last signed checkpoint; empty when there is none."""
        note: str = self._ledger.last_checkpoint()
        return note

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Inclusion path of RFC 9162, leaf first."""
        return list(self._ledger.inclusion(index, len(self) if size is None else size))

    def consistency(self, older: int, newer: int | None = None) -> list[bytes]:
        """Consistency path of RFC 9162."""
        return list(self._ledger.consistency(older, len(self) if newer is None else newer))

    # ---- personal data: the log holds a salted commitment, what opens it lies beside

    def keep_opening(self, event_id: str, label: str, value: str, salt: bytes) -> None:
        """Keep what opens a commitment of an event, until it is erased.

        Raises
        ------
        InvalidArgumentError
            If the event has not committed to that.
        """
        self._ledger.keep_opening(event_id, label, value, salt)

    def opening(self, event_id: str, label: str) -> tuple[str, bytes] | None:
        """Value and salt that are kept; None when they were erased, or never given."""
        kept: tuple[str, bytes] | None = self._ledger.opening(event_id, label)
        return kept

    def erase_opening(self, event_id: str, label: str) -> None:
        """Forget it: an SQLite file overwrites the bytes. The log stays as it is."""
        self._ledger.erase_opening(event_id, label)

    def fsck(self) -> Diagnostics:
        """Recompute everything from the events. No errors: all is well."""
        return Diagnostics(self._ledger.fsck())

    # ---- tracing

    def lineage(self, size: int | None = None) -> Lineage:
        """Where lots came from and went, as the first ``size`` events tell it."""
        return Lineage(self, size)

    def quality(self, lot: str, *, is_load: bool = False) -> dict[str, Any]:
        """What is known of a lot: measured, inherited, derived, or the worst of its parts."""
        return self.lineage().quality(lot, is_load=is_load)

    # ---- carrying over

    def export(self, file: str | PathLike[str]) -> int:
        """Write all events as they were signed; returns their number."""
        with Path(file).open("wb") as out:
            out.write(_MAGIC)
            for i in range(len(self)):
                leaf, recorded = self._ledger.record(i)
                out.write(struct.pack(">Iq", len(leaf), recorded) + leaf)
        return len(self)

    def import_(self, file: str | PathLike[str]) -> list[dict[str, Any]]:
        """Take the events of an export; those that are known change nothing."""
        outcomes: list[dict[str, Any]] = []
        batch: list[bytes] = []
        newest = 0
        for leaf, recorded in _records(Path(file)):
            batch.append(leaf)
            newest = max(newest, recorded)
            if len(batch) == 10_000:
                outcomes += self.append_many(batch, recorded=newest)
                batch.clear()
        return outcomes + self.append_many(batch, recorded=newest)


def fsck(
    file: str | PathLike[str],
    *,
    origin: str,
    coverage: float = 2,
    warning: float = 3,
    floor_g: int = 0,
    skew_s: float = 0,
    check_signatures: bool = True,
    log: bytes | None = None,
) -> tuple[int, Diagnostics]:
    """Recompute everything of a ledger file, also of one that is too damaged to open.

    Parameters
    ----------
    log
        Public key of the log, to check the signature on its last checkpoint as well.
    coverage, warning, floor_g, skew_s, check_signatures
        As of :class:`Ledger`.

    Returns
    -------
    tuple
        Number of events that the file says it has, and everything that is wrong.
    """
    size, found = _masseflyt.fsck_file(
        fspath(file),
        origin,
        coverage,
        warning,
        floor_g,
        round(skew_s * 1e6),
        check_signatures,
        log,
    )
    return int(size), Diagnostics(found)


_MAGIC = b"masseflyt/leaves/1\n"


def _records(file: Path) -> Iterator[tuple[bytes, int]]:
    with file.open("rb") as source:
        if source.read(len(_MAGIC)) != _MAGIC:
            raise make(ErrorCode.CORRUPT, "no export of a ledger", str(file), ())
        while head := source.read(12):
            length, recorded = struct.unpack(">Iq", head) if len(head) == 12 else (1 << 30, 0)
            leaf = source.read(min(length, 1 << 20))
            if len(leaf) != length:
                raise make(ErrorCode.CORRUPT, "the export ends too early", str(file), ())
            yield leaf, recorded


def _text(micros: int) -> str:
    when = datetime.fromtimestamp(micros // 1_000_000, timezone.utc)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{micros % 1_000_000:06}Z"


class Lineage:
    """The graph of lot versions, immutable, as of one size of the log."""

    def __init__(self, ledger: Ledger, size: int | None = None) -> None:
        self._of = ledger
        self._lineage = _masseflyt.Lineage(ledger._ledger, size)

    @property
    def log_size(self) -> int:
        """Number of events it knows."""
        return int(self._lineage.log_size())

    def columns(self) -> dict[str, Any]:
        """Nodes (kind, id, version, mass_g, event, place) and arcs (tail, head, arc_mass_g)."""
        return dict(self._lineage.columns())

    def nodes(self) -> pd.DataFrame:
        """One row per lot version, load, activity or end. Needs pandas."""
        import pandas as pd

        columns = self.columns()
        return pd.DataFrame(
            {k: columns[k] for k in ("kind", "id", "version", "mass_g", "event", "place")}
        )

    def arcs(self) -> pd.DataFrame:
        """One row per arc: rows of nodes() and the mass between them. Needs pandas."""
        import pandas as pd

        columns = self.columns()
        return pd.DataFrame(
            {"tail": columns["tail"], "head": columns["head"], "mass_g": columns["arc_mass_g"]}
        )

    def recall(
        self,
        lot: str,
        *,
        is_load: bool = False,
        versions: tuple[int, int] = (1, 0xFFFF_FFFF),
        reading: Literal["well_mixed", "fifo"] = "well_mixed",
    ) -> Recall:
        """Everything that can hold mass of the lot.

        ``low_g`` and ``high_g`` bound the suspect mass however piles mix; ``share`` is that of
        the reading.
        """
        found = self._lineage.recall(lot, is_load, *versions, reading == "fifo")
        return Recall(found, self, reading)

    def origins(self, lot: str, *, is_load: bool = False) -> Recall:
        """Everything the lot is made of; ``share`` is the part of it that came that way."""
        return Recall(self._lineage.origins(lot, is_load), self, "well_mixed")

    def quality(self, lot: str, *, is_load: bool = False) -> dict[str, Any]:
        """What is known of a lot or load, along its whole origin.

        ``figures`` holds one dict per property: ``low`` and ``high``; ``bound_low`` (some part
        holds at least so much) and ``bound`` (no part holds more; ``bound_below``: each is less
        than it), ``sources`` (lots that the bound was measured in); text, unit and document of a
        measured one; ``rests`` (measured, inherited, derived, worst_case, unknown), ``complete``
        (every part was known) and ``needs_test``. None: not known. Of a figure that is unknown
        because its parts have several units, ``by_unit`` has the bounds in each of them.
        """
        return dict(self._lineage.quality(self._of._ledger, lot, is_load))


class Recall:
    """The answer to a recall or a trace back.

    Attributes
    ----------
    lots
        Lots and loads reached, each by its newest version: id, kind, share, mass_g, low_g, high_g,
        place.
    ends
        Where suspect mass came to rest: place, kind (use, dispose, loss), suspect_g, bounds.
    stock_g
        Suspect mass that can still be stopped.
    """

    def __init__(self, found: dict[str, Any], lineage: Lineage, reading: str) -> None:
        self.lots: list[dict[str, Any]] = found["lots"]
        self.ends: list[dict[str, Any]] = found["ends"]
        self.stock_g: float = found["stock_g"]
        self.source_g: float = found["source_g"]
        self.log_size: int = found["log_size"]
        self.reading = reading
        self.node: np.ndarray[Any, Any] = found["node"]
        self.share: np.ndarray[Any, Any] = found["share"]
        self.low_g: np.ndarray[Any, Any] = found["low_g"]
        self.high_g: np.ndarray[Any, Any] = found["high_g"]
        self.from_row: np.ndarray[Any, Any] = found["from"]
        self._lineage = lineage

    def __len__(self) -> int:
        return len(self.node)

    def __repr__(self) -> str:
        return f"Recall({len(self.lots)} lots and loads, {len(self.ends)} ends, {self.reading})"

    def path(self, lot: str) -> list[str]:
        """Why a lot or load is in the answer: ids from the source to it, or from it to the target.

        The newest of its versions counts. Steps inside one lot are left out.
        """
        ids = self._lineage.columns()["id"]
        rows = [row for row, node in enumerate(self.node) if ids[node] == lot]
        if not rows:
            raise make(ErrorCode.NOT_FOUND, f"'{lot}' is not in the answer", "", ())
        steps: list[str] = []
        row = rows[-1]
        while row >= 0:
            if not steps or steps[-1] != ids[self.node[row]]:
                steps.append(ids[self.node[row]])
            row = int(self.from_row[row])
        return steps[::-1]

    def to_frame(self) -> pd.DataFrame:
        """One row per lot or load. Needs pandas."""
        import pandas as pd

        return pd.DataFrame(self.lots)

    def graph(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Nodes (lots, loads, mixing events, ends) and arcs between them, as plots show them.

        Versions of one lot are one node, ends are put together by place. Nodes have key, kind,
        label, share and mass_g, arcs have tail and head (keys), mass_g and suspect_g.
        """
        from masseflyt.trace_plot import graph_of

        return graph_of(self)

    def plot_sankey(self, ax: Any = None, *, max_nodes: int = 60) -> Any:
        """Where the mass went: ribbons as wide as it, the suspect part dark. Needs matplotlib."""
        from masseflyt.trace_plot import sankey

        return sankey(self, ax, max_nodes=max_nodes)

    def plot_graph(self, ax: Any = None, *, max_nodes: int = 60) -> Any:
        """What was touched and by what way, coloured by share. Needs matplotlib."""
        from masseflyt.trace_plot import graph

        return graph(self, ax, max_nodes=max_nodes)


# ---- tickets and proofs --------------------------------------------------------------------------


def make_ticket(event: Event, *, key: Key) -> bytes:
    """Sign a ``ship`` event as the ticket of a load: at most 350 bytes, for a printed code."""
    leaf = sign_event(event, key=key)
    if len(leaf) > 350:
        message = f"the ticket has {len(leaf)} bytes, at most 350 fit the code"
        raise make(ErrorCode.LIMIT_EXCEEDED, message, "", ())
    _masseflyt.ticket_fields(leaf)  # refuses other kinds
    return leaf


def read_ticket(ticket: bytes) -> dict[str, Any]:
    """What a ticket says, before anybody has checked who says so."""
    event: dict[str, Any] = json.loads(_masseflyt.read_leaf(ticket))
    return event


def ticket_fields(ticket: bytes) -> dict[str, str]:
    """The neutral fields of a load document, by name."""
    return dict(_masseflyt.ticket_fields(ticket))


def verify_ticket(
    ticket: bytes, *, public: bytes, algorithm: Algorithm = "ed25519"
) -> dict[str, Any]:
    """What a ticket says, if that key has signed it. Raises BadSignatureError if not."""
    event: dict[str, Any] = json.loads(_masseflyt.verify_ticket(ticket, algorithm, public))
    return event


def verify_proof(proof: bytes, *, log: bytes) -> dict[str, Any]:
    """Check offline that a log holds a ticket. ``log`` is the public key of the log.

    Returns
    -------
    dict
        event, origin, index, size, time_s and statement, which says as of when, and that a later
        recall cannot be known offline.
    """
    found: dict[str, Any] = _masseflyt.verify_proof(proof, log)
    return found | {"event": json.loads(found["event"])}


def ticket_qr(ticket: bytes) -> Any:
    """A ticket as a QR code of at most version 15 with medium error correction. Needs segno.

    Returns
    -------
    segno.QRCode
        ``.save("ticket.png", scale=6, dpi=300)``, ``.svg_inline()``, ``.version``.

    Raises
    ------
    LimitExceededError
        If it would need a larger code than version 15: it could not be read from paper.
    """
    import segno

    read_ticket(ticket)
    code = segno.make(ticket, mode="byte", error="m", boost_error=False, micro=False)
    if int(code.version) > 15:
        message = f"the ticket needs a code of version {code.version}, at most 15 can be read"
        raise make(ErrorCode.LIMIT_EXCEEDED, message, "", ())
    return code


def write_ticket_png(
    ticket: bytes, file: str | PathLike[str], *, size_mm: float = 50, dpi: int = 300
) -> int:
    """Write the QR code of a ticket as it is to be printed, quiet zone included. Needs segno.

    Returns
    -------
    int
        Dots per module; at least 3, or nobody could read it.

    Raises
    ------
    InvalidArgumentError
        If size and resolution leave less.
    """
    code = ticket_qr(ticket)
    modules = code.symbol_size(scale=1)[0]
    scale = int(size_mm / 25.4 * dpi / modules)
    if scale < 3:
        message = f"{size_mm} mm at {dpi} dpi leave {scale} dots per module, expected 3 or more"
        raise make(ErrorCode.INVALID_ARGUMENT, message, "", ())
    code.save(fspath(file), kind="png", scale=scale, dpi=dpi)
    return scale


def commit(label: str, value: str, salt: bytes) -> dict[str, str]:
    """A commitment to personal data, for the member ``commitments``.

    ``salt`` is random and used once: ``secrets.token_bytes(16)``. Keep value and salt apart, or
    beside the log with :meth:`Ledger.keep_opening`.
    """
    return {"label": label, "digest": _masseflyt.commit(label, value, salt).hex()}


def read_checkpoint(
    note: str, *, origin: str, log: bytes, witnesses: Mapping[str, bytes] | None = None
) -> dict[str, Any]:
    """Check the signature on a checkpoint (C2SP signed note) and read it.

    Parameters
    ----------
    log
        Public key of the log.
    witnesses
        Public keys of cosigners, by name. A bad cosignature by one of them spoils the note.

    Returns
    -------
    dict
        origin, size, root, and ``cosigned``: seconds since 1970, by name of the witness.
    """
    name, size, root, cosigned = _masseflyt.open_checkpoint(
        note, origin, log, dict(witnesses or {})
    )
    return {"origin": name, "size": size, "root": root, "cosigned": cosigned}


def cosign(note: str, name: str, *, key: Key, time: str | datetime | int | None = None) -> str:
    """Put a cosignature of a witness behind a checkpoint.

    It says that at ``time`` this was the newest checkpoint the witness had seen, and consistent
    with all before: check that first, with :func:`verify_consistency`.
    """
    signed: str = _masseflyt.cosign_note(
        note, name, _micros(time) // 1_000_000, key.public, key.sign
    )
    return signed


def verify_consistency(
    older: int, newer: int, older_root: bytes, newer_root: bytes, path: Iterable[bytes]
) -> bool:
    """Whether a log of ``newer`` events grew out of one of ``older`` (RFC 9162, 2.1.4.2)."""
    return bool(_masseflyt.consistent(older, newer, older_root, newer_root, list(path)))


def verify_inclusion(
    index: int, size: int, leaf: bytes, path: Iterable[bytes], root: bytes
) -> bool:
    """Whether a log of that size and root holds a leaf at ``index`` (RFC 9162, 2.1.3.2)."""
    return bool(_masseflyt.included(index, size, leaf, list(path), root))


def proves_fork(first: str, second: str, *, origin: str, log: bytes) -> bool:
    """Whether two signed checkpoints of one log cannot both be true."""
    return bool(_masseflyt.proves_fork(first, second, origin, log))


def verify_fork(evidence: bytes, *, origin: str, log: bytes) -> bool:
    """Whether :meth:`Ledger.fork_evidence` proves that a log told two stories."""
    return bool(_masseflyt.verify_fork(evidence, origin, log))


def match_handovers(
    senders: Ledger, sender: str, receivers: Ledger, receiver: str
) -> tuple[int, list[dict[str, Any]]]:
    """Compare what one party shipped with what the other received: matched, mismatches."""
    matched, faults = _masseflyt.match_handovers(
        senders._ledger, sender, receivers._ledger, receiver
    )
    return matched, list(faults)
