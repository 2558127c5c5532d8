"""What a neighbour may see: late, rounded, coarse, and plainly so. As data and as one page.

>>> from masseflyt import public_view
>>> public_view.page({"now": "2026-03-02T12:00:00Z", "delay_s": 3600,
...     "rounding": 1, "windows": [], "rules": [], "episodes": []}, lang="nb")[:15]
'<!DOCTYPE html>'
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from masseflyt import _masseflyt
from masseflyt.outcomes import Columns, concatenate
from masseflyt.public_page import page

if TYPE_CHECKING:
    from masseflyt.monitoring import Evaluator

__all__ = ["make", "page"]

LEVELS = ("normal", "warning", "alarm", "stop")
MOST_EPISODES = 200


def make(
    watch: Evaluator,
    now_ns: int,
    delay_s: float = 3600,
    rounding: float = 1,
    coverage: float = 0.75,
    newest: int = 48,
    places: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """See :meth:`masseflyt.monitoring.Evaluator.public`."""
    rules = watch.rules
    index = {name: i for i, name in enumerate(dict.fromkeys(rules.rules))}
    windows = _windows(watch.history("windows"), index)
    found: dict[str, Any] = json.loads(
        _masseflyt.public_json(rules._rules, windows, now_ns, delay_s, rounding, coverage, newest)
    )
    until = np.datetime64(now_ns, "ns") - np.timedelta64(int(delay_s * 1e9), "ns")
    document = rules.to_dict()
    episodes = _episodes(watch, until, rounding)
    found["rules"] = _rules(document, watch.standings(), episodes, until)
    found["episodes"] = episodes[-MOST_EPISODES:]
    for row in (*found["windows"], *found["rules"]):
        row["place"] = (places or {}).get(row["place"], row["place"])
    return found


def _windows(columns: Columns, index: Mapping[str, int]) -> dict[str, npt.NDArray[Any]]:
    """With rules and levels as numbers and times as nanoseconds."""
    out = dict(columns)
    out["rule"] = np.array([index[name] for name in columns["rule"]], dtype=np.int64)
    out["level"] = np.array(
        [0 if word == "unknown" else LEVELS.index(word) for word in columns["level"]],
        dtype=np.int64,
    )
    for name in ("begin", "end"):
        out[name] = columns[name].view(np.int64)
    return out


def _episodes(watch: Evaluator, until: np.datetime64, rounding: float) -> list[dict[str, Any]]:
    """Those that began before ``until``, told as they could be known then; oldest first."""
    all_ = concatenate(watch.history("episodes"), watch.open_episodes())
    rows = []
    for i in np.argsort(all_["begin"], kind="stable"):
        if all_["raised"][i] > until:
            continue
        history = [
            part.split(" ")
            for part in str(all_["history"][i]).split("; ")
            if part and np.datetime64(part.split(" ")[0].removesuffix("Z")) <= until
        ]
        end = all_["end"][i]
        ended = not np.isnat(end) and end <= until
        peak = float(all_["peak"][i])
        known = ended or all_["peak_at"][i] <= until
        rows.append(
            {
                "rule": str(all_["rule"][i]),
                "begin": _text(all_["begin"][i]),
                "end": _text(end) if ended else None,
                "level": max((word for _, word in history), key=LEVELS.index, default="warning"),
                "level_now": "normal" if ended or not history else history[-1][1],
                "peak": _rounded(peak, rounding) if known and peak == peak else None,
            }
        )
    return rows


def _rounded(value: float, step: float) -> float:
    return float(np.round(np.rint(value / step) * step, 9))


def _rules(
    document: Mapping[str, Any],
    standings: Columns,
    episodes: list[dict[str, Any]],
    until: np.datetime64,
) -> list[dict[str, Any]]:
    streams = {s["id"]: s for s in document["streams"]}
    stand = {str(name): i for i, name in enumerate(standings["rule"])}
    rows = []
    for rule in document["rules"]:
        condition = rule["conditions"][0]
        stream = streams[condition["stream"]]
        i = stand[rule["id"]]
        open_ = [e for e in episodes if e["rule"] == rule["id"] and e["end"] is None]
        at = min(standings["at"][i], until)
        heard = at.astype(np.int64) > 0
        rows.append(
            {
                "id": rule["id"],
                "title": rule.get("title", rule["id"]),
                "place": stream.get("place", ""),
                "parameter": stream["parameter"],
                "unit": condition["unit"],
                "statistic": condition["statistic"],
                "window": condition.get("window"),
                "comparison": condition["comparison"],
                "limits": {k: condition[k] for k in LEVELS[1:] if k in condition},
                "level": open_[-1]["level_now"] if open_ else "normal",
                "known": bool(standings["known"][i]) and bool(heard),
                "until": _text(at) if heard else None,
                "source": rule["source"],
                "edition": rule.get("edition", ""),
                "confidence": rule.get("confidence", "user"),
            }
        )
    return rows


def _text(time: np.datetime64) -> str:
    return str(time.astype("datetime64[s]")) + "Z"
