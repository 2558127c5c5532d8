"""The commands ``masseflyt trace ...``.

A ledger is one SQLite file. Keys are files that hold a secret: 32 bytes as hexadecimal digits.
Events are JSON, one per line; ``-`` is stdin.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from masseflyt import exchange
from masseflyt import traceability as tr
from masseflyt.errors import ErrorCode, MasseflytError, make

DONE, PROBLEMS = 0, 1


def add_parser(commands: Any) -> None:
    """Hook ``trace`` into the subcommands of ``masseflyt``."""
    trace = commands.add_parser("trace", help="keep, prove and trace a ledger of masses")
    actions = trace.add_subparsers(dest="action", required=True, metavar="action")

    def action(name: str, run: Any, text: str, *, ledger: bool = True) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = actions.add_parser(name, help=text)
        parser.set_defaults(run=run)
        if ledger:
            parser.add_argument("ledger", type=Path, help="the SQLite file")
            parser.add_argument(
                "--origin",
                default="masseflyt.example/ledger",
                help="name of the log (default: %(default)s)",
            )
            parser.add_argument(
                "--skew",
                type=float,
                default=0,
                metavar="SECONDS",
                help="how far clocks may disagree (default: 0)",
            )
        return parser

    p = action("init", _init, "make a ledger with its operator")
    p.add_argument("--operator", required=True, help="party that admits all others")
    p.add_argument("--key", type=Path, required=True, help="file with the operator's secret")
    p.add_argument("--algorithm", choices=["ed25519", "ecdsa_p256"], default="ed25519")
    p = action("append", _append, "sign and append events")
    p.add_argument("events", help="file with one JSON event per line, or -")
    p.add_argument("--key", type=Path, required=True, help="file with the author's secret")
    p.add_argument("--algorithm", choices=["ed25519", "ecdsa_p256"], default="ed25519")
    p.add_argument("--recorded", help="time to record (default: now)")
    p = action("show", _show, "events, lots, loads and contradictions")
    p.add_argument("what", nargs="?", help="id of a lot, load or event; nothing: everything")
    p = action("recall", _recall, "what may hold mass of a lot")
    p.add_argument("lot")
    p.add_argument("--load", action="store_true", help="the id is that of a load")
    p.add_argument("--backward", action="store_true", help="what the lot is made of instead")
    p.add_argument("--as-of", type=int, metavar="SIZE", help="as the first SIZE events tell it")
    p.add_argument("--reading", choices=["well_mixed", "fifo"], default="well_mixed")
    p.add_argument("--json", action="store_true")
    p.add_argument("--sankey", type=Path, metavar="PNG", help="also draw where the mass went")
    p.add_argument("--graph", type=Path, metavar="PNG", help="also draw what was touched")
    p = action("balance", _balance, "does the mass add up?")
    group = p.add_mutually_exclusive_group(required=True)
    for name in ("lot", "place", "run"):  # `run` itself is the function of the command
        group.add_argument(f"--{name}", dest=f"of_{name}")
    p = action("prove", _prove, "a proof that a shipment is in the log, to be checked offline")
    p.add_argument("event", help="id of the event")
    p.add_argument("--key", type=Path, required=True, help="file with the log's secret")
    p.add_argument("--out", type=Path, required=True)
    p = action("ticket", _ticket, "sign a shipment as a load ticket", ledger=False)
    p.add_argument("event", help="file with one JSON event of kind ship, or -")
    p.add_argument("--key", type=Path, required=True, help="file with the author's secret")
    p.add_argument("--algorithm", choices=["ed25519", "ecdsa_p256"], default="ed25519")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--qr", type=Path, metavar="PNG", help="also write it as a code to print")
    p.add_argument("--size-mm", type=float, default=50, help="of the code (default: 50)")
    p.add_argument("--dpi", type=int, default=300, help="of the printer (default: 300)")
    p = action("verify", _verify, "check a proof or a ticket offline", ledger=False)
    p.add_argument("file", type=Path)
    p.add_argument(
        "--public",
        required=True,
        metavar="HEX",
        help="public key of the log (proof) or of the author (--ticket)",
    )
    p.add_argument("--ticket", action="store_true", help="the file is a ticket")
    p.add_argument("--algorithm", choices=["ed25519", "ecdsa_p256"], default="ed25519")
    p = action("fsck", _fsck, "recompute everything from the events")
    p.add_argument("--public", metavar="HEX", help="key of the log: check its last checkpoint too")
    p = action("export", _export, "write the ledger for others")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument(
        "--format",
        choices=exchange.FORMATS,
        default="cbor",
        help="cbor and json lose nothing (default: cbor)",
    )
    p.add_argument("--base", default="", help="epcis, prov: address that ids are put behind")
    p.add_argument("--no-signatures", action="store_true", help="epcis: without the signed events")
    p.add_argument(
        "--register",
        choices=exchange.REGISTERS,
        default="neutral",
        help="loads: whose names the columns have (default: neutral)",
    )
    p = action("import", _import, "take events of CBOR, JSON or EPCIS files, or of devices")
    p.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="file",
        help="an export, or one signed event, as tickets are; those of devices come in any order",
    )
    p.add_argument("--recorded", help="time to record of signed events (default: now)")
    p.add_argument("--format", choices=exchange.FORMATS[:3], help="default: told by the file")
    p.add_argument("--base", default="", help="epcis: address that ids stand behind")
    p.add_argument("--key", type=Path, help="secret that signs events without a signature")
    p.add_argument("--algorithm", choices=["ed25519", "ecdsa_p256"], default="ed25519")
    p.add_argument("--author", default="", help="epcis: party of events that name none")
    p.add_argument(
        "--basis", choices=["wet", "dry"], default="", help="epcis: of masses that do not say"
    )


def _key(file: Path, algorithm: tr.Algorithm = "ed25519") -> tr.Key:
    try:
        secret = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise make(ErrorCode.IO, f"no key: {error}", str(file), ()) from error
    return tr.Key.in_memory(secret, algorithm=algorithm)


def _public(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        message = f"--public is '{digits}', expected hexadecimal digits"
        raise make(ErrorCode.INVALID_ARGUMENT, message, "", ()) from None


def _open(options: argparse.Namespace) -> tr.Ledger:
    if not options.ledger.exists():
        raise make(ErrorCode.NOT_FOUND, f"there is no ledger {options.ledger}", "", ())
    return tr.Ledger(options.ledger, origin=options.origin, skew_s=options.skew)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, default=lambda b: b.hex()))


def _init(options: argparse.Namespace) -> int:
    key = _key(options.key, options.algorithm)
    tr.Ledger.create(options.origin, operator=options.operator, key=key, file=options.ledger)
    print(f"{options.ledger}: operator {options.operator}, public key {key.public.hex()}")
    return DONE


def _lines(name: str) -> Iterator[tuple[int, str]]:
    try:
        text = _read(name).decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{name} is no UTF-8: {error.reason} at byte {error.start}"
        raise make(ErrorCode.INVALID_ARGUMENT, message, name, ()) from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _append(options: argparse.Namespace) -> int:
    ledger, key = _open(options), _key(options.key, options.algorithm)
    code = DONE
    for number, line in _lines(options.events):
        try:
            receipt = ledger.append(json.loads(line), key=key, recorded=options.recorded)
        except (MasseflytError, json.JSONDecodeError) as error:
            print(f"{options.events}:{number}: {error}", file=sys.stderr)
            code = PROBLEMS
            continue
        known = " (known already)" if receipt["already"] else ""
        print(f"{receipt['index']} {receipt['leaf_hash'].hex()}{known}")
        for flag in receipt["flags"]:
            print(f"{options.events}:{number}: {flag['message']}", file=sys.stderr)
    return code


def _show(options: argparse.Namespace) -> int:
    ledger = _open(options)
    if options.what is None:
        print(f"{options.ledger}: {len(ledger)} events, root {ledger.root.hex()}")
        for event in ledger:
            _print_json(event)
        for flag in ledger.flags():
            print(flag["message"], file=sys.stderr)
        return DONE
    for state, history in (
        (ledger.lot(options.what), ledger.history),
        (ledger.load(options.what), ledger.history_of_load),
    ):
        if state is not None:
            _print_json(state | {"events": history(options.what)})
            return DONE
    index = ledger.find(options.what)
    if index is None:
        raise make(ErrorCode.NOT_FOUND, f"the ledger knows no '{options.what}'", "", ())
    _print_json(ledger[index] | {"index": index, "corrected_by": ledger.corrected_by(index)})
    return DONE


def _recall(options: argparse.Namespace) -> int:
    lineage = _open(options).lineage(options.as_of)
    if options.backward:
        found = lineage.origins(options.lot, is_load=options.load)
    else:
        found = lineage.recall(options.lot, is_load=options.load, reading=options.reading)
    rows = [row | {"path": found.path(row["id"])} for row in found.lots]
    for file, plot in ((options.sankey, found.plot_sankey), (options.graph, found.plot_graph)):
        if file is not None:
            _draw(file, plot)
    if options.json:
        _print_json(
            {
                "as_of": found.log_size,
                "reading": found.reading,
                "lots": rows,
                "ends": found.ends,
                "stock_g": found.stock_g,
            }
        )
        return DONE
    print(f"as of {found.log_size} events, piles read {found.reading}")
    for row in rows:
        bounds = "" if options.backward else f"  {row['low_g']}..{row['high_g']} g"
        path = " > ".join(row["path"])
        print(f"{row['kind']:5} {row['id']}  {100 * row['share']:.1f} %{bounds}  {path}")
    for end in found.ends:
        print(f"{end['kind']:5} at {end['place']}  {end['low_g']}..{end['high_g']} g")
    return DONE


def _draw(file: Path, plot: Callable[[], Any]) -> None:
    try:
        import matplotlib
    except ImportError:
        message = "pictures need matplotlib: pip install 'masseflyt[plot]'"
        raise make(ErrorCode.NOT_FOUND, message, str(file), ()) from None
    matplotlib.use("Agg")
    with _writing(file):
        plot().figure.savefig(file, dpi=150)


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if isinstance(error, MasseflytError):
            raise
        reason = error.strerror or str(error)
        raise make(ErrorCode.IO, f"{file} cannot be written: {reason}", str(file), ()) from error


def _read(file: Path | str) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else Path(file).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise make(ErrorCode.IO, f"{file} cannot be read: {reason}", str(file), ()) from error


def _balance(options: argparse.Namespace) -> int:
    found = _open(options).balance(lot=options.of_lot, place=options.of_place, run=options.of_run)
    _print_json(found)
    return PROBLEMS if found["closure"] == "broken" else DONE


def _prove(options: argparse.Namespace) -> int:
    key = _key(options.key)
    proof = _open(options).prove(options.event, key=key)
    try:
        tr.verify_proof(proof, log=key.public)  # none goes out that nobody could check
    except MasseflytError as error:
        message = (
            f"event '{options.event}' cannot be proved as a ticket, which a shipment is: {error}"
        )
        raise make(ErrorCode.INVALID_ARGUMENT, message, options.event, ()) from error
    with _writing(options.out):
        options.out.write_bytes(proof)
    print(f"{options.out}: {len(proof)} bytes")
    return DONE


def _ticket(options: argparse.Namespace) -> int:
    key = _key(options.key, options.algorithm)
    try:
        event = json.loads(_read(options.event))
    except ValueError as error:
        message = f"{options.event} holds no JSON event: {error}"
        raise make(ErrorCode.INVALID_ARGUMENT, message, str(options.event), ()) from error
    ticket = tr.make_ticket(event, key=key)
    with _writing(options.out):
        options.out.write_bytes(ticket)
    print(f"{options.out}: {len(ticket)} bytes, public key {key.public.hex()}")
    if options.qr is not None:
        try:
            with _writing(options.qr):
                dots = tr.write_ticket_png(
                    ticket, options.qr, size_mm=options.size_mm, dpi=options.dpi
                )
        except ImportError:
            message = "codes need segno: pip install 'masseflyt[qr]'"
            raise make(ErrorCode.NOT_FOUND, message, str(options.qr), ()) from None
        print(f"{options.qr}: {options.size_mm:g} mm at {options.dpi} dpi, {dots} dots per module")
    return DONE


def _verify(options: argparse.Namespace) -> int:
    public = _public(options.public)
    content = _read(options.file)
    if options.ticket:
        tr.verify_ticket(content, public=public, algorithm=options.algorithm)
        for name, value in tr.ticket_fields(content).items():
            print(f"{name}: {value}")
        print("Signed by that key. Whether it was recalled since cannot be known offline.")
        return DONE
    found = tr.verify_proof(content, log=public)
    print(found["statement"])
    _print_json(found["event"])
    return DONE


def _fsck(options: argparse.Namespace) -> int:
    log = None if options.public is None else _public(options.public)
    size, found = tr.fsck(options.ledger, origin=options.origin, skew_s=options.skew, log=log)
    for diagnostic in found:
        print(diagnostic, file=sys.stderr)
    print(f"{options.ledger}: {size} events, {len(found.errors)} errors")
    return DONE if found.ok else PROBLEMS


def _export(options: argparse.Namespace) -> int:
    ledger = _open(options)
    if options.format in ("epcis", "prov") and not options.base:
        message = f"--format {options.format} needs --base, an address that ends with '/'"
        raise make(ErrorCode.INVALID_ARGUMENT, message, "", ())
    out = exchange.export(
        ledger,
        options.format,
        base=options.base,
        signatures=not options.no_signatures,
        register=options.register,
    )
    with _writing(options.out):
        options.out.write_bytes(out.content)
    print(f"{options.out}: {options.format}, {len(ledger)} events, {len(out.content)} bytes")
    _tell(out.notes)
    return DONE


def _tell(notes: list[dict[str, str]]) -> None:
    """What a format has no place for, put together."""
    for fate, text in (
        ("extension", "kept in our namespace, unseen by others"),
        ("lost", "lost"),
    ):
        count = Counter(note["what"] for note in notes if note["fate"] == fate)
        if count:
            words = ", ".join(f"{what} ({n})" for what, n in sorted(count.items()))
            print(f"{text}: {words}", file=sys.stderr)


def _is_signed_event(content: bytes) -> bool:
    """Whether a file is one event as a device has signed it, such as a ticket."""
    try:
        tr.read_ticket(content)
    except MasseflytError:
        return False
    return True


def _import(options: argparse.Namespace) -> int:
    key = None if options.key is None else _key(options.key, options.algorithm)
    batches: list[exchange.Incoming] = []
    devices: list[tuple[Path, bytes]] = []
    for file in options.files:
        content = _read(file)
        if options.format is None and _is_signed_event(content):
            devices.append((file, content))
            continue
        incoming = exchange.read_events(
            content,
            file=str(file),
            format=options.format,
            base=options.base,
            author=options.author,
            basis=options.basis,
        )
        for diagnostic in incoming.diagnostics:
            print(diagnostic, file=sys.stderr)
        _tell(incoming.notes)
        batches.append(incoming)
    if not devices and not any(incoming.events for incoming in batches):
        files = ", ".join(str(file) for file in options.files)  # no ledger is made for nothing
        print(f"{files}: no event was taken")
        return PROBLEMS
    return _take(options, batches, devices, key)


def _take(
    options: argparse.Namespace,
    batches: list[exchange.Incoming],
    devices: list[tuple[Path, bytes]],
    key: tr.Key | None,
) -> int:
    ledger = tr.Ledger(options.ledger, origin=options.origin, skew_s=options.skew)
    outcomes = [o for incoming in batches for o in exchange.append(ledger, incoming, key=key)]
    for outcome in outcomes:
        if "message" in outcome:
            print(outcome["message"], file=sys.stderr)
    merged = ledger.merge([leaf for _, leaf in devices], recorded=options.recorded)
    for (file, _), outcome in zip(devices, merged, strict=True):
        if "message" in outcome:
            print(f"{file}: {outcome['message']}", file=sys.stderr)
        for flag in outcome.get("flags", ()):
            print(f"{file}: {flag['message']}", file=sys.stderr)
    outcomes += merged
    known = sum(1 for o in outcomes if o.get("already"))
    refused = sum(1 for o in outcomes if "message" in o)
    faults = refused + sum(len(incoming.diagnostics.errors) for incoming in batches)
    print(
        f"{options.ledger}: {len(outcomes) - known - refused} new, {known} known, {faults} refused"
    )
    return PROBLEMS if faults else DONE
