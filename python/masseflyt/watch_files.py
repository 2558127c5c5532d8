"""The files that ``masseflyt monitor`` leaves: tables, compliance, and what the public may see."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from masseflyt.monitoring import Evaluator, pair
from masseflyt.outcomes import Columns, Outcome, concatenate, rows

__all__ = ["FILES", "Kept", "compliance", "csv_text", "episodes", "laboratory", "outcome_files"]

FILES = (
    "episodes.csv",
    "notices.csv",
    "windows.csv",
    "corrections.csv",
    "laboratory.csv",
    "compliance.json",
    "public.json",
    "public.html",
)


class Kept:
    """Readings of laboratories, and of the sensors whose verdicts they correct."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        streams = {s["id"]: s for s in rules["streams"]}
        by_id = {r["id"]: r for r in rules["rules"]}
        self.sensor_of: dict[str, tuple[str, str, str]] = {}
        """Per laboratory stream: the rule that confirms, the rule confirmed, and its sensor."""
        for rule in rules["rules"]:
            if "confirms" in rule:
                sensor = by_id[rule["confirms"]]["conditions"][0]["stream"]
                lab = rule["conditions"][0]["stream"]
                self.sensor_of[lab] = (rule["id"], rule["confirms"], sensor)
        self._interval = {name: float(s.get("interval_s", 0)) for name, s in streams.items()}
        self.streams = {name for lab, told in self.sensor_of.items() for name in (lab, told[2])}
        self._time: dict[str, list[npt.NDArray[Any]]] = {}
        self._value: dict[str, list[npt.NDArray[Any]]] = {}

    def add(self, stream: str, time: npt.NDArray[Any], value: npt.NDArray[Any]) -> None:
        if stream in self.streams:
            self._time.setdefault(stream, []).append(time)
            self._value.setdefault(stream, []).append(value)

    def series(self, stream: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """In order of time."""
        if stream not in self._time:
            return np.array([], dtype="datetime64[ns]"), np.array([])
        time, value = np.concatenate(self._time[stream]), np.concatenate(self._value[stream])
        order = np.argsort(time, kind="stable")
        return time[order], value[order]

    def max_age_s(self, sensor: str) -> float:
        return 3 * self._interval[sensor] or 3600


def laboratory(kept: Kept, found: Outcome) -> Columns | None:
    """Every laboratory value beside its sensor: what was said then, and what is said now.

    None where no rule confirms another. ``sensor`` is empty where none of its readings is at hand,
    here or in the state of the evaluator; ``level_before`` where the rule had no verdict at that
    time.
    """
    if not kept.sensor_of:
        return None
    verdicts = {
        (str(c), t): (str(before), str(now), float(measured))
        for c, t, measured, before, now in zip(
            found.corrections["cause"],
            found.corrections["cause_at"],
            found.corrections["value_before"],
            found.corrections["level_before"],
            found.corrections["level"],
            strict=True,
        )
    }
    parts: list[Columns] = []
    for lab, (by, rule, sensor) in kept.sensor_of.items():
        time, value = kept.series(lab)
        paired = pair(time, value, *kept.series(sensor), max_age_s=kept.max_age_s(sensor))
        n = len(time)
        told = [verdicts.get((lab, t), ("", "", np.nan)) for t in time]
        measured = np.array([m for _, _, m in told], dtype=np.float64)
        in_this_run = ~np.isnan(paired["sensor"])
        parts.append(
            {
                "time": paired["time"],
                "laboratory_stream": np.full(n, lab, dtype=object),
                "laboratory": value,
                "sensor_stream": np.full(n, sensor, dtype=object),
                "sensor": np.where(in_this_run, paired["sensor"], measured),
                "sensor_age_s": paired["age_s"],
                "by": np.full(n, by, dtype=object),
                "rule": np.full(n, rule, dtype=object),
                "level_before": np.array([before for before, _, _ in told], dtype=object),
                "level": np.array([now for _, now, _ in told], dtype=object),
                "answer": np.array([_answer(b, n) for b, n, _ in told], dtype=object),
            }
        )
    return concatenate(*parts)


def _answer(before: str, now: str) -> str:
    if not now:
        return "no verdict to correct"
    return "confirmed" if before == now else "corrected"


def episodes(watch: Evaluator, found: Outcome) -> Columns:
    """Ended and open ones, in order of their begin."""
    both = concatenate(found.episodes, watch.open_episodes())
    order = np.argsort(both["begin"], kind="stable")
    return {name: column[order] for name, column in both.items()}


def compliance(watch: Evaluator, now: Any, found: Outcome) -> dict[str, Any]:
    """Statements with their rules, and what is known of each stream."""
    document = watch.rules.to_dict()
    rules = {r["id"]: r for r in document["rules"]}
    statements = [
        {
            **s,
            "statement": _sentence(s),
            **{
                k: rules[s["rule"]][k]
                for k in ("source", "edition", "confidence")
                if k in rules[s["rule"]]
            },
        }
        for s in watch.statements()
    ]
    standings = watch.standings()
    return {
        "schema": "masseflyt.compliance/1",
        "rules_sha256": watch.rules.hash,
        "now": None if np.isnat(now) else f"{np.datetime_as_string(now, 's')}Z",
        "statements": statements,
        "rules": [
            {
                "rule": str(rule),
                "level": str(level),
                "known": bool(known),
                "value": None if value != value else float(value),
                "at": f"{np.datetime_as_string(at, 's')}Z",
            }
            for rule, level, known, value, at in zip(
                *(standings[k] for k in ("rule", "level", "known", "value", "at")), strict=True
            )
        ],
        "corrections": rows(found.corrections),
        "streams": {s: watch.tally(s) for s in watch.rules.streams},
    }


def _sentence(s: Mapping[str, Any]) -> str:
    """What the figures say, for a letter to the authority."""
    period = f"In {s['year']}" if s["year"] else "In all samples"
    beyond = "once" if s["exceeded"] == 1 else f"{s['exceeded']} times"
    unknown = f"; {s['unknown']} could not be judged" if s["unknown"] else ""
    counted = f"{s['valid']} were judged{unknown}"
    answer = {
        "met": "the requirement is met",
        "broken": "the requirement is broken, whatever is missing",
        "so_far": "not decided: the period runs, or too little was measured to say that it is met",
    }[s["answer"]]
    possibly = (
        f" Within the measurement uncertainty it may be up to {s['exceeded'] + s['possibly']}."
        if s["possibly"]
        else ""
    )
    return (
        f"{period} {s['rule']} was beyond its limit {beyond}, {s['permitted']} are permitted "
        f"({s['remaining']} left); {counted}. So {answer}.{possibly}"
    )


def outcome_files(watch: Evaluator, found: Outcome, kept: Kept, now: Any) -> dict[str, str]:
    """The tables and the compliance as texts by name."""
    files = {
        "episodes.csv": csv_text(episodes(watch, found)),
        "notices.csv": csv_text(found.notices),
        "windows.csv": csv_text(found.windows),
        "corrections.csv": csv_text(found.corrections),
        "compliance.json": json.dumps(compliance(watch, now, found), indent=2) + "\n",
    }
    paired = laboratory(kept, found)
    if paired is not None:
        files["laboratory.csv"] = csv_text(paired)
    return files


# ---- CSV -----------------------------------------------------------------------------------------


def csv_text(columns: Columns) -> str:
    """Missing numbers and times are empty cells; texts that a spreadsheet would run are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*(_cells(c) for c in columns.values()), strict=True))
    return out.getvalue()


def _cells(column: npt.NDArray[Any]) -> list[str]:
    if column.dtype.kind == "M":
        unit = np.datetime_data(column.dtype)[0]
        texts = np.datetime_as_string(column)
        end = "" if unit == "D" else "Z"
        return ["" if t == "NaT" else _short(str(t)) + end for t in texts]
    if column.dtype.kind == "f":
        return ["" if v != v else repr(v) for v in column.tolist()]
    if column.dtype.kind == "O":
        return ["'" + t if t[:1] in ("=", "+", "@", "-") else t for t in map(str, column)]
    return [str(v) for v in column.tolist()]


def _short(time: str) -> str:
    """Without the decimals of a second that are zero."""
    return time.rstrip("0").rstrip(".") if "." in time else time
