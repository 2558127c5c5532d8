"""Mirrors python/masseflyt/trace_cli.py: a whole story through the command."""

from __future__ import annotations

import json
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


def test_a_proof_goes_to_an_inspector(told: Run) -> None:
    assert told("trace", "prove", "l.db", "S", "--key", "key", "--out", "p").returncode == 0
    done = told("trace", "verify", "p", "--public", PUBLIC)
    assert done.stdout.startswith("Entry 3 of masseflyt.example/ledger as of ")
    assert told("trace", "verify", "p", "--public", "00" * 32).returncode == 1


def test_export_and_import(told: Run) -> None:
    assert told("trace", "export", "l.db", "--out", "leaves").returncode == 0
    done = told("trace", "import", "copy.db", "leaves")
    assert (done.returncode, done.stdout) == (0, "copy.db: 5 new, 0 known, 0 refused\n")
    assert "0 new, 5 known" in told("trace", "import", "copy.db", "leaves").stdout
