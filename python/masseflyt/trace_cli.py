"""The commands ``masseflyt trace ...``.

A ledger is one SQLite file. Keys are files that hold a secret: 32 bytes as hexadecimal digits.
Events are JSON, one per line; ``-`` is stdin.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
    p = action("balance", _balance, "does the mass add up?")
    group = p.add_mutually_exclusive_group(required=True)
    for name in ("lot", "place", "run"):  # `run` itself is the function of the command
        group.add_argument(f"--{name}", dest=f"of_{name}")
    p = action("prove", _prove, "a proof that an event is in the log, to be checked offline")
    p.add_argument("event", help="id of the event")
    p.add_argument("--key", type=Path, required=True, help="file with the log's secret")
    p.add_argument("--out", type=Path, required=True)
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
    action("fsck", _fsck, "recompute everything from the events")
    p = action("export", _export, "write all events as they were signed")
    p.add_argument("--out", type=Path, required=True)
    p = action("import", _import, "take the events of an export")
    p.add_argument("file", type=Path)


def _key(file: Path, algorithm: tr.Algorithm = "ed25519") -> tr.Key:
    try:
        secret = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise make(ErrorCode.IO, f"no key: {error}", str(file), ()) from error
    return tr.Key.in_memory(secret, algorithm=algorithm)


def _open(options: argparse.Namespace) -> tr.Ledger:
    if not options.ledger.exists():
        raise make(ErrorCode.NOT_FOUND, f"there is no ledger {options.ledger}", "", ())
    return tr.Ledger(options.ledger, origin=options.origin, skew_s=options.skew)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, default=lambda b: b.hex()))


def _init(options: argparse.Namespace) -> int:
    key = _key(options.key)
    tr.Ledger.create(options.origin, operator=options.operator, key=key, file=options.ledger)
    print(f"{options.ledger}: operator {options.operator}, public key {key.public.hex()}")
    return DONE


def _lines(name: str) -> Iterator[tuple[int, str]]:
    text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
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


def _balance(options: argparse.Namespace) -> int:
    found = _open(options).balance(lot=options.of_lot, place=options.of_place, run=options.of_run)
    _print_json(found)
    return PROBLEMS if found["closure"] == "broken" else DONE


def _prove(options: argparse.Namespace) -> int:
    proof = _open(options).prove(options.event, key=_key(options.key))
    options.out.write_bytes(proof)
    print(f"{options.out}: {len(proof)} bytes")
    return DONE


def _verify(options: argparse.Namespace) -> int:
    public = bytes.fromhex(options.public)
    content = options.file.read_bytes()
    if options.ticket:
        tr.verify_ticket(content, public=public, algorithm=options.algorithm)
        for name, value in tr.ticket_fields(content).items():
            print(f"{name}: {value}")
        return DONE
    found = tr.verify_proof(content, log=public)
    print(found["statement"])
    _print_json(found["event"])
    return DONE


def _fsck(options: argparse.Namespace) -> int:
    ledger = _open(options)
    found = ledger.fsck()
    for diagnostic in found:
        print(diagnostic, file=sys.stderr)
    print(f"{options.ledger}: {len(ledger)} events, {len(found.errors)} errors")
    return DONE if found.ok else PROBLEMS


def _export(options: argparse.Namespace) -> int:
    print(f"{options.out}: {_open(options).export(options.out)} events")
    return DONE


def _import(options: argparse.Namespace) -> int:
    ledger = tr.Ledger(options.ledger, origin=options.origin, skew_s=options.skew)
    outcomes = ledger.import_(options.file)
    refused = [o for o in outcomes if "message" in o]
    known = sum(1 for o in outcomes if o.get("already"))
    for outcome in refused:
        print(outcome["message"], file=sys.stderr)
    print(
        f"{options.ledger}: {len(outcomes) - known - len(refused)} new, {known} known, "
        f"{len(refused)} refused"
    )
    return PROBLEMS if refused else DONE
