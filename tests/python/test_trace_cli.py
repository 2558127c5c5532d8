"""Mirrors python/masseflyt/trace_cli.py: a whole story through the command."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from masseflyt import traceability as tr

Run = Callable[..., subprocess.CompletedProcess[str]]

PUBLIC = tr.Key.in_memory(b"k" * 32).public.hex()
EVENTS = [
    {"kind": "place", "id": "P", "author": "op", "subject": "pit"},
    {"kind": "extract", "id": "X", "author": "op", "place": "pit", "outputs": [tr.kg("BAD", 10)]},
    {
        "kind": "ship",
        "id": "S",
        "author": "op",
        "load": "L",
        "inputs": [tr.kg("BAD", 10)],
        "to_party": "op",
        "to_place": "pit",
    },
    {
        "kind": "receive",
        "id": "R",
        "author": "op",
        "load": "L",
        "place": "pit",
        "outputs": [tr.kg("IN", 10)],
    },
]


@pytest.fixture
def told(tmp_path: Path, cli: Run) -> Run:
    """The command, in a folder with a ledger that has the events."""
    (tmp_path / "key").write_text("6b" * 32)
    lines = [json.dumps(e | {"time": f"2026-03-02T06:0{i}:00Z"}) for i, e in enumerate(EVENTS)]
    (tmp_path / "events.jsonl").write_text("\n".join(lines))
    assert cli("trace", "init", "l.db", "--operator", "op", "--key", "key").returncode == 0
    done = cli("trace", "append", "l.db", "events.jsonl", "--key", "key")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["1", "2", "3", "4"]
    return cli


def test_show_tells_lots_loads_and_events(told: Run) -> None:
    assert json.loads(told("trace", "show", "l.db", "IN").stdout)["stock_g"] == 10_000
    assert json.loads(told("trace", "show", "l.db", "L").stdout)["handover"] == "received"
    assert json.loads(told("trace", "show", "l.db", "X").stdout)["kind"] == "extract"
    assert "5 events" in told("trace", "show", "l.db").stdout
    assert told("trace", "show", "l.db", "nothing").returncode == 2


def test_recall_prints_members_with_their_path(told: Run) -> None:
    lines = told("trace", "recall", "l.db", "BAD").stdout.splitlines()
    assert lines[-1].endswith("BAD > L > IN")
    found = json.loads(told("trace", "recall", "l.db", "IN", "--backward", "--json").stdout)
    assert [lot["id"] for lot in found["lots"]] == ["BAD", "L", "IN"]
    early = told("trace", "recall", "l.db", "BAD", "--as-of", "3").stdout
    assert "IN" not in early


def test_a_refused_event_has_its_line_and_costs_the_others_nothing(
    told: Run, tmp_path: Path
) -> None:
    good = {
        "kind": "place",
        "id": "Q",
        "author": "op",
        "subject": "yard",
        "time": "2026-03-02T07:00:00Z",
    }
    bad = good | {"id": "Q2", "subject": "pit"}
    (tmp_path / "more").write_text(f"{json.dumps(bad)}\n{json.dumps(good)}\n")
    done = told("trace", "append", "l.db", "more", "--key", "key")
    assert done.returncode == 1
    assert done.stderr.startswith("more:1: event 'Q2': place 'pit' is known already")
    assert done.stdout.startswith("5 ")


def test_balance_and_fsck(told: Run) -> None:
    assert (
        json.loads(told("trace", "balance", "l.db", "--place", "pit").stdout)["closure"] == "closed"
    )
    assert json.loads(told("trace", "balance", "l.db", "--lot", "IN").stdout)["stock_g"] == 10_000
    assert json.loads(told("trace", "balance", "l.db", "--run", "X").stdout)["out_g"] == 10_000
    assert "0 errors" in told("trace", "fsck", "l.db").stdout


def test_fsck_tells_all_that_is_wrong_with_a_file_that_does_not_open(
    told: Run, tmp_path: Path
) -> None:
    def spoil(sql: str) -> None:
        database = sqlite3.connect(tmp_path / "l.db")
        database.execute(sql)
        database.commit()
        database.close()

    spoil("DELETE FROM touch WHERE i = 4")
    assert told("trace", "show", "l.db").returncode == 0  # the events themselves are whole
    done = told("trace", "fsck", "l.db")
    assert (done.returncode, done.stdout) == (1, "l.db: 5 events, 2 errors\n")
    assert done.stderr == (
        "error index of L: is 'other events', expected 2 events\n"
        "error index of IN: is 'nothing', expected 1 events\n"
    )
    spoil("UPDATE event SET leaf = (SELECT leaf FROM event WHERE i = 1) WHERE i = 2")
    assert told("trace", "show", "l.db").returncode == 1
    done = told("trace", "fsck", "l.db")
    assert done.returncode == 1
    for place in ("record 2", "record 3", "record 4", "index of BAD", "head"):
        assert f"error {place}: " in done.stderr


def test_an_operator_may_sign_with_the_key_of_a_phone(tmp_path: Path, cli: Run) -> None:
    (tmp_path / "key").write_text("6b" * 32)
    how = ("--key", "key", "--algorithm", "ecdsa_p256")
    assert cli("trace", "init", "p.db", "--operator", "op", *how).returncode == 0
    event = {"kind": "place", "id": "P", "author": "op", "subject": "pit"}
    (tmp_path / "e").write_text(json.dumps(event | {"time": "2026-03-02T06:00:00Z"}))
    done = cli("trace", "append", "p.db", "e", *how)
    assert (done.returncode, done.stdout[:2]) == (0, "1 ")
    assert "0 errors" in cli("trace", "fsck", "p.db").stdout


def test_a_file_that_is_not_there_or_no_text_is_named(told: Run, tmp_path: Path) -> None:
    done = told("trace", "append", "l.db", "nothing.jsonl", "--key", "key")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "nothing.jsonl cannot be read" in done.stderr
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    done = told("trace", "append", "l.db", "bytes", "--key", "key")
    assert "bytes is no UTF-8" in done.stderr


def test_a_proof_goes_to_an_inspector(told: Run) -> None:
    assert told("trace", "prove", "l.db", "S", "--key", "key", "--out", "p").returncode == 0
    done = told("trace", "verify", "p", "--public", PUBLIC)
    assert done.stdout.startswith("Entry 3 of masseflyt.example/ledger as of ")
    assert told("trace", "verify", "p", "--public", "00" * 32).returncode == 1
    done = told("trace", "prove", "l.db", "R", "--key", "key", "--out", "q")  # a receipt
    assert done.returncode == 1
    assert "event 'R' cannot be proved as a ticket" in done.stderr


def test_export_and_import(told: Run) -> None:
    assert told("trace", "export", "l.db", "--out", "leaves").returncode == 0
    done = told("trace", "import", "copy.db", "leaves")
    assert (done.returncode, done.stdout) == (0, "copy.db: 5 new, 0 known, 0 refused\n")
    assert "0 new, 5 known" in told("trace", "import", "copy.db", "leaves").stdout


def test_tickets_of_phones_are_taken_in_any_order(told: Run, tmp_path: Path) -> None:
    phone = tr.Key.in_memory(b"k" * 32)
    event = {"author": "op", "place": "pit", "load": "L-2"}
    made = {
        "2.leaf": event | {"kind": "receive", "id": "T-2", "outputs": [tr.kg("THERE", 4)]},
        "1.leaf": event
        | {"kind": "ship", "id": "T-1", "inputs": [tr.kg("IN", 4)]}
        | {"to_party": "op", "to_place": "pit"},
        "3.leaf": {"kind": "use", "id": "T-3", "author": "op", "place": "nowhere"}
        | {"inputs": [tr.kg("IN", 1)]},
    }
    for name, told_offline in made.items():
        leaf = tr.sign_event(told_offline | {"time": f"2026-03-02T08:0{name[0]}:00Z"}, key=phone)
        (tmp_path / name).write_bytes(leaf)
    done = told("trace", "import", "l.db", *made, "1.leaf")
    assert done.returncode == 1
    assert done.stdout == "l.db: 2 new, 1 known, 1 refused\n"
    assert done.stderr.startswith("3.leaf: event 'T-3': place 'nowhere' is not known")
    assert json.loads(told("trace", "show", "l.db", "L-2").stdout)["handover"] == "received"


def test_every_format_goes_out_and_three_come_back(told: Run, tmp_path: Path) -> None:
    base = ("--base", "https://op.example/")
    for how in ("json", "epcis"):
        done = told("trace", "export", "l.db", "--format", how, "--out", how, *base)
        assert done.returncode == 0
        assert done.stdout.startswith(f"{how}: {how}, 5 events, ")
        done = told("trace", "import", f"{how}.db", how, *base)
        assert (done.returncode, done.stdout) == (0, f"{how}.db: 5 new, 0 known, 0 refused\n")
    done = told("trace", "export", "l.db", "--format", "prov", "--out", "prov", *base)
    assert done.returncode == 0
    assert "wasDerivedFrom" in json.loads((tmp_path / "prov").read_text())
    done = told("trace", "export", "l.db", "--format", "loads", "--register", "texs", "--out", "c")
    assert (tmp_path / "c").read_text().startswith("publicId,")
    done = told("trace", "export", "l.db", "--format", "epcis", "--out", "x")
    assert done.returncode == 1
    assert "needs --base" in done.stderr


def test_what_an_export_loses_is_told(told: Run) -> None:
    words = ("trace", "export", "l.db", "--format", "epcis", "--base", "https://op.example/")
    done = told(*words, "--no-signatures", "--out", "x")
    assert "lost: signatures of the events (1)" in done.stderr
    assert "author (5)" in done.stderr
    done = told("trace", "import", "y.db", "x", "--base", "https://op.example/")
    assert done.returncode == 1
    assert "is not signed, and no key was given" in done.stderr
    done = told("trace", "import", "y.db", "x", "--base", "https://op.example/", "--key", "key")
    assert done.stdout == "y.db: 5 new, 0 known, 0 refused\n"


def test_a_ticket_is_made_printed_and_checked(told: Run, tmp_path: Path) -> None:
    pytest.importorskip("segno")
    event = EVENTS[2] | {"id": "S2", "time": "2026-03-02T07:00:00Z"}
    (tmp_path / "ship").write_text(json.dumps(event))
    done = told("trace", "ticket", "ship", "--key", "key", "--out", "t", "--qr", "t.png")
    assert done.returncode == 0
    assert "dots per module" in done.stdout
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG")
    done = told("trace", "verify", "t", "--ticket", "--public", PUBLIC)
    assert "load_id: L" in done.stdout
    assert "cannot be known offline" in done.stdout
    assert told("trace", "verify", "t", "--ticket", "--public", "00" * 32).returncode == 1
    assert "hexadecimal" in told("trace", "verify", "t", "--ticket", "--public", "x").stderr
    (tmp_path / "ship").write_text("{")
    assert told("trace", "ticket", "ship", "--key", "key", "--out", "t").returncode == 1


def test_pictures_of_a_recall(told: Run, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    done = told("trace", "recall", "l.db", "BAD", "--sankey", "s.png", "--graph", "g.png")
    assert done.returncode == 0
    for name in ("s.png", "g.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
    done = told("trace", "recall", "l.db", "BAD", "--graph", "no/such/g.png")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
